"""Officers at the desk: their list, a case, every act, and what they may not do."""

from typing import Any

import pytest
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel import outbox
from tongban.kernel.actors import SYSTEM
from tongban.web.desk import inbox
from tongban.web.tests.conftest import PDF, City, _seat, _staff

REVIEW = {"act": "complete", "track": "business_licence", "step": "review"}
GRANT = {"act": "grant", "track": "business_licence", "step": "approve"}


def _url(case: cases.CaseId) -> str:
    return f"/desk/cases/{case}/"


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _status(case: cases.CaseId, city: City) -> str:
    return cases.get_case(case, SYSTEM, now=city.now).status


def _reviewed(city: City) -> cases.CaseId:
    case = city.file()
    city.accept(case)
    cases.complete_step(
        case=case,
        track="business_licence",
        step="review",
        opinion="材料齐全",
        actor=city.actor(city.reviewer),
        now=city.now,
    )
    return case


# who may come in ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/desk/", "/desk/search/"])
def test_a_stranger_is_asked_to_log_in(client: Client, url: str) -> None:
    assert client.get(url)["Location"].endswith(f"?next={url}")


def test_an_applicant_has_no_desk_not_even_for_the_own_case(city: City) -> None:
    case = city.file()
    client = city.client_of("founder")
    for url in ("/desk/", "/desk/search/", _url(case), _url(case) + "supplement/"):
        assert client.get(url).status_code == 403


def test_an_officer_of_another_agency_finds_no_case_before_it_is_accepted(city: City) -> None:
    case = city.file()
    assert city.client_of("reviewer").get(_url(case)).status_code == 404
    assert city.client_of("reviewer").get("/desk/cases/nonsense/").status_code == 404


# the list ----------------------------------------------------------------------------------------------------------


def test_the_inbox_shows_what_falls_to_the_reader(city: City) -> None:
    case = city.file()
    window = _text(city.client_of("window"), "/desk/")
    assert _url(case) in window
    assert "收件受理" in window
    assert _url(case) not in _text(city.client_of("reviewer"), "/desk/")


def test_an_empty_inbox_says_that_all_is_done(city: City) -> None:
    assert "都办完了" in _text(city.client_of("window"), "/desk/")


def test_the_counts_by_state_lead_to_their_lists(city: City) -> None:
    case = city.file()
    city.accept(case)
    city.later(days=14)
    client = city.client_of("reviewer")
    assert 'href="?colour=late"' in _text(client, "/desk/")
    late = _text(client, "/desk/?colour=late")
    assert "超期" in late
    assert "已超" in late
    assert "没有符合条件的待办" in _text(client, "/desk/?colour=normal")


def test_the_filters_stand_in_the_address_and_come_back_with_the_case(city: City) -> None:
    city.accept(city.file())
    client = city.client_of("reviewer")
    page = _text(client, "/desk/?item=tax&text=林")
    assert 'value="林"' in page
    narrowed = _text(client, "/desk/?item=business_licence")
    assert narrowed.count("data-row") == 1
    assert "?inbox=item%3Dbusiness_licence&amp;track=business_licence" in narrowed


def test_what_an_address_says_that_is_not_known_is_not_said(city: City) -> None:
    city.file()
    assert _text(city.client_of("window"), "/desk/?colour=pink&duty=king").count("data-row") == 1
    assert city.client_of("window").get("/desk/?cursor=xx").status_code in (404, 422)


def test_a_paused_case_is_found_among_the_paused(city: City) -> None:
    case = city.file()
    cases.ask_supplement(
        case=case, missing=(cases.Missing("address", "不全"),), actor=city.actor(city.window), now=city.now
    )
    client = city.client_of("window")
    assert _url(case) not in _text(client, "/desk/")
    assert _url(case) in _text(client, "/desk/?colour=paused")


def test_a_long_inbox_is_read_on_by_its_cursor(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.web.desk.inbox.PER_PAGE", 2)
    city.accept(city.file())
    client = city.client_of("reviewer")
    first = client.get("/desk/")
    following = client.get("/desk/" + first.context["next_url"])
    shown = [line.url for page in (first, following) for line in page.context["lines"]]
    assert len(set(shown)) == 4


# finding -----------------------------------------------------------------------------------------------------------


def test_a_whole_number_leads_to_its_case(city: City) -> None:
    case = city.file()
    number = cases.get_case(case, SYSTEM, now=city.now).number
    client = city.client_of("window")
    assert client.get(f"/desk/search/?text={number}")["Location"] == _url(case)
    assert number in _text(client, f"/desk/search/?text={number[:10]}")
    assert "没有找到办件" in _text(client, "/desk/search/?text=没有这样的")


# a case ------------------------------------------------------------------------------------------------------------


def test_the_case_shows_facts_papers_clocks_and_only_lawful_acts(city: City) -> None:
    case = city.file()
    window = _text(city.client_of("window"), _url(case))
    assert "云汀市禾岚茶业有限公司" in window
    assert "章程.pdf" in window
    assert "免提交" in window
    assert "受理后即开始计时" in window
    city.accept(case)
    reviewer = _text(city.client_of("reviewer"), _url(case) + "?track=business_licence")
    assert "为什么是这一天" in reviewer
    assert 'value="complete"' in reviewer
    assert 'value="grant"' not in reviewer
    assert 'value="accept"' not in reviewer


def test_a_paper_is_shown_in_place_to_those_who_handle_the_case_only(city: City) -> None:
    case = city.file()
    paper = cases.get_case(case, SYSTEM, now=city.now).materials[0].files[0]
    url = f"{_url(case)}papers/{paper}/"
    shown = city.client_of("window").get(url)
    assert shown.content == PDF
    assert shown["Content-Type"] == "application/pdf"
    assert shown["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert city.client_of("window").get(url + "?save=1")["Content-Disposition"].startswith("attachment")
    assert city.client_of("reviewer").get(url).status_code == 404
    assert city.client_of("founder").get(url).status_code == 403


def test_a_paper_of_another_case_is_not_there(city: City) -> None:
    case, other = city.file(), city.file()
    paper = cases.get_case(other, SYSTEM, now=city.now).materials[0].files[0]
    assert city.client_of("window").get(f"{_url(case)}papers/{paper}/").status_code == 404


def test_a_supervisor_sees_how_it_goes_but_not_what_was_written(city: City) -> None:
    case = city.file()
    _supervisor()
    client = city.client_of("supervisor")
    page = _text(client, _url(case))
    assert "只向经办人员开放" in page
    assert "云汀市禾岚茶业有限公司" not in page
    assert "您的岗位没有办件环节" in _text(client, "/desk/")


def _supervisor() -> None:
    _seat(_staff("supervisor"), "service_centre", "supervise")


# acting ------------------------------------------------------------------------------------------------------------


def _act(client: Client, case: cases.CaseId, **sent: str) -> Any:
    return client.post(_url(case), sent)


def test_accepting_starts_the_clocks_and_says_so(city: City) -> None:
    case = city.file()
    client = city.client_of("window")
    answer = _act(client, case, act="accept")
    assert answer["Location"] == _url(case)
    assert "已受理" in _text(client, _url(case))
    assert _status(case, city) == "accepted"


def test_the_next_of_the_list_is_offered(city: City) -> None:
    first, second = city.file(), city.file()
    city.accept(first)
    assert _url(second) in _text(city.client_of("window"), _url(first))


def test_refusing_asks_for_reason_and_place_then_once_more(city: City) -> None:
    case = city.file()
    client = city.client_of("window")
    blank = _act(client, case, act="refuse", **{"reason.refuse": "不属于本机关职权"})
    page = blank.content.decode()
    assert blank.status_code == 422
    assert "不属于本机关职权" in page
    assert 'href="#f-where-refuse"' in page
    said = {"act": "refuse", "reason.refuse": "不属于本机关职权", "where.refuse": "请到青崖区窗口"}
    asked = client.post(_url(case), said)
    assert asked.status_code == 200
    assert "请确认" in asked.content.decode()
    assert _status(case, city) == "submitted"
    back = client.post(_url(case), {**said, "edit": "1"})
    assert "请到青崖区窗口" in back.content.decode()
    assert client.post(_url(case), {**said, "confirmed": "1"}).status_code == 302
    assert "请到青崖区窗口" in _text(client, _url(case))


def test_completing_a_step_keeps_the_opinion_for_colleagues(city: City) -> None:
    case = city.file()
    city.accept(case)
    client = city.client_of("reviewer")
    sent = {**REVIEW, "opinion.complete.business_licence.review": "材料齐全，符合形式要求。"}
    assert client.post(_url(case), sent).status_code == 302
    assert "材料齐全，符合形式要求。" in _text(city.client_of("approver"), _url(case))


def test_granting_is_confirmed_first(city: City) -> None:
    case = _reviewed(city)
    client = city.client_of("approver")
    assert "请确认" in client.post(_url(case), GRANT).content.decode()
    assert client.post(_url(case), {**GRANT, "confirmed": "1"}).status_code == 302
    track = cases.get_case(case, SYSTEM, now=city.now).tracks[0]
    assert track.decision == "granted"


def test_a_denial_needs_its_reason(city: City) -> None:
    case = _reviewed(city)
    client = city.client_of("approver")
    denial = {**GRANT, "act": "deny"}
    assert client.post(_url(case), {**denial, "confirmed": "1"}).status_code == 422
    reason = {"reason.deny.business_licence.approve": "住所不能用于经营。"}
    assert client.post(_url(case), {**denial, **reason, "confirmed": "1"}).status_code == 302
    assert "住所不能用于经营。" in _text(client, _url(case))


def test_who_prepared_the_item_is_told_why_another_must_decide(city: City) -> None:
    _seat(city.reviewer, "market_regulation", "approve")
    case = _reviewed(city)
    page = _text(city.client_of("reviewer"), _url(case))
    assert "审批应由另一位工作人员作出" in page
    answer = city.client_of("reviewer").post(_url(case), {**GRANT, "confirmed": "1"})
    assert answer.status_code == 422
    assert "审批应由另一位工作人员作出" in answer.content.decode()


def test_who_comes_second_is_told_who_was_faster_and_keeps_the_words(city: City) -> None:
    case = _reviewed(city)
    sent = {**REVIEW, "opinion.complete.business_licence.review": "我写了很久的意见"}
    answer = city.client_of("reviewer").post(_url(case), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "同事先办了一步" in page
    assert "reviewer已于" in page
    assert "我写了很久的意见" in page
    city.later(hours=1)
    again = _act(city.client_of("window"), case, act="accept")
    assert again.status_code == 409


def test_who_has_no_post_for_an_act_is_refused(city: City) -> None:
    case = city.file()
    city.accept(case)
    answer = city.client_of("approver").post(_url(case), REVIEW)
    assert answer.status_code == 403
    assert city.client_of("window").post(_url(case), {"act": "explode"}).status_code == 400


def test_a_day_without_calendar_is_told_and_nothing_is_written(city: City) -> None:
    city.later(days=101)
    case = city.file()
    answer = _act(city.client_of("window"), case, act="accept")
    assert answer.status_code == 422
    assert "放假调休安排" in answer.content.decode()
    assert _status(case, city) == "submitted"


# asking once -------------------------------------------------------------------------------------------------------


def test_everything_missing_is_told_once(city: City) -> None:
    case = city.file()
    client = city.client_of("window")
    url = _url(case) + "supplement/"
    page = _text(client, url)
    assert "只能告知一次" in page
    sent = {
        "item": ["m.articles_of_association"],
        "why.m.articles_of_association": "缺少盖章页",
        "why.f.premises.address": "写到室号",
    }
    assert client.post(url, sent)["Location"] == _url(case)
    missing = cases.get_case(case, SYSTEM, now=city.now).missing
    asked = [("articles_of_association", "缺少盖章页"), ("address", "写到室号")]
    assert [(one.item, one.why) for one in missing] == asked
    assert client.get(url)["Location"] == _url(case)
    assert client.post(url, sent).status_code == 422


def test_a_tick_without_a_reason_is_told_at_its_row_and_nothing_is_lost(city: City) -> None:
    case = city.file()
    client = city.client_of("window")
    sent = {"item": ["f.premises.address"], "why.f.people.contact_phone": "号码少一位"}
    answer = client.post(_url(case) + "supplement/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#why-f.premises.address"' in page
    assert "号码少一位" in page
    nothing = client.post(_url(case) + "supplement/", {})
    assert nothing.status_code == 422
    assert "请逐项写明缺少什么" in nothing.content.decode()


def test_only_the_window_asks(city: City) -> None:
    case = city.file()
    city.accept(case)
    assert city.client_of("reviewer").get(_url(case) + "supplement/").status_code == 403


def test_the_pages_speak_english(city: City) -> None:
    case = city.file()
    client = city.client_of("window")
    client.post("/preferences/", {"language": "en", "next": "/"})
    assert "What you can do" in _text(client, _url(case))
    assert "working days left" in _text(client, "/desk/")


# several at once ---------------------------------------------------------------------------------------------------


def _picks(*cases_: cases.CaseId, place: str = "/") -> list[str]:
    return [f"{case}/{place}" for case in cases_]


def test_several_are_accepted_at_once_after_a_look_and_a_yes(city: City) -> None:
    first, second = city.file(), city.file()
    client = city.client_of("window")
    chosen = {"act": "accept", "pick": _picks(first, second)}
    asked = client.post("/desk/bulk/", chosen)
    page = asked.content.decode()
    assert asked.status_code == 200 and "受理 2 件" in page and "受理后即开始计时" in page
    assert _status(first, city) == "submitted"
    done = client.post("/desk/bulk/", {**chosen, "confirmed": "1"}).content.decode()
    assert "已办 2 件" in done
    assert [_status(one, city) for one in (first, second)] == ["accepted", "accepted"]


def test_one_opinion_completes_several_steps_and_every_refusal_is_listed(city: City) -> None:
    first, second, third = city.file(), city.file(), city.file()
    for case in (first, second, third):
        city.accept(case)
    client = city.client_of("reviewer")
    place = "business_licence/review"
    chosen = {"act": "complete", "pick": [*_picks(first, second, third, place=place), "nonsense//"]}
    assert "审核意见" in client.post("/desk/bulk/", chosen).content.decode()
    cases.withdraw(case=third, actor=city.actor(city.founder), now=city.now)
    said = {**chosen, "confirmed": "1", "opinion.bulk": "批量核对无误"}
    done = client.post("/desk/bulk/", said).content.decode()
    assert "已办 2 件" in done and "有 1 件没有办成" in done
    for case in (first, second):
        assert "批量核对无误" in _text(city.client_of("approver"), _url(case))
    again = client.post("/desk/bulk/", said).content.decode()
    assert "有 3 件不能这样办" in again or "有 3 件没有办成" in again


def test_nothing_chosen_is_said_and_other_acts_are_not_taken_in_bulk(city: City) -> None:
    client = city.client_of("window")
    assert "请先在待办里勾选" in client.post("/desk/bulk/", {"act": "accept"}).content.decode()
    assert client.post("/desk/bulk/", {"act": "deny", "pick": []}).status_code == 400
    assert client.get("/desk/bulk/")["Location"] == "/desk/"
    case = city.file()
    stranger = city.client_of("reviewer").post("/desk/bulk/", {"act": "accept", "pick": _picks(case), "confirmed": "1"})
    assert stranger.status_code == 422 and _status(case, city) == "submitted"


# what stands still -------------------------------------------------------------------------------------------------


def _market(city: City) -> cases.CaseId:
    """An accepted application of the founder for the item whose clock experts may stop."""
    founder = city.actor(city.founder)
    case = cases.submit(
        procedure="night_market_permit",
        region="990100",
        subject=registry.list_subjects(city.founder)[0].id,
        form={"place": "云桥夜市", "stalls": 60},
        actor=founder,
        now=city.now,
    )
    city.accept(case)
    return case


EXPERTS = {"act": "start_special", "track": "night_market_permit", "step": ""}
ASKED = {
    "kind.start_special.night_market_permit": "expert_review",
    "reason.start_special.night_market_permit": "通道窄，需要专家评审",
}


def test_a_special_procedure_is_confirmed_told_and_hatched(city: City) -> None:
    case = _market(city)
    officer, founder = city.client_of("reviewer"), city.client_of("founder")
    card = _text(officer, _url(case))
    assert "特别程序与延期" in card and "现场核查（照常计时）" in card and "第四十五条" in card
    blank = officer.post(_url(case), EXPERTS)
    assert blank.status_code == 422
    assert 'href="#f-kind-start_special-night_market_permit"' in blank.content.decode()
    asked = officer.post(_url(case), {**EXPERTS, **ASKED}).content.decode()
    assert "请确认" in asked and "专家评审" in asked and "通道窄，需要专家评审" in asked
    assert officer.post(_url(case), {**EXPERTS, **ASKED, "confirmed": "1"}).status_code == 302
    city.later(days=5)
    for page in (_text(officer, _url(case)), _text(founder, f"/space/cases/{case}/")):
        assert "正在专家评审，期间停止计时" in page and "通道窄，需要专家评审" in page
        assert "clock-bar__paused" in page and "clock-paused" in page
    inbox = _text(officer, "/desk/")
    assert "暂停：专家评审" in inbox
    founder.post("/preferences/", {"language": "en", "next": "/"})
    assert "the clock stands still" in _text(founder, f"/space/cases/{case}/")


def test_more_time_is_asked_at_one_desk_and_decided_at_the_heads(city: City) -> None:
    _seat(_staff("head"), "market_regulation", "lead")
    case = _market(city)
    ask = {"act": "ask_extension", "track": "night_market_permit", "step": ""}
    said = {"reason.ask_extension.night_market_permit": "方案还要修改一次"}
    assert city.client_of("reviewer").post(_url(case), {**ask, **said}).status_code == 302
    head = city.client_of("head")
    assert _url(case) in _text(head, "/desk/")
    page = _text(head, _url(case))
    assert "方案还要修改一次" in page and "批准延长" in page and "10个工作日" in page
    assert "方案还要修改一次" not in _text(city.client_of("founder"), f"/space/cases/{case}/")
    grant = {"act": "grant_extension", "track": "night_market_permit", "step": ""}
    why = {"reason.grant_extension.night_market_permit": "安全方案需要复核"}
    assert head.post(_url(case), {**grant, **why, "confirmed": "1"}).status_code == 302
    told = _text(city.client_of("founder"), f"/space/cases/{case}/")
    assert "期限延长10个工作日" in told and "安全方案需要复核" in told


def test_what_is_no_step_is_listed_above_the_inbox(city: City) -> None:
    case = _market(city)
    reviewer = city.actor(city.reviewer)
    said = {"kind": "expert_review", "reason": "通道窄"}
    cases.perform(case=case, act="start_special", values=said, actor=reviewer, now=city.now)
    outbox.deliver(now=city.now)
    page = _text(city.client_of("reviewer"), "/desk/")
    assert "还要办的事（1）" in page and "专家评审正在进行" in page
    assert "还要办的事" not in _text(city.client_of("window"), "/desk/")


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        ((1, 2, 3), {"late": "1", "near": "2", "normal": "3", "": "6"}),
        ((1, 2, 0), {"late": "1", "near": "2", "normal": "0", "": "3"}),
    ],
)
def test_counts_are_told_as_they_are(counted: tuple[int, int, int], told: dict[str, str]) -> None:
    assert inbox.counts(_box(counted, whole=True)) == told


@pytest.mark.parametrize(
    ("counted", "told"),
    [
        ((1, 2, 9), {"late": "1", "near": "2", "normal": "9+", "": "12+"}),
        ((1, 9, 0), {"late": "1", "near": "9+", "normal": "0+", "": "10+"}),
        ((9, 0, 0), {"late": "9+", "near": "0+", "normal": "0+", "": "9+"}),
    ],
)
def test_where_counting_stopped_there_are_more(counted: tuple[int, int, int], told: dict[str, str]) -> None:
    assert inbox.counts(_box(counted, whole=False)) == told


def _box(counted: tuple[int, int, int], *, whole: bool) -> cases.Inbox:
    colours = dict(zip(("late", "near", "normal"), counted, strict=True))
    return cases.Inbox((), sum(counted), colours, {}, whole, None)
