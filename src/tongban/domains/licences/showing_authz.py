"""Who may show a licence, take one that is shown, and read who looked at it."""

from django.db.models import Q

from tongban.kernel.actors import OWN, Grant
from tongban.kernel.authz import Actor, Rule, everything, holds_duty, is_signed_in, is_system
from tongban.kernel.errors import Refusal

LICENCE = "licences.licence"
PRESENTATION = "licences.presentation"
LOOK = "licences.look"
COPY = "licences.copy"
SCANNING = ("intake", "review", "approve")
PRESENT = "present"
"""The act that a delegation must name before somebody else shows one's licences."""


def grant_to_show(actor: Actor, holder: int) -> Grant | None:
    """The grant by which the actor may show the licences of a holder, its own before any other."""
    return next(iter(sorted(_grants(actor, holder), key=lambda one: (one.kind != OWN, bool(one.basis)))), None)


def account_of(actor: Actor) -> int:
    """The row of the account that acts. Refuses `kernel.authz.denied` for whoever is not signed in."""
    if actor.account_id is None:
        raise Refusal("kernel.authz.denied", verb="write", resource=LICENCE)
    return actor.account_id


def _grants(actor: Actor, holder: int | None = None) -> list[Grant]:
    """Grants in every matter: a delegation for one kind of application opens cases, not licences."""
    return [
        one
        for one in actor.grants
        if one.covers(PRESENT) and one.keys is None and not one.only and holder in (None, one.subject)
    ]


def shown_for(actor: Actor) -> frozenset[int]:
    """The rows of those whose licences the actor may show."""
    return frozenset(one.subject for one in _grants(actor))


def _shown_by(actor: Actor) -> Q:
    return Q(holder__in=shown_for(actor))


def _issued_here(actor: Actor) -> Q:
    return Q(issuer__in=actor.agencies_with(*SCANNING))


def _of_holder(actor: Actor) -> Q:
    return Q(licence__holder__in=actor.subjects)


def _own_looks(actor: Actor) -> Q:
    return Q(account=actor.account_id)


def _watched(actor: Actor) -> Q:
    return Q(licence__region__in=actor.regions_with("supervise", "audit"))


def _made_for_holder(actor: Actor) -> Q:
    """Whoever may show a licence also ends its copies, whoever made them: it is the holder's licence."""
    return Q(licence__holder__in=shown_for(actor))


def _own_copies(actor: Actor) -> Q:
    """Copies that an agency made stay with the agency."""
    return Q(agency__in=actor.agencies_with(*SCANNING))


RULES = (
    Rule(LICENCE, "present", is_signed_in, _shown_by),
    Rule(LICENCE, "copy", is_signed_in, _shown_by),
    Rule(LICENCE, "copy", holds_duty(*SCANNING), _issued_here),
    Rule(PRESENTATION, "scan", holds_duty(*SCANNING)),
    Rule(LOOK, "read", is_system, everything),
    Rule(LOOK, "read", is_signed_in, _of_holder),
    Rule(LOOK, "read", holds_duty(*SCANNING), _own_looks),
    Rule(LOOK, "read", holds_duty("supervise", "audit"), _watched),
    Rule(COPY, "read", is_system, everything),
    Rule(COPY, "read", is_signed_in, _of_holder),
    Rule(COPY, "read", holds_duty(*SCANNING), _own_copies),
    Rule(COPY, "withdraw", is_signed_in, _made_for_holder),
    Rule(COPY, "withdraw", holds_duty(*SCANNING), _own_copies),
)
