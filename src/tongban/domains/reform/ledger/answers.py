"""What the ledger answers to others: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger.life import Step
from tongban.domains.reform.ledger.states import DocumentKind, Light, MeasureState
from tongban.domains.registry import api as registry
from tongban.kernel.evidence import Evidence, EvidenceId


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan in a list. `number` is empty and `issued_on` None where the paper has none."""

    id: PlanId
    region: str
    title: str
    number: str
    issuer: str
    issued_on: date | None
    imported_at: datetime
    items: int
    measures: int


@dataclass(frozen=True, slots=True)
class DeadlineView:
    """A time limit as written, its kind (`duty.DeadlineKind`) and the last day it leaves, if it names one."""

    text: str
    due_on: date | None
    kind: str = ""
    is_striving: bool = False


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as spelled. `agency` is its id once the spelling is resolved; `is_confirmed` when a person said so."""

    name: str
    role: str
    agency: registry.AgencyId | None
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class OwnerView:
    """The named person (明确专人) and the post on which that person does it."""

    account: registry.AccountId
    name: str
    post: registry.PostId


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure with its item: what the paper says, and how it stands on the day that was asked about.

    `reported_done` is the paper's claim. `place` is where it stands in the original (`papers.Place` as a mapping).
    `next_step`, `next_on`: the nearest own step that is not done, else the last deadline. `asked_on`, `closed_on`:
    the days of the last asking and closing.
    """

    id: MeasureId
    plan: PlanId
    region: str
    anchor: str
    part: str
    chapter: str
    section: str
    item_number: int
    item_label: str
    item_title: str
    number: int | None
    row: str
    text: str
    upper: str
    strength: str
    place: dict[str, Any] | None
    targets: tuple[dict[str, Any], ...]
    doubts: tuple[dict[str, Any], ...]
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    units: tuple[UnitView, ...]
    lead_agency: registry.AgencyId | None
    owner: OwnerView | None
    deadlines: tuple[DeadlineView, ...]
    due_on: date | None
    state: MeasureState
    light: Light
    reported_done: bool
    share: int
    classification: str
    next_step: str
    next_on: date | None
    asked_on: date | None
    closed_on: date | None
    evidence_count: int
    open_problems: int
    moved_at: datetime | None

    @property
    def is_overdue(self) -> bool:
        return self.light == Light.OVERDUE

    @property
    def is_near_due(self) -> bool:
        return self.light == Light.NEAR_DUE


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a measure's history: text code `reform.told.…` with its values, who signed, files handed in."""

    code: str
    values: dict[str, Any]
    at: datetime
    by: str
    evidence: tuple[EvidenceId, ...]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """A supporting document filed for the record."""

    kind: DocumentKind
    title: str
    number: str
    evidence: EvidenceId
    filed_at: datetime


@dataclass(frozen=True, slots=True)
class ProblemView:
    """What a unit cannot settle alone; `settled_at` None while it is open."""

    measure: MeasureId
    anchor: str
    number: int
    text: str
    wants: tuple[str, ...]
    raised_at: datetime
    settled_at: datetime | None
    answer: str


@dataclass(frozen=True, slots=True)
class RecheckView:
    """A closed measure on which a month's lot fell. `result` is empty, `passed` or `reopened`."""

    measure: MeasureView
    month: date
    purpose: str
    drawn_at: datetime
    result: str


@dataclass(frozen=True, slots=True)
class LifeView:
    """A measure opened: its own steps, files, documents, problems, the whole history, and the acts that this reader
    may do now (`plan_steps`, `file_progress`, `close`, …)."""

    measure: MeasureView
    steps: tuple[Step, ...]
    proof: tuple[Evidence, ...]
    evidence: tuple[Evidence, ...]
    documents: tuple[DocumentView, ...]
    problems: tuple[ProblemView, ...]
    history: tuple[Told, ...]
    recheck: date | None
    acts: frozenset[str]


@dataclass(frozen=True, slots=True)
class LedgerView:
    """One plan's ledger under a filter, with what the filters may be set to."""

    plan: PlanView
    measures: tuple[MeasureView, ...]
    chapters: tuple[str, ...]
    units: tuple[str, ...]
    lights: dict[Light, int]
