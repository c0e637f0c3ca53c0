"""Links are proposed once, settled by the office of either side, and keep their history."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tongban.domains.reform.ids import LineageLinkId, MeasureId, PlanId
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan
from tongban.domains.reform.lineage import api as lineage
from tongban.domains.reform.lineage.models import LineageLink
from tongban.domains.reform.lineage.tests import plans
from tongban.domains.reform.lineage.tests.plans import CITY, DISTRICT, ELSEWHERE, officer
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 2, tzinfo=UTC)
OFFICE = officer("reform")


@pytest.fixture
def pair() -> tuple[PlanId, PlanId]:
    upper = plans.write_plan(CITY, tuple(one.text for one in plans.UPPER), number="青川府发〔2026〕1号")
    lower = plans.write_plan(DISTRICT, tuple(one.text for one in plans.LOWER), number="云亭府发〔2026〕2号")
    found = PlanId(upper.uuid), PlanId(lower.uuid)
    lineage.propose(*found, actor=SYSTEM, now=NOW)
    return found


def _links() -> dict[tuple[str, str], tuple[str, str]]:
    """(task anchor, measure anchor) → (relation, state)."""
    rows = LineageLink.objects.select_related("task", "measure")
    return {(str(one.task or ""), str(one.measure or "")): (one.relation, one.state) for one in rows}


def _link(task: str, measure: str = "") -> LineageLinkId:
    rows = LineageLink.objects.filter(task__anchor=task) if task else LineageLink.objects.filter(task=None)
    found = rows.get(measure__anchor=measure) if measure else rows.get(measure=None)
    return LineageLinkId(found.uuid)


def _measure(anchor: str, region: str = DISTRICT) -> MeasureId:
    return MeasureId(LedgerMeasure.objects.get(anchor=anchor, region=region).uuid)


def _refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_every_task_and_every_measure_gets_a_link_once(pair: tuple[PlanId, PlanId]) -> None:
    assert _links() == {
        ("#1", "#1"): ("looser", "proposed"),
        ("#2", "#2"): ("looser", "proposed"),
        ("#3", ""): ("missing", "proposed"),
        ("#4", "#3"): ("stricter", "proposed"),
        ("", "#4"): ("new", "proposed"),
    }
    assert lineage.propose(*pair, actor=SYSTEM, now=NOW) == 0
    told = events.read(str(pair[0]))[-1]
    assert told.type == "reform.lineage_proposed.v1"
    assert told.data["links"] == {"looser": 2, "missing": 1, "new": 1, "stricter": 1}
    proposed = events.read(str(_link("#1", "#1")))[0].data
    assert proposed["findings"][0]["upper"].endswith("压缩至4个工作日")
    assert proposed["findings"][0]["lower"].endswith("压缩至6个工作日")


def test_proposing_again_leaves_what_people_settled(pair: tuple[PlanId, PlanId]) -> None:
    lineage.reject(_link("#1", "#1"), reason="另一项目", actor=OFFICE, now=NOW)
    before = _links()
    assert lineage.propose(*pair, actor=SYSTEM, now=NOW) == 0
    assert _links() == before


def test_a_confirmed_link_says_who_and_when_and_is_not_confirmed_twice(pair: tuple[PlanId, PlanId]) -> None:
    link = _link("#1", "#1")
    lineage.confirm(link, note="已核对", actor=OFFICE, now=NOW)
    view = lineage.get_link(link, actor=OFFICE)
    assert (view.state, view.decided_by, view.decided_at, view.note) == ("confirmed", OFFICE.label, NOW, "已核对")
    assert _refused(lambda: lineage.confirm(link, actor=OFFICE, now=NOW)) == "reform.lineage.decided"


def test_a_correction_keeps_what_stood_before(pair: tuple[PlanId, PlanId]) -> None:
    link = _link("#3")
    lineage.correct(link, measure=_measure("#4"), relation="replaced", reason="同一码头", actor=OFFICE, now=NOW)
    assert _links()["#3", "#4"] == ("replaced", "confirmed")
    changed = events.read(str(link))[-1].data
    assert (changed["measure_before"], changed["relation_before"]) == ("", "missing")
    assert (changed["measure"], changed["relation"]) == (str(_measure("#4")), "replaced")


def test_a_task_whose_only_measure_is_rejected_is_proposed_as_missing(pair: tuple[PlanId, PlanId]) -> None:
    link = _link("#1", "#1")
    lineage.reject(link, reason="不是同一件事", actor=OFFICE, now=NOW)
    assert (_links()["#1", "#1"][1], _links()["#1", ""]) == ("rejected", ("missing", "proposed"))
    lineage.reopen(link, reason="看错了", actor=OFFICE, now=NOW)
    assert (_links()["#1", "#1"][1], _links()["#1", ""][1]) == ("proposed", "rejected")
    lineage.reject(link, reason="确实不是", actor=OFFICE, now=NOW)
    assert _links()["#1", ""] == ("missing", "proposed")
    kinds = [one.type.split(".")[1] for one in events.read(str(link))]
    assert kinds == [
        "lineage_link_proposed",
        "lineage_link_rejected",
        "lineage_link_reopened",
        "lineage_link_rejected",
    ]


def test_a_second_measure_is_added_and_ends_missing(pair: tuple[PlanId, PlanId]) -> None:
    missing = _link("#3")
    made = lineage.add(missing, measure=_measure("#4"), relation="replaced", reason="由其承担", actor=OFFICE, now=NOW)
    assert (_links()["#3", "#4"], _links()["#3", ""][1]) == (("replaced", "confirmed"), "rejected")
    assert [one.type for one in events.read(str(made))] == ["reform.lineage_link_added.v1"]
    again = lambda: lineage.add(  # noqa: E731
        missing, measure=_measure("#4"), relation="equal", reason="再次", actor=OFFICE, now=NOW
    )
    assert _refused(again) == "reform.lineage.already_linked"


def test_missing_is_not_said_against_a_confirmed_measure(pair: tuple[PlanId, PlanId]) -> None:
    link = _link("#1", "#1")
    lineage.reject(link, reason="不是", actor=OFFICE, now=NOW)
    lineage.reopen(link, reason="是", actor=OFFICE, now=NOW)
    missing = _link("#1")
    lineage.reopen(missing, reason="再看", actor=OFFICE, now=NOW)
    lineage.confirm(missing, actor=OFFICE, now=NOW)
    assert _links()["#1", "#1"][1] == "rejected"
    lineage.reopen(missing, reason="再看", actor=OFFICE, now=NOW)
    lineage.reopen(link, reason="是", actor=OFFICE, now=NOW)
    lineage.confirm(link, actor=OFFICE, now=NOW)
    lineage.reopen(missing, reason="再看", actor=OFFICE, now=NOW)
    assert _refused(lambda: lineage.confirm(missing, actor=OFFICE, now=NOW)) == "reform.lineage.has_measure"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"reason": " "}, "reform.lineage.no_reason"),
        ({"reason": "字" * 501}, "reform.lineage.reason_too_long"),
        ({"relation": "missing"}, "reform.lineage.does_not_fit"),
        ({"relation": "new"}, "reform.lineage.does_not_fit"),
        ({"relation": "better"}, "reform.lineage.relation_unknown"),
        ({"measure": None}, "reform.lineage.does_not_fit"),
        ({"measure": MeasureId.new()}, "reform.lineage.other_plan"),
    ],
)
def test_a_correction_that_does_not_fit_changes_nothing(
    pair: tuple[PlanId, PlanId], more: dict[str, object], code: str
) -> None:
    before = _links()
    asked = {"measure": _measure("#1"), "relation": "equal", "reason": "核对", **more}
    act = lambda: lineage.correct(_link("#1", "#1"), **asked, actor=OFFICE, now=NOW)  # type: ignore[arg-type] # noqa: E731
    assert _refused(act) == code
    assert _links() == before


@pytest.mark.parametrize("actor", [officer("supervise"), SYSTEM])
def test_only_the_office_of_either_side_settles(pair: tuple[PlanId, PlanId], actor: Actor) -> None:
    link = _link("#1", "#1")
    assert _refused(lambda: lineage.confirm(link, actor=actor, now=NOW)) == "kernel.authz.denied"
    lineage.confirm(link, actor=officer("reform", CITY), now=NOW)


@pytest.mark.parametrize("actor", [ANONYMOUS, officer("reform", ELSEWHERE)])
def test_strangers_learn_nothing(pair: tuple[PlanId, PlanId], actor: Actor) -> None:
    assert _refused(lambda: lineage.confirm(_link("#1", "#1"), actor=actor, now=NOW)) == "reform.lineage.unknown"
    assert _refused(lambda: lineage.get_lineage(pair[0], actor=actor)) == "reform.plan.unknown"
    assert lineage.list_lineage(actor=actor) == []
    assert _refused(lambda: lineage.propose(*pair, actor=actor, now=NOW)) == "kernel.authz.denied"


def test_a_plan_that_quotes_its_tasks_is_its_own_upper_plan() -> None:
    plan = plans.write_plan(DISTRICT, (plans.TOOK_WATER, plans.ALONE), number="3号", quoted=(plans.WATER, plans.FERRY))
    own = PlanId(plan.uuid)
    lineage.propose(own, own, actor=OFFICE, now=NOW)
    assert _links() == {("#1", "#1"): ("looser", "proposed"), ("#2", "#2"): ("missing", "proposed")}
    bare = PlanId(plans.write_plan(DISTRICT, (plans.ALONE,), number="4号").uuid)
    assert _refused(lambda: lineage.propose(bare, bare, actor=OFFICE, now=NOW)) == "reform.lineage.nothing_quoted"
    assert LedgerPlan.objects.count() == 2
