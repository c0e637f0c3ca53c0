"""Who sees and who settles lineage: the reform office of either side; supervisors of either side look on."""

from django.db.models import Q

from tongban.domains.reform.access import OFFICE, WATCHING, WORKING
from tongban.domains.reform.ledger.models import ResponsibleUnit
from tongban.kernel import authz

LINK = "reform.lineagelink"


def _watched(actor: authz.Actor) -> Q:
    regions = actor.regions_with(*WATCHING)
    return Q(upper_region__in=regions) | Q(lower_region__in=regions)


def _governed(actor: authz.Actor) -> Q:
    regions = actor.regions_with(OFFICE)
    return Q(upper_region__in=regions) | Q(lower_region__in=regions)


def _worked_on(actor: authz.Actor) -> Q:
    """The links of what the actor's own agencies lead or help with."""
    mine = actor.agencies_with(*WORKING)
    return Q(measure__lead_agency__in=mine) | Q(
        measure__in=ResponsibleUnit.objects.filter(agency__in=mine).values("measure")
    )


RULES = (
    authz.Rule(LINK, "view", authz.holds_duty(*WATCHING), _watched),
    authz.Rule(LINK, "view", authz.holds_duty(*WORKING), _worked_on),
    authz.Rule(LINK, "view", authz.is_system, authz.everything),
    authz.Rule(LINK, "propose", authz.holds_duty(OFFICE), _governed),
    authz.Rule(LINK, "propose", authz.is_system, authz.everything),
    authz.Rule(LINK, "decide", authz.holds_duty(OFFICE), _governed),
)
