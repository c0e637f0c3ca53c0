"""Who may do what with versions of procedures."""

from django.db.models import Q

from tongban.kernel.actors import Actor
from tongban.kernel.authz import Rule, anyone, everything, holds_duty, is_system

VERSION = "catalogue.version"
DRAFT = "catalogue.itemdraft"
KEEPERS = ("catalogue", "administer")
"""The duties that keep the register: whoever edits items, and whoever administers the region."""


def _kept(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with(*KEEPERS))


RULES = (
    Rule(VERSION, "read", anyone),
    Rule(VERSION, "publish", is_system),
    Rule(VERSION, "publish", holds_duty("administer")),
    Rule(DRAFT, "read", holds_duty(*KEEPERS), _kept),
    Rule(DRAFT, "edit", holds_duty(*KEEPERS), _kept),
    Rule(DRAFT, "read", is_system, everything),
    Rule(DRAFT, "edit", is_system, everything),
)
