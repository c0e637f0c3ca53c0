"""What the rhythm answers to others: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.domains.catalogue.conduct import Source
from tongban.domains.reform.ids import DecisionId, MeasureId, MeetingId, PlanId, ReportId
from tongban.domains.reform.rhythm.rules.deciding import DecisionState
from tongban.domains.reform.rhythm.rules.standing import DutyState
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as the pack states it. `governance` is its number in the inventory of the plans."""

    id: str
    governance: str
    title: Text
    source: Source
    what: str
    when: str
    consequence: Text | None


@dataclass(frozen=True, slots=True)
class DutyView:
    """What a unit owes by a day and how that stands.

    `period` is a month, a year, or the id of the plan or of the occurrence that it is about; `plan_number` and
    `occurred_on` say which that is. `count` of `at_least` (up to `at_most`) were done by `things`. `may_record`: the
    reader may record here that it was done.
    """

    rule: RuleView
    unit: str
    agency: registry.AgencyId | None
    period: str
    due_on: date
    state: DutyState
    count: int
    at_least: int
    at_most: int | None
    met_on: date | None
    things: tuple[str, ...]
    is_provisional: bool
    plan_number: str
    occurred_on: date | None
    may_record: bool


@dataclass(frozen=True, slots=True)
class AnswerView:
    """A step in a decision's life: `carried_out` by the unit, `accepted` or `returned` by the office."""

    kind: str
    text: str
    evidence: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A task that a meeting gave, and how it stands by its answers and the day."""

    id: DecisionId
    meeting: MeetingId
    meeting_period: str
    number: int
    text: str
    unit: str
    agency: registry.AgencyId | None
    due_on: date
    measure: MeasureId | None
    anchor: str
    state: DecisionState
    done_on: date | None
    answers: tuple[AnswerView, ...]
    may_answer: bool = False
    may_judge: bool = False


@dataclass(frozen=True, slots=True)
class LineView:
    """A measure on a meeting's list as it stood at the cut, why it stands there, and what its unit says to that."""

    measure: MeasureId
    plan: PlanId
    plan_number: str
    anchor: str
    item: str
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    due_on: date | None
    state: str
    share: int
    moved_on: date | None
    position: int
    concern: str
    concerns: tuple[str, ...]
    days: int
    reason: str
    reason_unit: str
    may_give_reason: bool = False


@dataclass(frozen=True, slots=True)
class AttendanceView:
    unit: str
    agency: registry.AgencyId | None
    state: str
    note: str


@dataclass(frozen=True, slots=True)
class CorrectionView:
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MeetingSummary:
    """A meeting in a list. `held_on` and `closed_at` are None while it is prepared."""

    id: MeetingId
    region: str
    kind: str
    period: str
    title: str
    planned_at: datetime | None
    place: str
    convener: str
    held_on: date | None
    closed_at: datetime | None
    lines: int
    decisions: int
    decisions_open: int


@dataclass(frozen=True, slots=True)
class MeetingView:
    """A meeting whole: its list worst first, earlier decisions, attendance, decisions, minutes, corrections.

    `concerns` counts the lines by their gravest concern. `cut_at` is the instant to which the list speaks.
    """

    summary: MeetingSummary
    agenda: tuple[str, ...]
    cut_at: datetime
    lines: tuple[LineView, ...]
    concerns: dict[str, int]
    before: tuple[dict[str, Any], ...]
    attendance: tuple[AttendanceView, ...]
    decisions: tuple[DecisionView, ...]
    minutes: str
    corrections: tuple[CorrectionView, ...]
    may_hold: bool


@dataclass(frozen=True, slots=True)
class ReportView:
    """An information report. `reason` is why it was sent back."""

    id: ReportId
    region: str
    unit: str
    agency: registry.AgencyId | None
    kind: str
    period: str
    title: str
    text: str
    evidence: tuple[str, ...]
    filed_at: datetime
    state: str
    reason: str
    judged_at: datetime | None
    may_judge: bool = False


@dataclass(frozen=True, slots=True)
class CountView:
    """How many reports a unit filed for a month against the rule."""

    unit: str
    agency: registry.AgencyId | None
    filed: int
    returned: int
    at_least: int
    at_most: int | None
    due_on: date
    state: DutyState
