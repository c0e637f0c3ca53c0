"""The life of measures through the doors: who may, what is refused, what others then read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.life import Life, live
from tongban.domains.reform.ledger.life_models import FiledDocument
from tongban.domains.reform.ledger.models import LedgerMeasure
from tongban.domains.reform.ledger.store import acts_of
from tongban.domains.reform.ledger.tests.bureau import NOW, REGION, Bureau, asked, build, closed, paper
from tongban.domains.registry import api as registry
from tongban.kernel import draw, events
from tongban.kernel.actors import ANONYMOUS, SYSTEM
from tongban.kernel.errors import CalendarGap, Refusal

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
LATER = NOW + timedelta(days=35)


@pytest.fixture(scope="module")
def bureau(once: Callable[[Callable[[], Bureau]], Bureau]) -> Bureau:
    return once(build)


def _refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}[(]")


def _view(bureau: Bureau, position: int = 0) -> ledger.MeasureView:
    return ledger.get_measure(bureau.measure(position), actor=SYSTEM, today=TODAY)


def test_units_spelled_as_agencies_are_resolved_and_others_wait_for_a_person(bureau: Bureau) -> None:
    first, last = _view(bureau), _view(bureau, 4)
    assert [(unit.name, unit.agency is not None) for unit in first.units] == [
        ("市数据局", True),
        ("市档案馆", True),
        ("市窗口办", True),
    ]
    assert [unit.name for unit in last.units if unit.agency is None] == ["市城管局"]
    data = registry.get_agency(REGION, "data", on=TODAY).id
    position = last.lead.index("市城管局") + 1 if "市城管局" in last.lead else last.cooperating.index("市城管局") + 1
    role = "lead" if "市城管局" in last.lead else "cooperating"
    with _refused("kernel.authz.denied"):
        ledger.confirm_unit(last.id, role=role, position=position, agency=data, actor=bureau.clerk, now=NOW)
    ledger.confirm_unit(last.id, role=role, position=position, agency=data, actor=bureau.office, now=NOW)
    assert all(unit.agency for unit in _view(bureau, 4).units)


def test_an_owner_sits_on_a_post_of_the_leading_unit(bureau: Bureau) -> None:
    measure = bureau.measure()
    (own,) = registry.list_holdings(registry.AccountId.parse(bureau.clerk.label), on=TODAY)
    (other,) = registry.list_holdings(registry.AccountId.parse(bureau.helper.label), on=TODAY)
    with _refused("kernel.authz.denied"):
        ledger.assign_owner(measure, account=own.account, post=own.post.id, actor=bureau.clerk, now=NOW)
    with _refused("reform.owner.elsewhere"):
        ledger.assign_owner(measure, account=other.account, post=other.post.id, actor=bureau.head, now=NOW)
    with _refused("reform.owner.not_on_post"):
        ledger.assign_owner(measure, account=other.account, post=own.post.id, actor=bureau.head, now=NOW)
    ledger.assign_owner(measure, account=own.account, post=own.post.id, actor=bureau.head, now=NOW)
    owner = _view(bureau).owner
    assert owner and (owner.account, owner.name) == (own.account, "clerk")
    mine = ledger.duties_of(own.account, actor=bureau.clerk, today=TODAY)
    assert [one.id for one in mine] == [measure]


def test_steps_are_planned_done_and_planned_anew(bureau: Bureau) -> None:
    measure = bureau.measure()
    steps = [ledger.StepDraft("起草", date(2025, 5, 9)), ledger.StepDraft("上线", date(2025, 9, 30), 3)]
    ledger.plan_steps(measure, steps, actor=bureau.clerk, now=NOW)
    assert (_view(bureau).next_step, _view(bureau).next_on) == ("起草", date(2025, 5, 9))
    ledger.file_progress(measure, "已起草", share=30, steps=[1], actor=bureau.clerk, now=LATER)
    ledger.plan_steps(measure, [replace(steps[1], due_on=date(2025, 8, 1))], actor=bureau.clerk, now=LATER)
    life = ledger.get_life(measure, actor=bureau.clerk, today=TODAY)
    assert [(one.number, one.text, one.done_on) for one in life.steps] == [
        (1, "起草", LATER.date()),
        (3, "上线", None),
    ]
    assert (life.measure.state, life.measure.share, life.measure.next_on) == ("under_way", 30, date(2025, 8, 1))
    with pytest.raises(CalendarGap):  # this town has no calendar: nothing is guessed
        ledger.propose_steps(measure, (1, 1), actor=bureau.clerk, today=TODAY)


def test_closing_wants_evidence_and_a_second_person_of_the_reform_office(bureau: Bureau) -> None:
    measure = bureau.measure()
    with _refused("reform.closing.no_evidence"):
        ledger.ask_closing(measure, "完成", actor=bureau.clerk, now=NOW)
    given = paper(bureau.office)
    with _refused("reform.evidence.not_yours"):
        ledger.ask_closing(measure, "完成", evidence=[given], actor=bureau.clerk, now=NOW)
    ledger.file_progress(measure, "办公室代报", share=50, evidence=[given], actor=bureau.office, now=NOW)
    ledger.ask_closing(measure, "完成", evidence=[paper(bureau.clerk)], actor=bureau.clerk, now=NOW)
    for actor in (bureau.clerk, bureau.head, bureau.helper):
        with _refused("kernel.authz.denied"):
            ledger.close_measure(measure, "属实", actor=actor, now=NOW)
    with _refused("reform.closing.same_person"):
        ledger.close_measure(measure, "属实", actor=bureau.office, now=NOW)
    deputy = replace(bureau.second, same_as=frozenset({bureau.office.label}))
    with _refused("reform.closing.same_person"):
        ledger.close_measure(measure, "属实", actor=deputy, now=NOW)
    assert "close" not in ledger.get_life(measure, actor=bureau.office, today=TODAY).acts
    assert "close" in ledger.get_life(measure, actor=bureau.second, today=TODAY).acts
    ledger.close_measure(measure, "属实", actor=bureau.second, now=NOW)
    assert (_view(bureau).state, _view(bureau).light, _view(bureau).closed_on) == ("closed", "closed", TODAY)


def test_a_refused_closing_goes_back_with_its_reason(bureau: Bureau) -> None:
    measure = bureau.measure()
    asked(bureau, measure)
    with _refused("reform.measure.closing_asked"):
        ledger.file_progress(measure, "再报", share=1, actor=bureau.clerk, now=NOW)
    ledger.refuse_closing(measure, "没有群众评价", actor=bureau.office, now=NOW)
    life = ledger.get_life(measure, actor=bureau.clerk, today=TODAY)
    assert (life.measure.state, life.measure.asked_on) == ("under_way", None)
    assert life.history[0].code == "reform.told.closing_refused"


def test_reopening_keeps_history_and_asks_for_new_proof(bureau: Bureau) -> None:
    measure = bureau.measure()
    closed(bureau, measure)
    before = events.read(str(measure))
    ledger.reopen_measure(measure, "窗口没有执行", actor=bureau.office, now=LATER)
    after = events.read(str(measure))
    assert after[: len(before)] == before and len(after) == len(before) + 1
    with _refused("reform.closing.no_evidence"):
        ledger.ask_closing(measure, "完成", actor=bureau.clerk, now=LATER)
    life = ledger.get_life(measure, actor=bureau.clerk, today=TODAY)
    assert (life.measure.state, len(life.evidence), life.proof) == ("reopened", 1, ())


def test_the_rows_are_what_the_events_come_to(bureau: Bureau) -> None:
    measure = bureau.measure()
    closed(bureau, measure)
    row = LedgerMeasure.objects.get(uuid=measure.value)
    life = live(Life(due_on=row.due_on), acts_of(events.read(str(measure))))
    assert (row.state, row.share, row.asked_on, row.closed_on) == (life.state, 100, life.asked_on, life.closed_on)
    assert row.evidence_count == len(life.proof) == 1


def test_the_lot_of_a_month_can_be_recomputed_and_a_third_person_looks(bureau: Bureau) -> None:
    for position in (0, 1):
        closed(bureau, bureau.measure(position))
    with _refused("reform.recheck.too_early"):
        ledger.draw_recheck(REGION, TODAY, actor=bureau.office, now=NOW)
    with _refused("kernel.authz.denied"):
        ledger.draw_recheck(REGION, TODAY, actor=bureau.clerk, now=LATER)
    (drawn,) = ledger.draw_recheck(REGION, TODAY, share=50, actor=bureau.office, now=LATER)
    assert ledger.draw_recheck(REGION, TODAY, share=100, actor=bureau.office, now=LATER) == (drawn,)
    (waiting,) = ledger.list_rechecks(REGION, actor=bureau.office, today=TODAY)
    assert waiting.measure.id == drawn and draw.verify(waiting.purpose).ok
    with _refused("reform.recheck.same_person"):
        ledger.pass_recheck(drawn, "属实", actor=bureau.second, now=LATER)
    ledger.pass_recheck(drawn, "属实", actor=bureau.third, now=LATER)
    assert ledger.list_rechecks(REGION, actor=bureau.office, today=TODAY) == []
    (looked,) = ledger.list_rechecks(REGION, actor=bureau.office, today=TODAY, waiting=False)
    assert looked.result == "passed"


def test_a_month_without_closings_draws_nothing(bureau: Bureau) -> None:
    assert ledger.draw_recheck(REGION, TODAY, actor=bureau.office, now=LATER) == ()


def test_problems_wait_for_the_office_and_documents_stay_as_filed(bureau: Bureau) -> None:
    measure = bureau.measure()
    number = ledger.raise_problem(measure, "系统接口未开通", wants=["市数据局", ""], actor=bureau.helper, now=NOW)
    (problem,) = ledger.list_problems(REGION, actor=bureau.office)
    assert (problem.number, problem.wants, _view(bureau).open_problems) == (number, ("市数据局",), 1)
    ledger.settle_problem(measure, number, answer="五月底前开通", actor=bureau.office, now=NOW)
    assert ledger.list_problems(REGION, actor=bureau.office) == []
    ledger.file_document(measure, "rules", title="操作细则", evidence=paper(bureau.clerk), actor=bureau.clerk, now=NOW)
    assert [one.title for one in ledger.get_life(measure, actor=bureau.clerk, today=TODAY).documents] == ["操作细则"]
    for change in (lambda: FiledDocument.objects.update(title="改"), lambda: FiledDocument.objects.all().delete()):
        with pytest.raises((InternalError, IntegrityError), match="append-only"), transaction.atomic():
            change()


def test_nothing_of_the_log_can_be_overwritten(bureau: Bureau) -> None:
    refused = pytest.raises((InternalError, IntegrityError), match="append-only")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update kernel_event set actor = 'x' where stream = %s", [str(bureau.measure())])


def test_classes_carry_a_reason(bureau: Bureau) -> None:
    with _refused("reform.classification.unknown"):
        ledger.classify(bureau.measure(), "pink", reason="x", actor=bureau.clerk, now=NOW)
    with _refused("reform.classification.reason"):
        ledger.classify(bureau.measure(), "weak", reason=" ", actor=bureau.clerk, now=NOW)
    ledger.classify(bureau.measure(), "weak", reason="接水时间长", actor=bureau.clerk, now=NOW)
    found = ledger.list_measures(ledger.LedgerFilter(classification="weak"), actor=bureau.office, today=TODAY)
    assert [one.id for one in found.measures] == [bureau.measure()]


def test_who_has_nothing_to_do_with_a_measure_finds_none(bureau: Bureau) -> None:
    last = bureau.measure(4)
    for actor in (ANONYMOUS, bureau.stranger, bureau.helper):
        with _refused("reform.measure.unknown"):
            ledger.get_measure(last, actor=actor, today=TODAY)
        with _refused("reform.measure.unknown"):
            ledger.file_progress(last, "x", share=1, actor=actor, now=NOW)
    seen = {one.id for one in ledger.list_measures(actor=bureau.clerk, today=TODAY).measures}
    assert bureau.measure() in seen


def test_the_list_is_worst_first_and_continued_without_gaps(bureau: Bureau) -> None:
    asked(bureau, bureau.measure(1))
    whole = ledger.list_measures(actor=bureau.office, today=date(2025, 7, 1)).measures
    assert [one.light for one in whole] == ["overdue", "no_deadline", "in_time", "in_time", "no_deadline"]
    pages, after = [], ""
    while True:
        found = ledger.list_measures(actor=bureau.office, today=date(2025, 7, 1), after=after, limit=2)
        pages += [one.id for one in found.measures]
        after = found.next
        if not after:
            break
    assert pages == [one.id for one in whole]
    with _refused("reform.list.cursor"):
        ledger.list_measures(actor=bureau.office, today=TODAY, after="nonsense")


def test_the_board_counts_what_the_list_shows(bureau: Bureau) -> None:
    asked(bureau, bureau.measure(0))
    today = date(2025, 7, 1)
    board = ledger.get_board(ledger.LedgerFilter(region=REGION), actor=bureau.office, today=today)
    whole = ledger.list_measures(actor=bureau.office, today=today).measures
    assert board.total == len(whole) == sum(board.lights.values()) == sum(board.states.values())
    for light, count in board.lights.items():
        found = ledger.list_measures(ledger.LedgerFilter(light=light), actor=bureau.office, today=today).measures
        assert len(found) == count == sum(one.light == light for one in whole)
    window = next(one for one in board.units if one.name == "市窗口办")
    assert (window.total, window.asked, window.overdue) == (4, 1, 1)


def test_an_idea_goes_its_way_with_reasons(bureau: Bureau) -> None:
    agency = registry.get_agency(REGION, "window_office", on=TODAY).id
    with _refused("kernel.authz.denied"):
        ledger.enter_idea("一照多址", "跨区分店要重复登记", agency=agency, actor=bureau.helper, now=NOW)
    idea = ledger.enter_idea("一照多址", "跨区分店要重复登记", agency=agency, actor=bureau.clerk, now=NOW)
    with _refused("reform.reserve.step"):
        ledger.move_idea(idea, ledger.Stage.PILOT, "x", actor=bureau.clerk, now=NOW)
    for stage in (ledger.Stage.PROPOSED, ledger.Stage.AUTHORITY_ASKED, ledger.Stage.PILOT, ledger.Stage.COPIED):
        ledger.move_idea(idea, stage, "依据文件", actor=bureau.office, now=NOW)
    view, history = ledger.get_idea(idea, actor=bureau.clerk)
    assert (view.stage, view.next, len(history)) == ("copied", (), 5)
    assert ledger.list_ideas(region=REGION, actor=bureau.helper) == []
