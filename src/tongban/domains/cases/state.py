"""The state of a case as its history tells it. Pure; `apply` is the one place where an event changes anything.

Whether a step waits, is open, done or ended is never stored here: it follows from what was done.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from tongban.domains.cases.history import (
    CaseAccepted,
    CaseClosed,
    CaseDecided,
    CaseEvent,
    CaseRefused,
    CaseSubmitted,
    CaseWithdrawn,
    Outcome,
    ResultRecorded,
    StepCompleted,
    SupplementAsked,
    Supplemented,
    TrackDecided,
)


class Status(StrEnum):
    SUBMITTED = "submitted"
    SUPPLEMENT_WANTED = "supplement_wanted"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Decision(StrEnum):
    GRANTED = "granted"
    DENIED = "denied"


class StepState(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    ENDED = "ended"  # never done and never to be done: the case ended first


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    duty: str
    decides: bool = False
    after: tuple[str, ...] = ()
    done_by: str | None = None


@dataclass(frozen=True, slots=True)
class Track:
    key: str
    role: str
    steps: tuple[Step, ...]
    licence: str | None = None
    registers: bool = False
    agency: str | None = None
    decision: Decision | None = None
    recorded: str | None = None

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    @property
    def deciding_step(self) -> Step:
        return next(step for step in self.steps if step.decides)

    @property
    def is_settled(self) -> bool:
        """Decided, and nothing is left to hand over."""
        if self.decision is Decision.GRANTED:
            return self.licence is None or self.recorded is not None
        return self.decision is not None


@dataclass(frozen=True, slots=True)
class Case:
    """`holder` is the subject that a grant of this case has registered; what is granted after it is issued to it."""

    id: str
    status: Status
    agency: str
    submitted_by: str
    tracks: tuple[Track, ...]
    supplement_asked: bool = False
    outcome: Outcome | None = None
    holder: str | None = None

    def track(self, key: str) -> Track | None:
        return next((track for track in self.tracks if track.key == key), None)

    def state_of(self, track: Track, step: Step) -> StepState:
        """Where one step stands: done; ended with the case; open when all it waits for has happened; else waiting."""
        if step.done_by is not None:
            return StepState.DONE
        if self.status in (Status.REFUSED, Status.WITHDRAWN):
            return StepState.ENDED
        if self.status is not Status.ACCEPTED or self.waits_for(step):
            return StepState.WAITING
        return StepState.OPEN

    def waits_for(self, step: Step) -> tuple[str, ...]:
        """The names (`track.step`) among `step.after` that have not happened yet."""
        return tuple(name for name in step.after if not self._has_happened(name))

    def _has_happened(self, name: str) -> bool:
        key, _, step_id = name.partition(".")
        track = self.track(key)
        step = track.step(step_id) if track else None
        return step is not None and step.done_by is not None


def replay(history: Iterable[CaseEvent]) -> Case:
    """The case that this history tells. The first event must be its submission."""
    events = iter(history)
    first = next(events)
    if not isinstance(first, CaseSubmitted):
        raise TypeError(f"a history starts with a submission, not with {type(first).__name__}")
    case = begin(first)
    for event in events:
        case = apply(case, event)
    return case


def begin(event: CaseSubmitted) -> Case:
    tracks = tuple(
        Track(
            key=plan.key,
            role=plan.role,
            licence=plan.licence,
            registers=plan.registers,
            steps=tuple(Step(step.id, step.duty, decides=step.decides, after=step.after) for step in plan.steps),
        )
        for plan in event.tracks
    )
    return Case(event.case, Status.SUBMITTED, event.agency, event.by, tracks)


def apply(case: Case, event: CaseEvent) -> Case:
    match event:
        case SupplementAsked():
            return replace(case, status=Status.SUPPLEMENT_WANTED, supplement_asked=True)
        case Supplemented():
            return replace(case, status=Status.SUBMITTED)
        case CaseAccepted(agencies=agencies):
            tracks = tuple(replace(track, agency=agencies[track.key]) for track in case.tracks)
            return replace(case, status=Status.ACCEPTED, tracks=tracks)
        case StepCompleted(track=key):
            tracks = tuple(_done(t, event) if t.key == key else t for t in case.tracks)
            return replace(case, tracks=tracks)
        case TrackDecided(track=key, granted=granted, registered=registered):
            decision = Decision.GRANTED if granted else Decision.DENIED
            decided = tuple(replace(_done(t, event), decision=decision) if t.key == key else t for t in case.tracks)
            return replace(case, tracks=decided, holder=registered or case.holder)
        case ResultRecorded(track=key, reference=reference):
            tracks = tuple(replace(t, recorded=reference) if t.key == key else t for t in case.tracks)
            return replace(case, tracks=tracks)
        case CaseDecided(outcome=outcome):
            return replace(case, status=Status.DECIDED, outcome=outcome)
        case _:
            return replace(case, status=_END[type(event)])


_END: dict[type[CaseEvent], Status] = {
    CaseRefused: Status.REFUSED,
    CaseClosed: Status.CLOSED,
    CaseWithdrawn: Status.WITHDRAWN,
}


def _done(track: Track, event: StepCompleted | TrackDecided) -> Track:
    steps = tuple(replace(step, done_by=event.by) if step.id == event.step else step for step in track.steps)
    return replace(track, steps=steps)
