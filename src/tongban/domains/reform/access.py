"""Which rows of the reform office's parts an actor reaches, by region and by agency: what their policies share."""

from django.db.models import Q

from tongban.kernel.actors import Actor
from tongban.kernel.authz import Where

OFFICE, WATCHING = "reform", ("reform", "supervise")
WORKING = ("review", "approve", "lead")
UNIT = (*WORKING, OFFICE)
"""Posts of a unit that speak for it. `reform` at the office's own agency is one too."""


def governed(actor: Actor) -> Q:
    """What lies in the regions whose reform office the actor is."""
    return Q(region__in=actor.regions_with(OFFICE))


def watched(actor: Actor) -> Q:
    """What lies in the regions that the actor governs or supervises."""
    return Q(region__in=actor.regions_with(*WATCHING))


def own(*duties: str) -> Where:
    """What belongs to the agencies at which the actor has one of these duties."""
    return lambda actor: Q(agency__in=actor.agencies_with(*duties))
