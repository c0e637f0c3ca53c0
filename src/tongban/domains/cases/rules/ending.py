"""How a case comes to its end, and what may still happen after it."""

from typing import Literal

from tongban.domains.cases.history import (
    Authority,
    Because,
    CaseEvent,
    CaseReopened,
    CaseWithdrawn,
    CheckRecorded,
    ClockPinned,
    GrantRevoked,
    ResultDelivered,
    ResultRecorded,
    TrackEnded,
)
from tongban.domains.cases.rules.asking import (
    close,
    conclude,
    known_track,
    require_mine,
    require_reason,
    require_stranger,
    require_undecided,
)
from tongban.domains.cases.rules.requests import Who
from tongban.domains.cases.rules.running import require_impartial
from tongban.domains.cases.state import AFTER, RUNNING, Case, Decision, Status, Track, apply
from tongban.kernel.errors import Conflict, Refusal

Collector = Literal["applicant", "agent"]
WITHDRAWABLE = frozenset({Status.PRECHECK, Status.SUBMITTED, Status.SUPPLEMENT_WANTED}) | RUNNING

# results -------------------------------------------------------------------------------------------------------------


def record_result(case: Case, *, track: str, reference: str) -> list[CaseEvent]:
    """The licence of a granted track exists. Saying the same twice changes nothing; the last one closes the case."""
    found = known_track(case, track)
    if found.decision is not Decision.GRANTED or found.licence is None:
        raise Refusal("cases.result.none_due", track=track)
    if found.recorded == reference:
        return []
    if found.recorded is not None:
        raise Conflict("cases.result.recorded_otherwise", track=track, recorded=found.recorded)
    recorded = ResultRecorded(case.id, track, reference)
    return [recorded, *close(apply(case, recorded))]


def deliver(case: Case, *, track: str, method: str, to: Collector, reference: str, who: Who) -> list[CaseEvent]:
    """The result was handed over, by one of the item's methods, once; by post with its tracking number."""
    found = known_track(case, track)
    if found.decision is not Decision.GRANTED or found.revoked or (found.licence and found.recorded is None):
        raise Refusal("cases.deliver.nothing_to_deliver", track=track)
    if found.delivered is not None:
        raise Conflict("cases.deliver.already", track=track)
    if method not in found.delivery:
        raise Refusal("cases.deliver.method_not_offered", track=track)
    if method == "post":
        require_reason(reference, "cases.deliver.number_missing")
    require_stranger(case, who)
    delivered = ResultDelivered(case.id, track, method, to, reference.strip(), who.agency, who.account)
    return [delivered, *close(apply(case, delivered))]


# the end -------------------------------------------------------------------------------------------------------------


def withdraw(case: Case, *, reason: str, who: Who) -> list[CaseEvent]:
    """The applicant takes the application back: until something has been granted, or everything has been decided."""
    if case.status not in WITHDRAWABLE:
        raise Conflict("cases.withdraw.too_late", status=case.status)
    if granted := [track.key for track in case.tracks if track.decision is Decision.GRANTED]:
        raise Refusal("cases.withdraw.already_granted", tracks=granted)
    return [CaseWithdrawn(case.id, reason, who.account)]


def end_track(case: Case, *, track: str, reason: str, who: Who) -> list[CaseEvent]:
    """The handling of an item ends without a decision (终止); who prepared it does not end it either."""
    found = require_undecided(case, track)
    require_mine(case, found.deciding_step, who)
    require_impartial(found, who)
    ended = TrackEnded(case.id, track, require_reason(reason), who.agency, who.account)
    return [ended, *conclude(apply(case, ended))]


# afterwards ----------------------------------------------------------------------------------------------------------


def record_check(case: Case, *, track: str, kept: bool, finding: str, who: Who) -> list[CaseEvent]:
    """What another than granted upon a promise found when it was checked; a breach lets the grant be revoked."""
    found = _granted(case, track)
    if found.check is None:
        raise Refusal("cases.check.not_planted", track=track)
    if found.check.kept is not None:
        raise Conflict("cases.check.recorded", track=track)
    require_stranger(case, who)
    if who.is_any(found.deciders):
        raise Refusal("cases.check.own_work", track=track)
    said = require_reason(finding, "cases.check.finding_missing")
    return [CheckRecorded(case.id, track, kept, said, who.agency, who.account)]


def revoke(case: Case, *, track: str, reason: str, basis: str, because: Because, who: Who) -> list[CaseEvent]:
    """Take back what was granted (行政许可法 art. 69): by another account than found what is wrong, or than granted."""
    found = _granted(case, track)
    if because == "breach" and (found.check is None or found.check.kept is not False):
        raise Refusal("cases.revoke.no_breach", track=track)
    require_stranger(case, who)
    if who.is_any([found.check.by if found.check else None, found.audited_by, *found.deciders]):
        raise Refusal("cases.revoke.own_work", track=track)
    revoked = GrantRevoked(
        case.id,
        track,
        reason=require_reason(reason),
        basis=require_reason(basis, "cases.revoke.basis_missing"),
        because=because,
        reference=found.recorded or "",
        agency=who.agency,
        by=who.account,
    )
    return [revoked, *close(apply(case, revoked))]


def _granted(case: Case, track: str) -> Track:
    found = known_track(case, track)
    if found.decision is not Decision.GRANTED:
        raise Conflict("cases.grant.none", track=track)
    if found.revoked:
        raise Conflict("cases.grant.revoked", track=track)
    return found


def require_reopenable(case: Case, *, track: str, reference: str, reason: str, who: Who) -> Track:
    """The track, if its decision can be set aside now."""
    found = known_track(case, track)
    if found.decision is None or case.status not in {*AFTER, Status.ACCEPTED, Status.ENDED}:
        raise Conflict("cases.reopen.not_decided", track=track)
    require_stranger(case, who)
    require_reason(reference, "cases.reopen.reference_missing")
    require_reason(reason)
    return found


def reopen(
    case: Case,
    *,
    track: str,
    authority: Authority,
    reference: str,
    reason: str,
    clocks: tuple[ClockPinned, ...],
    who: Who,
) -> list[CaseEvent]:
    """A court or a review body sets the decision aside: it is made again, by somebody else, under new clocks."""
    require_reopenable(case, track=track, reference=reference, reason=reason, who=who)
    return [
        CaseReopened(
            case.id,
            track,
            authority=authority,
            reference=reference.strip(),
            reason=reason.strip(),
            clocks=clocks,
            agency=who.agency,
            by=who.account,
        )
    ]


def may_renew_silently(case: Case, track: Track) -> bool:
    """Whether silence may renew it: accepted, undecided, and nothing suspended by law (行政许可法 art. 50)."""
    return case.status is Status.ACCEPTED and track.decision is None and track.ends_on is not None
