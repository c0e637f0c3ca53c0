"""A notice's lines are read as people write them."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.web.administration.days import read_days, write_days


def one(month: int, *days: int) -> list[date]:
    return [date(2027, month, day) for day in days]


@pytest.mark.parametrize(
    ("line", "days", "name"),
    [
        ("元旦：1月1日至3日", one(1, 1, 2, 3), "元旦"),
        ("春节：2月5日（周五）至12日（周五）放假", one(2, *range(5, 13)), "春节"),
        ("2027-10-01 .. 2027-10-03 国庆节 National Day", one(10, 1, 2, 3), "国庆节"),
        ("春节：2月5日（周五）至12日放假调休，共8天。", one(2, *range(5, 13)), "春节"),
        ("清明节 4月5日", one(4, 5), "清明节"),
        ("2027年4月30日—5月2日 劳动节", [date(2027, 4, 30), *one(5, 1, 2)], "劳动节"),
        ("2月1日、2月14日", one(2, 1, 14), None),
        ("2027-02-06", one(2, 6), None),
        ("１月１日", one(1, 1), None),
        ("2026年12月31日", [date(2026, 12, 31)], None),
    ],
)
def test_lines_that_are_understood(*, line: str, days: list[date], name: str | None) -> None:
    found = read_days(line, 2027, field="off")
    assert sorted(found) == days
    assert {text.zh if text else None for text in found.values()} == {name}


def test_an_english_name_is_kept() -> None:
    assert read_days("国庆节 National Day：10月1日", 2027, field="off") == {
        date(2027, 10, 1): Text(zh="国庆节", en="National Day")
    }


@pytest.mark.parametrize(
    "line",
    ["春节", "2月30日", "5日", "10月7日至1日", "1月1日至12月31日", "2027-13-01", "3月1日，共3天，5日", "2月6日至"],
)
def test_a_line_that_is_not_understood_is_told_with_its_number(line: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_days("元旦：1月1日\n\n" + line, 2027, field="on")
    assert refused.value.code == "administration.days.on"
    assert refused.value.values["line"] == 3


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.sampled_from([None, Text(zh="节", en="Day")]))
)
def test_what_is_written_is_read_back(days: dict[date, Text | None]) -> None:
    assert read_days(write_days(days), 2027, field="off") == days


def test_make_up_days_are_not_days_off() -> None:
    assert sorted(read_days("2月1日（周日）、2月14日（周日）上班。", 2027, field="on")) == one(2, 1, 14)
    with pytest.raises(Refusal, match=r"days\.off"):
        read_days("2月1日（周日）上班", 2027, field="off")
