"""The relation proposed for two texts, and which words against which it was read from."""

from datetime import date

import pytest

from tongban.domains.reform.lineage.relating import relate, state
from tongban.domains.reform.lineage.relations import Judgement
from tongban.domains.reform.lineage.tests.plans import TOOK_TREES, TREES
from tongban.domains.reform.lineage.texts import Task

ISSUED, LATER = date(2026, 3, 1), date(2027, 6, 1)


def _relate(upper: str, lower: str, *, quoted: str = "", issued: date = ISSUED) -> Judgement:
    return relate(state(Task("u", upper), issued_on=ISSUED), state(Task("l", lower, quoted=quoted), issued_on=issued))


@pytest.mark.parametrize(
    ("upper", "lower", "relation", "reason"),
    [
        ("接水办理时间压缩至4个工作日以内。", "接水办理时间压缩至4个工作日以内。", "equal", "number"),
        ("接水办理时间压缩至4个工作日以内。", "接水办理时间压缩至3个工作日以内。", "stricter", "number"),
        ("接水办理时间压缩至4个工作日以内。", "接水办理时间压缩至6个工作日以内。", "looser", "number"),
        ("接水办理时间压缩至4个工作日以内。", "接水办理时间压缩至4天以内。", "stricter", "number"),
        ("接水办理时间压缩至4个工作日以内。", "接水办理时间压缩至6天以内。", "unit_differs", "unit"),
        ("接水办理时间压缩至2天以内。", "接水办理时间压缩至40小时以内。", "stricter", "number"),
        ("窗口覆盖率达到80%以上。", "窗口覆盖率达到90%以上。", "stricter", "number"),
        ("窗口覆盖率达到80%以上。", "窗口覆盖率达到70%以上。", "looser", "number"),
        ("窗口覆盖率达到80%以上。", "提升窗口覆盖率。", "no_number", "number_dropped"),
        ("提升窗口覆盖率。", "窗口覆盖率达到70%以上。", "stricter", "number_added"),
        (
            "用电客户全流程总用时不超过8个工作日。",
            "用电客户在供电企业的办电时限控制在8个工作日以内。",
            "conflict",
            "clock",
        ),
        (TREES, TOOK_TREES, "looser", "clause_dropped"),
        ("开展渡口安全评价。", "探索开展渡口安全评价。", "looser", "strength"),
        ("探索开展渡口安全评价。", "开展渡口安全评价。", "stricter", "strength"),
        ("推行渡口“一船一证”改革。", "推行渡口“一人一证”改革。", "conflict", "term"),
        ("推行渡口船票电子化。", "为养蜂农户办理花期补贴。", "replaced", "mechanism"),
        ("开展渡口安全评价。", "开展渡口安全评价。", "equal", "same_words"),
    ],
)
def test_the_worst_finding_names_the_relation(upper: str, lower: str, relation: str, *, reason: str) -> None:
    found = _relate(upper, lower)
    assert (found.relation, found.findings[0].reason) == (relation, reason)


def test_a_finding_names_the_number_on_either_side() -> None:
    found = _relate("接水办理时间压缩至4个工作日以内。", "接水办理时间压缩至6个工作日以内。")
    assert (found.findings[0].upper, found.findings[0].lower) == (
        "接水办理时间压缩至4个工作日",
        "接水办理时间压缩至6个工作日",
    )
    assert found.is_sure


def test_a_day_that_had_passed_when_the_lower_plan_came_is_late() -> None:
    upper = "2026年底前建成渡口安全评价系统。"
    passed = _relate(upper, "建成渡口安全评价系统。", issued=LATER)
    assert (passed.relation, passed.findings[0].lower) == ("late", "2027-06-01")
    lost = _relate(upper, "建成渡口安全评价系统。")
    assert (lost.relation, lost.findings[0].reason) == ("late", "deadline_lost")
    later = _relate(upper, "2027年底前建成渡口安全评价系统。")
    assert (later.relation, later.findings[0].reason) == ("late", "deadline_later")
    assert _relate(upper, "2026年6月底前建成渡口安全评价系统。").relation == "equal"


def test_a_task_answered_beside_by_another_subject_is_missing() -> None:
    upper = "推行渡口船票电子化。"
    assert _relate(upper, "为养蜂农户办理花期补贴。", quoted=upper).relation == "missing"


def test_a_number_in_another_sentence_does_not_answer() -> None:
    found = _relate("接水办理时间压缩至4个工作日以内。", "改善接水办理体验。养蜂补贴实时发放。")
    assert (found.relation, found.findings[0].reason) == ("no_number", "number_dropped")
