"""Strength, state and promises without exception, in sentences of our own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.reform import duty
from tongban.domains.reform.duty.absolutes import Sweep
from tongban.domains.reform.duty.plain import number, plain


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("不得收取押金。", "must"),
        ("2025年底前建成驿站。", "must"),
        ("等待不超过十分钟。", "must"),
        ("加快推进驿站建设。", "advance"),
        ("优化导办流程。", "advance"),
        ("探索设立共享法庭。", "explore"),
        ("开展无人审批试点。", "explore"),
        ("鼓励商会参与调解。", "support"),
        ("支持银行减免手续费。", "support"),
        ("按照市级统一部署启用新系统。", "follow"),
        ("根据省级要求调整目录。", "follow"),
    ],
)
def test_the_verbs_tell_how_firmly_a_measure_binds(text: str, strength: str) -> None:
    assert duty.strength_of(text) == strength


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("已完成", "done"),
        (" 已 完 成 ", "done"),
        ("（已完成）", "done"),
        ("长期坚持", "standing"),
        ("正在推进", "under_way"),
        ("未完成", "under_way"),
        ("未启动", "not_started"),
        ("2025年9月", None),
        ("", None),
    ],
)
def test_a_state_cell_is_read(cell: str, status: str | None) -> None:
    assert duty.status_of(cell) == status


@pytest.mark.parametrize(
    ("text", "sweep", "words"),
    [
        ("不得要求重复提交材料。", Sweep.NONE, "不得"),
        ("清单之外无收费。", Sweep.NONE, "清单之外无"),
        ("证照能共享的一律免于提交。", Sweep.NONE, "一律免"),
        ("实现办税“零跑动”。", Sweep.NONE, "“零跑动”"),
        ("窗口人员应训尽训。", Sweep.ALL, "应训尽训"),
        ("抽查实现部门全覆盖。", Sweep.ALL, "全覆盖"),
        ("所有事项全部纳入目录。", Sweep.ALL, "所有事项全部纳入"),
        ("投标人只需登记一次。", Sweep.ONLY, "只需登记一次"),
        ("需要补正的一次性告知。", Sweep.ONCE, "一次性告知"),
    ],
)
def test_promises_without_exception_are_found(text: str, sweep: Sweep, words: str) -> None:
    found = [(one.sweep, one.text) for one in duty.read_absolutes(text)]
    assert (sweep, words) in found


@pytest.mark.parametrize("text", ["等待不得超过十分钟。", "优化药品零售“零距离”服务。", "加强全市统筹。", ""])
def test_bounds_and_names_are_no_absolute_promises(text: str) -> None:
    assert duty.read_absolutes(text) == ()


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("两", 2),
        ("一百一十五", 115),
        ("二〇二五", 2025),
        ("几", None),
    ],
)
def test_chinese_and_arabic_numbers(word: str, value: int | None) -> None:
    assert number(word) == value


@given(st.integers(1, 9999))
def test_every_number_below_ten_thousand_is_read_back(value: int) -> None:
    digits = "零一二三四五六七八九"
    parts = [(value // 1000, "千"), (value // 100 % 10, "百"), (value // 10 % 10, "十"), (value % 10, "")]
    told = "".join(digits[digit] + unit for digit, unit in parts if digit)
    assert number(told) == value


@given(st.text(max_size=30))
def test_plain_text_points_back_to_every_letter(text: str) -> None:
    read = plain(text)
    for place, sign in enumerate(read.text):
        start, end = read.span(place, place + 1)
        assert end == start + 1
        assert sign == text[start] or sign in "0123456789%.-~:;,\0"
