"""What may happen to a case. Pure: state and request in, events out, or a refusal.

Law behind it: 行政许可法 art. 32 (accept, refuse with the place to go, tell everything missing once), art. 26 (several
agencies, one result), art. 34 and 38 (examine, then decide, with reasons for a denial).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongban.domains.cases.history import (
    Attributes,
    CaseAccepted,
    CaseClosed,
    CaseDecided,
    CaseEvent,
    CaseRefused,
    CaseWithdrawn,
    ClockPinned,
    MaterialGiven,
    Missing,
    Outcome,
    ResultData,
    ResultRecorded,
    StepCompleted,
    SupplementAsked,
    Supplemented,
    TrackDecided,
)
from tongban.domains.cases.state import Case, Decision, Status, Step, StepState, Track, apply
from tongban.kernel.errors import Conflict, Refusal


@dataclass(frozen=True, slots=True)
class Who:
    """The account that acts, and the agency it acts for (none for an applicant)."""

    account: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Yield:
    """What a grant brings: the data its licence is issued from, the subject it registered."""

    result: ResultData | None = None
    registered: str | None = None


NOTHING = Yield()


@dataclass(frozen=True, slots=True)
class Filing:
    """What the applicant hands in, as the history keeps it."""

    materials: tuple[MaterialGiven, ...]
    attributes: Attributes
    form_digest: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Everything that acceptance fixes for the life of the case."""

    clocks: Sequence[ClockPinned]
    agencies: Mapping[str, str]
    fee_fen: int = 0
    visits: int = 0


# before acceptance -------------------------------------------------------------------------------------------------


def ask_supplement(case: Case, *, missing: Sequence[Missing], who: Who) -> list[CaseEvent]:
    """Everything that is missing, told once (行政许可法 art. 32 ¶4)."""
    if case.supplement_asked:
        raise Refusal("cases.supplement.asked_once")
    if case.status is not Status.SUBMITTED:
        raise Conflict("cases.supplement.not_waiting", status=case.status)
    if not missing or not all(part.item.strip() and part.why.strip() for part in missing):
        raise Refusal("cases.supplement.nothing_named")
    require_stranger(case, who)
    return [SupplementAsked(case.id, tuple(missing), who.agency, who.account)]


def supplement(case: Case, *, filing: Filing, who: Who) -> list[CaseEvent]:
    require_supplement_wanted(case)
    return [Supplemented(case.id, filing.materials, dict(filing.attributes), filing.form_digest, who.account)]


def require_supplement_wanted(case: Case) -> None:
    if case.status is not Status.SUPPLEMENT_WANTED:
        raise Conflict("cases.supplement.not_asked", status=case.status)


def accept(case: Case, *, acceptance: Acceptance, who: Who) -> list[CaseEvent]:
    require_acceptable(case, who=who)
    given = acceptance
    return [
        CaseAccepted(
            case.id,
            clocks=tuple(given.clocks),
            agencies=dict(given.agencies),
            fee_fen=given.fee_fen,
            visits=given.visits,
            agency=who.agency,
            by=who.account,
        )
    ]


def require_acceptable(case: Case, *, who: Who) -> None:
    """Refuses unless the case waits for acceptance and nothing asked for is outstanding."""
    if case.status is Status.SUPPLEMENT_WANTED:
        raise Refusal("cases.accept.supplement_open")
    if case.status is not Status.SUBMITTED:
        raise Conflict("cases.accept.not_waiting", status=case.status)
    require_stranger(case, who)


def refuse(case: Case, *, reason: str, where: str, who: Who) -> list[CaseEvent]:
    """Not accepted, with the reason and the place that can help (行政许可法 art. 32 ¶1, ¶2)."""
    if case.status not in (Status.SUBMITTED, Status.SUPPLEMENT_WANTED):
        raise Conflict("cases.refuse.not_waiting", status=case.status)
    if not reason.strip() or not where.strip():
        raise Refusal("cases.refuse.reason_missing")
    require_stranger(case, who)
    return [CaseRefused(case.id, reason, where, who.agency, who.account)]


# between acceptance and decision -----------------------------------------------------------------------------------


def complete_step(case: Case, *, step: str, track: str, opinion: str, who: Who) -> list[CaseEvent]:
    _, found = require_open(case, track=track, step=step)
    if found.decides:
        raise Refusal("cases.step.decides", track=track, step=step)
    require_stranger(case, who)
    return [StepCompleted(case.id, track, step, opinion, who.agency, who.account)]


def decide(case: Case, *, track: str, granted: bool, reason: str, who: Who, yields: Yield = NOTHING) -> list[CaseEvent]:
    """One agency grants or denies its item; the last decision decides the case, and closes it when nothing is left."""
    step = require_decidable(case, track=track, granted=granted, reason=reason, who=who)
    decided = TrackDecided(
        case.id,
        track=track,
        step=step.id,
        granted=granted,
        reason=reason,
        agency=who.agency,
        by=who.account,
        result=yields.result,
        registered=yields.registered,
    )
    return [decided, *_conclude(apply(case, decided))]


def require_decidable(case: Case, *, track: str, granted: bool, reason: str, who: Who) -> Step:
    """The deciding step, if this account may lawfully take it now."""
    found = known_track(case, track)
    step = found.deciding_step
    require_open(case, track=track, step=step.id)
    require_stranger(case, who)
    if any(other.done_by == who.account for other in found.steps):
        raise Refusal("cases.decide.own_work", track=track)
    if not granted and not reason.strip():
        raise Refusal("cases.decide.reason_missing")
    if granted and (denied := denied_before(case, found)):
        raise Refusal("cases.decide.prerequisite_denied", track=track, denied=denied)
    return step


def denied_before(case: Case, track: Track) -> list[str]:
    """Keys of denied tracks that this one builds upon: it may then only be denied, with a reason, by its own agency.

    It builds upon a track when one of its steps waits for that track's decision; waiting for an earlier step of another
    track orders the work and says nothing of the outcome.
    """
    waits = {name for step in track.steps for name in step.after}
    return [
        other.key
        for other in case.tracks
        if other.key != track.key
        and other.decision is Decision.DENIED
        and f"{other.key}.{other.deciding_step.id}" in waits
    ]


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
    return [recorded, *_close(apply(case, recorded))]


def withdraw(case: Case, *, reason: str, who: Who) -> list[CaseEvent]:
    """The applicant takes the application back: until something has been granted, or everything has been decided."""
    if case.status not in (Status.SUBMITTED, Status.SUPPLEMENT_WANTED, Status.ACCEPTED):
        raise Conflict("cases.withdraw.too_late", status=case.status)
    if granted := [track.key for track in case.tracks if track.decision is Decision.GRANTED]:
        raise Refusal("cases.withdraw.already_granted", tracks=granted)
    return [CaseWithdrawn(case.id, reason, who.account)]


# what several of them ask ------------------------------------------------------------------------------------------


def known_track(case: Case, key: str) -> Track:
    track = case.track(key)
    if track is None:
        raise Refusal("cases.step.unknown", track=key, step="")
    return track


def known_step(case: Case, *, track: str, step: str) -> Step:
    found = known_track(case, track).step(step)
    if found is None:
        raise Refusal("cases.step.unknown", track=track, step=step)
    return found


def require_open(case: Case, *, track: str, step: str) -> tuple[Track, Step]:
    """The step, if it is open now; a conflict when somebody else was first, a refusal when it still waits."""
    found_track, found = known_track(case, track), known_step(case, track=track, step=step)
    if found.done_by is not None:
        raise Conflict("cases.step.already_done", track=track, step=step)
    if case.status is not Status.ACCEPTED:
        raise Conflict("cases.step.not_running", status=case.status)
    if waiting := case.waits_for(found):
        raise Refusal("cases.step.waiting", track=track, step=step, waiting=list(waiting))
    return found_track, found


def require_stranger(case: Case, who: Who) -> None:
    """An officer takes no part in the handling of an application that the same account filed."""
    if who.account == case.submitted_by:
        raise Refusal("cases.officer.own_application")


def open_steps(case: Case) -> list[tuple[Track, Step]]:
    return [(t, s) for t in case.tracks for s in t.steps if case.state_of(t, s) is StepState.OPEN]


def roll_up(tracks: Iterable[Track]) -> Outcome:
    """What it all comes to: granted only if every item was, denied only if none was; else partial, never rounded."""
    decisions = {track.decision for track in tracks}
    if decisions == {Decision.GRANTED}:
        return "granted"
    return "denied" if decisions == {Decision.DENIED} else "partial"


def _conclude(case: Case) -> list[CaseEvent]:
    if any(track.decision is None for track in case.tracks):
        return []
    outcome = roll_up(case.tracks)
    decided = CaseDecided(case.id, outcome == "granted", outcome)
    return [decided, *_close(apply(case, decided))]


def _close(case: Case) -> list[CaseEvent]:
    settled = case.status is Status.DECIDED and all(track.is_settled for track in case.tracks)
    return [CaseClosed(case.id)] if settled else []
