"""A dispatch names the worst first, in an order that nobody can argue about."""

from dataclasses import replace
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given

from tongban.domains.reform.rhythm.definitions import Attention
from tongban.domains.reform.rhythm.rules.deciding import DecisionState, decision_state, may_follow
from tongban.domains.reform.rhythm.rules.ranking import Concern, Course, rank

TODAY = date(2026, 10, 20)
ATTENTION = Attention(near_days=30, silent_days=31)
COURSES = st.builds(
    Course,
    measure=st.uuids().map(str),
    order=st.tuples(st.sampled_from(["a", "b"]), st.integers(1, 9), st.integers(1, 9)),
    due_on=st.one_of(st.none(), st.dates(date(2026, 6, 1), date(2027, 6, 1))),
    moved_on=st.dates(date(2026, 6, 1), TODAY),
    has_problem=st.booleans(),
    is_reopened=st.booleans(),
)


def _named(*courses: Course) -> list[tuple[str, Concern, int]]:
    return [(one.course.measure, one.concern, one.days) for one in rank(courses, ATTENTION, today=TODAY)]


def _course(measure: str, due_in: int | None, *, moved: int = 0) -> Course:
    due_on = TODAY + timedelta(days=due_in) if due_in is not None else None
    return Course(measure, ("a", 1, 1), due_on, TODAY - timedelta(days=moved))


def test_the_order_is_the_one_that_the_office_reads() -> None:
    found = _named(
        _course("on course", 200),
        replace(_course("closing", 200), is_closing_asked=True),
        replace(_course("reopened", None), is_reopened=True),
        replace(_course("problem", 200), has_problem=True),
        _course("silent", 200, moved=32),
        _course("silent longer", None, moved=90),
        _course("due today", 0),
        replace(_course("due in a month", 30), has_problem=True),
        _course("a day late", -1),
        _course("a month late", -30),
    )
    assert found == [
        ("a month late", Concern.OVERDUE, 30),
        ("a day late", Concern.OVERDUE, 1),
        ("due today", Concern.NEAR, 0),
        ("due in a month", Concern.NEAR, 30),
        ("silent longer", Concern.SILENT, 90),
        ("silent", Concern.SILENT, 32),
        ("problem", Concern.PROBLEM, 0),
        ("reopened", Concern.REOPENED, 0),
        ("closing", Concern.CLOSING, 0),
        ("on course", Concern.ON_COURSE, 0),
    ]


def test_who_asked_for_closing_in_time_is_not_late_while_the_office_looks() -> None:
    in_time = Course(
        "in time", ("a", 1, 1), date(2026, 10, 1), TODAY, is_closing_asked=True, asked_on=date(2026, 9, 30)
    )
    too_late = Course("late", ("a", 1, 2), date(2026, 10, 1), TODAY, is_closing_asked=True, asked_on=date(2026, 10, 4))
    assert _named(in_time, too_late) == [("late", Concern.OVERDUE, 3), ("in time", Concern.CLOSING, 0)]


@given(st.lists(COURSES, max_size=12))
def test_nothing_is_left_out_and_no_lesser_concern_stands_before_a_graver_one(courses: list[Course]) -> None:
    found = rank(courses, ATTENTION, today=TODAY)
    assert sorted(one.course.measure for one in found) == sorted(one.measure for one in courses)
    grave = [list(Concern).index(one.concern) for one in found]
    assert grave == sorted(grave)
    overdue = [one.days for one in found if one.concern is Concern.OVERDUE]
    assert overdue == sorted(overdue, reverse=True)
    assert [one.concern for one in found] == [one.concerns[0] for one in found]


def test_a_decision_is_open_answered_sent_back_and_done_on_the_day_it_was_carried_out() -> None:
    due = date(2026, 11, 10)
    day = [date(2026, 11, number) for number in range(1, 30)]
    carried, back, accepted = ("carried_out", day[8]), ("returned", day[9]), ("accepted", day[11])

    def state(*life: tuple[str, date], today: date) -> DecisionState:
        return decision_state(life, due_on=due, today=today)

    assert state(today=day[9]) is DecisionState.OPEN and state(today=day[10]) is DecisionState.OVERDUE
    assert state(carried, today=day[20]) is DecisionState.ANSWERED
    assert state(carried, back, today=day[10]) is DecisionState.OVERDUE
    assert state(carried, accepted, today=day[20]) is DecisionState.DONE  # the office looked later
    assert state(("carried_out", day[10]), accepted, today=day[20]) is DecisionState.DONE_LATE
    assert may_follow([], "carried_out") and not may_follow([], "accepted")
    assert may_follow([carried], "accepted") and not may_follow([carried], "carried_out")
    assert may_follow([carried, back], "carried_out") and not may_follow([carried, accepted], "carried_out")
