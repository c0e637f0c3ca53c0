"""What the watch answers: plain values."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.watch.happenings import SupervisionId, WarningId
from tongban.domains.registry.api import AgencyView
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class WarningView:
    """A warning. `holds` while the clock still is as it was warned of; `item` is None for the whole case."""

    id: WarningId
    case: CaseId
    number: str
    title: Text
    item: Text | None
    step: Text | None
    kind: str
    level: str
    due_on: date
    agency: AgencyView
    region: str
    raised_at: datetime
    holds: bool


@dataclass(frozen=True, slots=True)
class SupervisionView:
    """A supervision case. `days_left` of working days for the answer, negative when late, None when nobody waits.

    `may_answer` and `may_judge` say what this reader may do now.
    """

    id: SupervisionId
    number: str
    case: CaseId
    case_number: str
    title: Text
    item: Text | None
    kind: str
    agency: AgencyView
    region: str
    state: str
    state_word: Text
    late_since: date
    due_on: date | None
    days_left: int | None
    opened_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    explanation: str
    measures: str
    finding: str
    may_answer: bool
    may_judge: bool


@dataclass(frozen=True, slots=True)
class SupervisionMoment:
    """What happened to a supervision case: a sentence, what was written, which side wrote it."""

    type: str
    at: datetime
    sentence: Text
    detail: str
    who: Text


@dataclass(frozen=True, slots=True)
class WarningPage:
    rows: tuple[WarningView, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class SupervisionPage:
    """A page, the newest first; how many there are in each state under the other filters."""

    rows: tuple[SupervisionView, ...]
    by_state: dict[str, int]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class ClockFigures:
    """Figures of one agency, item or step: what runs now, and what was finished in the period.

    `on_time` of `finished` were done by their last day. `median` and `p90` are working days used, paused days not
    counted; None when nothing was finished. `step` is empty where the figures are of the whole item.
    """

    agency: AgencyView | None
    track: str
    item: Text | None
    step: str
    step_title: Text | None
    running: int
    near_due: int
    overdue: int
    finished: int
    on_time: int
    median: float | None
    p90: float | None

    @property
    def share(self) -> float | None:
        """The part that was finished on time, from 0 to 1; None when nothing was finished."""
        return self.on_time / self.finished if self.finished else None


@dataclass(frozen=True, slots=True)
class ClockStatistics:
    """Figures by the asked division, what is late first, and over all of them; `since` and `until` are both counted."""

    by: str
    since: date
    until: date
    region: str
    rows: tuple[ClockFigures, ...]
    total: ClockFigures
