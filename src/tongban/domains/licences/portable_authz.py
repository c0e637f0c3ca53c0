"""Who may do what with keys and wallets."""

from tongban.kernel.authz import Rule, is_system

ISSUER_KEY = "licences.issuerkey"

RULES = (Rule(ISSUER_KEY, "manage", is_system),)
