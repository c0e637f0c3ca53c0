"""Where a period ends and how much of it is used: closed forms over the calendar's counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongban.kernel.calendar import ONE_DAY, WorkCalendar
from tongban.kernel.clock.facts import ClockFacts, OfficeHours, law_day, law_time, midnight
from tongban.kernel.clock.stretches import paused_days, paused_times
from tongban.kernel.durations import Unit
from tongban.kernel.errors import Refusal

HOUR = timedelta(hours=1)
HOUR_UNITS = frozenset({Unit.HOUR, Unit.WORKING_HOUR})


@dataclass(frozen=True, slots=True)
class Due:
    """The end of a period: `at` is the first instant that is too late, `on` the last day; both None while open."""

    at: datetime | None
    on: date | None


UNKNOWN = Due(None, None)


@dataclass(frozen=True, slots=True)
class DayEnd:
    """The end of a day clock in ordinals.

    `counted` is the day that uses up the amount, `last` the day on which the period ends (later than `counted` when
    that is a day off and calendar days are counted). `last` is None while an effective pause is open, and so is
    `counted` when that pause began before it. `pauses` are the stretches [first, after) that began before the end.
    """

    counted: int | None
    last: int | None
    pauses: tuple[tuple[int, int | None], ...]


def due(facts: ClockFacts, calendar: WorkCalendar, office_hours: OfficeHours | None = None) -> Due:
    """The end of the period; both parts None while a pause is open that began inside it.

    Raises `CalendarGap` when the computation reaches a year without a notice; refuses
    `kernel.clock.office_hours_missing` for `working_hour` without `office_hours`.
    """
    if facts.unit in HOUR_UNITS:
        return _hour_due(facts, hour_end(facts, calendar, office_hours))
    return _day_due(day_end(facts, calendar))


def used(facts: ClockFacts, calendar: WorkCalendar, now: datetime, *, office_hours: OfficeHours | None = None) -> int:
    """How much of the period has run at `now`, or when it was stopped: the day in progress counts as used, the hour
    in progress does not. Goes on counting after the end. Equals the sum over `explain(…).spans`.
    """
    return measure(facts, calendar, now, office_hours=office_hours)[1]


def measure(
    facts: ClockFacts, calendar: WorkCalendar, now: datetime, *, office_hours: OfficeHours | None = None
) -> tuple[Due, int]:
    """`due` and `used` together, at the price of one."""
    judged = now if facts.stopped_at is None else min(now, facts.stopped_at)
    if facts.unit in HOUR_UNITS:
        at = hour_end(facts, calendar, office_hours)
        pauses = effective_times(facts, at)
        times = counted_times(facts, calendar, office_hours=office_hours, pauses=pauses, until=law_time(judged))
        return _hour_due(facts, at), sum((end - begin for begin, end in times), timedelta()) // HOUR
    end = day_end(facts, calendar)
    if judged < facts.start:
        return _day_due(end), 0
    return _day_due(end), used_days(facts, calendar, end=end, day=law_day(judged).toordinal())


def _hour_due(facts: ClockFacts, at: datetime | None) -> Due:
    if at is None:
        return UNKNOWN
    return Due(at, law_day(max(at - timedelta.resolution, law_time(facts.start))))


def _day_due(end: DayEnd) -> Due:
    if end.last is None:
        return UNKNOWN
    return Due(midnight(date.fromordinal(end.last + 1)), date.fromordinal(end.last))


# day clocks ---------------------------------------------------------------------------------------------------------
def day_end(facts: ClockFacts, calendar: WorkCalendar) -> DayEnd:
    """The end of a clock that counts days."""
    if facts.unit is Unit.WORKING_DAY:
        return _working_day_end(facts, calendar)
    return _rolled_end(facts, calendar, law_day(facts.start).toordinal())


def _working_day_end(facts: ClockFacts, calendar: WorkCalendar) -> DayEnd:
    start = law_day(facts.start).toordinal()
    if not facts.total:
        return _rolled_end(facts, calendar, start)
    last = calendar.add_ordinal(start, facts.total)
    effective: list[tuple[int, int | None]] = []
    for first, after in paused_days(facts):
        if first > last:
            break
        effective.append((first, after))
        if after is None:
            return DayEnd(None, None, tuple(effective))
        if after > start + 1:
            lost = calendar.between_ordinals(max(first - 1, start), after - 1)
            last = calendar.add_ordinal(last, lost)
    return DayEnd(last, last, tuple(effective))


def _rolled_end(facts: ClockFacts, calendar: WorkCalendar, start: int) -> DayEnd:
    """The end when days off count too, or when nothing is counted: the last day moves on to a day that is worked."""
    counted = start + (facts.total if facts.unit is Unit.CALENDAR_DAY else 0)
    last = _next_working(calendar, counted)
    effective: list[tuple[int, int | None]] = []
    for first, after in paused_days(facts):
        if first > last:
            break
        effective.append((first, after))
        is_inside = facts.total > 0 and first <= counted
        if after is None:
            return DayEnd(None if is_inside else counted, None, tuple(effective))
        if is_inside:
            counted += max(0, after - max(first, start + 1))
            last = _next_working(calendar, counted)
        elif after > last:
            last = _next_working(calendar, after)
    return DayEnd(counted, last, tuple(effective))


def _next_working(calendar: WorkCalendar, ordinal: int) -> int:
    return calendar.next_working(date.fromordinal(ordinal)).toordinal()


def used_days(facts: ClockFacts, calendar: WorkCalendar, *, end: DayEnd, day: int) -> int:
    """`used` of a day clock on the day `day` (an ordinal not before the start day)."""
    start = law_day(facts.start).toordinal()
    reached = day if end.counted is None else min(day, end.counted)
    days = _days_between if facts.unit is Unit.CALENDAR_DAY else calendar.between_ordinals
    number = max(0, days(start, reached))
    for first, after in end.pauses:
        begun = max(first, start + 1)
        ended = reached + 1 if after is None else min(after, reached + 1)
        if begun < ended:
            number -= days(begun - 1, ended - 1)
    if end.last is not None and day > end.last:
        number += days(end.last, day)
    return number


def _days_between(after: int, until: int) -> int:
    return until - after


# hour clocks --------------------------------------------------------------------------------------------------------
Times = list[tuple[datetime, datetime | None]]


def hour_end(facts: ClockFacts, calendar: WorkCalendar, office_hours: OfficeHours | None) -> datetime | None:
    """The first instant at which the hours are used up; None when an open pause comes before it."""
    wanted = facts.total * HOUR
    if not wanted:
        return law_time(facts.start)
    for begin, end in _running(facts, calendar, office_hours=office_hours, pauses=paused_times(facts)):
        if end is None or end - begin >= wanted:
            return begin + wanted
        wanted -= end - begin
    return None


def effective_times(facts: ClockFacts, end: datetime | None) -> Times:
    """The exact pauses that began before the period ended."""
    return [stretch for stretch in paused_times(facts) if end is None or stretch[0] < end]


def counted_times(
    facts: ClockFacts, calendar: WorkCalendar, *, office_hours: OfficeHours | None, pauses: Times, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The stretches before `until` in which the clock runs."""
    for begin, end in _running(facts, calendar, office_hours=office_hours, pauses=pauses):
        if begin >= until:
            return
        yield begin, until if end is None else min(end, until)


def _running(
    facts: ClockFacts, calendar: WorkCalendar, *, office_hours: OfficeHours | None, pauses: Times
) -> Iterator[tuple[datetime, datetime | None]]:
    for begin, end in _open(facts, calendar, office_hours):
        cursor = begin
        for first, after in pauses:
            if end is not None and first >= end:
                break
            if first > cursor:
                yield cursor, first
            if after is None:
                return
            cursor = max(cursor, after)
        if end is None or cursor < end:
            yield cursor, end


def _open(
    facts: ClockFacts, calendar: WorkCalendar, office_hours: OfficeHours | None
) -> Iterator[tuple[datetime, datetime | None]]:
    start = law_time(facts.start)
    if facts.unit is Unit.HOUR:
        yield start, None
        return
    if office_hours is None:
        raise Refusal("kernel.clock.office_hours_missing")
    day = start.date()
    while True:
        if calendar.is_working(day):
            for begin, end in office_hours.on(day):
                if end > start:
                    yield max(begin, start), end
        day += ONE_DAY
