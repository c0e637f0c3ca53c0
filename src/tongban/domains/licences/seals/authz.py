"""Who may see seals and act on them. Sealing itself is the platform's work: nobody does it by hand."""

from django.db.models import Q

from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_system

SEAL = "licences.seal"
ROOT = "licences.root"
VERBS = ("make", "use", "suspend", "resume", "end", "destroy")


def _overseen(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with("administer", "audit"))


def _administered(actor: Actor) -> Q:
    return Q(region__in=actor.regions_with("administer"))


RULES = (
    Rule(SEAL, "view", is_system, everything),
    Rule(SEAL, "view", holds_duty("administer", "audit"), _overseen),
    *(Rule(SEAL, verb, is_system, everything) for verb in VERBS),
    *(Rule(SEAL, verb, holds_duty("administer"), _administered) for verb in VERBS),
    Rule(ROOT, "view", is_system, everything),
    Rule(ROOT, "view", holds_duty("administer", "audit"), everything),
    Rule(ROOT, "change", is_system, everything),
)
