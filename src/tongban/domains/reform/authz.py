"""Who may see and fill the ledger. A region's reform office and supervisors see their region and those below it."""

from django.db.models import Q

from tongban.kernel import authz

RESOURCE = "reform.ledgerplan"

RULES = (
    authz.Rule(
        RESOURCE,
        "view",
        authz.holds_duty("reform", "supervise"),
        lambda actor: Q(region__in=actor.regions_with("reform", "supervise")),
    ),
    authz.Rule(RESOURCE, "view", authz.is_system, authz.everything),
    authz.Rule(
        RESOURCE, "import", authz.holds_duty("reform"), lambda actor: Q(region__in=actor.regions_with("reform"))
    ),
    authz.Rule(RESOURCE, "import", authz.is_system, authz.everything),
)
