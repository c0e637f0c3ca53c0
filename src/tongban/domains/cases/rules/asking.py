"""What several rules ask of a case."""

from collections.abc import Iterable

from tongban.domains.cases.history import CaseClosed, CaseDecided, CaseEnded, CaseEvent, Outcome
from tongban.domains.cases.rules.requests import Who
from tongban.domains.cases.state import Case, Decision, Status, Step, StepState, Track, apply
from tongban.kernel.actors import Signature
from tongban.kernel.errors import Conflict, Refusal

HELPER = "helper"
"""As what a clerk of the counter signs who files for somebody (帮办代办)."""


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


def require_running(case: Case) -> None:
    """Conflict `cases.step.not_running` unless the case is accepted, undecided and not suspended."""
    if case.status is not Status.ACCEPTED:
        raise Conflict("cases.step.not_running", status=case.status)


def require_undecided(case: Case, track: str) -> Track:
    """The track, while it is being handled."""
    found = known_track(case, track)
    require_running(case)
    if found.decision is not None:
        raise Conflict("cases.track.decided", track=track)
    return found


def require_open(case: Case, *, track: str, step: str) -> tuple[Track, Step]:
    """The step, if it is open now; a conflict when somebody else was first, a refusal when it still waits."""
    found_track, found = known_track(case, track), known_step(case, track=track, step=step)
    if found.done_by is not None:
        raise Conflict("cases.step.already_done", track=track, step=step)
    require_running(case)
    if found_track.decision is not None or found_track.spares(found):
        raise Conflict("cases.track.decided" if found_track.decision else "cases.step.spared", track=track, step=step)
    if waiting := case.waits_for(found):
        raise Refusal("cases.step.waiting", track=track, step=step, waiting=list(waiting))
    return found_track, found


def require_mine(case: Case, step: Step, who: Who) -> None:
    """An officer may take the step: it is not an own matter, nor assigned to somebody else."""
    require_stranger(case, who)
    if step.assigned_to is not None and not who.is_any([step.assigned_to]):
        raise Refusal("cases.step.assigned", step=step.id)


def require_stranger(case: Case, who: Who, *, may_have_helped: bool = False) -> None:
    """An officer takes no part in an own matter: one's own, of whom one represents or acts for, or filed by the same
    hands. A clerk who helped to file at the counter may still take it in (`may_have_helped`), and no more.
    """
    filed = [one for one in case.parties if not (may_have_helped and Signature.parse(one).role == HELPER)]
    if who.tied or who.is_any(filed):
        raise Refusal("cases.officer.own_application")


def require_reason(text: str, code: str = "cases.reason.missing") -> str:
    """The text, if something is said in it."""
    if not text.strip():
        raise Refusal(code)
    return text.strip()


def open_steps(case: Case) -> list[tuple[Track, Step]]:
    return [(t, s) for t in case.tracks for s in t.steps if case.state_of(t, s) is StepState.OPEN]


def turns(case: Case) -> list[Track]:
    """The tracks whose turn has come: everything of other tracks that they wait for has happened."""
    if case.status is not Status.ACCEPTED:
        return []
    return [track for track in case.tracks if not track.started and track.decision is None and _is_free(case, track)]


def _is_free(case: Case, track: Track) -> bool:
    own = f"{track.key}."
    foreign = {name for step in track.steps for name in step.after if not name.startswith(own)}
    return all(case.has_happened(name) for name in foreign)


def roll_up(tracks: Iterable[Track]) -> Outcome:
    """What it all comes to: granted only if every item was, denied if none was; else partial, never rounded."""
    decisions = {track.decision for track in tracks}
    if decisions == {Decision.GRANTED}:
        return "granted"
    return "partial" if Decision.GRANTED in decisions else "denied"


def conclude(case: Case) -> list[CaseEvent]:
    """The end of the whole, when its last track has come to its end."""
    if any(track.decision is None for track in case.tracks):
        return []
    if all(track.decision is Decision.ENDED for track in case.tracks):
        return [CaseEnded(case.id)]
    outcome = roll_up(case.tracks)
    decided = CaseDecided(case.id, outcome == "granted", outcome)
    return [decided, *close(apply(case, decided))]


def close(case: Case) -> list[CaseEvent]:
    settled = case.status is Status.DECIDED and all(track.is_settled for track in case.tracks)
    return [CaseClosed(case.id)] if settled else []
