"""How much time lies between two moments of a case, its pauses left out. Pure.

The same conventions as the kernel's clock: the start day is not counted, the end day is; a pause takes out whole days,
from the day it begins on up to, not including, the day it ends on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import law_day

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A pause; `end` is None while it lasts. Pauses may overlap: `why` tells them apart, and each day counts once."""

    start: datetime
    end: datetime | None
    why: str = ""


def working_days(start: datetime, end: datetime, *, calendar: WorkCalendar, pauses: Sequence[Stretch]) -> int:
    """Working days from `start` to `end`. Raises `CalendarGap`."""
    first, last = law_day(start), law_day(end)
    lost = sum(calendar.between(begin - ONE_DAY, until) for begin, until in _days(first, last, pauses=pauses))
    return calendar.between(first, last) - lost


def calendar_days(start: datetime, end: datetime, *, pauses: Sequence[Stretch]) -> int:
    """Calendar days from `start` to `end`."""
    first, last = law_day(start), law_day(end)
    return (last - first).days - sum((until - begin).days + 1 for begin, until in _days(first, last, pauses=pauses))


def hours(start: datetime, end: datetime, *, pauses: Sequence[Stretch]) -> float:
    """Hours from `start` to `end`, to the hundredth."""
    total = end - start
    for begin, until in merged(pauses, end):
        total -= max(min(until, end) - max(begin, start), timedelta())
    return round(total / timedelta(hours=1), 2)


def _days(first: date, last: date, *, pauses: Sequence[Stretch]) -> list[tuple[date, date]]:
    """The days that each pause takes out between two days, both inside."""
    found = []
    reached = first
    for pause in sorted(pauses, key=lambda one: one.start):
        begin = max(law_day(pause.start), reached + ONE_DAY)
        until = min(law_day(pause.end) - ONE_DAY if pause.end else last, last)
        if begin <= until:
            found.append((begin, until))
            reached = until
    return found


def merged(pauses: Sequence[Stretch], end: datetime) -> list[tuple[datetime, datetime]]:
    """The pauses until `end` as stretches that do not overlap, in order."""
    found: list[tuple[datetime, datetime]] = []
    for pause in sorted(pauses, key=lambda one: one.start):
        begin, until = pause.start, pause.end or max(end, pause.start)
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((begin, until))
    return found
