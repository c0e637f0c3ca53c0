"""What the packs' rules mean today in each region: up to which due day a clock is near, which days are far enough gone.

Only days that exist in the published calendar are counted. Where fewer working days are known ahead than a rule asks
for, every due day that could be computed is near, and that is exact: no due day lies beyond the calendar.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.domains.cases.watch.definitions import WatchRule
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.errors import CalendarGap
from tongban.kernel.parameters import Parameter

HORIZON = timedelta(days=150)
"""Calendar days that surely hold the 60 working days that a rule may look ahead."""


@dataclass(frozen=True, slots=True)
class Regime:
    """The rules of one region on one day with their numbers."""

    region: str
    today: date
    calendar: WorkCalendar
    rules: Mapping[str, WatchRule]
    numbers: Mapping[str, int]

    def near_until(self, rule: WatchRule) -> date:
        """The last due day that is near today."""
        return ahead(self.calendar, self.today, self.numbers[rule.near_due])

    def gone(self, days: str | None) -> date:
        """The latest day on which something must have happened for these working days to be over by today."""
        return back(self.calendar, self.today, self.numbers[days] if days else 0)


def regime(region: str, *, on: date) -> Regime:
    """What the pack of the region says on a day. A region whose pack has no watch rules watches nothing."""
    view = packs.current().view(registry.pack_of(region))
    rules = {rule.id: rule for rule in view.list("watch")}
    names = {name for rule in rules.values() for _, name in rule.numbers}
    numbers = {name: _whole(view.parameter(name), on) for name in names}
    return Regime(region, on, registry.calendar_of(region), rules, numbers)


def regimes(regions: Iterable[str], *, on: date) -> list[Regime]:
    return [regime(region, on=on) for region in regions]


def _whole(parameter: Parameter, on: date) -> int:
    value = parameter.on(on).value
    if not isinstance(value, (int, float)):
        raise TypeError(f"{parameter.name} is not a number")
    return int(value)


def ahead(calendar: WorkCalendar, today: date, days: int) -> date:
    """The day on which `days` working days after today are over, or the last one that the calendar knows."""
    try:
        return calendar.add(today, days)
    except CalendarGap as gap:
        return date(gap.year - 1, 12, 31) if gap.year > today.year else today


def back(calendar: WorkCalendar, today: date, days: int) -> date:
    """The latest day since which `days` working days have passed by today."""
    day = today
    try:
        while calendar.between(day, today) < days:
            day -= timedelta(days=1)
    except CalendarGap:  # nobody can count there: calendar days are the cautious answer, they warn later
        return today - timedelta(days=2 * days)
    return day
