from datetime import date

import pytest

from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import NotInForce, Refusal
from tongban.kernel.parameters import Dated, Parameter

LAW, PLAN = "行政许可法 第42条", "示例市承诺（虚构）"
DECIDE = Parameter(
    "clocks.decide",
    "working_day",
    (
        Dated(date(2004, 7, 1), 20, LAW),
        Dated(date(2025, 6, 1), 10, PLAN, published=date(2025, 5, 20), applies_from=date(2025, 7, 1)),
        Dated(date(2026, 1, 1), None, PLAN),
    ),
)


@pytest.mark.parametrize(("day", "value"), [(date(2004, 7, 1), 20), (date(2025, 6, 30), 20), (date(2025, 7, 1), 10)])
def test_the_value_is_that_of_the_day_of_acceptance(day: date, value: int) -> None:
    assert DECIDE.on(day).value == value
    assert DECIDE.duration_on(day) == Duration(value, Unit.WORKING_DAY)


def test_a_value_may_be_in_force_before_it_governs_new_acceptances() -> None:
    assert DECIDE.in_force_on(date(2025, 6, 15)).value == 10
    assert DECIDE.on(date(2025, 6, 15)).value == 20


@pytest.mark.parametrize("day", [date(2004, 6, 30), date(2026, 1, 1), date(2030, 1, 1)])
def test_outside_its_life_a_parameter_is_not_in_force(day: date) -> None:
    with pytest.raises(NotInForce):
        DECIDE.on(day)


@pytest.mark.parametrize(
    ("history", "code"),
    [
        ((), "empty"),
        ((Dated(date(2020, 1, 1), 1, " "),), "source_missing"),
        ((Dated(date(2020, 1, 1), 1, LAW), Dated(date(2020, 1, 1), 2, LAW)), "dates_not_rising"),
        ((Dated(date(2021, 1, 1), 1, LAW), Dated(date(2020, 1, 1), 2, LAW)), "dates_not_rising"),
        (
            (Dated(date(2020, 1, 1), 1, LAW, applies_from=date(2022, 1, 1)), Dated(date(2021, 1, 1), 2, LAW)),
            "dates_not_rising",
        ),
    ],
)
def test_a_faulty_history_is_refused(history: tuple[Dated, ...], code: str) -> None:
    with pytest.raises(Refusal, match=code):
        Parameter("x.y", "working_day", history)


def test_only_a_time_is_a_duration() -> None:
    fee = Parameter("fees.one", "fen", (Dated(date(2020, 1, 1), 100, LAW),))
    with pytest.raises(Refusal, match="not_a_duration"):
        fee.duration_on(date(2020, 1, 1))
