"""Clocks by example: each unit, pauses, extensions, holidays, the explanation."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tongban.kernel import clock
from tongban.kernel.clock import LAW_ZONE, ClockFacts, Extension, OfficeHours, Pause
from tongban.kernel.durations import Duration
from tongban.kernel.errors import CalendarGap, Refusal
from tongban.kernel.tests.national import calendar

CALENDAR = calendar()
OFFICE = OfficeHours.parse(["09:00-12:00", "13:30–17:00"])
LAW = "行政许可法 第42条"
DAY = Duration.parse("1 working_day")
HEARING = "行政许可法 第45条"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LAW_ZONE)


def facts(start: str, allowed: str, *pauses: Pause, **more: object) -> ClockFacts:
    given = {"kind": "statutory", "source": LAW, **more}
    return ClockFacts(start=at(start), allowed=Duration.parse(allowed), pauses=pauses, **given)  # type: ignore[arg-type]  # a test's short hand


EIGHTH, NINTH = ("2026-09-08T10:00", "2026-09-10T09:00"), ("2026-09-09T10:00", "2026-09-11T09:00")


def pause(start: str, end: str | None) -> Pause:
    return Pause(at(start), None if end is None else at(end), "听证", HEARING)


@pytest.mark.parametrize(
    ("start", "allowed", "due_on"),
    [
        ("2026-09-30T16:59", "1 working_day", date(2026, 10, 8)),  # 1 to 7 October are off
        ("2026-09-18T10:00", "10 working_day", date(2026, 10, 9)),  # 20 September is worked, 25 to 27 are off
        ("2026-09-18T10:00", "0 working_day", date(2026, 9, 18)),
        ("2026-09-19T10:00", "0 working_day", date(2026, 9, 20)),  # a Saturday; the Sunday is worked
        ("2026-09-19T23:59", "1 working_day", date(2026, 9, 20)),
        ("2026-09-20T10:00", "5 calendar_day", date(2026, 9, 28)),  # 25 September is off, and 26, 27
        ("2026-09-21T10:00", "3 calendar_day", date(2026, 9, 24)),
        ("2026-09-10T10:00", "10 calendar_day", date(2026, 9, 20)),  # a Sunday that is worked
        ("2026-09-30T10:00", "0 calendar_day", date(2026, 9, 30)),
    ],
)
def test_the_last_day_of_a_period(start: str, allowed: str, due_on: date) -> None:
    end = clock.due(facts(start, allowed), CALENDAR)
    assert end.on == due_on
    assert end.at == clock.midnight(due_on + timedelta(days=1))


@pytest.mark.parametrize(
    ("start", "allowed", "due_at"),
    [
        ("2026-09-30T16:00", "24 hour", "2026-10-01T16:00"),
        ("2026-09-30T16:00", "1 working_hour", "2026-09-30T17:00"),
        ("2026-09-30T16:00", "2 working_hour", "2026-10-08T10:00"),
        ("2026-09-21T12:30", "1 working_hour", "2026-09-21T14:30"),
        ("2026-09-21T03:00", "13 working_hour", "2026-09-22T17:00"),
        ("2026-09-19T03:00", "1 working_hour", "2026-09-20T10:00"),
        ("2026-09-19T03:00", "0 working_hour", "2026-09-19T03:00"),
    ],
)
def test_the_last_instant_of_hours(start: str, allowed: str, due_at: str) -> None:
    assert clock.due(facts(start, allowed), CALENDAR, OFFICE).at == at(due_at)


def test_the_day_of_hours_that_end_at_midnight_is_the_day_before() -> None:
    assert clock.due(facts("2026-09-21T00:00", "24 hour"), CALENDAR).on == date(2026, 9, 21)


def test_law_is_judged_in_china_whatever_the_callers_zone() -> None:
    late = datetime(2026, 9, 20, 16, 30, tzinfo=UTC)  # 00:30 on 21 September in China
    given = ClockFacts("promised", late, Duration.parse("1 working_day"), "示例承诺（虚构）")
    assert clock.due(given, CALENDAR).on == date(2026, 9, 22)


def test_a_naive_instant_is_a_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.law_day(datetime(2026, 9, 20))  # noqa: DTZ001  the mistake under test


@pytest.mark.parametrize(
    ("pauses", "due_on"),
    [
        ([pause("2026-09-08T10:00", "2026-09-10T09:00")], date(2026, 9, 16)),  # the 8th and 9th do not count
        ([pause("2026-09-08T09:00", "2026-09-08T17:00")], date(2026, 9, 14)),  # within one day: nothing
        ([pause("2026-09-07T11:00", "2026-09-08T09:00")], date(2026, 9, 14)),  # the start day never counts
        ([pause("2026-09-01T09:00", "2026-09-08T09:00")], date(2026, 9, 14)),  # before the start
        ([pause("2026-09-12T09:00", "2026-09-14T09:00")], date(2026, 9, 14)),  # a weekend
        ([pause("2026-09-14T23:59", "2026-09-16T09:00")], date(2026, 9, 16)),  # begins on the last day
        ([pause("2026-09-15T00:00", "2026-09-17T09:00")], date(2026, 9, 14)),  # begins after the end
        ([pause(*EIGHTH), pause(*NINTH)], date(2026, 9, 17)),
        ([pause(*NINTH), pause(*EIGHTH)], date(2026, 9, 17)),
    ],
)
def test_a_pause_takes_out_whole_days_from_its_first_to_the_one_before_its_last(
    pauses: list[Pause], due_on: date
) -> None:
    assert clock.due(facts("2026-09-07T10:00", "5 working_day", *pauses), CALENDAR).on == due_on


def test_an_open_pause_leaves_no_due_day() -> None:
    open_pause = facts("2026-09-07T10:00", "5 working_day", pause("2026-09-09T10:00", None))
    assert clock.due(open_pause, CALENDAR) == clock.Due(None, None)
    assert clock.judge(open_pause, CALENDAR, at("2026-12-01T10:00")) == "paused"
    assert clock.used(open_pause, CALENDAR, at("2026-12-01T10:00")) == 1


def test_a_pause_after_the_end_does_not_heal() -> None:
    late = facts("2026-09-07T10:00", "5 working_day", pause("2026-09-15T10:00", None))
    assert clock.due(late, CALENDAR).on == date(2026, 9, 14)
    assert clock.judge(late, CALENDAR, at("2026-09-16T10:00")) == "overdue"
    assert clock.used(late, CALENDAR, at("2026-09-16T10:00")) == 7


def test_hours_lose_the_exact_time_of_a_pause() -> None:
    paused = facts("2026-09-21T09:00", "4 working_hour", pause("2026-09-21T10:00", "2026-09-21T14:00"))
    assert clock.due(paused, CALENDAR, OFFICE).at == at("2026-09-21T17:00")
    assert clock.due(facts("2026-09-21T09:00", "4 hour", *paused.pauses), CALENDAR).at == at("2026-09-21T17:00")
    assert clock.due(facts("2026-09-21T09:00", "4 hour", pause("2026-09-21T10:00", None)), CALENDAR).at is None


def test_a_pause_that_begins_at_the_very_end_of_hours_changes_nothing() -> None:
    ended = facts("2026-09-21T09:00", "4 hour", pause("2026-09-21T13:00", "2026-09-21T15:00"))
    assert clock.used(ended, CALENDAR, at("2026-09-21T16:00")) == 7
    assert clock.judge(ended, CALENDAR, at("2026-09-21T14:00")) == "overdue"


def test_an_extension_adds_its_length() -> None:
    ten = Extension(Duration.parse("10 working_day"), "行政许可法 第42条，经负责人批准", at("2026-03-20T09:00"))
    assert clock.due(facts("2026-03-02T10:00", "20 working_day"), CALENDAR).on == date(2026, 3, 30)
    assert clock.due(facts("2026-03-02T10:00", "20 working_day", extensions=(ten,)), CALENDAR).on == date(2026, 4, 14)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"pauses": (Pause(at("2026-09-08T09:00"), None, "等待材料"),)}, "pause_without_basis"),
        ({"extensions": (Extension(DAY, " ", at("2026-09-08T09:00")),)}, "extension_without_basis"),
        ({"extensions": (Extension(Duration.parse("1 hour"), LAW, at("2026-09-08T09:00")),)}, "units_differ"),
        ({"stopped_at": at("2026-09-01T09:00")}, "stopped_before_start"),
    ],
)
def test_unlawful_facts_are_refused(more: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        ClockFacts("statutory", at("2026-09-07T10:00"), Duration.parse("5 working_day"), LAW, **more)  # type: ignore[arg-type]  # a test's short hand


def test_a_promised_clock_follows_the_pauses_declared_for_it() -> None:
    declared = (Pause(at("2026-09-08T09:00"), at("2026-09-09T09:00"), "等待申请人"),)
    promised = ClockFacts(
        "promised", at("2026-09-07T10:00"), Duration.parse("1 working_day"), "示例承诺（虚构）", declared
    )
    assert clock.due(promised, CALENDAR).on == date(2026, 9, 9)


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(Refusal, match="pause_ends_before_start"):
        pause("2026-09-08T09:00", "2026-09-07T09:00")


@pytest.mark.parametrize("texts", [[], ["09:00"], ["12:00-09:00"], ["09:00-12:00", "11:00-13:00"], ["9-25"]])
def test_faulty_office_hours_are_refused(texts: list[str]) -> None:
    with pytest.raises(Refusal, match="office_hours_malformed"):
        OfficeHours.parse(texts)


def test_working_hours_need_office_hours() -> None:
    with pytest.raises(Refusal, match="office_hours_missing"):
        clock.due(facts("2026-09-21T09:00", "4 working_hour"), CALENDAR)


@pytest.mark.parametrize("unit", ["working_day", "calendar_day", "working_hour"])
def test_a_period_that_reaches_an_unpublished_year_is_a_gap(unit: str) -> None:
    with pytest.raises(CalendarGap) as caught:
        clock.due(facts("2026-12-30T16:00", f"20 {unit}"), CALENDAR, OFFICE)
    assert caught.value.year == 2027


def test_elapsed_hours_need_no_calendar() -> None:
    assert clock.due(facts("2026-12-30T16:00", "72 hour"), CALENDAR).at == at("2027-01-02T16:00")


def test_the_explanation_tells_every_day() -> None:
    running = facts("2026-09-18T10:00", "10 working_day", pause("2026-09-22T10:00", "2026-09-24T09:00"))
    told = clock.explain(running, CALENDAR, at("2026-09-29T08:00"))
    assert [(span.kind, str(span.start)[5:], str(span.end)[5:], span.counted) for span in told.spans] == [
        ("start_day", "09-18", "09-18", 0),
        ("weekend", "09-19", "09-19", 0),
        ("make_up", "09-20", "09-20", 1),
        ("counted", "09-21", "09-21", 1),
        ("paused", "09-22", "09-23", 0),
        ("counted", "09-24", "09-24", 1),
        ("holiday", "09-25", "09-27", 0),
        ("counted", "09-28", "09-29", 2),
    ]
    assert [(span.kind, span.counted) for span in told.ahead] == [
        ("counted", 1),
        ("holiday", 0),
        ("counted", 2),
        ("make_up", 1),
        ("weekend", 0),
        ("counted", 1),
    ]
    paused = told.spans[4]
    assert (paused.basis, paused.reason and paused.reason.zh) == (HEARING, "听证")
    assert (told.used, told.left, told.state, told.due.on) == (5, 5, "running", date(2026, 10, 12))


def test_the_explanation_is_plain_json() -> None:
    told = clock.explain(facts("2026-09-24T10:00", "1 working_day"), CALENDAR, at("2026-09-24T11:00")).as_dict()
    assert told["due_at"] == "2026-09-29T00:00:00+08:00"
    assert told["ahead"][0]["reason"] == {"zh": "中秋节", "en": "Mid-Autumn Festival"}
    assert told["calendar_version"] == CALENDAR.version


def test_what_a_due_day_leaves_out_is_told_whole_even_from_the_middle_of_it() -> None:
    paused = facts("2026-09-18T10:00", "10 working_day", pause("2026-09-22T10:00", "2026-09-24T09:00"))
    told = clock.explain(paused, CALENDAR, at("2026-09-26T08:00")).left_out
    assert [(span.reason and span.reason.zh, str(span.start)[5:], str(span.end)[5:]) for span in told] == [
        ("听证", "09-22", "09-23"),
        ("中秋节", "09-25", "09-27"),
        ("国庆节", "10-01", "10-07"),
    ]


def test_a_last_day_off_moves_and_says_so() -> None:
    told = clock.explain(facts("2026-09-20T10:00", "5 calendar_day"), CALENDAR, at("2026-09-28T10:00"))
    assert [(span.kind, span.counted) for span in told.spans] == [
        ("start_day", 0),
        ("counted", 5),
        ("holiday", 0),
        ("moved", 0),
    ]
    assert (told.used, told.state, told.is_late) == (5, "running", False)


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [
        ("2026-09-14T23:59", ("stopped", 5, False)),
        ("2026-09-15T00:00", ("stopped", 6, True)),
        (None, ("overdue", 8, True)),
    ],
)
def test_a_clock_is_late_from_midnight_after_its_last_day(stopped: str | None, expected: tuple[str, int, bool]) -> None:
    ended = facts("2026-09-07T10:00", "5 working_day", stopped_at=stopped and at(stopped))
    told = clock.explain(ended, CALENDAR, at("2026-09-17T10:00"))
    assert (told.state, told.used, told.is_late) == expected
    assert told.left == 5 - told.used
    assert told.ahead == ()


def test_stopping_ends_an_open_pause() -> None:
    stopped = facts(
        "2026-09-07T10:00", "5 working_day", pause("2026-09-08T10:00", None), stopped_at=at("2026-09-10T09:00")
    )
    assert clock.due(stopped, CALENDAR).on == date(2026, 9, 16)


def test_before_its_start_a_clock_has_used_nothing() -> None:
    told = clock.explain(facts("2026-09-07T10:00", "5 working_day"), CALENDAR, at("2026-09-01T10:00"))
    assert (told.used, told.spans, sum(span.counted for span in told.ahead)) == (0, (), 5)
