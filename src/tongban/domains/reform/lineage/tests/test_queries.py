"""What the page shows: every task with what each lower plan made of it, worst first."""

from datetime import UTC, datetime

import pytest

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger.models import LedgerMeasure
from tongban.domains.reform.lineage import api as lineage
from tongban.domains.reform.lineage.tests import plans
from tongban.domains.reform.lineage.tests.plans import CITY, DISTRICT, ELSEWHERE, officer
from tongban.kernel.actors import SYSTEM

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
OFFICE = officer("reform", CITY)


@pytest.fixture
def city() -> PlanId:
    upper = plans.write_plan(CITY, tuple(one.text for one in plans.UPPER), number="1号")
    lower = plans.write_plan(DISTRICT, tuple(one.text for one in plans.LOWER), number="2号")
    other = plans.write_plan(ELSEWHERE, (plans.TOOK_TREES, plans.LIBRARY), number="5号")
    for plan in (lower, other):
        lineage.propose(PlanId(upper.uuid), PlanId(plan.uuid), actor=SYSTEM, now=NOW)
    return PlanId(upper.uuid)


def _shown(found: lineage.LineageView) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (one.task.anchor if one.task else "", [(link.lower.number, str(link.relation)) for link in one.answers])
        for one in found.tasks
    ]


def test_tasks_stand_worst_first_with_every_districts_answer(city: PlanId) -> None:
    found = lineage.get_lineage(city, actor=OFFICE)
    assert _shown(found) == [
        ("#1", [("2号", "looser"), ("5号", "missing")]),
        ("#2", [("2号", "looser"), ("5号", "looser")]),
        ("#3", [("2号", "missing"), ("5号", "missing")]),
        ("#4", [("2号", "stricter"), ("5号", "equal")]),
        ("", [("2号", "new")]),
    ]
    assert [plan.number for plan in found.lowers] == ["2号", "5号"]
    assert (found.total, found.waiting) == (5, 9)
    assert found.relations == {"looser": 3, "missing": 3, "stricter": 1, "new": 1, "equal": 1}
    first = found.tasks[0].answers[0]
    assert first.task and first.measure
    assert (first.task.numbers, first.measure.numbers) == (
        ("2026年底前将小型项目接水办理时间压缩至4个工作日",),
        ("将小型项目接水办理时间压缩至6个工作日",),
    )


def test_filters_narrow_and_keep_the_counts_of_the_others(city: PlanId) -> None:
    second = next(plan.id for plan in lineage.get_lineage(city, actor=OFFICE).lowers if plan.number == "5号")
    narrowed = lineage.get_lineage(city, actor=OFFICE, wanted=lineage.LineageFilter(lower=second, relation="looser"))
    assert _shown(narrowed) == [("#2", [("5号", "looser")])]
    assert narrowed.relations == {"looser": 1, "missing": 2, "equal": 1}
    worded = lineage.get_lineage(city, actor=OFFICE, wanted=lineage.LineageFilter(words="渡口"))
    assert [task for task, _ in _shown(worded)] == ["#3"]
    stretch = lineage.get_lineage(city, actor=OFFICE, start=1, limit=2)
    assert ([task for task, _ in _shown(stretch)], stretch.total) == (["#2", "#3"], 5)


def test_a_district_sees_its_own_answers_only(city: PlanId) -> None:
    found = lineage.get_lineage(city, actor=officer("supervise", DISTRICT))
    assert [plan.number for plan in found.lowers] == ["2号"]
    assert {link.lower.number for one in found.tasks for link in one.answers} == {"2号"}
    assert not any(link.may_decide for one in found.tasks for link in one.answers)


def test_the_queue_goes_from_the_worst_on_until_nothing_waits(city: PlanId) -> None:
    wanted = lineage.LineageFilter(relation="looser")
    seen = []
    while review := lineage.get_review(city, actor=OFFICE, wanted=wanted):
        seen.append((review.link.task.anchor if review.link.task else "", review.waiting))
        lineage.confirm(review.link.id, actor=OFFICE, now=NOW)
    assert seen == [("#1", 3), ("#2", 2), ("#2", 1)]


def test_a_review_shows_what_else_was_thought_of(city: PlanId) -> None:
    review = lineage.get_review(city, actor=OFFICE)
    assert review and review.next and review.previous is None
    assert review.position == 1
    assert [(one.side.anchor, str(one.relation)) for one in review.candidates][:1] == [("#1", "looser")]
    assert "小型项目接水办理时间压缩至" in review.candidates[0].shared
    second = lineage.get_review(city, actor=OFFICE, link=review.next)
    assert second and second.previous == review.link.id


def test_a_measure_names_its_task_and_a_task_its_measures(city: PlanId) -> None:
    measure = MeasureId(LedgerMeasure.objects.get(anchor="#1", region=DISTRICT).uuid)
    above = lineage.tasks_above(measure, actor=OFFICE)
    assert [one.task.text for one in above if one.task] == [plans.WATER]
    assert above[0].task
    below = lineage.measures_below(above[0].task.id, actor=OFFICE)
    assert [str(one.relation) for one in below] == ["looser", "missing"]


def test_the_list_counts_links_and_names_the_lower_plans(city: PlanId) -> None:
    (only,) = lineage.list_lineage(actor=OFFICE)
    assert (only.plan.number, only.links, only.waiting) == ("1号", 9, 9)
    assert [one.number for one in only.lowers] == ["2号", "5号"]
    assert [one.number for one in lineage.list_lower_plans(city, actor=OFFICE)] == ["2号", "5号"]


def test_a_page_costs_the_same_however_long_the_plan(city: PlanId, django_assert_max_num_queries: object) -> None:
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        lineage.get_lineage(city, actor=OFFICE)
