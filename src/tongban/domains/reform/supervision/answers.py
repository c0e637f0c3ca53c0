"""What supervision answers to others: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.reform.ids import FaultId, FindingId, InspectionId, MeasureId, ObserverId, PlanId, PointId
from tongban.domains.reform.ledger.answers import Told
from tongban.domains.reform.supervision.definitions import SupervisionRule
from tongban.domains.reform.supervision.life import CallIn
from tongban.domains.reform.supervision.states import Standing, State
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text
from tongban.kernel.evidence import Evidence

__all__ = ["Told"]


@dataclass(frozen=True, slots=True)
class InspectionView:
    """An inspection with its subject. `may_inspect`: the reader records findings in it and closes it."""

    id: InspectionId
    region: str
    kind: str
    method: str
    title: str
    plan: PlanId | None
    plan_title: str
    measures: tuple[tuple[MeasureId, str], ...]
    agencies: tuple[Text, ...]
    held_on: date
    closed_at: datetime | None
    result: str
    findings: int
    may_inspect: bool


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding in a list. `number` is empty while nothing was ordered; `late_days`: days after its day, else 0."""

    id: FindingId
    region: str
    agency: registry.AgencyId
    agency_name: Text
    measure: MeasureId | None
    anchor: str
    matter: str
    severity: str
    text: str
    recorded_at: datetime
    reply_by: date
    state: State
    standing: Standing
    checked_on: date | None
    number: str
    demand: str
    issued_on: date | None
    due_on: date | None
    answered_on: date | None
    closed_on: date | None
    late_days: int
    was_late: bool
    is_repeated: bool
    is_listed: bool
    tolerance: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepView:
    """A step beyond the order. `title`: who is called in, or the headline; `ended_at`: held, withdrawn, struck off."""

    finding: FindingId
    kind: str
    number: int
    rule: str
    title: str
    text: str
    on: date
    taken_at: datetime
    ended_at: datetime | None
    ending: str


@dataclass(frozen=True, slots=True)
class OrderView:
    """A finding opened: where it came from, its files, steps, course, what the rules propose, and the reader's acts."""

    finding: FindingView
    inspection: InspectionId | None
    inspection_title: str
    fault: FaultId | None
    evidence: tuple[Evidence, ...]
    steps: tuple[StepView, ...]
    call_ins: tuple[CallIn, ...]
    history: tuple[Told, ...]
    proposals: tuple[SupervisionRule, ...]
    weighed: str
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class ExposureView:
    """What everybody may read. `is_corrected` and `closed_on` say how it went on."""

    agency_name: Text
    title: str
    wording: str
    matter: str
    published_at: datetime
    closed_on: date | None
    tells: str


@dataclass(frozen=True, slots=True)
class PointView:
    id: PointId
    name: str
    kind: str
    address: str
    since: date
    observers: int


@dataclass(frozen=True, slots=True)
class ObserverView:
    """`name` is whole for the office that keeps the register, and is shown to nobody else."""

    id: ObserverId
    region: str
    name: str
    capacity: str
    point: str
    since: date
    faults: int


@dataclass(frozen=True, slots=True)
class FaultView:
    """A reported fault with its course. `finding` None until it was accepted; its history holds no official's name."""

    id: FaultId
    region: str
    unit: str
    text: str
    state: str
    reported_at: datetime
    answered_at: datetime | None
    reason: str
    capacity: str
    point: str
    finding: FindingId | None
    number: str
    standing: str
    due_on: date | None
    evidence: tuple[Evidence, ...]
    history: tuple[Told, ...]
    may_judge: bool


@dataclass(frozen=True, slots=True)
class Count:
    """The orders of an agency that were issued in a period.

    `on_time`: closed, every answer by its day. `overdue`: some answer came late, or none by its day. `repeated`: about
    the same again within a year. `running`: not closed and not late. `tolerated` ones are in none of the other four.
    """

    orders: int = 0
    on_time: int = 0
    overdue: int = 0
    repeated: int = 0
    running: int = 0
    tolerated: int = 0
