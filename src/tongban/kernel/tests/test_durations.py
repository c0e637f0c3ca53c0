import pytest

from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import Refusal


@pytest.mark.parametrize("text", ["3 working_day", "3 working_days", " 3  working_day "])
def test_a_duration_is_read_from_words(text: str) -> None:
    assert Duration.parse(text) == Duration(3, Unit.WORKING_DAY)


@pytest.mark.parametrize("text", ["", "3", "working_day", "-1 hour", "1.5 hour", "3 weeks", "３ hour x"])
def test_a_malformed_duration_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"kernel\.duration\.malformed"):
        Duration.parse(text)


def test_a_duration_prints_as_it_is_read() -> None:
    assert Duration.parse(str(Duration(20, Unit.CALENDAR_DAY))) == Duration(20, Unit.CALENDAR_DAY)


def test_units_never_mix() -> None:
    assert Duration(1, Unit.HOUR) + Duration(2, Unit.HOUR) == Duration(3, Unit.HOUR)
    with pytest.raises(Refusal, match="units_differ"):
        Duration(1, Unit.HOUR) + Duration(1, Unit.WORKING_HOUR)


def test_no_negative_and_no_endless_duration() -> None:
    for amount in (-1, 1_000_001):
        with pytest.raises(Refusal, match="out_of_range"):
            Duration(amount, Unit.HOUR)


@pytest.mark.parametrize(
    ("promise", "statute", "holds"),
    [
        ("3 working_day", "20 working_day", True),
        ("21 working_day", "20 working_day", False),
        ("20 calendar_day", "20 working_day", True),
        ("20 working_day", "20 calendar_day", False),
        ("24 hour", "1 calendar_day", True),
        ("25 hour", "1 working_day", False),
        ("1 working_hour", "1 working_day", False),
    ],
)
def test_a_promise_is_within_a_statute_only_when_every_calendar_says_so(
    promise: str, statute: str, holds: bool
) -> None:
    assert Duration.parse(promise).is_within(Duration.parse(statute)) is holds
