"""Who may open a number down to its cases. The numbers themselves are public: the promise was."""

from django.db.models import Q

from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_system

FACT = "metrics.casefact"


def _supervised(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with("supervise", "reform", "audit"))


RULES = (
    Rule(FACT, "view", is_system, everything),
    Rule(FACT, "view", holds_duty("supervise", "reform", "audit"), _supervised),
)
