"""Why a period ends when it does: stretches of days or hours whose counts add up to the number shown."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock.ends import (
    HOUR,
    HOUR_UNITS,
    DayEnd,
    Due,
    counted_times,
    day_end,
    due,
    effective_times,
    hour_end,
    measure,
)
from tongban.kernel.clock.facts import ClockFacts, OfficeHours, Pause, law_day, law_time, midnight
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Unit

State = Literal["running", "paused", "stopped", "overdue"]
SpanKind = Literal["start_day", "counted", "make_up", "weekend", "holiday", "closed", "paused", "moved", "after_due"]
"""`make_up`: a weekend day worked and counted; `closed`: outside office hours; `moved`: the day to which a last day
that is a day off moves; `after_due`: counted after the end. Texts: `kernel.clock.span.<kind>`."""


@dataclass(frozen=True, slots=True)
class Span:
    """Consecutive days (`start` and `end` both inside) or, for hour clocks, a stretch of time [start, end).

    `counted` is in the clock's unit. `reason` says why (holiday, pause), `basis` the law of a pause.
    """

    start: date | datetime
    end: date | datetime
    counted: int
    kind: SpanKind
    reason: Text | None = None
    basis: str = ""

    def as_dict(self) -> dict[str, Any]:
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "counted": self.counted,
            "kind": self.kind,
            "reason": None if self.reason is None else self.reason.model_dump(),
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Explanation:
    """A clock at one moment. `spans` reach from the start to that moment and their counts add up to `used`; `ahead`
    reach from there to the end of the period and add up to `left` (empty when stopped, overdue or open).

    `allowed` includes extensions; `left` is negative after the end; `calendar_version` names the calendar used.
    """

    spans: tuple[Span, ...]
    ahead: tuple[Span, ...]
    used: int
    allowed: int
    left: int
    unit: Unit
    due: Due
    calendar_version: str
    state: State
    is_late: bool
    """The end had passed at that moment, or when the clock was stopped."""

    @property
    def left_out(self) -> tuple[Span, ...]:
        """The holidays and pauses between the start and the end: what a due day needs said ("not counted: …")."""
        whole = _grouped(iter((*self.spans, *self.ahead)))
        return tuple(span for span in whole if span.kind in {"holiday", "paused"})

    def as_dict(self) -> dict[str, Any]:
        return {
            "state": self.state,
            "is_late": self.is_late,
            "used": self.used,
            "allowed": self.allowed,
            "left": self.left,
            "unit": self.unit.value,
            "due_at": None if self.due.at is None else self.due.at.isoformat(),
            "due_on": None if self.due.on is None else self.due.on.isoformat(),
            "calendar_version": self.calendar_version,
            "spans": [span.as_dict() for span in self.spans],
            "ahead": [span.as_dict() for span in self.ahead],
        }


@dataclass(frozen=True, slots=True)
class Glance:
    """A clock at one moment, without the reasons: what a list of a million rows needs. Fields as in `Explanation`."""

    due: Due
    used: int
    left: int
    state: State
    is_late: bool


def judge(
    facts: ClockFacts, calendar: WorkCalendar, now: datetime, *, office_hours: OfficeHours | None = None
) -> State:
    """What the clock is doing at `now`. Overdue goes before paused: a pause after the end changes nothing."""
    return _state(facts, due(facts, calendar, office_hours), now)


def glance(
    facts: ClockFacts, calendar: WorkCalendar, now: datetime, *, office_hours: OfficeHours | None = None
) -> Glance:
    """The clock at `now` in numbers. Raises and refuses like `due`."""
    end, amount = measure(facts, calendar, now, office_hours=office_hours)
    judged = now if facts.stopped_at is None else min(now, facts.stopped_at)
    is_late = end.at is not None and judged >= end.at
    return Glance(end, amount, facts.total - amount, _state(facts, end, now), is_late)


def _state(facts: ClockFacts, end: Due, now: datetime) -> State:
    if facts.stopped_at is not None and facts.stopped_at <= now:
        return "stopped"
    if end.at is not None and now >= end.at:
        return "overdue"
    is_paused = any(pause.start <= now and (pause.end is None or now < pause.end) for pause in facts.pauses)
    return "paused" if is_paused else "running"


def explain(
    facts: ClockFacts, calendar: WorkCalendar, now: datetime, *, office_hours: OfficeHours | None = None
) -> Explanation:
    """The clock at `now`, told in spans. Raises and refuses like `due`."""
    seen = glance(facts, calendar, now, office_hours=office_hours)
    judged = now if facts.stopped_at is None else min(now, facts.stopped_at)
    tell = _hour_spans if facts.unit in HOUR_UNITS else _day_spans
    spans, ahead = tell(facts, calendar, _Moment(judged, seen.due, office_hours))
    return Explanation(
        spans=spans,
        ahead=ahead if seen.state in {"running", "paused"} else (),
        used=seen.used,
        allowed=facts.total,
        left=seen.left,
        unit=facts.unit,
        due=seen.due,
        calendar_version=calendar.version,
        state=seen.state,
        is_late=seen.is_late,
    )


@dataclass(frozen=True, slots=True)
class _Moment:
    judged: datetime
    due: Due
    office_hours: OfficeHours | None


Told = tuple[tuple[Span, ...], tuple[Span, ...]]


# day clocks ---------------------------------------------------------------------------------------------------------
def _day_spans(facts: ClockFacts, calendar: WorkCalendar, moment: _Moment) -> Told:
    end = day_end(facts, calendar)
    start, judged = law_day(facts.start).toordinal(), law_day(moment.judged).toordinal()
    last = judged if end.last is None else end.last

    def told(first: int, until: int) -> tuple[Span, ...]:
        days = (date.fromordinal(ordinal) for ordinal in range(first, until + 1))
        return tuple(_grouped(_day(facts, calendar, end=end, day=day) for day in days))

    past = told(start, judged) if moment.judged >= facts.start else ()
    return past, told(max(judged + 1, start) if past else start, last)


def _day(facts: ClockFacts, calendar: WorkCalendar, *, end: DayEnd, day: date) -> Span:
    ordinal = day.toordinal()
    if day == law_day(facts.start):
        return Span(day, day, 0, "start_day")
    if pause := _pause_over(facts, end, day):
        return Span(day, day, 0, "paused", _text(pause.reason), pause.basis)
    is_working, reason = calendar.is_working(day), calendar.reason(day)
    counts = is_working or facts.unit is Unit.CALENDAR_DAY
    if end.last is not None and ordinal > end.last and counts:
        return Span(day, day, 1, "after_due", reason)
    if (end.counted is None or ordinal <= end.counted) and counts:
        return Span(day, day, 1, "make_up" if is_working and reason else "counted", reason if is_working else None)
    if is_working:
        return Span(day, day, 0, "moved", reason)
    return Span(day, day, 0, "holiday" if calendar.is_holiday(day) else "weekend", reason)


def _pause_over(facts: ClockFacts, end: DayEnd, day: date) -> Pause | None:
    """The first pause that takes out `day`, if a pause that counts does."""
    ordinal = day.toordinal()
    if not any(first <= ordinal and (after is None or ordinal < after) for first, after in end.pauses):
        return None
    for pause in facts.pauses:
        until = pause.end or facts.stopped_at
        if law_day(pause.start) <= day and (until is None or day < law_day(until)):
            return pause
    return None


def _grouped(spans: Iterator[Span]) -> Iterator[Span]:
    held: Span | None = None
    for span in spans:
        if held and (held.kind, held.reason, held.basis) == (span.kind, span.reason, span.basis):
            held = Span(held.start, span.end, held.counted + span.counted, held.kind, held.reason, held.basis)
            continue
        if held:
            yield held
        held = span
    if held:
        yield held


def _text(reason: str | Text) -> Text | None:
    if isinstance(reason, Text):
        return reason
    return Text(zh=reason, en=reason) if reason else None


# hour clocks --------------------------------------------------------------------------------------------------------
def _hour_spans(facts: ClockFacts, calendar: WorkCalendar, moment: _Moment) -> Told:
    judged, start = law_time(moment.judged), law_time(facts.start)
    past = _times(facts, calendar, moment=moment, reach=(start, judged)) if judged >= start else ()
    if moment.due.at is None or moment.due.at <= judged:
        return past, ()
    return past, _times(facts, calendar, moment=moment, reach=(max(start, judged), moment.due.at))


def _times(
    facts: ClockFacts, calendar: WorkCalendar, *, moment: _Moment, reach: tuple[datetime, datetime]
) -> tuple[Span, ...]:
    """The spans between two instants. Whole hours are counted where they are completed, so that the sum is exact."""
    first, until = reach
    ended = hour_end(facts, calendar, moment.office_hours)
    pauses = effective_times(facts, ended)
    counted = list(counted_times(facts, calendar, office_hours=moment.office_hours, pauses=pauses, until=until))
    marks = {first, until, *(edge for stretch in counted for edge in stretch)}
    marks |= {edge for stretch in pauses for edge in stretch if edge is not None} | ({ended} if ended else set())
    marks |= _midnights(first, until) if facts.unit is Unit.WORKING_HOUR else set()
    run, spans = timedelta(), []
    for begin, end in pairwise(sorted(mark for mark in marks if mark <= until)):
        runs = any(one <= begin and end <= other for one, other in counted)
        before, run = run, run + (end - begin if runs else timedelta())
        if begin >= first:
            spans.append(
                _time(facts, calendar, begin=begin, end=end, runs=runs, count=run // HOUR - before // HOUR, ended=ended)
            )
    return tuple(_grouped(iter(spans)))


def _time(
    facts: ClockFacts,
    calendar: WorkCalendar,
    *,
    begin: datetime,
    end: datetime,
    runs: bool,
    count: int,
    ended: datetime | None,
) -> Span:
    if runs:
        return Span(begin, end, count, "after_due" if ended and begin >= ended else "counted")
    for pause in facts.pauses:
        until = pause.end or facts.stopped_at
        if pause.start <= begin and (until is None or end <= until) and (ended is None or pause.start < ended):
            return Span(begin, end, 0, "paused", _text(pause.reason), pause.basis)
    day = begin.date()
    if calendar.is_working(day):
        return Span(begin, end, 0, "closed")
    return Span(begin, end, 0, "holiday" if calendar.is_holiday(day) else "weekend", calendar.reason(day))


def _midnights(first: datetime, until: datetime) -> set[datetime]:
    days = range(first.date().toordinal() + 1, until.date().toordinal() + 1)
    return {midnight(date.fromordinal(ordinal)) for ordinal in days}
