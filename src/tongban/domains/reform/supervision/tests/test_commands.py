"""Supervision through its doors: who may, what is refused, what others then read."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from tongban.domains.reform.supervision import api as supervision
from tongban.domains.reform.supervision.definitions import SupervisionRule
from tongban.domains.reform.supervision.models import FindingRow, StepRow
from tongban.domains.reform.supervision.tests.town import NOW, REGION, Scene, build, paper
from tongban.domains.registry import api as registry
from tongban.kernel import events, messages
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
WEEK = timedelta(days=7)


@pytest.fixture(scope="module")
def scene(once: Callable[[Callable[[], Scene]], Scene]) -> Scene:
    return once(build)


def _refused(code: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{code.replace('.', '[.]')}[(]")


def _one(scene: Scene, finding: supervision.FindingId, *, today: date = TODAY) -> supervision.FindingView:
    return supervision.get_order(finding, actor=scene.office.office, today=today).finding


def _inbox(actor: Actor, about: str = "") -> tuple[messages.MessageView, ...]:
    return messages.list_messages(actor, about=about).rows


def _weigh(scene: Scene, finding: supervision.FindingId, decision: str = "tolerated") -> None:
    weighing = supervision.Weighing("出于公心", "没有先例", "先行先试", "影响轻微", "已全部挽回", decision)
    supervision.weigh_tolerance(finding, weighing, actor=scene.office.office, now=NOW)


# orders ------------------------------------------------------------------------------------------------------------


def test_an_order_runs_from_the_finding_to_its_closing(scene: Scene) -> None:
    finding = scene.order(days=5)
    view = _one(scene, finding)
    assert view.number == f"D{REGION}-2025-0001"
    assert view.due_on == date(2025, 4, 9)  # 4 April 2025 is 清明节, the weekend follows
    assert view.standing == "ordered"
    with _refused("reform.order.not_answered"):
        supervision.close_order(finding, "属实", actor=scene.office.second, now=NOW)
    scene.answer(finding)
    supervision.send_back_order(finding, "未到位", working_days=3, actor=scene.office.second, now=NOW + WEEK)
    assert _one(scene, finding).due_on == date(2025, 4, 11)
    scene.answer(finding, NOW + WEEK)
    supervision.close_order(finding, "现场核实", actor=scene.office.second, now=NOW + WEEK)
    closed = supervision.get_order(finding, actor=scene.office.clerk, today=TODAY)
    assert closed.finding.standing == "closed"
    assert [one.code.rpartition(".")[2] for one in closed.history] == [
        "order_closed",
        "order_answered",
        "order_sent_back",
        "order_answered",
        "order_issued",
        "finding_recorded",
    ]
    assert len(closed.evidence) == 2


def test_numbers_have_no_gap_even_where_an_order_was_refused(scene: Scene) -> None:
    first = scene.order()
    with _refused("reform.order.demand"):
        supervision.issue_order(scene.finding(), " ", working_days=5, actor=scene.office.office, now=NOW)
    second = scene.order(role="data")
    numbers = [_one(scene, one).number[-4:] for one in (first, second)]
    assert numbers == ["0001", "0002"]


def test_the_same_fault_within_a_year_is_a_repeated_one(scene: Scene) -> None:
    scene.order()
    assert _one(scene, scene.order(NOW + WEEK)).is_repeated
    assert not _one(scene, scene.order(NOW + WEEK, role="data")).is_repeated
    assert not _one(scene, scene.order(NOW + timedelta(days=200), role="archives")).is_repeated


@pytest.mark.parametrize("days", [0, 61])
def test_a_correction_has_some_working_days(scene: Scene, days: int) -> None:
    with _refused("reform.order.days"):
        supervision.issue_order(scene.finding(), "整改", working_days=days, actor=scene.office.office, now=NOW)


def test_a_year_without_a_calendar_is_not_guessed(scene: Scene) -> None:
    with _refused("reform.order.no_calendar"):
        scene.order(NOW.replace(year=2199, month=12, day=30))


def test_only_the_office_orders_and_only_the_unit_answers(scene: Scene) -> None:
    finding = scene.order()
    with _refused("kernel.authz.denied"):
        supervision.close_order(finding, "好", actor=scene.office.clerk, now=NOW)
    with _refused("kernel.authz.denied"):
        supervision.answer_order(finding, "好", evidence=[], actor=scene.office.office, now=NOW)
    for actor in (scene.office.stranger, scene.observer, ANONYMOUS):
        with _refused("reform.finding.unknown"):
            supervision.get_order(finding, actor=actor, today=TODAY)
        with _refused("reform.finding.unknown"):
            supervision.answer_order(finding, "好", evidence=[], actor=actor, now=NOW)


def test_nobody_supervises_the_own_agency(scene: Scene) -> None:
    own = replace(scene.found(), agency=registry.get_agency(REGION, "reform_office", on=TODAY).id)
    with _refused("reform.order.own_agency"):
        supervision.record_finding(scene.inspection, own, actor=scene.office.office, now=NOW)


def test_who_took_part_in_the_correction_does_not_verify_it(scene: Scene) -> None:
    finding = scene.order()
    scene.answer(finding)
    second_account = replace(scene.office.second, same_as=frozenset({scene.office.clerk.label}))
    with _refused("reform.order.same_person"):
        supervision.close_order(finding, "属实", actor=second_account, now=NOW)


def test_files_of_others_prove_nothing(scene: Scene) -> None:
    finding, foreign = scene.order(), paper(scene.office.head)
    with _refused("reform.evidence.not_yours"):
        supervision.answer_order(finding, "已整改", evidence=[foreign], actor=scene.office.clerk, now=NOW)


def test_lists_show_the_worst_first_and_each_unit_its_own(scene: Scene) -> None:
    near, late, other = scene.order(days=4), scene.order(days=1), scene.order(role="data", days=20)
    today = date(2025, 4, 7)
    office = supervision.list_findings(supervision.Wanted(region=REGION), actor=scene.office.office, today=today)
    assert [one.id for one in office] == [late, near, other]
    assert [one.late_days for one in office] == [5, 0, 0]
    own = supervision.list_findings(supervision.Wanted(), actor=scene.office.clerk, today=today)
    assert {one.id for one in own} == {near, late}
    assert supervision.list_findings(supervision.Wanted(), actor=scene.observer, today=today) == ()
    counted = supervision.count_standings(supervision.Wanted(region=REGION), actor=scene.office.office, today=today)
    assert counted == {"overdue": 1, "near_due": 1, "ordered": 1}


def test_every_offered_act_is_possible_and_others_are_not_offered(scene: Scene) -> None:
    finding = scene.order()
    office, day = scene.office, TODAY
    assert supervision.get_order(finding, actor=office.clerk, today=day).acts == {"reply", "answer"}
    assert supervision.get_order(finding, actor=office.office, today=day).acts == {
        "call_in",
        "circular",
        "list",
        "weigh",
    }
    second = supervision.get_order(finding, actor=office.second, today=day).acts
    assert second == {"call_in", "check", "circular", "dismiss", "list", "weigh"}


def test_the_unit_and_the_office_are_told_once(scene: Scene) -> None:
    finding = scene.order()
    scene.answer(finding)
    unit = [one.code for one in _inbox(scene.office.clerk, str(finding))]
    office = [one.code for one in _inbox(scene.office.second, str(finding))]
    assert sorted(unit) == ["reform.message.order_issued", "reform.message.order_recorded"]
    assert office == ["reform.message.order_answered"]


# inspections -------------------------------------------------------------------------------------------------------


def test_an_inspection_says_what_it_looks_at_and_is_seen_by_the_office_only(scene: Scene) -> None:
    view = supervision.get_inspection(scene.inspection, actor=scene.office.second)
    assert (view.kind, view.method, len(view.measures), len(view.agencies)) == ("special", "undercover", 1, 1)
    with _refused("reform.inspection.unknown"):
        supervision.get_inspection(scene.inspection, actor=scene.office.clerk)
    with _refused("reform.inspection.subject"):
        supervision.open_inspection(
            REGION,
            "督查",
            kind="daily",
            method="open",
            subject=supervision.Subject(),
            held_on=TODAY,
            actor=scene.office.office,
            now=NOW,
        )
    finding = scene.finding()
    assert supervision.get_order(finding, actor=scene.office.clerk, today=TODAY).inspection is None


def test_a_closed_inspection_takes_no_finding(scene: Scene) -> None:
    supervision.close_inspection(scene.inspection, "发现一个问题", actor=scene.office.second, now=NOW)
    with _refused("reform.inspection.closed"):
        scene.finding()


# steps beyond the order ----------------------------------------------------------------------------------------------


def test_an_exposure_waits_for_a_second_person_and_the_reply_and_can_be_withdrawn(scene: Scene) -> None:
    finding, office = scene.order(), scene.office

    def publish(now: datetime) -> None:
        text = "窗口仍收取复印件"
        supervision.publish_exposure(finding, text, title="窗口违规收取材料", actor=office.office, now=now)

    with _refused("reform.exposure.not_checked"):
        publish(NOW)
    with _refused("reform.finding.same_person"):
        supervision.check_finding(finding, "属实", actor=office.office, now=NOW)
    supervision.check_finding(finding, "现场照片为证", actor=office.second, now=NOW)
    with _refused("reform.exposure.no_reply_yet"):
        publish(NOW)
    supervision.reply(finding, "系统未改造", actor=office.clerk, now=NOW)
    publish(NOW)
    (shown,) = supervision.list_exposures()
    assert (shown.wording, shown.agency_name.zh, shown.tells) == ("窗口仍收取复印件", "青川市窗口办", "running")
    supervision.withdraw_exposure(finding, "已整改到位", actor=office.second, now=NOW)
    assert supervision.list_exposures() == []
    assert StepRow.objects.get(kind="exposure").ending == "已整改到位"


def test_a_call_in_is_held_before_the_order_closes(scene: Scene) -> None:
    finding, office = scene.order(), scene.office
    supervision.set_call_in(
        finding, "逾期", on=TODAY, place="一号会议室", whom="主要负责人", actor=office.office, now=NOW
    )
    scene.answer(finding)
    with _refused("reform.order.call_in_open"):
        supervision.close_order(finding, "属实", actor=office.second, now=NOW)
    supervision.hold_call_in(finding, "说明原因", number=1, promise="本周完成", on=TODAY, actor=office.office, now=NOW)
    supervision.close_order(finding, "属实", actor=office.second, now=NOW)
    (step,) = supervision.get_order(finding, actor=office.clerk, today=TODAY).steps
    assert (step.kind, step.ending) == ("call_in", "本周完成")


def test_a_listing_ends_with_the_order(scene: Scene) -> None:
    finding, office = scene.order(), scene.office
    supervision.list_order(finding, "集中反映", actor=office.office, now=NOW)
    assert _one(scene, finding).is_listed
    scene.answer(finding)
    supervision.close_order(finding, "属实", actor=office.second, now=NOW)
    assert not _one(scene, finding).is_listed
    assert StepRow.objects.get(kind="listing").ended_at == NOW


def test_what_two_people_tolerate_is_followed_up_but_not_exposed(scene: Scene) -> None:
    finding, office = scene.order(), scene.office
    _weigh(scene, finding)
    with _refused("reform.tolerance.same_person"):
        supervision.judge_tolerance(finding, agrees=True, reason="同意", actor=office.office, now=NOW)
    supervision.judge_tolerance(finding, agrees=True, reason="同意", actor=office.second, now=NOW)
    with _refused("reform.finding.tolerated"):
        supervision.issue_circular(finding, "通报", title="通报", document="1号", actor=office.office, now=NOW)
    assert "answer" in supervision.get_order(finding, actor=office.clerk, today=TODAY).acts
    counted = supervision.counts(REGION, "2025", today=TODAY)
    assert [(one.orders, one.tolerated, one.running) for one in counted.values()] == [(1, 1, 0)]


def test_a_weighing_that_is_not_agreed_to_may_be_made_again(scene: Scene) -> None:
    finding = scene.order()
    _weigh(scene, finding)
    supervision.judge_tolerance(finding, agrees=False, reason="理由不足", actor=scene.office.second, now=NOW)
    assert _one(scene, finding).tolerance == ""
    _weigh(scene, finding, "refused")


def test_an_act_follows_only_a_rule_that_holds_here(scene: Scene) -> None:
    with _refused("reform.order.rule"):
        supervision.list_order(scene.order(), "集中反映", rule="nonsense", actor=scene.office.office, now=NOW)


def _rule(step: str, when: dict[str, object]) -> SupervisionRule:
    told = {"document": "云汀府发〔2025〕6号", "place": "三(二)"}
    return SupervisionRule.model_validate(
        {
            "id": f"rule_{step}",
            "title": {"zh": "规则", "en": "Rule"},
            "source": told,
            "regions": [REGION],
            "since": date(2025, 1, 1),
            "step": step,
            "when": when,
        }
    )


def test_rules_propose_and_what_was_done_is_proposed_no_more(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    made = (_rule("call_in", {"overdue": 1}), _rule("circular", {"repeated": 2, "months": 12}))
    for place in ("queries", "reading"):
        monkeypatch.setattr(f"tongban.domains.reform.supervision.{place}.rules_of", lambda region: made)
    first, second = scene.order(days=1), scene.order(NOW + timedelta(hours=1), days=20)

    def asked(day: date) -> list[tuple[supervision.FindingId, str]]:
        found = supervision.list_proposals(REGION, actor=scene.office.office, today=day)
        return [(one.id, rule.step) for one, rule in found]

    assert asked(TODAY) == [(first, "circular"), (second, "circular")]
    assert (first, "call_in") in asked(date(2025, 4, 3))
    supervision.set_call_in(
        first,
        "逾期",
        on=date(2025, 4, 8),
        place="会议室",
        whom="主要负责人",
        rule="rule_call_in",
        actor=scene.office.office,
        now=NOW,
    )
    assert (first, "call_in") not in asked(date(2025, 4, 3))
    assert supervision.list_proposals(REGION, actor=scene.office.clerk, today=TODAY) == []


# counts ------------------------------------------------------------------------------------------------------------


def test_counts_tell_on_time_late_and_repeated_apart(scene: Scene) -> None:
    in_time, late = scene.order(days=5), scene.order(NOW + timedelta(hours=1), days=1)
    for finding, at in ((in_time, NOW), (late, NOW + WEEK)):
        scene.answer(finding, at)
        supervision.close_order(finding, "属实", actor=scene.office.second, now=at)
    scene.order(role="data", days=1)
    agency, data = (registry.get_agency(REGION, role, on=TODAY).id for role in ("window_office", "data"))
    for period in ("2025", "2025-04"):
        counted = supervision.counts(REGION, period, today=date(2025, 4, 20))
        assert counted[agency] == supervision.Count(orders=2, on_time=1, overdue=1, repeated=1)
        assert counted[data] == supervision.Count(orders=1, overdue=1)
    assert supervision.counts(REGION, "2025-05", today=TODAY) == {}
    assert supervision.counts(REGION, "2024-12", today=TODAY) == {}


@pytest.mark.parametrize("period", ["", "25", "2025-13", "2025-1", "2025-04-01", "二〇二五"])
def test_a_period_is_a_year_or_a_month(scene: Scene, period: str) -> None:
    with _refused("reform.order.period"):
        supervision.counts(REGION, period, today=TODAY)


# observers ---------------------------------------------------------------------------------------------------------


def _observer(scene: Scene) -> supervision.ObserverId:
    point = supervision.open_point(REGION, "政务大厅", kind="hall", actor=scene.office.office, now=NOW)
    return supervision.name_observer(
        REGION, "observer", capacity="deputy", point=point, actor=scene.office.office, now=NOW
    )


def _report(scene: Scene, observer: supervision.ObserverId) -> supervision.FaultId:
    files = [paper(scene.observer)]
    return supervision.report_fault(
        observer, "要求两次提交同一材料", unit="市窗口办", evidence=files, actor=scene.observer, now=NOW
    )


def test_an_observer_reports_and_sees_the_whole_course_without_names(scene: Scene) -> None:
    fault = _report(scene, _observer(scene))
    finding = supervision.accept_fault(fault, scene.found(), actor=scene.office.office, now=NOW)
    supervision.issue_order(finding, "整改", working_days=5, actor=scene.office.office, now=NOW)
    _weigh(scene, finding, "refused")
    scene.answer(finding)
    supervision.close_order(finding, "属实", actor=scene.office.second, now=NOW)
    seen = supervision.get_fault(fault, actor=scene.observer, today=TODAY)
    codes = [one.code.rpartition(".")[2] for one in seen.history]
    assert codes == [
        "order_closed",
        "order_answered",
        "order_issued",
        "finding_recorded",
        "fault_accepted",
        "fault_reported",
    ]
    assert {one.by for one in seen.history} == {""}
    assert seen.standing == "closed"
    with _refused("reform.fault.unknown"):
        supervision.get_fault(fault, actor=scene.passer_by, today=TODAY)
    with _refused("reform.fault.unknown"):
        supervision.get_fault(fault, actor=scene.office.clerk, today=TODAY)


def test_a_report_that_is_no_finding_is_answered_once(scene: Scene) -> None:
    fault = _report(scene, _observer(scene))
    supervision.answer_fault(fault, "属于正常补正", actor=scene.office.office, now=NOW)
    with _refused("reform.fault.answered"):
        supervision.accept_fault(fault, scene.found(), actor=scene.office.office, now=NOW)
    assert supervision.list_own_faults(scene.observer, today=TODAY)[0].reason == "属于正常补正"
    assert "reform.message.fault_answered" in [one.code for one in _inbox(scene.observer)]


def test_observers_are_people_not_officers_and_only_they_report(scene: Scene) -> None:
    observer = _observer(scene)
    with _refused("reform.observer.twice"):
        supervision.name_observer(REGION, "observer", capacity="member", actor=scene.office.office, now=NOW)
    with _refused("reform.observer.staff"):
        supervision.name_observer(REGION, "clerk", capacity="resident", actor=scene.office.office, now=NOW)
    with _refused("reform.observer.account"):
        supervision.name_observer(REGION, "nobody", capacity="resident", actor=scene.office.office, now=NOW)
    with _refused("kernel.authz.denied"):
        supervision.name_observer(REGION, "passer", capacity="resident", actor=scene.office.clerk, now=NOW)
    with _refused("reform.observer.unknown"):
        supervision.report_fault(observer, "问题", unit="市窗口办", actor=scene.passer_by, now=NOW)
    supervision.end_observer(observer, actor=scene.office.office, now=NOW)
    later = NOW + timedelta(days=1)
    with _refused("reform.observer.ended"):
        supervision.report_fault(observer, "问题", unit="市窗口办", actor=scene.observer, now=later)
    assert supervision.list_own_posts(scene.observer, now=later) == []
    assert supervision.list_points(REGION, on=TODAY)[0].observers == 1


# what is kept --------------------------------------------------------------------------------------------------------


def test_rows_are_what_the_events_say_and_nothing_is_taken_away(scene: Scene) -> None:
    finding = scene.order()
    supervision.list_order(finding, "集中反映", actor=scene.office.office, now=NOW)
    assert events.head(str(finding)).number == 3
    for statement in (
        "delete from reform_finding",
        "update reform_finding set text = ''",
        "update reform_finding set number = 'D1'",
        "delete from reform_supervision_step",
        "update reform_supervision_step set text = ''",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert FindingRow.objects.get().number == _one(scene, finding).number
    assert supervision.get_order(finding, actor=SYSTEM, today=TODAY).acts == frozenset()
