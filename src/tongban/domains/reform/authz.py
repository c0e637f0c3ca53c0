"""The policy of this domain, from its parts."""

from tongban.domains.reform.ledger import authz as ledger

RULES = (*ledger.RULES,)
