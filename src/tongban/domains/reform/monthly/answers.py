"""What a monthly report holds: plain values read from the ledger at one instant."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.reform.ids import MeasureId
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.rhythm import api as rhythm
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class Lagging:
    """A measure that is late or was opened again. `days`: how many calendar days past its deadline, 0 if not late.

    `reason` is what its unit said before the last dispatch (`said_by`), else its open problem, else empty.
    """

    measure: MeasureId
    anchor: str
    item: str
    text: str
    lead: tuple[str, ...]
    due_on: date | None
    days: int
    is_reopened: bool
    reason: str
    said_by: str


@dataclass(frozen=True, slots=True)
class DueNext:
    """A measure that ends next month."""

    measure: MeasureId
    anchor: str
    item: str
    text: str
    lead: tuple[str, ...]
    due_on: date
    share: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Information reports of the month. `asked`: what the rule asks of each unit, empty where no rule asks."""

    filed: int
    accepted: int
    returned: int
    asked: tuple[rhythm.CountView, ...]

    @property
    def short(self) -> tuple[str, ...]:
        """The units that filed fewer than the rule asks for."""
        return tuple(one.unit for one in self.asked if one.filed < one.at_least)


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """A region's month. Every count is of the ledger as it stood at `cut_at`.

    `lights`, `states`: how many measures stand how. `units`: by leading unit, worst first. `lagging`: the worst first,
    at most `LAGGING_SHOWN` of `lagging_total`. `dispatch` is the last closed dispatch up to the month, None without.
    """

    region: str
    region_name: Text
    period: str
    cut_at: datetime
    total: int
    lights: Mapping[ledger.Light, int]
    states: Mapping[ledger.MeasureState, int]
    closed_in_month: int
    units: tuple[ledger.Tally, ...]
    lagging: tuple[Lagging, ...]
    lagging_total: int
    problems: tuple[ledger.ProblemView, ...]
    dispatch: rhythm.MeetingSummary | None
    decisions: tuple[rhythm.DecisionView, ...]
    reports: Reported
    next_month: date
    due_next: tuple[DueNext, ...]
    decisions_next: int
