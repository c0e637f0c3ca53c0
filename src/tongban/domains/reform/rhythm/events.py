"""What happens around the ledger. Meetings, decisions and reports each have a stream of their own id."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.event_types import event


@event("reform.dispatch_prepared.v1")
@dataclass(frozen=True, slots=True)
class DispatchPrepared:
    """The list of a month's dispatch was drawn up from the ledger as it stood at `cut_at` (again: `is_again`)."""

    meeting: str
    region: str
    period: str
    cut_at: datetime
    measures: int
    is_again: bool


@event("reform.meeting_called.v1")
@dataclass(frozen=True, slots=True)
class MeetingCalled:
    """A meeting was called, or its time, place and agenda were changed."""

    meeting: str
    region: str
    kind: str
    period: str
    title: str
    planned_at: datetime | None
    place: str
    agenda: tuple[str, ...]
    convener: str


@event("reform.reason_given.v1")
@dataclass(frozen=True, slots=True)
class ReasonGiven:
    """A unit said before the meeting why a measure stands as it does."""

    meeting: str
    measure: str
    unit: str
    reason: str


@event("reform.attendance_taken.v1")
@dataclass(frozen=True, slots=True)
class AttendanceTaken:
    """Which units were there (`present`), excused or absent."""

    meeting: str
    units: dict[str, str]


@event("reform.decision_made.v1")
@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A meeting gave a unit a task with a day. `measure` is empty where it is about none."""

    meeting: str
    decision: str
    number: int
    text: str
    unit: str
    agency: str
    due_on: date
    measure: str


@event("reform.decision_dropped.v1")
@dataclass(frozen=True, slots=True)
class DecisionDropped:
    """A decision was taken back before the meeting was closed."""

    meeting: str
    decision: str
    number: int


@event("reform.meeting_closed.v1")
@dataclass(frozen=True, slots=True)
class MeetingClosed:
    """A meeting was closed with its minutes; nothing of it changes any more."""

    meeting: str
    region: str
    kind: str
    period: str
    held_on: date
    minutes: str
    decisions: int


@event("reform.meeting_corrected.v1")
@dataclass(frozen=True, slots=True)
class MeetingCorrected:
    """Something of a closed meeting was put right by an entry of its own."""

    meeting: str
    text: str


@event("reform.decision_answered.v1")
@dataclass(frozen=True, slots=True)
class DecisionAnswered:
    """The unit said that a decision is carried out, and showed it."""

    decision: str
    unit: str
    text: str
    evidence: tuple[str, ...]


@event("reform.decision_judged.v1")
@dataclass(frozen=True, slots=True)
class DecisionJudged:
    """The office accepted that a decision is carried out, or sent the answer back with its reason."""

    decision: str
    accepted: bool
    reason: str


@event("reform.report_filed.v1")
@dataclass(frozen=True, slots=True)
class ReportFiled:
    """A unit filed an information report for a month."""

    report: str
    region: str
    unit: str
    agency: str
    kind: str
    period: str
    title: str
    evidence: tuple[str, ...]
    occurrence: str


@event("reform.report_judged.v1")
@dataclass(frozen=True, slots=True)
class ReportJudged:
    """The office took an information report, or sent it back with its reason."""

    report: str
    accepted: bool
    reason: str


@event("reform.duty_recorded.v1")
@dataclass(frozen=True, slots=True)
class DutyRecorded:
    """That a unit did what a rule asks for in a period."""

    record: str
    region: str
    rule: str
    unit: str
    agency: str
    period: str
    done_on: date
    text: str
    evidence: tuple[str, ...]


@event("reform.occurrence_told.v1")
@dataclass(frozen=True, slots=True)
class OccurrenceTold:
    """Something happened to a unit that a rule answers."""

    occurrence: str
    region: str
    event: str
    unit: str
    agency: str
    happened_on: date
    text: str
