"""Promised numbers in sentences of our own."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.reform import duty
from tongban.domains.reform.duty import Aggregate, Target

ISSUED = date(2025, 3, 4)


def read(text: str) -> list[str]:
    found = duty.read_targets(text, issued_on=ISSUED)
    return [f"{one.comparator} {one.value} {one.unit} {one.counted}".strip() for one in found]


def one_of(text: str) -> Target:
    (found,) = duty.read_targets(text, issued_on=ISSUED)
    return found


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        ("叫号等待控制在10分钟以内。", ["<= 10 minute"]),
        ("办证压缩至0.5个工作日。", ["<= 0.5 working_day"]),
        ("三个工作日内办结核准。", ["<= 3 working_day"]),
        ("自受理之日起20日内作出决定。", ["<= 20 calendar_day"]),
        ("在2小时内响应、24小时内办结。", ["<= 2 hour", "<= 24 hour"]),
        ("公告时间压缩至15天。", ["= 15 calendar_day"]),
        ("拍卖公告至少提前15日发布。", [">= 15 calendar_day"]),
        ("网上可办率达到98%，全程网办率不低于80%。", [">= 98 percent", ">= 80 percent"]),
        ("按时答复率100%。", ["= 100 percent"]),
        ("百分之九十以上的窗口提供双语服务。", [">= 90 percent"]),
        ("平均电费降低12%。", [">= 12 percent"]),
        ("滞后率放宽到2个百分点。", ["= 2 percentage_point"]),
        ("授信额度超过5亿元，到账20亿元以上。", ["> 50000000000 fen", ">= 200000000000 fen"]),
        ("单箱费用压减至300美元以内。", ["<= 300 us_dollar"]),
        ("培育示范店20家、老字号30家。", [">= 20 count 家", ">= 30 count 家"]),
        ("将材料由10份精简至4份。", ["<= 4 count 份"]),
        ("停电时间、次数分别小于1小时、2次。", ["< 1 hour", "< 2 count 次"]),
        ("业务分为6类管理。", ["= 6 count 类"]),
        ("对养老等三种服务实行预约。", ["= 3 count 种"]),
        ("小店接电容量放宽至160千伏安。", ["= 160 kva"]),
        ("全区新增绿地30万平方米。", [">= 300000 square_metre"]),
        ("社区推行7×24小时取件。", ["= 24 hour"]),
        ("每月报送1—2篇简报。", ["= 1 count 篇"]),
        ("每季度走访企业。", [">= 1 count 次"]),
        ("新办印章实行免费刻制，免收工本费。", ["= 0 fen", "= 0 fen"]),
        ("补证业务实现立等可取。", ["<= 0 working_day"]),
        ("将变更结果实时推送银行。", ["<= 0 hour"]),
        ("评价数据全量归集。", ["= 100 percent"]),
        ("实行时限、价格、质量“三承诺”制度。", ["= 3 count 项"]),
        ("现场只查1次。", ["= 1 count 次"]),
    ],
)
def test_a_sentence_promises_these_numbers(text: str, targets: list[str]) -> None:
    assert read(text) == targets


@pytest.mark.parametrize(
    "text",
    [
        "拨打12345热线反映问题。",
        "建设1窗受理、一网通办的大厅。",
        "接入口径DN100以下的水表。",
        "覆盖4G和5G信号。",
        "按照规程第39条办理。",
        "落实青川府发〔2024〕9号文件。",
        "推进3项改革，完善5大体系。",
        "对100千瓦及以下的小店减少手续。",
        "2024年共办理1200件，同比增长15%。",
        "检查排污的42个断面。",
        "深化“最多跑一次”理念。",
        "做好一次性告知。",
        "2025年9月30日前完成。",
        "",
    ],
)
def test_names_sizes_and_facts_are_no_targets(text: str) -> None:
    assert read(text) == []


def test_two_scopes_of_one_sentence_have_a_number_each() -> None:
    first, second = duty.read_targets("将高压用户办电时限控制在18个工作日以内，低压用户控制在6个工作日以内。")
    assert (first.what, first.value) == ("高压用户办电时限", 18)
    assert (second.what, second.value) == ("低压用户", 6)


def test_what_was_is_told_beside_what_shall_be() -> None:
    found = one_of("核验时间由12个工作日缩减至7个工作日以内。")
    assert (found.what, found.was, found.value) == ("核验时间", 12, 7)


def test_aggregate_clock_period_and_range_are_told() -> None:
    assert one_of("接水平均用时不超过9个工作日。").aggregate is Aggregate.MEAN
    assert one_of("接水最长不超过9个工作日。").aggregate is Aggregate.LONGEST
    assert one_of("网费降低12%。").aggregate is Aggregate.REDUCTION
    assert one_of("接水全流程不超过9个工作日。").clock == "全流程"
    assert one_of("收到发票后，5个工作日内付款。").clock == "收到发票后"
    assert one_of("从受理到发证，2个工作日办结。").clock == "从受理到发证"
    assert one_of("每月新增会员50家。").every == "month"
    assert (one_of("每月报送1—2篇简报。").value, one_of("每月报送1—2篇简报。").upper) == (1, 2)


def test_a_target_knows_its_time_limit_and_whether_it_is_striven_for() -> None:
    text = "2025年底前建成驿站20座。力争2026年6月底前达到50座。"
    first, second = duty.read_targets(text, issued_on=ISSUED)
    assert first.deadline is not None and first.deadline.date == date(2025, 12, 31) and not first.is_striving
    assert second.deadline is not None and second.deadline.date == date(2026, 6, 30) and second.is_striving


def test_a_condition_and_a_bracket_narrow_the_promise() -> None:
    assert one_of("不涉及占道的，4个工作日内通水。").scope == ("不涉及占道",)
    plain, narrowed = duty.read_targets("预付款不低于30%（小微企业不低于50%）。")
    assert (plain.what, narrowed.what) == ("预付款", "小微企业")


@given(
    days=st.integers(1, 999),
    verb=st.sampled_from(["控制在", "压缩至", "不超过"]),
    unit=st.sampled_from(["个工作日", "天", "小时"]),
    blank=st.sampled_from(["", " ", "\n"]),
)
def test_a_bound_of_days_is_read_however_it_is_set(days: int, *, verb: str, unit: str, blank: str) -> None:
    wide = str(days).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for digits in (str(days), wide):
        text = f"办理时限{verb}{blank}{digits}{blank}{unit}以内。"
        found = one_of(text)
        assert (found.comparator, found.value) == ("<=", days)
        assert text[found.start : found.end] == found.text


@given(
    st.text(
        alphabet="0123456789一二三十万亿个工作日天%元家次项不超过至少达到以上内由降低、，。（）“”每月 \n", max_size=40
    )
)
def test_any_text_is_read_with_true_spans(text: str) -> None:
    for found in duty.read_targets(text, issued_on=ISSUED):
        assert text[found.start : found.end] == found.text
        assert found.value >= 0
