from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.kernel.calendar import MAKE_UP, WEEKEND, Notice, build
from tongban.kernel.declaration import Text
from tongban.kernel.errors import CalendarGap, Refusal
from tongban.kernel.tests.national import calendar, notices

CALENDAR = calendar()
ONE = timedelta(days=1)
DAYS = st.dates(date(2004, 1, 1), date(2026, 12, 31))
WORKING_DAYS = {2019: 250, 2020: 249, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize(("year", "number"), WORKING_DAYS.items())
def test_published_years_have_their_number_of_working_days(year: int, number: int) -> None:
    assert CALENDAR.between(date(year - 1, 12, 31), date(year, 12, 31)) == number


def test_all_years_from_2004_to_2026_are_known() -> None:
    assert CALENDAR.years == frozenset(range(2004, 2027))
    assert [notice.year for notice in notices() if not notice.source.startswith("国务院办公厅关于")] == []


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2005, 12, 31), True),  # a Saturday that one public data set gets wrong: 国办发明电〔2005〕35号
        (date(2020, 1, 31), False),  # the extension of 2020
        (date(2020, 2, 1), False),
        (date(2020, 2, 3), True),
        (date(2015, 9, 3), False),
        (date(2019, 4, 28), True),  # Labour Day 2019 as changed in March
        (date(2018, 12, 29), True),  # moved by the notice for 2019
        (date(2018, 12, 31), False),
        (date(2026, 9, 20), True),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
    ],
)
def test_known_days(day: date, is_working: bool) -> None:
    assert CALENDAR.is_working(day) is is_working


def test_a_day_says_why() -> None:
    assert CALENDAR.reason(date(2026, 9, 26)) == Text(zh="中秋节", en="Mid-Autumn Festival")
    assert CALENDAR.reason(date(2026, 9, 19)) == WEEKEND
    assert CALENDAR.reason(date(2026, 9, 18)) is None
    assert CALENDAR.reason(date(2026, 9, 20)) == Text(zh="国庆节调休上班", en="make-up working day for National Day")
    assert CALENDAR.is_holiday(date(2026, 9, 26))
    assert not CALENDAR.is_holiday(date(2026, 9, 19))


def test_every_day_off_on_a_weekday_and_every_make_up_day_has_a_name() -> None:
    nameless = [day for notice in notices() for day in notice.off | notice.on if day not in notice.names]
    assert nameless == []


@given(DAYS)
def test_the_counts_agree_with_the_definition(day: date) -> None:
    off = any(day in notice.off for notice in notices())
    on = any(day in notice.on for notice in notices())
    assert CALENDAR.is_working(day) is (on or (day.weekday() < 5 and not off))


@given(DAYS, st.integers(1, 300))
def test_between_undoes_add(start: date, days: int) -> None:
    try:
        end = CALENDAR.add(start, days)
    except CalendarGap:
        return
    assert CALENDAR.between(start, end) == days
    assert CALENDAR.is_working(end)
    assert CALENDAR.between(start, end - ONE) == days - 1


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_two_steps_equal_one(start: date, first: int, second: int) -> None:
    try:
        whole = CALENDAR.add(start, first + second)
    except CalendarGap:
        return
    assert CALENDAR.add(CALENDAR.add(start, first), second) == whole


@given(DAYS, DAYS)
def test_between_counts_one_day_after_another(one: date, other: date) -> None:
    first, last = min(one, other), min(max(one, other), min(one, other) + 400 * ONE)
    days = range((last - first).days)
    assert CALENDAR.between(first, last) == sum(CALENDAR.is_working(first + ONE * (n + 1)) for n in days)
    assert CALENDAR.between(last, first) == -CALENDAR.between(first, last)


DECEMBER = date(2026, 12, 25)
BEYOND: dict[str, tuple[Callable[[], object], int]] = {
    "is_working": (lambda: CALENDAR.is_working(date(2027, 1, 4)), 2027),
    "add": (lambda: CALENDAR.add(DECEMBER, 10), 2027),
    "between": (lambda: CALENDAR.between(DECEMBER, date(2027, 1, 1)), 2027),
    "between_years": (lambda: CALENDAR.between(DECEMBER, date(2030, 1, 1)), 2027),
    "next_working": (lambda: CALENDAR.next_working(date(2027, 1, 4)), 2027),
    "reason": (lambda: CALENDAR.reason(date(2027, 1, 4)), 2027),
    "before": (lambda: CALENDAR.add(date(2003, 12, 30), 1), 2003),
}


@pytest.mark.parametrize("question", BEYOND)
def test_a_year_without_a_notice_is_a_gap_never_a_guess(question: str) -> None:
    ask, year = BEYOND[question]
    with pytest.raises(CalendarGap) as caught:
        ask()
    assert caught.value.year == year


def test_the_last_known_day_is_not_a_gap() -> None:
    assert CALENDAR.add(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert CALENDAR.add(date(2003, 12, 31), 1) == date(2004, 1, 2)


def _notice(year: int, **more: object) -> Notice:
    days = {"off": frozenset[date](), "on": frozenset[date](), "source": "示例通知（虚构）", "published_on": None}
    return Notice(year=year, **{**days, **more})  # type: ignore[arg-type]  # a test's short hand


def test_a_hole_between_two_known_years_stays_a_hole() -> None:
    patchy = build([_notice(2024), _notice(2026)])
    assert patchy.between(date(2024, 12, 30), date(2024, 12, 31)) == 1
    assert patchy.add(date(2025, 12, 31), 1) == date(2026, 1, 1)
    with pytest.raises(CalendarGap):
        patchy.between(date(2024, 12, 30), date(2026, 1, 2))


def test_new_years_notice_may_move_the_december_before() -> None:
    known = build([_notice(2026), _notice(2027, off=frozenset({date(2026, 12, 31)}))])
    assert not known.is_working(date(2026, 12, 31))


def test_the_notice_published_last_counts_whole() -> None:
    early = _notice(2026, off=frozenset({date(2026, 5, 4)}), published_on=date(2025, 11, 1))
    late = _notice(2026, off=frozenset({date(2026, 5, 5)}), published_on=date(2026, 3, 1))
    for order in ([early, late], [late, early]):
        merged = build(order)
        assert (merged.is_working(date(2026, 5, 4)), merged.is_working(date(2026, 5, 5))) == (True, False)


def test_two_different_notices_of_one_day_are_refused() -> None:
    with pytest.raises(Refusal, match="notices_conflict"):
        build([_notice(2026), _notice(2026, off=frozenset({date(2026, 5, 4)}))])


def test_a_region_changes_single_days_of_the_country_and_only_its_own() -> None:
    local = _notice(2026, region="500000", off=frozenset({date(2026, 6, 18)}), on=frozenset({date(2026, 5, 1)}))
    everyone = [*notices(), local]
    city, district = build(everyone, "500000"), build(everyone, "500107", ["500000"])
    for inside in (city, district):
        assert not inside.is_working(date(2026, 6, 18))
        assert inside.is_working(date(2026, 5, 1))
        assert inside.reason(date(2026, 5, 1)) == MAKE_UP
    assert build(everyone, "110000").is_working(date(2026, 6, 18))
    assert city.version != CALENDAR.version


def test_a_regions_notice_does_not_make_a_year_known() -> None:
    with pytest.raises(CalendarGap) as caught:
        build([*notices(), _notice(2027, region="500000")], "500000").is_working(date(2027, 1, 4))
    assert caught.value.values["region"] == "500000"


def test_equal_content_has_an_equal_version() -> None:
    assert build(reversed(notices())).version == CALENDAR.version
    assert CALENDAR.version.startswith("2026-")


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"off": frozenset({date(2025, 11, 30)})}, "day_outside_year"),
        ({"names": {date(2027, 1, 1): WEEKEND}}, "day_outside_year"),
        ({"off": frozenset({date(2026, 5, 2)}), "on": frozenset({date(2026, 5, 2)})}, "day_off_and_on"),
        ({"on": frozenset({date(2026, 5, 4)})}, "on_a_weekday"),
        ({"source": " "}, "source_missing"),
    ],
)
def test_a_faulty_notice_is_refused(days: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        _notice(2026, **days)
