"""The policy of this domain, from its parts."""

from tongban.domains.reform.assessment import authz as assessment
from tongban.domains.reform.cleanup import authz as cleanup
from tongban.domains.reform.examples import authz as examples
from tongban.domains.reform.intake import authz as intake
from tongban.domains.reform.ledger import authz as ledger
from tongban.domains.reform.lineage import authz as lineage
from tongban.domains.reform.monthly import authz as monthly
from tongban.domains.reform.rhythm import authz as rhythm
from tongban.domains.reform.supervision import authz as supervision

RULES = (
    *assessment.RULES,
    *cleanup.RULES,
    *examples.RULES,
    *intake.RULES,
    *ledger.RULES,
    *lineage.RULES,
    *monthly.RULES,
    *rhythm.RULES,
    *supervision.RULES,
)
