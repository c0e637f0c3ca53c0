"""Time between two moments agrees with the kernel's clock and with counting day by day."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.metrics import spans
from tongban.domains.metrics.spans import Stretch
from tongban.domains.metrics.tests.made import CALENDAR, at
from tongban.kernel.clock import ClockFacts, Pause, law_day, used
from tongban.kernel.durations import Duration, Unit

FIRST, LAST = at("2025-03-01 00:00"), at("2026-09-30 00:00")
MOMENTS = st.integers(0, int((LAST - FIRST).total_seconds())).map(lambda n: FIRST + timedelta(seconds=n))
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=60))


@given(MOMENTS, LENGTHS, st.lists(st.tuples(LENGTHS, LENGTHS), max_size=3))
def test_working_days_are_those_of_the_clock(
    start: datetime, length: timedelta, gaps: list[tuple[timedelta, timedelta]]
) -> None:
    end = start + length
    pauses = [Stretch(start + before, start + before + long) for before, long in gaps]
    told = tuple(Pause(one.start, one.end, "r") for one in pauses)
    clock = ClockFacts("promised", start, Duration(150, Unit.WORKING_DAY), "", told)
    if end < at("03-01 00:00"):
        assert spans.working_days(start, end, calendar=CALENDAR, pauses=pauses) == used(clock, CALENDAR, end)


@given(MOMENTS, LENGTHS)
def test_without_pauses_every_working_day_after_the_first_counts(start: datetime, length: timedelta) -> None:
    days = [law_day(start) + timedelta(days=n) for n in range(1, (law_day(start + length) - law_day(start)).days + 1)]
    counted = sum(CALENDAR.is_working(day) for day in days)
    assert spans.working_days(start, start + length, calendar=CALENDAR, pauses=()) == counted
    assert spans.calendar_days(start, start + length, pauses=()) == len(days)


def test_a_week_of_holidays_is_no_working_day() -> None:
    assert spans.working_days(at("09-30 17:00"), at("10-08 09:00"), calendar=CALENDAR, pauses=()) == 1


def test_a_pause_takes_out_its_days_and_hours() -> None:
    pauses = (Stretch(at("03-03 09:00"), at("03-05 09:00")),)
    assert spans.calendar_days(at("03-02 09:00"), at("03-06 09:00"), pauses=pauses) == 2
    assert spans.hours(at("03-02 09:00"), at("03-06 09:00"), pauses=pauses) == 48
    assert spans.hours(at("03-02 09:00"), at("03-03 21:00"), pauses=(Stretch(at("03-03 09:00"), None),)) == 24
