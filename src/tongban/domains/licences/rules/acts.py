"""Who may issue and hold a licence, and which act is lawful when. The law of today (the type's words) judges."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tongban.domains.licences.acting_words import Act
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.states import Cause, Ending, Ground, Life, State, state_at
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal

LONGEST = 2000
NO_CASE = Ground()


def check_holder(kind: LicenceType, holder_kind: str) -> None:
    """Refuses `licences.holder.wrong_kind` when a person would hold an enterprise's licence or the reverse."""
    if kind.holder not in ("any", holder_kind):
        raise Refusal("licences.holder.wrong_kind", type=kind.title.zh)


def check_issuer(kind: LicenceType, role: str, *, agency: str) -> None:
    """Refuses `licences.issuer.not_competent` when the type names who issues it and this agency is none of them."""
    if kind.issued_by and role not in kind.issued_by:
        raise Refusal("licences.issuer.not_competent", type=kind.title, agency=agency)


def words_of(kind: LicenceType, act: str) -> Act:
    """What the type says about an act. Refuses `licences.act.not_provided` when its law does not know it."""
    words: Act | None = getattr(kind.life, act)
    if words is None:
        raise Refusal("licences.act.not_provided", type=kind.title, act=act)
    return words


def check_ground(words: Act, ground: Ground) -> None:
    """A decided case is ground enough; an officer says why, by which law of the type, and shows the papers.

    Refuses `licences.act.{no_reason,no_basis,wrong_basis,no_evidence,too_long}`.
    """
    if len(ground.reason) > LONGEST:
        raise Refusal("licences.act.too_long", longest=LONGEST)
    if ground.case:
        return
    if not ground.reason.strip():
        raise Refusal("licences.act.no_reason")
    if not ground.basis.strip():
        raise Refusal("licences.act.no_basis")
    if ground.basis.strip() not in words.basis:
        raise Refusal("licences.act.wrong_basis", laws=list(words.basis))
    if not ground.evidence:
        raise Refusal("licences.act.no_evidence")


def check_newest(life: Life, *, has_next: bool, now: datetime) -> State:
    """The state of a record that a new one shall follow. Conflict `licences.act.replaced` when one already does."""
    if has_next:
        raise Conflict("licences.act.replaced")
    state = state_at(life, now)
    if state is State.REVOKED:
        raise Refusal("licences.act.revoked")
    if state is State.SUSPENDED:
        raise Refusal("licences.act.suspended")
    return state


def check_following(cause: Cause, state: State, ground: Ground) -> None:
    """A change and a replacement need a licence that counts or will count. A renewal takes one that counts; decided in
    a case also one that has ended meanwhile (art. 50). Refuses `licences.act.over`, `licences.renew.{over,again}`."""
    if cause is Cause.RENEW:
        if state is State.NOT_YET_VALID:
            raise Refusal("licences.renew.again")
        if state is State.EXPIRED and not ground.case:
            raise Refusal("licences.renew.over")
    elif state is State.EXPIRED and cause is not Cause.RESTORE:
        raise Refusal("licences.act.over")


def check_suspension(life: Life, *, until: date | None, now: datetime) -> None:
    """Refuses `licences.suspend.{already,not_valid,past}`."""
    state = state_at(life, now)
    if state is State.SUSPENDED:
        raise Refusal("licences.suspend.already")
    if state not in (State.VALID, State.NOT_YET_VALID):
        raise Refusal("licences.suspend.not_valid")
    if until is not None and until < law_day(now):
        raise Refusal("licences.suspend.past", day=until)


def check_resumption(life: Life, now: datetime) -> None:
    """Refuses `licences.resume.not_suspended`."""
    if not any(one.covers(now) for one in life.suspensions) or state_at(life, now) in (State.REVOKED, State.REPLACED):
        raise Refusal("licences.resume.not_suspended")


def check_revocation(life: Life, *, reason: str, basis: str, now: datetime) -> None:
    """Refuses `licences.revoke.already`, `licences.act.replaced`, and taking back without reason or legal basis."""
    state = state_at(life, now)
    if state is State.REVOKED:
        raise Refusal("licences.revoke.already")
    if state is State.REPLACED:
        raise Conflict("licences.act.replaced")
    if not reason.strip():
        raise Refusal("licences.revoke.no_reason")
    if not basis.strip():
        raise Refusal("licences.revoke.no_basis")


def check_ending(kind: LicenceType, ending: Ending) -> None:
    """Refuses `licences.revoke.ending_not_provided` when the law of this type does not end it so."""
    if ending not in kind.life.revoke.endings:
        raise Refusal("licences.revoke.ending_not_provided", type=kind.title)


def only(found: Sequence[Any], kind: LicenceType) -> Any | None:
    """The one licence that is meant, or None when there is none. Refuses `licences.act.which` for several."""
    if len(found) > 1:
        raise Refusal("licences.act.which", type=kind.title, count=len(found))
    return found[0] if found else None
