"""How a due day looks on a day: a word and a colour, by the calendar and the region's parameter.

Only days between today and a due day are counted, and a due day was computed from a published calendar: looking at
a list never runs into a year without one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from tongban.domains.cases.numbers import near_due
from tongban.domains.cases.views import Colour
from tongban.domains.registry import api as registry
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import law_day
from tongban.kernel.errors import CalendarGap


@dataclass(frozen=True, slots=True)
class Light:
    """The colour of due days seen on one day in one region. `near` working days or fewer left are 临期."""

    today: date
    near: int
    calendar: WorkCalendar

    def days_left(self, due_on: date | None) -> int | None:
        """Working days from today (not counted) to the due day (counted); negative when it is over.

        None without a due day, and when it is over but today's year has no published calendar to count in.
        """
        if due_on is None:
            return None
        try:
            late = due_on < self.today
            return -self.calendar.between(due_on, self.today) if late else self.calendar.between(self.today, due_on)
        except CalendarGap:
            return None

    def colour(self, due_on: date | None, *, running: bool = True) -> Colour:
        """A running clock without a due day is paused; a stopped one is done."""
        if not running:
            return Colour.DONE
        if due_on is None:
            return Colour.PAUSED
        if due_on < self.today:
            return Colour.LATE
        return Colour.NEAR if self.calendar.between(self.today, due_on) <= self.near else Colour.NORMAL


def lights(now: datetime) -> Callable[[str], Light]:
    """A function from a region to how its due days look now; each region is looked up once."""
    today = law_day(now)

    @cache
    def of(region: str) -> Light:
        return Light(today, near_due(region, on=today), registry.calendar_of(region))

    return of
