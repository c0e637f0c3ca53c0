"""The policy of this domain, from its parts."""

from tongban.domains.reform.intake import authz as intake
from tongban.domains.reform.ledger import authz as ledger
from tongban.domains.reform.lineage import authz as lineage
from tongban.domains.reform.rhythm import authz as rhythm
from tongban.domains.reform.supervision import authz as supervision

RULES = (*intake.RULES, *ledger.RULES, *lineage.RULES, *rhythm.RULES, *supervision.RULES)
