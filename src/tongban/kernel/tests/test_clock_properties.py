"""Clocks by law: any facts, against counting one day or one minute after another."""

from dataclasses import replace
from datetime import datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tongban.kernel import clock
from tongban.kernel.clock import LAW_ZONE, ClockFacts, Extension, OfficeHours, Pause
from tongban.kernel.clock.oracle import Walk
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.tests.national import calendar

CALENDAR = calendar()
OFFICE = OfficeHours(((time(9), time(12)), (time(13, 30), time(17))))
MINUTE = timedelta(minutes=1)
EARLIEST = datetime(2004, 1, 1, tzinfo=LAW_ZONE)
STARTS = st.integers(0, 8035 * 24 * 60).map(lambda minutes: EARLIEST + MINUTE * minutes)


@st.composite
def clocks(draw: st.DrawFn, *, units: tuple[Unit, ...], longest: int, reach: int) -> ClockFacts:
    """Facts whose pauses lie within `reach` minutes before and after the start."""
    start = draw(STARTS)
    unit = draw(st.sampled_from(units))
    pauses = []
    for _ in range(draw(st.integers(0, 3))):
        begin = start + MINUTE * draw(st.integers(-reach // 4, reach))
        length = draw(st.none() | st.integers(0, reach // 2))
        pauses.append(Pause(begin, None if length is None else begin + MINUTE * length, "听证", "第45条"))
    more = draw(st.none() | st.integers(0, 5))
    extensions = () if more is None else (Extension(Duration(more, unit), "第42条", start),)
    stopped = draw(st.none() | st.integers(0, reach).map(lambda length: start + MINUTE * length))
    allowed = Duration(draw(st.integers(0, longest)), unit)
    return ClockFacts("statutory", start, allowed, "第42条", tuple(pauses), extensions, stopped)


DAY_CLOCKS = clocks(units=(Unit.WORKING_DAY, Unit.CALENDAR_DAY), longest=30, reach=60 * 24 * 40)
HOUR_CLOCKS = clocks(units=(Unit.HOUR, Unit.WORKING_HOUR), longest=20, reach=60 * 24 * 4)
ALL_CLOCKS = DAY_CLOCKS | HOUR_CLOCKS
MOMENTS = st.integers(-2000, 60 * 24 * 60)


def walk(facts: ClockFacts) -> Walk:
    ends = [pause.end or facts.stopped_at for pause in facts.pauses]
    return Walk(
        start=facts.start.date(),
        total=facts.total,
        counts_days_off=facts.unit is Unit.CALENDAR_DAY,
        pauses=[
            (pause.start.date(), end and max(end.date(), pause.start.date()))
            for pause, end in zip(facts.pauses, ends, strict=True)
        ],
        is_working=CALENDAR.is_working,
    )


@settings(max_examples=400)
@given(DAY_CLOCKS, MOMENTS)
def test_day_clocks_agree_with_counting_days(facts: ClockFacts, minutes: int) -> None:
    now = facts.start + MINUTE * minutes
    assert clock.due(facts, CALENDAR).on == walk(facts).days()[1]
    judged = min(now, facts.stopped_at or now)
    expected = 0 if judged < facts.start else walk(facts).used(judged.date())
    assert clock.used(facts, CALENDAR, now) == expected


@settings(max_examples=100, deadline=None)
@given(HOUR_CLOCKS)
def test_hour_clocks_agree_with_counting_minutes(facts: ClockFacts) -> None:
    at, left = facts.start, facts.total * 60
    ends = [pause.end or facts.stopped_at for pause in facts.pauses]
    held = [
        (pause.start, end) for pause, end in zip(facts.pauses, ends, strict=True) if end is None or end > pause.start
    ]
    expected: datetime | None = at
    while left:
        if any(begin <= at and end is None for begin, end in held):
            expected = None
            break
        left -= _runs(facts, at) and not any(begin <= at and (end is None or at < end) for begin, end in held)
        at += MINUTE
        expected = at
    assert clock.due(facts, CALENDAR, OFFICE).at == expected


def _runs(facts: ClockFacts, at: datetime) -> bool:
    is_open = any(begin <= at.time() < end for begin, end in OFFICE.periods)
    return facts.unit is Unit.HOUR or (is_open and CALENDAR.is_working(at.date()))


@settings(max_examples=400, deadline=None)
@given(ALL_CLOCKS, MOMENTS)
def test_the_explanation_sums_to_the_number_shown(facts: ClockFacts, minutes: int) -> None:
    now = facts.start + MINUTE * minutes
    told = clock.explain(facts, CALENDAR, now, office_hours=OFFICE)
    assert (
        sum(span.counted for span in told.spans) == told.used == clock.used(facts, CALENDAR, now, office_hours=OFFICE)
    )
    assert told.used + told.left == told.allowed
    if told.ahead and told.due.at:
        assert sum(span.counted for span in told.ahead) == told.left
    if told.state in {"running", "paused"} and told.due.at and facts.unit in {Unit.WORKING_DAY, Unit.CALENDAR_DAY}:
        assert told.ahead or told.left == 0


@settings(max_examples=200, deadline=None)
@given(ALL_CLOCKS, MOMENTS)
def test_spans_leave_no_hole(facts: ClockFacts, minutes: int) -> None:
    now = facts.start + MINUTE * minutes
    told = clock.explain(facts, CALENDAR, now, office_hours=OFFICE)
    for one, other in zip(told.spans, told.spans[1:], strict=False):
        gap = timedelta(days=1) if not isinstance(one.end, datetime) else timedelta()
        assert one.end + gap == other.start


@settings(max_examples=200, deadline=None)
@given(ALL_CLOCKS, st.integers(0, 60 * 24 * 30), st.integers(0, 60 * 24 * 10))
def test_a_pause_never_makes_a_clock_due_sooner(facts: ClockFacts, after: int, length: int) -> None:
    begin = facts.start + MINUTE * after
    more = replace(facts, pauses=(*facts.pauses, Pause(begin, begin + MINUTE * length, "检验", "第45条")))
    before, then = clock.due(facts, CALENDAR, OFFICE).at, clock.due(more, CALENDAR, OFFICE).at
    assert then is None or before is None or then >= before
    assert before is not None or then is None


@settings(max_examples=200, deadline=None)
@given(ALL_CLOCKS, st.integers(0, 10))
def test_an_extension_never_makes_a_clock_due_sooner(facts: ClockFacts, more: int) -> None:
    longer = replace(
        facts, extensions=(*facts.extensions, Extension(Duration(more, facts.unit), "第42条", facts.start))
    )
    before, then = clock.due(facts, CALENDAR, OFFICE).at, clock.due(longer, CALENDAR, OFFICE).at
    assert before is None or then is None or then >= before


@settings(max_examples=200, deadline=None)
@given(ALL_CLOCKS, MOMENTS)
def test_late_means_the_end_has_passed(facts: ClockFacts, minutes: int) -> None:
    now = facts.start + MINUTE * minutes
    seen = clock.glance(facts, CALENDAR, now, office_hours=OFFICE)
    assert seen.state == clock.judge(facts, CALENDAR, now, office_hours=OFFICE)
    if seen.is_late:
        assert seen.due.at is not None
        assert seen.due.at <= now
        assert seen.left <= 0
    if facts.unit in {Unit.WORKING_DAY, Unit.CALENDAR_DAY} and not seen.is_late:
        assert seen.left >= 0


@given(DAY_CLOCKS)
def test_a_day_clock_ends_at_the_midnight_after_its_last_day(facts: ClockFacts) -> None:
    end = clock.due(facts, CALENDAR)
    assert (end.at is None) is (end.on is None)
    if end.on is not None:
        assert end.at == clock.midnight(end.on + timedelta(days=1))
        assert CALENDAR.is_working(end.on)


LENGTHS = st.builds(Duration, st.integers(0, 60), st.sampled_from(Unit))


@settings(max_examples=400, deadline=None)
@given(STARTS, LENGTHS, LENGTHS)
def test_a_length_within_another_never_ends_after_it(start: datetime, one: Duration, longest: Duration) -> None:
    ends = [clock.due(ClockFacts("promised", start, each, "示例"), CALENDAR, OFFICE).at for each in (one, longest)]
    shorter, longer = ends
    assert shorter is not None
    assert longer is not None
    if one.is_within(longest):
        assert shorter <= longer
