"""What the pages of lineage show, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.reform.ids import LineageLinkId, MeasureId, PlanId
from tongban.domains.reform.lineage.relations import Finding, Relation
from tongban.domains.reform.lineage.rules import LinkState


@dataclass(frozen=True, slots=True)
class PlanRef:
    """A plan by name."""

    id: PlanId
    region: str
    title: str
    number: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class SideView:
    """A task or a measure as its plan has it. `numbers` are the promised figures of its text, in its words."""

    id: MeasureId
    plan: PlanRef
    anchor: str
    item: str
    chapter: str
    text: str
    units: tuple[str, ...]
    numbers: tuple[str, ...]
    due_on: date | None


@dataclass(frozen=True, slots=True)
class CandidateView:
    """A measure that was thought of: the words and units it shares with the task."""

    side: SideView
    score: float
    shared: tuple[str, ...]
    units: tuple[str, ...]
    relation: Relation


@dataclass(frozen=True, slots=True)
class LinkView:
    """One link. `task` is None for a measure that no task asks for, `measure` where no measure answers."""

    id: LineageLinkId
    upper: PlanRef
    lower: PlanRef
    task: SideView | None
    measure: SideView | None
    relation: Relation
    findings: tuple[Finding, ...]
    is_sure: bool
    state: LinkState
    note: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    may_decide: bool


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task of the upper plan with what every lower plan made of it, worst first."""

    task: SideView | None
    answers: tuple[LinkView, ...]


@dataclass(frozen=True, slots=True)
class LineageFilter:
    """What to show: of one lower plan, one relation, one state, words in either text. Empty means all that is live;
    rejected links are shown only when asked for."""

    lower: PlanId | None = None
    relation: str = ""
    state: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LineageView:
    """A stretch of an upper plan's lineage, worst first, with what the filters may be set to.

    `relations` counts live links under the same filter without its relation; `waiting` those nobody has settled.
    `total` counts tasks (and measures without a task) under the whole filter.
    """

    plan: PlanRef
    lowers: tuple[PlanRef, ...]
    tasks: tuple[TaskView, ...]
    relations: dict[Relation, int]
    waiting: int
    total: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """One link to settle: what else was thought of, and where the queue goes. `before` of it are settled."""

    link: LinkView
    candidates: tuple[CandidateView, ...]
    beside: tuple[LinkView, ...]
    position: int
    waiting: int
    next: LineageLinkId | None
    previous: LineageLinkId | None


@dataclass(frozen=True, slots=True)
class LineagePlan:
    """An upper plan with lineage, for the list of them."""

    plan: PlanRef
    lowers: tuple[PlanRef, ...]
    links: int
    waiting: int
    worst: dict[Relation, int]
