"""A plan goes into the ledger whole, once, by whoever may; and is read back as it was."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tongban.domains.reform.ledger import api as ledger_api
from tongban.domains.reform.ledger.models import Deadline, LedgerItem, LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.reading import Plan, read_plan
from tongban.domains.reform.tests.plans import write_text
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor, PostGrant
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 4, 1, 2, tzinfo=UTC)
REGION, OTHER = "990100", "500000"


def _officer(duty: str, region: str = REGION) -> Actor:
    post = PostGrant(post_id=1, agency_id=1, region=region, regions=frozenset({region}), duties=frozenset({duty}))
    return Actor(account_id=None, label="account_test", posts=(post,))


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setattr(registry, "get_region", lambda code: code)
    return read_plan(write_text(tmp_path))


def _rows() -> list[int]:
    return [model.objects.count() for model in (LedgerPlan, LedgerItem, LedgerMeasure, ResponsibleUnit, Deadline)]


def test_a_plan_is_written_whole_and_read_back(plan: Plan) -> None:
    plan_id = ledger_api.import_plan(plan, region=REGION, actor=_officer("reform"), now=NOW)
    ledger = ledger_api.get_ledger(plan_id, actor=_officer("supervise"), today=date(2025, 7, 1))
    assert (ledger.plan.items, ledger.plan.measures) == (3, 5)
    assert [(one.anchor, one.text, one.lead, one.cooperating) for one in ledger.measures] == [
        (one.anchor, one.text, one.lead, one.cooperating) for one in plan.measures
    ]
    lights = [one.light for one in ledger.measures]
    assert lights == ["in_time", "no_deadline", "no_deadline", "overdue", "in_time"]
    assert {one.state for one in ledger.measures} == {"not_started"}
    assert [recorded.type for recorded in events.read(str(plan_id))] == ["reform.plan_imported.v1"]
    streams = [events.read(str(one.id)) for one in ledger.measures]
    assert [[entered.data["text"] for entered in stream] for stream in streams] == [[one.text] for one in plan.measures]


def test_a_name_as_long_as_a_page_is_refused_and_nothing_is_written(plan: Plan) -> None:
    first = plan.items[0]
    measure = replace(first.measures[0], lead=("市" * 121,))
    for wrong in (
        replace(plan, document=replace(plan.document, issuer="市" * 121)),
        replace(plan, items=(replace(first, title="改" * 301),)),
        replace(plan, items=(replace(first, measures=(measure,)),)),
    ):
        with pytest.raises(Refusal) as refused:
            ledger_api.import_plan(wrong, region=REGION, actor=SYSTEM, now=NOW)
        assert refused.value.code == "reform.plan.too_long"
    assert _rows() == [0, 0, 0, 0, 0]


def test_the_ledger_is_filtered_by_chapter_unit_state_and_words(plan: Plan) -> None:
    plan_id = ledger_api.import_plan(plan, region=REGION, actor=SYSTEM, now=NOW)

    def anchors(*, chapter: str = "", unit: str = "", light: str = "", words: str = "") -> list[str]:
        wanted_filter = ledger_api.LedgerFilter(chapter=chapter, unit=unit, light=light, words=words)
        found = ledger_api.get_ledger(plan_id, actor=SYSTEM, today=date(2025, 7, 1), wanted=wanted_filter)
        return [one.anchor for one in found.measures]

    assert anchors(chapter="二、用水") == ["§2.3(1)"]
    assert anchors(unit="市数据局") == ["§1.1(1)", "§1.1(2)"]
    assert anchors(light="overdue") == ["§1.2"]
    assert anchors(words="预约") == ["§1.1(1)"]


def test_the_same_paper_twice_is_refused_and_nothing_changes(plan: Plan) -> None:
    ledger_api.import_plan(plan, region=REGION, actor=SYSTEM, now=NOW)
    before = _rows()
    with pytest.raises(Refusal) as refused:
        ledger_api.import_plan(plan, region=REGION, actor=SYSTEM, now=NOW)
    assert refused.value.code == "reform.plan.already_imported"
    assert _rows() == before


@pytest.mark.parametrize("actor", [ANONYMOUS, _officer("supervise"), _officer("reform", OTHER)])
def test_only_the_reform_office_of_the_region_imports(plan: Plan, actor: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        ledger_api.import_plan(plan, region=REGION, actor=actor, now=NOW)
    assert refused.value.code == "kernel.authz.denied"
    assert _rows() == [0, 0, 0, 0, 0]


def test_a_failure_in_the_middle_leaves_nothing(plan: Plan) -> None:
    last = plan.items[-1]
    broken = replace(plan, items=(*plan.items[:-1], replace(last, number=-1)))
    with pytest.raises(Exception, match="number_check"):
        ledger_api.import_plan(broken, region=REGION, actor=SYSTEM, now=NOW)
    assert _rows() == [0, 0, 0, 0, 0]


def test_strangers_see_no_plan(plan: Plan) -> None:
    plan_id = ledger_api.import_plan(plan, region=REGION, actor=SYSTEM, now=NOW)
    assert ledger_api.list_plans(actor=ANONYMOUS) == []
    assert len(ledger_api.list_plans(actor=_officer("reform"))) == 1
    with pytest.raises(Refusal) as refused:
        ledger_api.get_ledger(plan_id, actor=_officer("reform", OTHER), today=date(2025, 7, 1))
    assert refused.value.code == "reform.plan.unknown"
