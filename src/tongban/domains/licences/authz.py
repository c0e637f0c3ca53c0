"""Who may see and revoke licences. One policy, compiled into every query."""

from django.db.models import Q

from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_signed_in, is_system

LICENCE = "licences.licence"


def _held(actor: Actor) -> Q:
    return Q(holder__in=actor.subjects)


RULES = (
    Rule(LICENCE, "view", is_system, everything),
    Rule(LICENCE, "view", is_signed_in, _held),
    Rule(
        LICENCE,
        "view",
        holds_duty("intake", "review", "approve"),
        lambda actor: Q(issuer__in=actor.agencies_with("intake", "review", "approve")),
    ),
    Rule(
        LICENCE,
        "view",
        holds_duty("supervise", "audit"),
        lambda actor: Q(region__in=actor.regions_with("supervise", "audit")),
    ),
    Rule(LICENCE, "revoke", is_system, everything),
    Rule(LICENCE, "revoke", holds_duty("approve"), lambda actor: Q(issuer__in=actor.agencies_with("approve"))),
)
