"""Who lists, looks through, carries out and confirms: the office and the unit that answers for the document."""

from django.db.models import Q

from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_system

DOCUMENT = "reform.rule_document"
OFFICE, WATCHING = ("reform",), ("reform", "supervise")
UNIT = ("review", "approve", "lead", "reform")


def _office(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*OFFICE))


def _watched(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*WATCHING))


def _own(actor: Actor) -> Q:
    return Q(agency__in=actor.agencies_with(*UNIT))


RULES = (
    Rule(DOCUMENT, "read", is_system, everything),
    Rule(DOCUMENT, "read", holds_duty(*WATCHING), _watched),
    Rule(DOCUMENT, "read", holds_duty(*UNIT), _own),
    Rule(DOCUMENT, "list", holds_duty(*OFFICE), _office),
    Rule(DOCUMENT, "list", holds_duty(*UNIT), _own),
    Rule(DOCUMENT, "work", holds_duty(*UNIT), _own),
    Rule(DOCUMENT, "confirm", holds_duty(*OFFICE), _office),
)
