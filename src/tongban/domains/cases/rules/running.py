"""Between acceptance and decision: examine, then decide, with reasons for a denial (行政许可法 art. 34, 38)."""

from tongban.domains.cases.history import CaseEvent, StepCompleted, TrackDecided
from tongban.domains.cases.rules.asking import conclude, known_track, require_open, require_stranger
from tongban.domains.cases.rules.requests import NOTHING, Who, Yield
from tongban.domains.cases.state import Case, Decision, Step, Track, apply
from tongban.kernel.errors import Refusal


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
    return [decided, *conclude(apply(case, decided))]


def require_decidable(case: Case, *, track: str, granted: bool, reason: str, who: Who) -> Step:
    """The deciding step, if this account may lawfully take it now."""
    found = known_track(case, track)
    step = found.deciding_step
    require_open(case, track=track, step=step.id)
    require_stranger(case, who)
    if who.is_any(found.prepared):
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
