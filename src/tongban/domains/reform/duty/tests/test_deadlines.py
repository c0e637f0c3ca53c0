"""Time limits in sentences and cells of our own."""

import calendar
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.reform import duty
from tongban.domains.reform.duty import DeadlineKind

ISSUED = date(2025, 3, 4)


def read(text: str) -> list[tuple[str, str | None]]:
    found = duty.read_deadlines(text, issued_on=ISSUED)
    return [(one.kind.value, one.date.isoformat() if one.date else None) for one in found]


@pytest.mark.parametrize(
    ("text", "kind", "day"),
    [
        ("2025年底前上线预约系统。", "by_year_end", "2025-12-31"),
        ("2026年前合并两张表格。", "by_year_end", "2025-12-31"),
        ("清单于2025年底公布。", "by_year_end", "2025-12-31"),
        ("2025年9月底前完成试点。", "by_month", "2025-09-30"),
        ("2025年9月前完成试点。", "by_month", "2025-08-31"),
        ("10月底前完成试点。", "by_month", "2025-10-31"),
        ("2月底前完成试点。", "by_month", "2026-02-28"),
        ("6月30日前报送名单。", "by_day", "2025-06-30"),
        ("2025年11月中旬前报送名单。", "by_day", "2025-11-20"),
        ("年底前全部换发。", "by_year_end", "2025-12-31"),
        ("今年内建成两座驿站。", "within_year", "2025-12-31"),
        ("年内建成两座驿站。", "within_year", "2025-12-31"),
        ("明年6月底前建成。", "by_month", "2026-06-30"),
        ("明年启动二期。", "within_year", "2026-12-31"),
        ("上半年印发细则。", "by_month", "2025-06-30"),
        ("2026年下半年验收。", "by_month", "2026-12-31"),
        ("三季度末前验收。", "by_month", "2025-09-30"),
        ("2025年一季度完成摸底。", "by_month", "2025-03-31"),
        ("到2027年，形成常态。", "by_year_end", "2027-12-31"),
        ("2026年实现全域通办。", "within_year", "2026-12-31"),
        ("“十四五”末达到先进水平。", "by_year_end", "2025-12-31"),
        ("2026年起实行新表格。", "standing", None),
        ("每月更新一次名录。", "every_month", None),
        ("逐月通报。", "every_month", None),
        ("每季度末月报送。", "every_quarter", None),
        ("每年修订清单。", "every_year", None),
        ("定期走访企业，长期坚持。", "standing", None),
        ("自印发之日起1个月内制定细则。", "after_event", "2025-04-04"),
        ("本方案印发之日起30日内制定细则。", "after_event", "2025-04-03"),
        ("本通知印发后10个工作日内报送名单。", "after_event", None),
        ("省级细则出台后2个月内跟进。", "after_event", None),
        ("二〇二五年十二月底前完成。", "by_month", "2025-12-31"),
        ("２０２５年１２月底前完成。", "by_month", "2025-12-31"),
        ("2 0 2 5 年 底\n前完成。", "by_year_end", "2025-12-31"),
    ],
)
def test_a_sentence_names_its_time_limit(text: str, kind: str, day: str | None) -> None:
    assert read(text) == [(kind, day)]


@pytest.mark.parametrize(
    ("cell", "kind", "day"),
    [
        ("2025年9月", "by_month", "2025-09-30"),
        ("2025.9", "by_month", "2025-09-30"),
        ("9月", "by_month", "2025-09-30"),
        ("1月", "by_month", "2026-01-31"),
        ("2025年9月至12月", "by_month", "2025-12-31"),
        ("2025—2027年", "by_year_end", "2027-12-31"),
        ("2025/6/30", "by_day", "2025-06-30"),
        ("6月30日", "by_day", "2025-06-30"),
        ("2025年", "within_year", "2025-12-31"),
        ("全年", "within_year", "2025-12-31"),
        ("立即", "by_day", "2025-03-04"),
        ("长期坚持", "standing", None),
        ("持续推进", "standing", None),
        ("已完成", "done", None),
    ],
)
def test_a_time_cell_is_one_time_limit(cell: str, kind: str, day: str | None) -> None:
    assert read(cell) == [(kind, day)]


@pytest.mark.parametrize(
    "text",
    [
        "按照青川府发〔2024〕9号文件办理。",
        "对照目录（2024年版）清理事项。",
        "落实《2025年工作要点》。",
        "2023年以来新增企业三成。",
        "运用2024年度评价结果。",
        "截至2025年6月底，累计办结八成。",
        "2024年实现增长。",
        "时间比2022年压缩一半。",
        "企业设立即发放执照。",
        "会议召开5日前通知委员。",
        "收到交办单后5个工作日内答复。",
        "三年内没有违法记录的优先。",
        "持续推进智能审批。",
        "2025年13月底前完成。",
        "",
    ],
)
def test_facts_names_and_clocks_of_cases_are_no_time_limits(text: str) -> None:
    assert read(text) == []


def test_several_time_limits_of_a_sentence_come_in_order_and_carry_the_year_on() -> None:
    assert read("2026年3月底前试点，9月底前推广，年底前验收。") == [
        ("by_month", "2026-03-31"),
        ("by_month", "2026-09-30"),
        ("by_year_end", "2026-12-31"),
    ]
    assert read("2025年6月、12月") == [("by_month", "2025-06-30"), ("by_month", "2025-12-31")]


@pytest.mark.parametrize("text", ["力争2025年底前建成。", "2025年底前争取建成。", "今年内力争建成。"])
def test_striving_is_told(text: str) -> None:
    assert [one.is_striving for one in duty.read_deadlines(text, issued_on=ISSUED)] == [True]


def test_striving_in_another_clause_is_not() -> None:
    found = duty.read_deadlines("力争走在前列，2025年底前建成。", issued_on=ISSUED)
    assert [one.is_striving for one in found] == [False]


def test_without_the_papers_date_what_needs_it_has_no_day() -> None:
    found = duty.read_deadlines("年底前完成，2025年9月底前试点，印发后1个月内报送。", issued_on=None)
    assert [one.date for one in found] == [None, date(2025, 9, 30), None]


@given(year=st.integers(2020, 2035), month=st.integers(1, 12), blank=st.sampled_from(["", " ", "\n"]))
def test_a_months_end_is_its_last_day_however_it_is_set(year: int, month: int, blank: str) -> None:
    text = f"完成改造，{year}{blank}年{month}月{blank}底前验收。"
    (found,) = duty.read_deadlines(text, issued_on=ISSUED)
    assert found.date == date(year, month, calendar.monthrange(year, month)[1])
    assert text[found.start : found.end] == found.text


@given(st.text(alphabet="〇一二十年月日底前内起每季度末2025力争印发之自后个完成，。（） \n", max_size=40))
def test_any_text_is_read_with_true_spans_and_without_overlap(text: str) -> None:
    found = duty.read_deadlines(text, issued_on=ISSUED)
    assert all(text[one.start : one.end] == one.text for one in found)
    dated = [one for one in found if one.kind not in (DeadlineKind.DONE, DeadlineKind.STANDING)]
    assert all(first.end <= second.start for first, second in pairwise(dated))
