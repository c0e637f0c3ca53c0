"""What this domain answers to others: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.metrics.definitions import PlanSource, Target, TargetUnit
from tongban.domains.metrics.rules import State
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month of a promise: its number over the cases that finished in it; `value` None without cases."""

    month: date
    value: float | None
    cases: int
    state: State


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """A promise in a region, with what happened. `value` is in the unit of the target, None without cases.

    `cases` were counted: finished in the period, or open and already breaking (`late_open` of them). `breaking` is how
    many miss the target alone. `waiting` are open inside the target, `withdrawn` were taken back by applicants.
    `defined` is what the procedure's own definition says (stages, steps, fee, visits), None where it says nothing.
    `kind` is numeric, dated or absolute; the latter two may have no `target`, and then no number either.
    `case_unit` is what one case is measured in: days, where the target is a share of the cases.
    `reason` explains `unbound` and `undetermined`.
    """

    id: str
    region: str
    region_name: Text
    pack: str
    title: Text
    statement: Text | None
    source: PlanSource
    responsible: tuple[Text, ...]
    metric: str | None
    metric_title: Text | None
    case_unit: TargetUnit | None
    kind: str
    target: Target | None
    deadline: date | None
    state: State
    value: float | None
    defined: float | None
    cases: int
    breaking: int
    late_open: int
    waiting: int
    withdrawn: int
    period_start: date | None
    series: tuple[MonthPoint, ...]
    data_at: datetime | None
    reason: Text | None
    note: Text | None


@dataclass(frozen=True, slots=True)
class CommitmentCase:
    """One case behind the number. `case` opens its clock's explanation; not `finished`: `value` is so far."""

    case: str
    number: str
    track: str
    region: str
    value: float
    breaking: bool
    finished: bool
    started_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommitmentDetail:
    """A promise opened down to its cases, breaking ones first. `hidden` cases lie outside what the reader may see."""

    view: CommitmentView
    cases: tuple[CommitmentCase, ...]
    offset: int
    total: int
    hidden: int
