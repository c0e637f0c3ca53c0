"""From acceptance to decision."""

from dataclasses import dataclass
from typing import Any

from tongban.domains.cases.history.parts import ClockPinned, How, ResultData
from tongban.kernel.event_types import event


@event("cases.track_started.v1")
@dataclass(frozen=True, slots=True)
class TrackStarted:
    """An item whose turn has come: all that it waits for is decided, its clocks begin."""

    case: str
    track: str
    clocks: tuple[ClockPinned, ...]


@event("cases.step_completed.v1")
@dataclass(frozen=True, slots=True)
class StepCompleted:
    case: str
    track: str
    step: str
    opinion: str
    agency: str
    by: str


@event("cases.step_signed.v1")
@dataclass(frozen=True, slots=True)
class StepSigned:
    """One of several signatures under a step (会签, 两名以上工作人员核查), or one vote of a collective decision."""

    case: str
    track: str
    step: str
    opinion: str
    agree: bool
    agency: str
    by: str


@event("cases.step_returned.v1")
@dataclass(frozen=True, slots=True)
class StepReturned:
    """Back to an earlier step: `reopened` names it and everything that was done upon it, as `track.step`."""

    case: str
    track: str
    step: str
    reopened: tuple[str, ...]
    reason: str
    agency: str
    by: str


@event("cases.step_assigned.v1")
@dataclass(frozen=True, slots=True)
class StepAssigned:
    """The step is for this account alone (`to`), or with an empty `to` again for whoever has the duty."""

    case: str
    track: str
    step: str
    to: str
    agency: str
    by: str


@event("cases.track_transferred.v1")
@dataclass(frozen=True, slots=True)
class TrackTransferred:
    case: str
    track: str
    from_agency: str
    to_agency: str
    reason: str
    agency: str
    by: str


@event("cases.track_urged.v1")
@dataclass(frozen=True, slots=True)
class TrackUrged:
    """Whoever leads a joint handling reminds the agency of an item (催办)."""

    case: str
    track: str
    text: str
    urged: str
    agency: str
    by: str


@event("cases.track_decided.v1")
@dataclass(frozen=True, slots=True)
class TrackDecided:
    """`result` is all that issuing needs (none for a denial or a result without licence); `registered` is the subject
    that this grant brought into being. `how`: by an officer, by rules at once with their `trace` (秒批), or by the law
    because nobody decided in time (art. 50)."""

    case: str
    track: str
    step: str
    granted: bool
    reason: str
    agency: str
    by: str
    result: ResultData | None
    registered: str | None
    how: How = "officer"
    trace: dict[str, Any] | None = None


@event("cases.audit_drawn.v1")
@dataclass(frozen=True, slots=True)
class AuditDrawn:
    """A decision made by rules was drawn by lot for a later look: `share` is the percentage that is drawn."""

    case: str
    track: str
    share: int
    agency: str


@event("cases.audit_recorded.v1")
@dataclass(frozen=True, slots=True)
class AuditRecorded:
    case: str
    track: str
    sound: bool
    finding: str
    agency: str
    by: str
