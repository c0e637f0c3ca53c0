"""What may happen in a queue and in a book of appointments. Pure."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from tongban.domains.cases.counter.definitions import ServicePlace
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import LAW_ZONE, law_day, law_time
from tongban.kernel.errors import Conflict, Refusal

PRIORITIES = ("elderly", "disabled", "pregnant", "infant", "veteran")
"""Who goes first (绿色通道): the elderly, the disabled, expectant mothers, parents with an infant, veterans."""
GREEN, EXPECTED, ORDINARY = 0, 1, 2
EARLY = timedelta(minutes=30)
"""So long before opening numbers are given already, and so long before its time an appointment counts as kept."""
LATE = timedelta(minutes=30)
"""So long after its time an appointment still goes before those without one."""


def rank(*, priority: str, expected: bool) -> int:
    """The place in the queue's order. Refuses `cases.counter.priority_unknown`."""
    if priority and priority not in PRIORITIES:
        raise Refusal("cases.counter.priority_unknown", given=priority[:20])
    return GREEN if priority else EXPECTED if expected else ORDINARY


def takes_numbers(opens: Sequence[tuple[datetime, datetime]], at: datetime) -> bool:
    """Whether a number is given at an instant: from shortly before the first opening until the last closing."""
    return bool(opens) and opens[0][0] - EARLY <= at < opens[-1][1]


def is_open(opens: Sequence[tuple[datetime, datetime]], at: datetime) -> bool:
    return any(begin <= at < end for begin, end in opens)


def end_of_ticket(state: str, *, served: bool) -> str:
    """The state after the clerk has said what came of a called number. Conflict `cases.counter.not_called`."""
    if state != "called":
        raise Conflict("cases.counter.not_called")
    return "served" if served else "missed"


def bookable_days(place: ServicePlace, calendar: WorkCalendar, *, now: datetime) -> list[date]:
    """The days on which appointments are given: until so many working days ahead, weekends when it is open then.

    Ends where the calendar ends.
    """
    if place.appointments is None:
        return []
    day, working, found = law_day(now), 0, []
    while working <= place.appointments.ahead and day.year in calendar.years:
        if place.slots_on(day, calendar):
            found.append(day)
        day += timedelta(days=1)
        working += day.year in calendar.years and calendar.is_working(day)
    return found


def require_bookable(place: ServicePlace, calendar: WorkCalendar, *, day: date, start: time, now: datetime) -> None:
    """Refuses `cases.counter.slot_unknown` unless an appointment can be given for this time, `slot_over` when past."""
    known = day in bookable_days(place, calendar, now=now)
    if not known or start not in place.slots_on(day, calendar):
        raise Refusal("cases.counter.slot_unknown", day=day, start=start)
    if instant_of(day, start) <= law_time(now):
        raise Refusal("cases.counter.slot_over", day=day, start=start)


def is_kept(day: date, start: time, *, now: datetime) -> bool:
    """Whether somebody who arrives now keeps the appointment: neither much too early nor much too late."""
    at = instant_of(day, start)
    return at - EARLY <= law_time(now) <= at + LATE


def instant_of(day: date, start: time) -> datetime:
    return datetime.combine(day, start, LAW_ZONE)
