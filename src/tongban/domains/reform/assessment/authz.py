"""Who assesses, who appeals, who decides. What is published is public."""

from django.db.models import Q

from tongban.kernel.authz import Actor, Rule, anyone, everything, holds_duty, is_system

ASSESSMENT, APPEAL = "reform.assessment", "reform.appeal"
OFFICE, WATCHING = ("reform",), ("reform", "supervise")
UNIT = ("review", "approve", "lead")


def _office(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*OFFICE))


def _watched(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*WATCHING))


def _own(actor: Actor) -> Q:
    return Q(agency__in=actor.agencies_with(*UNIT))


RULES = (
    Rule(ASSESSMENT, "read", anyone, everything),
    Rule(ASSESSMENT, "preview", is_system, everything),
    Rule(ASSESSMENT, "preview", holds_duty(*WATCHING), _watched),
    Rule(ASSESSMENT, "publish", holds_duty(*OFFICE), _office),
    Rule(APPEAL, "read", is_system, everything),
    Rule(APPEAL, "read", holds_duty(*WATCHING), _watched),
    Rule(APPEAL, "read", holds_duty(*UNIT), _own),
    Rule(APPEAL, "file", holds_duty(*UNIT), _own),
    Rule(APPEAL, "decide", holds_duty(*OFFICE), _office),
)
