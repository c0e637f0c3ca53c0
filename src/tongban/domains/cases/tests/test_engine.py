"""What departments lawfully do after acceptance, through the real commands and tables: `differences` stays empty."""

from datetime import date
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.commands import lapsing
from tongban.domains.cases.models import Clock, Handover, StepRow
from tongban.domains.cases.tests.canteen import ITEM, kitchen
from tongban.domains.cases.tests.town import (
    NOW,
    REGION,
    Town,
    accepted,
    at,
    finish,
    officer,
    paper,
    refused,
)
from tongban.domains.registry import api as registry
from tongban.kernel import audit, events
from tongban.kernel.errors import Conflict

pytestmark = pytest.mark.django_db


def types(case: cases.CaseId) -> list[str]:
    return [one.type.removeprefix("cases.").removesuffix(".v1") for one in events.read(str(case))]


# signatures -----------------------------------------------------------------------------------------------------------


def test_a_visit_takes_two_officers_and_neither_may_decide(town: Town) -> None:
    one = kitchen(town)
    one.do(cases.complete_step, one.ann, step="review", opinion="")
    with refused("cases.step.needs_signatures"):
        one.do(cases.complete_step, one.ann, step="visit", opinion="")
    one.do(cases.sign, one.ann, step="visit")
    with refused("cases.sign.twice"):
        one.do(cases.sign, one.ann, step="visit")
    with refused("cases.sign.reason_missing"):
        one.do(cases.sign, one.bo, step="visit", agree=False)
    one.do(cases.sign, one.bo, step="visit", agree=False, opinion="排烟不足")
    for who in (one.ann, one.bo):
        with refused("cases.decide.own_work"):
            one.do(cases.decide, who, granted=True)
    one.do(cases.decide, one.cai, granted=True)
    assert types(one.case)[-5:] == ["step_signed", "step_signed", "step_completed", "track_decided", "case_decided"]
    assert audit.verify().ok


def test_sent_back_the_work_is_done_again_and_its_hands_stay_barred(town: Town) -> None:
    one = kitchen(town)
    one.prepare()
    with refused("cases.reason.missing"):
        one.do(cases.return_step, one.cai, step="review", reason=" ")
    one.do(cases.return_step, one.cai, step="review", reason="面积不一致")
    rows = {row.step: row for row in StepRow.objects.filter(track=ITEM)}
    assert {name: row.state for name, row in rows.items()} == {
        "review": "open",
        "visit": "waiting",
        "approve": "waiting",
    }
    assert rows["review"].done_at is None and rows["review"].done_by is None
    one.do(cases.complete_step, one.cai, step="review", opinion="重新核对")
    one.do(cases.sign, one.ann, step="visit")
    one.do(cases.sign, one.cai, step="visit")
    for who in (one.ann, one.bo, one.cai):
        with refused("cases.decide.own_work"):
            one.do(cases.decide, who, granted=True)
    one.do(cases.decide, one.head, granted=True)


def test_an_assigned_step_is_for_one_and_a_transferred_item_for_another_agency(town: Town) -> None:
    one = kitchen(town)
    police = town.officers["public_security"][0]
    with refused("cases.assign.not_their_duty"):
        one.do(cases.assign, one.head, step="review", to=police.label)
    one.do(cases.assign, one.head, step="review", to=one.bo.label)
    assert StepRow.objects.get(track=ITEM, step="review").assigned_to_id == one.bo.account_id
    with refused("cases.step.assigned"):
        one.do(cases.complete_step, one.ann, step="review", opinion="")
    with refused("kernel.authz.denied"):
        one.do(cases.assign, police, step="review", to="")
    agency = registry.get_agency(REGION, "public_security", on=NOW.date()).id
    with refused("kernel.authz.denied"):
        one.do(cases.transfer, police, to_agency=agency, reason="属公安职责")
    elsewhere = registry.get_agency("990901", "street_office", on=NOW.date()).id
    with refused("cases.transfer.elsewhere"):
        one.do(cases.transfer, one.head, to_agency=elsewhere, reason="属街道职责")
    one.do(cases.transfer, one.head, to_agency=agency, reason="属公安职责")
    with refused("kernel.authz.denied"):
        one.do(cases.complete_step, one.bo, step="review", opinion="")
    one.do(cases.complete_step, police, step="review", opinion="")
    assert set(StepRow.objects.filter(track=ITEM).values_list("agency__role", flat=True)) == {"public_security"}


# what stops and extends clocks ----------------------------------------------------------------------------------------


def test_expert_review_stops_both_clocks_by_article_45_and_a_visit_stops_none(town: Town) -> None:
    one = kitchen(town)
    due, later = one.clock().due_on, at("2026-03-16T10:00")
    one.do(cases.start_special, one.ann, kind="site_visit", reason="看现场")
    assert one.clock().due_on == due and one.clock().pauses == []
    with refused("cases.special.not_declared"):
        one.do(cases.start_special, one.ann, kind="hearing", reason="听证")
    one.do(cases.start_special, one.ann, kind="expert_review", reason="工艺复杂")
    assert one.clock().due_on is None and one.row.due_on is None
    assert cases.get_case(one.case, town.founder, now=NOW).summary.colour == "paused"
    with refused("cases.special.running"):
        one.do(cases.start_special, one.bo, kind="expert_review", reason="工艺复杂")
    with refused("cases.decide.special_running"):
        one.prepare()
        one.do(cases.decide, one.cai, granted=True)
    one.do(cases.end_special, one.bo, kind="expert_review", result="专家同意", now=later)
    assert due is not None and one.clock().due_on == date(2026, 4, 13)  # ten working days later than 30 March
    assert due == date(2026, 3, 30) and one.row.due_on == one.clock("promised").due_on
    told = next(view for view in cases.clocks(one.case, later) if view.kind == "statutory").explanation
    paused = [span for span in told.spans if span.kind == "paused"]
    assert {span.reason.zh for span in paused if span.reason} == {"专家评审"}
    assert all("第四十五条" in span.basis for span in paused)
    told_to_the_applicant = "".join(entry.sentence.zh for entry in cases.timeline(one.case, town.founder))
    assert "专家评审，依据中华人民共和国行政许可法 第四十五条，所需时间不计入办理期限" in told_to_the_applicant


def test_two_pauses_at_once_count_once_and_a_suspension_needs_its_law(town: Town) -> None:
    one = kitchen(town)
    one.do(cases.start_special, one.ann, kind="expert_review", reason="工艺复杂", now=at("2026-03-03T09:00"))
    with refused("cases.suspend.basis_missing"):
        one.do(cases.suspend, one.head, reason="涉诉", basis="")
    with refused("kernel.authz.denied"):
        one.do(cases.suspend, town.supervisor, reason="涉诉", basis="某法 第十条")
    one.do(cases.suspend, one.head, reason="涉诉", basis="某法 第十条", now=at("2026-03-04T09:00"))
    with refused("cases.step.not_running"):
        one.do(cases.complete_step, one.ann, step="review", opinion="", now=at("2026-03-05T09:00"))
    with refused("cases.step.not_running"):
        one.do(cases.end_special, one.ann, kind="expert_review", result="同意", now=at("2026-03-05T09:00"))
    one.do(cases.resume, one.head, reason="诉讼终结", now=at("2026-03-06T09:00"))
    assert one.clock().due_on is None
    one.do(cases.end_special, one.ann, kind="expert_review", result="同意", now=at("2026-03-10T09:00"))
    assert one.clock().due_on == date(2026, 4, 7)  # 3 to 9 March taken out once: five working days, then Qingming
    assert StepRow.objects.get(track=ITEM, step="review").state == "open"


def test_more_time_is_asked_by_one_granted_by_a_head_once_and_before_the_end(town: Town) -> None:
    one = kitchen(town)
    with refused("cases.extension.not_asked"):
        one.do(cases.grant_extension, one.head, reason="复杂")
    one.do(cases.ask_extension, one.head, reason="案情复杂")
    waiting = StepRow.objects.get(step="more-time")
    assert (waiting.state, waiting.duty, waiting.track) == ("open", "lead", ITEM)
    assert [row.step for row in cases.inbox(one.head, now=NOW).rows if row.duty == "lead"] == ["more-time"]
    with refused("cases.extension.own_request"):
        one.do(cases.grant_extension, one.head, reason="复杂")
    with refused("kernel.authz.denied"):
        one.do(cases.grant_extension, one.ann, reason="复杂")
    second = officer("second_head", "market_regulation", "lead", now=NOW)
    one.do(cases.deny_extension, second, reason="尚可按期")
    one.do(cases.ask_extension, one.ann, reason="案情复杂", now=at("2026-03-05T09:00"))
    before = one.clock().due_on
    one.do(cases.grant_extension, one.head, reason="需要补充检测", now=at("2026-03-06T09:00"))
    assert before == date(2026, 3, 30) and one.clock().due_on == date(2026, 4, 14)
    assert StepRow.objects.get(step="more-time").state == "done"
    with refused("cases.extension.once"):
        one.do(cases.ask_extension, one.ann, reason="还要", now=at("2026-03-09T09:00"))


def test_no_more_time_is_asked_when_the_time_is_over(town: Town) -> None:
    one = kitchen(town)
    with refused("cases.extension.too_late"):
        one.do(cases.ask_extension, one.ann, reason="案情复杂", now=at("2026-03-31T09:00"))


# papers that follow, promises -----------------------------------------------------------------------------------------


def test_a_paper_that_follows_in_time_lets_the_item_be_granted(town: Town) -> None:
    one = kitchen(town, given=("sketch",), tolerate=("health",))
    one.prepare()
    with refused("cases.decide.paper_wanted"):
        one.do(cases.decide, one.cai, granted=True)
    assert one.row.papers_due == date(2026, 3, 9)
    files = (paper(town),)
    with refused("kernel.authz.denied"):
        one.do(cases.bring_tolerated, town.stranger, material="health", evidence=files)
    one.do(cases.bring_tolerated, town.founder, material="health", evidence=files, now=at("2026-03-09T17:00"))
    with refused("cases.tolerance.not_wanted"):
        one.do(cases.bring_tolerated, town.founder, material="health", evidence=files)
    assert one.row.papers_due is None and {given["id"] for given in one.row.materials} == {"sketch", "health"}
    one.do(cases.decide, one.cai, granted=True, now=at("2026-03-10T09:00"))


def test_a_paper_that_does_not_follow_leaves_only_a_denial(town: Town) -> None:
    one = kitchen(town, given=("sketch",), tolerate=("health",))
    one.prepare()
    late = at("2026-03-10T09:00")
    assert lapsing.papers_late(at("2026-03-09T23:00"), 10) == [] and lapsing.papers_late(late, 10) == [one.case]
    with refused("cases.tolerance.too_late"):
        one.do(cases.bring_tolerated, town.founder, material="health", evidence=(paper(town),), now=late)
    assert cases.lapse_tolerance(case=one.case, now=late) == 1 and cases.lapse_tolerance(case=one.case, now=late) == 0
    assert lapsing.papers_late(late, 10) == []
    with refused("cases.decide.paper_lapsed"):
        one.do(cases.decide, one.cai, granted=True, now=late)
    one.do(cases.decide, one.cai, granted=False, reason="健康证明逾期未补", now=late)
    assert cases.replay(one.case).outcome == "denied"


def test_upon_a_promise_the_decision_is_taken_at_once_and_a_breach_is_revoked_by_another(town: Town) -> None:
    one = kitchen(town, given=("sketch",), promised=(ITEM,))
    with refused("cases.step.spared"):
        one.do(cases.complete_step, one.ann, step="review", opinion="")
    one.do(cases.decide, one.ann, granted=True)
    check = StepRow.objects.get(step="later-check")
    assert (check.state, check.due_on) == ("open", date(2026, 4, 1))
    assert "later-check" in [row.step for row in cases.inbox(one.bo, now=NOW).rows]
    with refused("cases.revoke.no_breach"):
        one.do(cases.revoke, one.head, reason="承诺不实", basis="行政许可法 第六十九条", because="breach")
    with refused("cases.check.own_work"):
        one.do(cases.record_check, one.ann, kept=True, finding="齐全")
    one.do(cases.record_check, one.bo, kept=False, finding="两人无健康证明")
    assert StepRow.objects.get(step="later-check").state == "done"
    for who in (one.ann, one.bo):
        with refused("cases.revoke.own_work"):
            one.do(cases.revoke, who, reason="承诺不实", basis="行政许可法 第六十九条", because="breach")
    one.do(cases.revoke, one.head, reason="承诺不实", basis="行政许可法 第六十九条", because="breach")
    assert types(one.case)[-3:] == ["check_recorded", "grant_revoked", "case_closed"]
    with refused("cases.grant.revoked"):
        one.do(cases.revoke, one.cai, reason="再来", basis="第六十九条", because="error")


# the end and after it -------------------------------------------------------------------------------------------------


def test_what_must_be_handed_over_closes_when_it_was(town: Town) -> None:
    one = kitchen(town)
    one.grant()
    assert one.row.status == "decided"
    with refused("cases.deliver.method_not_offered"):
        one.do(cases.deliver, town.window, method="download")
    with refused("cases.deliver.collector_missing"):
        one.do(cases.deliver, town.window, method="counter")
    with refused("cases.deliver.number_missing"):
        one.do(cases.deliver, town.window, method="post")
    one.do(cases.deliver, town.window, method="counter", to="agent", collector="夏至")
    assert one.row.status == "closed" and Handover.objects.get().collector == "夏至"
    told = events.read(str(one.case))[-2].data
    assert told["to"] == "agent" and "夏至" not in str(told)
    with pytest.raises(Conflict):
        one.do(cases.deliver, town.window, method="post", reference="EM1")


def test_an_item_ends_without_a_decision(town: Town) -> None:
    one = kitchen(town)
    one.do(cases.start_special, one.ann, kind="expert_review", reason="工艺复杂")
    one.do(cases.complete_step, one.ann, step="review", opinion="")
    with refused("cases.decide.own_work"):
        one.do(cases.end_track, one.ann, reason="申请人注销")
    one.do(cases.end_track, one.head, reason="申请人注销")
    assert one.row.status == "ended" and one.row.ended_at is not None
    assert not one.row.clocks.filter(stopped_at=None).exists()


def test_a_court_lets_another_decide_again_under_new_clocks(town: Town) -> None:
    one = kitchen(town)
    one.prepare()
    one.do(cases.decide, one.cai, granted=False, reason="第二项")
    later = at("2026-05-06T09:00")
    assert one.row.status == "closed"
    told: dict[str, Any] = {"authority": "court", "reference": "（2026）青行初1号", "reason": "事实不清"}
    with refused("kernel.authz.denied"):
        one.do(cases.reopen, town.window, **told, now=later)
    one.do(cases.reopen, one.head, **told, now=later)
    row = one.row
    assert (row.status, row.decided_at, row.ended_at, row.outcome) == ("accepted", None, None, "")
    fresh = row.clocks.get(kind="statutory", round=1)
    assert (
        fresh.started_at == later and fresh.stopped_at is None and row.due_on is not None and row.due_on > later.date()
    )
    with refused("cases.decide.decided_before"):
        one.do(cases.decide, one.cai, granted=True, now=later)
    one.do(cases.decide, one.head, granted=True, now=later)
    assert cases.replay(one.case).outcome == "granted"
    view = cases.get_case(one.case, town.founder, now=later)
    assert view.tracks[0].decision == "granted" and view.tracks[0].reason == ""


def test_in_a_package_a_reopened_item_gets_its_own_new_clock(town: Town) -> None:
    case = accepted(town)
    for track in ("shop_item", "seal_item", "insurance_item"):
        finish(town, case, track)
    head = officer("head", "human_resources", "approve", now=NOW)
    told: dict[str, Any] = {"authority": "review", "reference": "青复〔2026〕1号", "reason": "程序违法"}
    cases.reopen(case=case, track="insurance_item", actor=head, now=at("2026-03-20T09:00"), **told)
    assert cases.differences(case) == []
    again = {(one.scope, one.kind) for one in Clock.objects.filter(round=1)}
    assert again == {("case", "promised"), ("insurance_item", "promised")}
    cases.decide(case=case, track="insurance_item", granted=True, actor=head, now=at("2026-03-23T09:00"))
    assert cases.replay(case).outcome == "granted" and cases.differences(case) == []


def test_a_due_day_that_could_not_be_said_is_found_when_its_year_is_published(town: Town) -> None:
    one = kitchen(town)
    before = one.clock().due_on
    Clock.objects.filter(pk=one.clock().pk).update(calendar="", due_on=None, due_at=None)
    assert lapsing.clocks_unjudged(NOW, 10) == [one.case]
    assert cases.rejudge(case=one.case, now=NOW) == 1 and lapsing.clocks_unjudged(NOW, 10) == []
    assert one.clock().due_on == before and cases.differences(one.case) == []
