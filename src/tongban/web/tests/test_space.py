"""My space: my cases, their clocks, what I am asked for, my licences; never anybody else's."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import PAGES, PDF, City


@pytest.fixture
def founder(city: City) -> Client:
    return city.client_of("founder")


def _text(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, answered
    return answered.content.decode()


def _ask(city: City, case: cases.CaseId) -> None:
    missing = (cases.Missing(item="address", why="请写明楼层和房号。"),)
    cases.ask_supplement(case=case, missing=missing, actor=city.actor(city.window), now=city.now)


def test_an_empty_space_leads_to_the_services(founder: Client) -> None:
    page = _text(founder, "/space/")
    assert "查找事项" in page
    assert "还没有电子证照" in page


def test_every_page_needs_a_log_in(city: City, client: Client) -> None:
    case = city.file()
    for address in ("/space/", "/space/cases/", f"/space/cases/{case}/", "/space/licences/"):
        assert client.get(address)["Location"].startswith("/accounts/login/")


def test_a_submitted_case_waits_for_acceptance(city: City, founder: Client) -> None:
    case = city.file()
    page = _text(founder, f"/space/cases/{case}/")
    assert "等待窗口受理" in page
    assert "撤回申请" in page
    assert str(case) in _text(founder, "/space/cases/")


def test_a_running_case_explains_its_due_day(city: City, founder: Client) -> None:
    city.clock[0] = city.now.replace(month=9, day=24)
    case = city.file()
    city.accept(case)
    city.later(days=4)
    page = _text(founder, f"/space/cases/{case}/")
    assert "已用 1 个工作日，共 2 个工作日，还剩 1 个工作日" in page
    assert "2026年9月29日" in page
    assert "中秋" in page
    assert "合计：已用 1 个工作日，还剩 1 个工作日" in page
    assert "clock-bar__used" in page


def test_a_year_without_calendar_hides_the_clock_but_not_the_case(city: City, founder: Client) -> None:
    case = city.file()
    city.accept(case)
    city.later(days=170)
    page = _text(founder, f"/space/cases/{case}/")
    assert "2027年的放假调休安排" in page
    assert "云汀市税务局" in page
    assert _text(founder, "/space/")


def test_whose_turn_it_is_stands_in_the_timeline(city: City, founder: Client) -> None:
    case = city.file()
    city.accept(case)
    page = _text(founder, f"/space/cases/{case}/")
    assert "timeline__one--now" in page
    assert "云汀市税务局" in page


def test_an_overdue_case_says_so_with_icon_and_word(city: City, founder: Client) -> None:
    case = city.file()
    city.accept(case)
    city.later(days=9)
    assert "超期" in _text(founder, "/space/")
    assert "clock-bar__late" in _text(founder, f"/space/cases/{case}/")


def test_a_finished_case_leads_to_its_licences(city: City, founder: Client) -> None:
    case = city.file()
    city.accept(case)
    city.finish(case)
    page = _text(founder, f"/space/cases/{case}/")
    assert "当天办结" in page
    assert "/space/licences/licence_" in page


def test_what_is_asked_for_is_brought_once_with_everything_kept(city: City, founder: Client) -> None:
    case = city.file()
    _ask(city, case)
    assert "需要您补正材料" in _text(founder, "/space/")
    address = f"/space/cases/{case}/supplement/"
    assert "请写明楼层和房号。" in _text(founder, address)
    everything = {name: value for page in PAGES.values() for name, value in page.items()}
    sent = founder.post(address, {**everything, "address": "临江区汀兰街道云桥路8号二层201", "send": "1"})
    assert sent["Location"] == f"/space/cases/{case}/"
    assert cases.get_case(case, SYSTEM, now=city.now).status == "submitted"
    assert cases.get_answers(case, SYSTEM)["address"].endswith("二层201")


def test_a_wrong_supplement_keeps_new_files_and_says_where(city: City, founder: Client) -> None:
    case = city.file()
    _ask(city, case)
    everything = {name: value for page in PAGES.values() for name, value in page.items()}
    paper = SimpleUploadedFile("补签.pdf", PDF)
    given = {**everything, "industry_code": "茶", "file.articles_of_association": paper}
    answered = founder.post(f"/space/cases/{case}/supplement/", given)
    page = answered.content.decode()
    assert answered.status_code == 422
    assert 'href="#f-industry_code"' in page
    assert "补签.pdf" in page
    assert 'name="kept.articles_of_association"' in page


def test_a_case_that_wants_nothing_has_no_supplement_page(city: City, founder: Client) -> None:
    case = city.file()
    assert founder.get(f"/space/cases/{case}/supplement/")["Location"] == f"/space/cases/{case}/"


def test_withdrawing_is_asked_once_more(city: City, founder: Client) -> None:
    case = city.file()
    assert "撤回后各部门停止办理" in _text(founder, f"/space/cases/{case}/withdraw/")
    founder.post(f"/space/cases/{case}/withdraw/", {"reason": "计划有变"})
    assert cases.get_case(case, SYSTEM, now=city.now).status == "withdrawn"
    assert founder.post(f"/space/cases/{case}/withdraw/", {}).status_code == 422


def test_a_refused_case_says_why(city: City, founder: Client) -> None:
    case = city.file()
    actor = city.actor(city.window)
    cases.refuse(case=case, reason="名称不符合规定", where="向临江区窗口申请", actor=actor, now=city.now)
    page = _text(founder, f"/space/cases/{case}/")
    assert "不予受理：名称不符合规定" in page
    assert "向临江区窗口申请" in page


def test_cases_are_filtered_by_state_and_number(city: City, founder: Client) -> None:
    case = city.file()
    number = cases.get_case(case, SYSTEM, now=city.now).number
    assert number in _text(founder, f"/space/cases/?number={number}")
    assert number in _text(founder, "/space/cases/?state=running")
    assert number not in _text(founder, "/space/cases/?state=ended")


def test_a_broken_cursor_is_refused_with_a_page(founder: Client) -> None:
    answered = founder.get("/space/cases/?cursor=broken")
    assert answered.status_code in (404, 422)
    assert "没有任何内容被更改" in answered.content.decode()


@pytest.mark.parametrize("place", ["", "sent/", "supplement/", "withdraw/"])
def test_other_peoples_cases_do_not_exist(city: City, place: str) -> None:
    case = city.file()
    assert city.client_of("stranger").get(f"/space/cases/{case}/{place}").status_code == 404
    assert city.client_of("window").get(f"/space/cases/{case}/{place}").status_code == 404
    assert city.client_of("founder").get(f"/space/cases/nonsense/{place}").status_code == 404


def test_licences_are_shown_downloaded_and_verified(city: City, founder: Client) -> None:
    case = city.file()
    city.accept(case)
    city.finish(case)
    found = licences.list_by_case(str(case), actor=SYSTEM, now=city.now)[0]
    assert "云汀市禾岚茶业有限公司" in _text(founder, "/space/licences/")
    page = _text(founder, f"/space/licences/{found.id}/")
    assert f"/verify/{found.token}/" in page
    pdf = founder.get(f"/space/licences/{found.id}/certificate.pdf?save=1")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"].startswith("attachment")
    assert pdf.content.startswith(b"%PDF")


def test_other_peoples_licences_do_not_exist(city: City) -> None:
    case = city.file()
    city.accept(case)
    city.finish(case)
    found = licences.list_by_case(str(case), actor=SYSTEM, now=city.now)[0]
    stranger = city.client_of("stranger")
    assert stranger.get(f"/space/licences/{found.id}/").status_code == 404
    assert stranger.get(f"/space/licences/{found.id}/certificate.pdf").status_code == 404
    assert stranger.get("/space/licences/nonsense/").status_code == 404


def test_a_paper_handed_in_is_given_back_to_its_owner_only(city: City, founder: Client) -> None:
    case = city.file()
    page = _text(founder, f"/space/cases/{case}/")
    address = page[page.index(f"/space/cases/{case}/files/") :].split('"')[0]
    assert founder.get(address).content == PDF
    assert founder.get(address)["Content-Disposition"].startswith("attachment")
    assert city.client_of("stranger").get(address).status_code == 404
    assert founder.get(f"/space/cases/{case}/files/evidence_x/").status_code == 404


def test_a_wrong_known_fact_has_a_way_to_be_mended(founder: Client) -> None:
    assert "任一政务服务窗口" in _text(founder, "/space/known-facts/")


def test_all_pages_speak_english(city: City, founder: Client) -> None:
    case = city.file()
    city.accept(case)
    founder.cookies["django_language"] = "en"
    page = _text(founder, f"/space/cases/{case}/")
    assert "0 working days used of 2 working days, 2 working days left" in page
    assert "web." not in page.replace("tongban.web", "")


def test_staff_are_led_to_where_their_duties_lie(city: City) -> None:
    page = _text(city.client_of("window"), "/")
    assert "工作台" in page
    assert "我的空间" not in page.split("</nav>")[0]
    assert "工作台" not in _text(city.client_of("founder"), "/")


def test_time_is_the_sandboxs(city: City, founder: Client) -> None:
    case = city.file()
    city.accept(case)
    city.later(days=1)
    assert city.now - timedelta(days=1) < city.now
    assert "已用 1 个工作日" in _text(founder, f"/space/cases/{case}/")
