"""What several rules ask of a case."""

from collections.abc import Iterable

from tongban.domains.cases.history import CaseClosed, CaseDecided, CaseEvent, Outcome
from tongban.domains.cases.rules.requests import Who
from tongban.domains.cases.state import Case, Decision, Status, Step, StepState, Track, apply
from tongban.kernel.errors import Conflict, Refusal


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
    if who.is_any([case.submitted_by]):
        raise Refusal("cases.officer.own_application")


def open_steps(case: Case) -> list[tuple[Track, Step]]:
    return [(t, s) for t in case.tracks for s in t.steps if case.state_of(t, s) is StepState.OPEN]


def roll_up(tracks: Iterable[Track]) -> Outcome:
    """What it all comes to: granted only if every item was, denied only if none was; else partial, never rounded."""
    decisions = {track.decision for track in tracks}
    if decisions == {Decision.GRANTED}:
        return "granted"
    return "denied" if decisions == {Decision.DENIED} else "partial"


def conclude(case: Case) -> list[CaseEvent]:
    if any(track.decision is None for track in case.tracks):
        return []
    outcome = roll_up(case.tracks)
    decided = CaseDecided(case.id, outcome == "granted", outcome)
    return [decided, *close(apply(case, decided))]


def close(case: Case) -> list[CaseEvent]:
    settled = case.status is Status.DECIDED and all(track.is_settled for track in case.tracks)
    return [CaseClosed(case.id)] if settled else []
