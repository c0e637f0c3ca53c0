"""Who acts upon a case, as the rules ask and as the log is signed: which account, for whom or in whose place."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tongban.domains.cases.history import CaseEvent
from tongban.domains.cases.rules import Who
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor, Signature


def officer(actor: Actor, *, subject: int, agency: str, rows: Mapping[str, int] | None = None, duty: str = "") -> Who:
    """The actor as an officer of an agency of the case, doing one of its duties there.

    `subject` is the row of the applicant; `rows` the rows of the case's agencies by their ids.
    """
    row = (rows or {}).get(agency)
    signed = actor.label if row is None else actor.signed_at(row, duty)
    return Who(signed, agency, same_as=actor.same_as, tied=subject in actor.ties)


def applicant(actor: Actor, act: str, *, subject: int, procedure: str, case: str = "") -> Who:
    """The actor as the one who asks, or who acts for the one who asks. Whether it may is asked by the policy."""
    grant = actor.grant_for(subject, act, key=procedure, thing=case)
    return Who(actor.signed_for(grant), same_as=actor.same_as, tied=subject in actor.ties)


def require_still(who: Who, *, case: str, actor: Actor, now: datetime) -> None:
    """In the transaction of the act: the delegation it is done under has not ended meanwhile.

    Refuses `registry.delegation.{over,used}`.
    """
    signed = Signature.parse(who.account)
    registry.require_delegations(signed.basis, thing=case, actor=actor, now=now)


def signature_of(happened: Sequence[CaseEvent], actor: Actor) -> str:
    """How an act is signed in the log: as its events say, if they say that the actor did it."""
    told = (getattr(event, "by", "") for event in happened)
    return next((one for one in told if one and Signature.parse(one).account == actor.label), actor.label)
