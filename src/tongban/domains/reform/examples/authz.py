"""Who hands in, reviews, publishes, withdraws and copies typical cases. What is published is public."""

from django.db.models import Q

from tongban.kernel.authz import Actor, Rule, anyone, everything, holds_duty, is_system

EXAMPLE, COPY = "reform.example", "reform.example_copy"
OFFICE, WATCHING = ("reform",), ("reform", "supervise")
UNIT = ("review", "approve", "lead", "reform")


def _published(actor: Actor) -> Q:
    return Q(state="published")


def _office(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*OFFICE))


def _watched(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*WATCHING))


def _own(actor: Actor) -> Q:
    return Q(agency__in=actor.agencies_with(*UNIT))


RULES = (
    Rule(EXAMPLE, "read", anyone, _published),
    Rule(EXAMPLE, "read", is_system, everything),
    Rule(EXAMPLE, "read", holds_duty(*WATCHING), _watched),
    Rule(EXAMPLE, "read", holds_duty(*UNIT), _own),
    Rule(EXAMPLE, "submit", holds_duty(*UNIT), _own),
    Rule(EXAMPLE, "judge", holds_duty(*OFFICE), _office),
    Rule(EXAMPLE, "withdraw", holds_duty(*OFFICE), _office),
    Rule(EXAMPLE, "withdraw", holds_duty(*UNIT), _own),
    Rule(COPY, "keep", holds_duty(*UNIT), _own),
)
