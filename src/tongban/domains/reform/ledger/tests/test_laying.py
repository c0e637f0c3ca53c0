"""Steps laid backwards end on working days, in order, the last one on the deadline's last working day."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.reform.ledger.laying import lay_back
from tongban.kernel.calendar import Notice, build
from tongban.kernel.errors import CalendarGap, Refusal

HOLIDAY = frozenset(date(2025, 10, day) for day in range(1, 9))
MAKE_UP = frozenset({date(2025, 9, 28), date(2025, 10, 11)})
CALENDAR = build([Notice(2025, HOLIDAY, MAKE_UP, source="示例通知", published_on=None)])
START = date(2025, 9, 1)


def test_by_hand() -> None:
    """22 working days follow 1 September 2025 (the 28th is worked); equal halves end on the 16th and the 30th."""
    assert lay_back((1, 1), start=START, deadline=date(2025, 9, 30), calendar=CALENDAR) == (
        date(2025, 9, 16),
        date(2025, 9, 30),
    )


def test_a_deadline_on_a_day_off_is_met_on_the_working_day_before() -> None:
    assert lay_back((1,), start=START, deadline=date(2025, 10, 5), calendar=CALENDAR) == (date(2025, 9, 30),)


@given(st.lists(st.integers(1, 100), min_size=1, max_size=12), st.integers(0, 120))
def test_every_step_has_a_working_day_of_its_own(weights: list[int], ahead: int) -> None:
    deadline = START + timedelta(days=ahead)
    days = CALENDAR.between(START, deadline)
    if days < len(weights):
        with pytest.raises(Refusal, match=r"reform\.steps\.no_time"):
            lay_back(weights, start=START, deadline=deadline, calendar=CALENDAR)
        return
    laid = lay_back(weights, start=START, deadline=deadline, calendar=CALENDAR)
    assert len(laid) == len(weights) and list(laid) == sorted(set(laid))
    assert laid[0] > START and laid[-1] <= deadline and all(CALENDAR.is_working(day) for day in laid)
    assert CALENDAR.between(laid[-1], deadline) == 0
    spans = [CALENDAR.between(before, day) for before, day in zip((START, *laid), laid, strict=False)]
    for (one, weight), (other, lighter) in pairwise(zip(spans, weights, strict=True)):
        assert one >= other or weight < lighter


def test_a_year_without_calendar_is_no_guess() -> None:
    with pytest.raises(CalendarGap):
        lay_back((1,), start=START, deadline=date(2026, 3, 1), calendar=CALENDAR)
