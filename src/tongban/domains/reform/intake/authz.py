"""Who reviews a draft: the reform office of its region, nobody else. Until it is written it is work, not a record."""

from django.db.models import Q

from tongban.kernel import authz

DRAFT = "reform.plandraft"
OFFICE = "reform"


def _governed(actor: authz.Actor) -> Q:
    return Q(region__in=actor.regions_with(OFFICE))


RULES = (
    authz.Rule(DRAFT, "view", authz.holds_duty(OFFICE), _governed),
    authz.Rule(DRAFT, "review", authz.holds_duty(OFFICE), _governed),
)
