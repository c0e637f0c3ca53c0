"""Who may see, rewrite, suspend and revoke licences. One policy, compiled into every query."""

from django.db.models import Q

from tongban.domains.licences import portable_authz, showing_authz
from tongban.domains.licences.seals import authz as seals
from tongban.domains.registry import api as registry
from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_signed_in, is_system

LICENCE = "licences.licence"
DOSSIER, INTAKE = "licences.dossier", "licences.intake"


def _held(actor: Actor) -> Q:
    return Q(holder__in=actor.subjects)


def _issued(actor: Actor) -> Q:
    return Q(issuer__in=actor.agencies_with("approve"))


def _named_for(act: str, actor: Actor) -> Q:
    """Licences whose type names the role of one of the actor's agencies for this act, in that agency's regions."""
    posts = [post for post in actor.posts if "approve" in post.duties]
    agencies = registry.list_agencies_by_pk({post.agency_id for post in posts})
    opened = Q(pk__in=[])
    for post in posts:
        named = {f"definition__life__{act}__by__contains": [agencies[post.agency_id].role]}
        opened |= Q(region__in=post.regions, **named)
    return opened


def _suspendable(actor: Actor) -> Q:
    return _issued(actor) | _named_for("suspend", actor)


def _revocable(actor: Actor) -> Q:
    return _issued(actor) | _named_for("revoke", actor)


RULES = (
    *portable_authz.RULES,
    *seals.RULES,
    *showing_authz.RULES,
    Rule(DOSSIER, "open", holds_duty("intake", "review", "approve", "supervise", "audit")),
    Rule(INTAKE, "use", holds_duty("administer")),
    Rule(INTAKE, "use", holds_duty("approve")),
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
    Rule(LICENCE, "rewrite", is_system, everything),
    Rule(LICENCE, "rewrite", holds_duty("approve"), _issued),
    Rule(LICENCE, "suspend", is_system, everything),
    Rule(LICENCE, "suspend", holds_duty("approve"), _suspendable),
    Rule(LICENCE, "revoke", is_system, everything),
    Rule(LICENCE, "revoke", holds_duty("approve"), _revocable),
)
