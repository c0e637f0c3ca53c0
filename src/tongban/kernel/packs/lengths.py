"""Whether a promise keeps within the law, on every day on which either of them changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import CalendarGap, NotInForce, Refusal
from tongban.kernel.parameters import Parameter

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Excess:
    """From a day on, the promise is longer than the statute, or (`comparable` false) nobody can say."""

    day: date
    promise: Duration
    statute: Duration
    comparable: bool


def excesses(promise: Parameter, statute: Parameter, calendar: WorkCalendar) -> Iterator[Excess]:
    """Every change of either parameter after which the promise is not within the statute.

    Working days are compared with calendar days by the published years of the calendar: the promise must end in time
    from every possible start. Days on which one of the two is not in force are left to others.
    """
    days = sorted({one.begins for parameter in (promise, statute) for one in parameter.history})
    for place, day in enumerate(days):
        try:
            one, other = promise.duration_on(day), statute.duration_on(day)
        except (NotInForce, Refusal):
            continue
        if one.is_within(other):
            continue
        if one.unit is Unit.WORKING_DAY and other.unit is Unit.CALENDAR_DAY:
            last = days[place + 1] - ONE_DAY if place + 1 < len(days) else None
            if _fits(one.amount, other.amount, calendar, since=day, until=last):
                continue
            yield Excess(day, one, other, comparable=True)
        else:
            yield Excess(day, one, other, comparable=one.unit is other.unit or _is_longer(one, other))


def _is_longer(one: Duration, other: Duration) -> bool:
    """Whether a length in another unit is certainly longer (a calendar day is never longer than a working day)."""
    return other.is_within(one)


def _fits(working: int, calendar_days: int, calendar: WorkCalendar, *, since: date, until: date | None) -> bool:
    """Whether so many working days end within so many calendar days from every start in the published years."""
    if working > calendar_days:
        return False
    years = sorted(year for year in calendar.years if year >= since.year and (until is None or year <= until.year))
    if not years:
        return False
    day, end = max(since, date(years[0], 1, 1)), until or date(years[-1], 12, 31)
    while day <= end:
        try:
            if calendar.add(day, working) - day > timedelta(days=calendar_days):
                return False
        except CalendarGap:
            pass
        day += ONE_DAY
    return True
