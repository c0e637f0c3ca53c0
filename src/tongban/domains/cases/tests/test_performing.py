"""Every act by its one door: what is offered, what it asks, what happens, what is refused, and that nothing changed."""

from datetime import datetime
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.acting import TABLE
from tongban.domains.cases.models import CaseRow, Task
from tongban.domains.cases.tasks import refresh
from tongban.domains.cases.tests.town import FORM, NOW, Town, accepted, at, officer, paper, refused, submit
from tongban.kernel import authz, evidence, texts
from tongban.kernel.errors import Refusal

ITEM = "kitchen_item"
PLACE = {"place": "食堂一楼"}


@pytest.fixture
def head(town: Town) -> authz.Actor:
    return officer("head", "market_regulation", "lead", now=NOW)


def kitchen(town: Town, now: datetime = NOW, **more: Any) -> cases.CaseId:
    """An accepted application for the item to which everything may happen."""
    given = tuple(cases.MaterialIn(one, (paper(town, now),)) for one in ("sketch", "health"))
    return accepted(town, now, procedure=ITEM, form=PLACE, **({"materials": given} | more))


def do(case: cases.CaseId, act: str, actor: authz.Actor, *, step: str | None = None, **values: Any) -> None:
    when = values.pop("now", NOW)
    cases.perform(case=case, act=act, values=values, step=step, track=ITEM, actor=actor, now=when)


def offered(case: cases.CaseId, actor: authz.Actor, now: datetime = NOW) -> dict[str, cases.Act]:
    return {act.name: act for act in cases.options(case, actor, now=now)}


def errors_of(case: cases.CaseId, act: str, actor: authz.Actor, **values: Any) -> dict[str, str]:
    """The mistakes that performing with these values tells, by ask."""
    with pytest.raises(Refusal) as caught:
        cases.perform(case=case, act=act, values=values, actor=actor, now=NOW)
    assert caught.value.code == "cases.act.invalid"
    found = caught.value.values["errors"]
    assert isinstance(found, list) and len(found) == caught.value.values["count"]
    return {one.ask: one.code for one in found}


def clock(case: cases.CaseId, now: datetime, kind: str = "statutory") -> cases.ClockView:
    return next(one for one in cases.clocks(case, now) if one.kind == kind)


def reviewed(town: Town, case: cases.CaseId) -> None:
    first, second = town.officers["market_regulation"]
    do(case, "complete", first, step="review", opinion="材料齐全")
    do(case, "sign", first, step="visit", agree=True)
    do(case, "sign", second, step="visit", agree=True)


# words ---------------------------------------------------------------------------------------------------------------


def test_every_act_has_its_words() -> None:
    wanted = {f"cases.{kind}.{name}" for kind in ("act", "consequence", "done") for name in TABLE}
    assert wanted - texts.codes() == set()


def test_every_ask_of_every_offered_act_is_told_in_both_languages(town: Town, head: authz.Actor) -> None:
    case = kitchen(town)
    reviewed(town, case)
    for actor in (town.founder, town.window, *town.officers["market_regulation"], head):
        for act in cases.options(case, actor, now=NOW):
            told = [act.label, act.consequence, *(ask.label for ask in act.asks)]
            told += [text for ask in act.asks for text in (ask.help, *(one.label for one in ask.options)) if text]
            assert all(text.zh and text.en and "cases." not in text.zh + text.en for text in told), act.name


# answers -------------------------------------------------------------------------------------------------------------


def test_all_mistakes_are_told_at_once_and_nothing_changes(town: Town) -> None:
    case = submit(town)
    before = CaseRow.objects.get().state
    assert errors_of(case, "refuse", town.window, reason=" ", where="x" * 2001, why="?") == {
        "reason": "cases.ask.unanswered",
        "where": "cases.ask.too_long",
        "why": "cases.ask.unknown",
    }
    assert errors_of(case, "refuse", town.window) == {
        "reason": "cases.ask.unanswered",
        "where": "cases.ask.unanswered",
    }
    assert errors_of(case, "ask_supplement", town.window, missing=[{"item": "x"}]) == {"missing": "cases.ask.not_named"}
    assert errors_of(case, "ask_supplement", town.window, missing="x") == {"missing": "cases.ask.not_a_list"}
    assert errors_of(case, "supplement", town.founder, form=[], materials=[{"id": "a", "files": ["b"]}]) == {
        "form": "cases.ask.unanswered",
        "materials": "cases.ask.not_a_file",
    }
    assert CaseRow.objects.get().state == before


@pytest.mark.parametrize("given", ["hearing", "", None, 7, ["expert_review"], {"a": 1}])
def test_a_choice_takes_only_what_is_offered(town: Town, given: object) -> None:
    case = kitchen(town)
    told = errors_of(case, "start_special", town.reviewer("shop_item"), kind=given, reason="工艺复杂")
    assert told["kind"] in ("cases.ask.not_offered", "cases.ask.unanswered")


@pytest.mark.parametrize("given", ["maybe", 2, [], [True]])
def test_yes_or_no_is_nothing_else(town: Town, given: object) -> None:
    case = kitchen(town)
    do(case, "complete", town.reviewer("shop_item"), step="review")
    with refused("cases.act.invalid"):
        do(case, "sign", town.reviewer("shop_item"), step="visit", agree=given)


def test_an_act_that_is_not_one_and_a_place_that_is_none(town: Town) -> None:
    case = kitchen(town)
    with refused("cases.act.unknown"):
        cases.perform(case=case, act="explode", actor=town.window, now=NOW)
    with refused("cases.step.unknown"):
        cases.perform(case=case, act="complete", track="nowhere", step="review", actor=town.window, now=NOW)
    with refused("cases.step.unknown"):
        cases.perform(case=case, act="complete", actor=town.reviewer("shop_item"), now=NOW)
    with refused("cases.case.unknown"):
        cases.perform(case=case, act="accept", actor=town.stranger, now=NOW)


def test_the_item_may_be_left_out_where_there_is_one(town: Town) -> None:
    case = kitchen(town)
    cases.perform(case=case, act="complete", step="review", actor=town.reviewer("shop_item"), now=NOW)
    assert cases.get_case(case, town.window, now=NOW).tracks[0].steps[0].state == "done"


def test_describe_tells_an_act_that_is_not_lawful_now(town: Town) -> None:
    case = kitchen(town)
    told = cases.describe(case=case, act="grant", track=ITEM, step="approve", actor=town.window, now=NOW)
    assert told.is_final and [ask.name for ask in told.asks] == ["reason"] and "食堂许可" in told.label.zh


# special procedures --------------------------------------------------------------------------------------------------


def test_an_expert_review_stops_the_clock_and_everybody_is_told_why(town: Town) -> None:
    case = kitchen(town)
    act = offered(case, town.reviewer("shop_item"))["start_special"]
    assert act.is_final
    assert [(one.value, "停止计时" in one.label.zh) for one in act.asks[0].options] == [
        ("expert_review", True),
        ("site_visit", False),
    ]
    due = clock(case, NOW).due_on
    started, ended = at("2026-03-04T10:00"), at("2026-03-18T16:00")
    who = town.reviewer("shop_item")
    do(case, "start_special", who, kind="expert_review", reason="工艺复杂，需专家评审", now=started)
    assert clock(case, at("2026-03-10T10:00")).explanation.state == "paused"
    told = cases.get_case(case, town.founder, now=at("2026-03-10T10:00")).standing
    (running,) = told.stopping
    assert (running.title.zh, running.reason) == ("专家评审", "工艺复杂，需专家评审")
    assert "第四十五条" in running.basis and running.since == started and running.until is not None
    with refused("cases.act.invalid"):
        do(case, "start_special", who, kind="expert_review", reason="再来一次", now=started)
    assert "grant" not in offered(case, town.approver("shop_item"), at("2026-03-10T10:00"))
    refresh(case)
    (task,) = cases.list_tasks(who, now=at("2026-03-10T10:00")).rows
    assert (task.kind, task.case, task.track, task.due_on) == ("special", case, ITEM, running.until)
    assert "专家评审" in task.sentence.zh and cases.list_tasks(town.window, now=NOW).rows == ()
    (row,) = cases.inbox(who, now=at("2026-03-10T10:00")).rows
    assert (row.colour.value, row.paused_because and row.paused_because.zh) == ("paused", "专家评审")
    do(case, "end_special", who, kind="expert_review", result="工艺可行", now=ended)
    refresh(case)
    refresh(case)
    assert not Task.objects.exists()
    after = clock(case, ended)
    assert after.explanation.state == "running" and due is not None and after.due_on is not None
    assert after.due_on > due
    (over,) = cases.get_case(case, town.founder, now=ended).standing.specials
    assert (over.result, over.ended_at, over.stops_now) == ("工艺可行", ended, False)


def test_a_site_visit_stops_nothing(town: Town) -> None:
    case = kitchen(town)
    do(case, "start_special", town.reviewer("shop_item"), kind="site_visit", reason="看现场")
    assert clock(case, at("2026-03-10T10:00")).explanation.state == "running"
    assert cases.get_case(case, town.founder, now=NOW).standing.stopping == ()


def test_a_suspension_names_its_law(town: Town) -> None:
    case = kitchen(town)
    approver = town.approver("shop_item")
    assert errors_of(case, "suspend", approver, reason="等待裁判") == {"basis": "cases.ask.unanswered"}
    do(case, "suspend", approver, reason="等待另案裁判", basis="某法第十条")
    view = cases.get_case(case, town.founder, now=NOW)
    assert view.status == "suspended" and view.standing.suspended is not None
    assert set(offered(case, approver)) >= {"resume"} and "complete" not in offered(case, town.reviewer("shop_item"))
    do(case, "resume", approver, reason="裁判已经生效", now=at("2026-03-12T09:00"))
    assert cases.get_case(case, town.founder, now=at("2026-03-12T09:00")).standing.suspended is None


# more time -----------------------------------------------------------------------------------------------------------


def test_more_time_is_asked_by_one_and_granted_by_a_head(town: Town, head: authz.Actor) -> None:
    case, later = kitchen(town), at("2026-03-09T10:00")
    asking = offered(case, town.reviewer("shop_item"))["ask_extension"]
    assert "10个工作日" in asking.consequence.zh and "第四十二条" in asking.consequence.zh
    assert "grant_extension" not in offered(case, head)
    do(case, "ask_extension", town.reviewer("shop_item"), reason="检测报告未出")
    assert [(one.case, one.duty) for one in cases.inbox(head, now=NOW).rows] == [(case, "lead")]
    assert cases.get_case(case, town.founder, now=NOW).standing.extensions[0].wanted_because == ""
    assert "grant_extension" not in offered(case, town.reviewer("shop_item"))
    due = clock(case, NOW).due_on
    do(case, "grant_extension", head, reason="工艺复杂，依法延长", now=later)
    granted = cases.get_case(case, town.founder, now=later).standing.extensions[0]
    assert granted.granted and granted.reason == "工艺复杂，依法延长" and granted.more is not None
    assert due is not None and (clock(case, later).due_on or due) > due
    assert cases.inbox(head, now=later).total == 0
    with refused("cases.extension.once"):
        do(case, "ask_extension", town.reviewer("shop_item"), reason="还要", now=later)


# the way it takes ----------------------------------------------------------------------------------------------------


def test_a_visit_takes_two_signatures_and_neither_may_decide(town: Town) -> None:
    case = kitchen(town)
    first, second = town.officers["market_regulation"]
    assert "complete" in offered(case, first) and "sign" not in offered(case, first)
    do(case, "complete", first, step="review")
    sign = offered(case, first)["sign"]
    assert "第1个签名，共需2个" in sign.consequence.zh
    with refused("cases.step.needs_signatures"):
        do(case, "complete", first, step="visit")
    do(case, "sign", first, step="visit", agree=True)
    with refused("cases.sign.twice"):
        do(case, "sign", first, step="visit", agree=True)
    with refused("cases.sign.reason_missing"):
        do(case, "sign", second, step="visit", agree=False)
    do(case, "sign", second, step="visit", agree=False, opinion="排水不通")
    for one in (first, second):
        assert "grant" not in offered(case, one)
        assert [h.code for h in cases.hindrances(case, one, now=NOW)] == ["cases.decide.own_work"]
    third = officer("third", "market_regulation", "approve", now=NOW)
    assert {"grant", "deny"} <= set(offered(case, third))
    signed = cases.get_case(case, third, now=NOW).standing.of_step(ITEM, "visit")
    assert [(one.agree, one.opinion) for one in signed] == [(True, ""), (False, "排水不通")]
    assert all(one.who for one in signed)
    assert [one.opinion for one in cases.get_case(case, town.founder, now=NOW).standing.signatures] == ["", ""]


def test_a_step_goes_back_and_what_was_signed_upon_it_falls(town: Town) -> None:
    case = kitchen(town)
    reviewed(town, case)
    third = officer("third", "market_regulation", "approve", now=NOW)
    back = offered(case, third)["return_step"]
    assert [one.value for one in back.asks[0].options] == ["review", "visit"]
    do(case, "return_step", third, to="review", reason="布局图与现场不符")
    states = {step.id: step.state for step in cases.get_case(case, third, now=NOW).tracks[0].steps}
    assert states == {"review": "open", "visit": "waiting", "approve": "waiting"}
    assert cases.get_case(case, third, now=NOW).standing.signatures == ()


def test_a_head_gives_a_step_to_one_who_may_take_it(town: Town, head: authz.Actor) -> None:
    case = kitchen(town)
    first, second = town.officers["market_regulation"]
    choice = offered(case, head)["assign"].asks[0].options
    assert {first.label, second.label} <= {one.value for one in choice} and head.label not in {
        one.value for one in choice
    }
    do(case, "assign", head, step="review", to=first.label)
    assert "complete" in offered(case, first) and "complete" not in offered(case, second)
    assert [cases.inbox(one, now=NOW).total for one in (first, second)] == [1, 0]
    assert cases.get_case(case, second, now=NOW).tracks[0].steps[0].assigned_to
    assert [h.code for h in cases.hindrances(case, second, now=NOW)] == ["cases.step.assigned"]
    with refused("cases.act.invalid"):
        do(case, "assign", head, step="review", to=head.label)
    do(case, "assign", head, step="review")
    assert "complete" in offered(case, second)


def test_an_item_goes_to_another_agency(town: Town, head: authz.Actor) -> None:
    case = kitchen(town)
    offers = offered(case, head)["transfer"].asks[0].options
    target = next(one.value for one in offers if one.label.zh.endswith("公安局"))
    do(case, "transfer", head, to_agency=target, reason="职责调整")
    with refused("cases.case.unknown"):  # it is none of their business any more
        cases.options(case, town.reviewer("shop_item"), now=NOW)
    assert "complete" in offered(case, town.officers["public_security"][0])


# after the decision --------------------------------------------------------------------------------------------------


def granted(town: Town, case: cases.CaseId) -> authz.Actor:
    reviewed(town, case)
    third = officer("third", "market_regulation", "approve", now=NOW)
    do(case, "grant", third, step="approve")
    return third


def test_a_result_is_handed_over_at_the_window_and_closes_the_case(town: Town) -> None:
    case = kitchen(town)
    granted(town, case)
    refresh(case)
    assert [one.kind for one in cases.list_tasks(town.window, now=NOW).rows] == ["handover"]
    act = offered(case, town.window)["deliver"]
    assert [one.value for one in act.asks[0].options] == ["counter", "post"]
    with refused("cases.deliver.collector_missing"):
        do(case, "deliver", town.window, method="counter")
    with refused("cases.deliver.number_missing"):
        do(case, "deliver", town.window, method="post")
    do(case, "deliver", town.window, method="counter", to="applicant", collector="谷雨")
    view = cases.get_case(case, town.founder, now=NOW)
    assert view.status == "closed" and view.standing.deliveries[0].method.zh == "窗口领取"
    refresh(case)
    assert cases.list_tasks(town.window, now=NOW).rows == ()
    assert "deliver" not in offered(case, town.window)


def test_a_grant_is_revoked_by_somebody_else_with_ground_law_and_reason(town: Town, head: authz.Actor) -> None:
    case = kitchen(town)
    third = granted(town, case)
    assert "revoke" not in offered(case, third)
    act = offered(case, head)["revoke"]
    assert act.is_final and [one.value for one in act.asks[0].options] == ["court", "review", "error"]
    do(case, "revoke", head, because="error", basis="行政许可法第六十九条第一款", reason="审查时漏看了一项条件")
    (one,) = cases.get_case(case, town.founder, now=NOW).standing.revocations
    assert one.reason == "审查时漏看了一项条件" and "第六十九条" in one.basis


def test_a_court_has_it_decided_again_by_somebody_else(town: Town, head: authz.Actor) -> None:
    case = kitchen(town)
    third = granted(town, case)
    do(case, "reopen", head, authority="court", reference="（2026）某01行终1号", reason="适用法律错误")
    assert cases.get_case(case, town.founder, now=NOW).status == "accepted"
    assert "grant" not in offered(case, third)
    fourth = officer("fourth", "market_regulation", "approve", now=NOW)
    assert "grant" in offered(case, fourth)


def test_a_paper_of_somebody_else_is_not_brought(town: Town) -> None:
    case = kitchen(town)
    assert "bring_tolerated" not in offered(case, town.founder)
    file = str(evidence.put(b"%PDF-1.7\n%%EOF\n", "a.pdf", by=town.founder.label, purpose="t", at=NOW))
    told = errors_of(case, "bring_tolerated", town.founder, material="health", evidence=[file])
    assert told == {"material": "cases.ask.not_offered"}
    assert FORM  # the form of the package is of no use here
