"""Who reads and writes the monthly report: the region's reform office and its supervisors."""

from django.db.models import Q

from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_system

MONTHLY = "reform.monthly"
WATCHING = ("reform", "supervise")


def _watched(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*WATCHING))


RULES = (
    Rule(MONTHLY, "read", is_system, everything),
    Rule(MONTHLY, "read", holds_duty(*WATCHING), _watched),
)
