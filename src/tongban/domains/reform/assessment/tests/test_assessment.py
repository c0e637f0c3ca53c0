"""Assessing the units of a town: live figures, frozen when published, corrected only by a second person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import InternalError, transaction
from django.db.utils import IntegrityError

from tongban.domains.reform.assessment import api as assessment
from tongban.domains.reform.assessment.definitions import AssessmentRule
from tongban.domains.reform.assessment.models import UnitScoreRow
from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.tests.bureau import NOW, REGION, Bureau, build, closed, paper
from tongban.domains.registry import api as registry
from tongban.kernel import events, notices, packs
from tongban.kernel.actors import SYSTEM
from tongban.kernel.calendar import Notice
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.packs import declarations

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2025, 4, 1), date(2025, 7, 5)
AFTER = NOW + timedelta(days=100)  # 10 July 2025
RULE = """
- id: quarterly
  title: {zh: 季度考核, en: Quarterly assessment}
  source: {document: 青川府办发〔2025〕7号, place: 五}
  regions: ["990100"]
  since: 2025-01-01
  minimum: 2
  indicators:
    - {id: closed_in_time, title: {zh: 按期销号率, en: Closed in time}, figure: closed_in_time, weight: 50,
       points: {kind: linear, from: 0, to: 100}}
    - {id: overdue, title: {zh: 逾期率, en: Overdue}, figure: overdue, weight: 30,
       points: {kind: bands, bands: [{from: 0, points: 100}, {from: 10, points: 60}, {from: 30, points: 0}]}}
    - {id: steps, title: {zh: 步骤按时率, en: Steps on time}, figure: steps_on_time, weight: 20,
       points: {kind: linear, from: 50, to: 100}}
  deductions:
    - {id: reopened, title: {zh: 重新打开, en: Opened again}, figure: reopened, each: 2, most: 5}
"""
PACK = """
id: qing
title: {zh: 测试, en: Test}
region: "990100"
needs: []
version: 2026.1.1
grade: bronze
owners: [tests]
"""


@dataclass(frozen=True)
class Town:
    bureau: Bureau
    window: registry.AgencyId


def _rule_pack() -> None:
    with TemporaryDirectory() as place:
        folder = Path(place) / "qing"
        for name, text in {"pack.yaml": PACK, "assessments/a.yaml": RULE}.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, "utf-8")
        kinds = (*declarations.KINDS, *registry.KINDS, *assessment.KINDS)
        library = packs.Library.read(Path(place), kinds)
        packs.install(library)
        registry.load_packs(library, now=NOW)


def _lived() -> Town:
    bureau = build()
    closed(bureau, bureau.measure(0))
    ledger.plan_steps(
        bureau.measure(1),
        [ledger.StepDraft("培训", date(2025, 4, 20)), ledger.StepDraft("上线", date(2025, 5, 20))],
        actor=bureau.clerk,
        now=NOW,
    )
    ledger.file_progress(
        bureau.measure(1), "培训了", share=40, evidence=[paper(bureau.clerk)], steps=[1], actor=bureau.clerk, now=NOW
    )
    closed(bureau, bureau.measure(2))
    ledger.reopen_measure(bureau.measure(2), "窗口没有执行", actor=bureau.office, now=NOW + timedelta(days=30))
    _rule_pack()
    year = Notice(
        year=2025, off=frozenset({date(2025, 1, 1)}), on=frozenset(), source="test", published_on=date(2024, 11, 12)
    )
    notices.enter_notice(year, actor=SYSTEM, now=NOW - timedelta(days=60))
    return Town(bureau, registry.get_agency(REGION, "window_office", on=NOW.date()).id)


@pytest.fixture(scope="module")
def made(once: Callable[[Callable[[], Town]], Town]) -> Town:
    return once(_lived)


@pytest.fixture
def town(made: Town) -> Town:
    _rule_pack()
    return made


def _publish(town: Town) -> assessment.AssessmentId:
    return assessment.publish_assessment(REGION, "quarterly", FIRST, last=LAST, actor=town.bureau.office, now=AFTER)


def _of(view: assessment.AssessmentView, unit: registry.AgencyId) -> assessment.UnitResult:
    return next(one for one in view.units if one.agency == unit)


def test_each_figure_is_live_and_opened_to_its_measures(town: Town) -> None:
    view = assessment.preview(REGION, "quarterly", FIRST, last=LAST, actor=town.bureau.office, now=AFTER)
    found = _of(view, town.window)
    told = {one.id: (one.holding, one.counted, one.points) for one in (*found.indicators, *found.deductions)}
    assert told == {
        "closed_in_time": (0, 1, "0.00"),
        "overdue": (1, 4, "60.00"),
        "steps": (1, 2, "0.00"),
        "reopened": (1, 1, "2.00"),
    }
    assert found.score == "16.00"
    (late,) = [one for one in found.indicators[1].things if one.holds]
    assert late.id == str(town.bureau.measure(3))
    assert found.firmness is not None
    assert (found.firmness.rank, found.firmness.draws) == (1, 1000)


def test_a_unit_with_too_few_measures_has_no_place(town: Town) -> None:
    view = assessment.preview(REGION, "quarterly", FIRST, last=LAST, actor=town.bureau.office, now=AFTER)
    water = registry.get_agency(REGION, "water", on=NOW.date()).id
    assert (_of(view, water).firmness, _of(view, water).why) == (None, "few")
    assert view.units[-1].agency == water


def test_what_is_published_stays_though_the_ledger_moves(town: Town) -> None:
    made = _publish(town)
    before = assessment.get_assessment(made)
    closed(town.bureau, town.bureau.measure(3), AFTER)
    assert assessment.get_assessment(made) == before
    with pytest.raises((InternalError, IntegrityError)), transaction.atomic():
        UnitScoreRow.objects.update(measures=0)
    with pytest.raises(Conflict, match="published"):
        _publish(town)
    assert [one.id for one in assessment.list_assessments(REGION)] == [made]
    assert len(events.read(str(made))) == 1


def test_only_the_office_publishes_and_only_what_is_over(town: Town) -> None:
    with pytest.raises(Refusal, match="denied"):
        assessment.publish_assessment(REGION, "quarterly", FIRST, last=LAST, actor=town.bureau.clerk, now=AFTER)
    for last, code in ((AFTER.date(), "too_early"), (FIRST - timedelta(days=1), "period")):
        with pytest.raises(Refusal, match=code):
            assessment.publish_assessment(REGION, "quarterly", FIRST, last=last, actor=town.bureau.office, now=AFTER)
    with pytest.raises(Refusal, match="rule_unknown"):
        assessment.publish_assessment(REGION, "other", FIRST, last=LAST, actor=town.bureau.office, now=AFTER)


def _appeal(town: Town, *, thing: str = "", wish: str = "left_out", reason: str = "上级已延期") -> assessment.Appeal:
    return assessment.Appeal("overdue", thing or str(town.bureau.measure(3)), wish, reason)


def test_an_upheld_appeal_corrects_the_score_and_stays_visible(town: Town) -> None:
    made, bureau = _publish(town), town.bureau
    appeal = assessment.file_appeal(made, _appeal(town), unit=town.window, actor=bureau.head, now=AFTER)
    (waiting,) = assessment.list_appeals(actor=bureau.second, region=REGION, only_waiting=True)
    assert (waiting.may_decide, waiting.decide_by) == (True, date(2025, 7, 24))
    assert not assessment.list_appeals(actor=bureau.office, region=REGION)[0].may_decide
    with pytest.raises(Refusal, match="same_person"):
        assessment.decide_appeal(appeal, "left_out", finding="属实", actor=bureau.office, now=AFTER)
    with pytest.raises(Refusal, match="denied"):
        assessment.decide_appeal(appeal, "left_out", finding="属实", actor=bureau.head, now=AFTER)
    assessment.decide_appeal(appeal, "left_out", finding="文件属实", actor=bureau.second, now=AFTER)
    found = _of(assessment.get_assessment(made), town.window)
    assert (found.was, found.score) == ("16.00", "28.00")  # 30 × 100 + 20 × 0 + 50 × 0 over 100, less 2
    assert [(one.indicator, one.effect) for one in found.corrections] == [("overdue", "left_out")]
    with pytest.raises(Conflict, match="decided"):
        assessment.decide_appeal(appeal, "", finding="再看", actor=bureau.third, now=AFTER)


def test_a_rejected_appeal_changes_nothing(town: Town) -> None:
    made, bureau = _publish(town), town.bureau
    before = assessment.get_assessment(made)
    appeal = assessment.file_appeal(made, _appeal(town), unit=town.window, actor=bureau.head, now=AFTER)
    assessment.decide_appeal(appeal, "", finding="没有延期文件", actor=bureau.second, now=AFTER)
    assert assessment.get_assessment(made) == before
    assert [one.state for one in assessment.list_appeals(actor=bureau.head)] == ["rejected"]
    assert assessment.list_appeals(actor=bureau.stranger) == []


def test_what_an_appeal_must_say_and_when(town: Town) -> None:
    made, bureau = _publish(town), town.bureau

    def file(code: str, appeal: assessment.Appeal, days: int = 0) -> None:
        with pytest.raises(Refusal, match=code):
            assessment.file_appeal(made, appeal, unit=town.window, actor=bureau.head, now=AFTER + timedelta(days=days))

    file("thing", _appeal(town, thing="measure_x"))
    file("wish", _appeal(town, wish="more"))
    file("reason", _appeal(town, reason=" "))
    file("too_late", _appeal(town), days=8)
    with pytest.raises(Refusal, match="denied"):
        assessment.file_appeal(made, _appeal(town), unit=town.window, actor=bureau.stranger, now=AFTER)
    assessment.file_appeal(made, _appeal(town), unit=town.window, actor=bureau.head, now=AFTER)
    with pytest.raises(Conflict, match="filed"):
        assessment.file_appeal(made, _appeal(town), unit=town.window, actor=bureau.head, now=AFTER)


def test_the_rule_in_the_record_is_the_rule_of_the_pack(town: Town) -> None:
    view = assessment.get_assessment(_publish(town))
    (rule,) = assessment.list_rules(REGION, on=LAST)
    assert view.rule == rule
    assert isinstance(view.rule, AssessmentRule)
