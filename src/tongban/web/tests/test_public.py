"""The public site: everybody, no log-in, no JavaScript."""

import re

import pytest
from django.conf import settings
from django.test import Client

from tongban.domains.licences import api as licences
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import City

GUIDE = "/guides/package/company_setup/"


def _text(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, answered
    return answered.content.decode()


def test_the_front_page_offers_search_packages_and_services(city: City, client: Client) -> None:
    page = _text(client, "/")
    assert 'role="search"' in page
    assert "开办企业" in page
    assert "承诺 2 个工作日" in page
    assert page.count("<h1") == 1


def test_search_finds_parts_of_words_and_says_what_kind(city: City, client: Client) -> None:
    page = _text(client, "/services/?q=开办")
    assert "一件事" in page
    assert "公章刻制" not in page


def test_nothing_found_leads_on(city: City, client: Client) -> None:
    page = _text(client, "/services/?q=火箭发射")
    assert "没有找到与“火箭发射”有关的事项" in page
    assert "查看全部事项" in page


def test_a_query_is_never_markup(city: City, client: Client) -> None:
    assert "<b>x</b>" not in _text(client, "/services/?q=<b>x</b>")


def test_a_case_number_is_recognised(city: City, client: Client) -> None:
    assert "/space/cases/?number=99010020260921000001" in _text(client, "/services/?q=99010020260921000001")


def test_suggestions_are_a_fragment_with_kinds(city: City, client: Client) -> None:
    page = _text(client, "/services/suggest/?q=企业")
    assert "<html" not in page
    assert GUIDE in page


def test_the_guide_has_the_four_facts_and_everything_else(city: City, client: Client) -> None:
    page = _text(client, GUIDE)
    for wanted in (
        "承诺时限",
        "法定时限",
        "跑动次数",
        "收费",
        "需要的材料",
        "怎么办",
        "法律依据",
        "常见问题",
        "免提交",
        "开始办理",
    ):
        assert wanted in page
    assert "云汀市税务局" in page


def test_the_guide_speaks_english(city: City, client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = _text(client, GUIDE)
    assert '<html lang="en"' in page
    assert "2 working days" in page
    assert re.search(r"<h1>Set up a company</h1>", page)


def test_a_guide_of_the_wrong_kind_or_of_nothing_is_not_found(city: City, client: Client) -> None:
    assert client.get("/guides/service/company_setup/").status_code == 404
    assert client.get("/guides/package/nothing_here/").status_code == 404


def test_the_chosen_region_is_remembered(city: City, client: Client) -> None:
    page = _text(client, "/regions/?next=/services/")
    assert "临江区" in page
    chosen = client.post("/regions/", {"region": "990102", "next": "/services/"})
    assert chosen["Location"] == "/services/"
    assert "临江区" in _text(client, "/services/")


@pytest.mark.parametrize("code", ["000000", "99010", "9901000", "\0" * 6, ""])
def test_an_unknown_region_changes_nothing(city: City, client: Client, code: str) -> None:
    chosen = client.post("/regions/", {"region": code})
    assert chosen.status_code == 302
    assert "tongban_region" not in chosen.cookies
    assert "云汀市" in _text(client, "/")


@pytest.fixture
def licence(city: City) -> licences.LicenceView:
    case = city.file()
    city.accept(case)
    city.finish(case)
    found = licences.list_by_case(str(case), actor=SYSTEM, now=city.now)
    return next(one for one in found if one.type_id == "business_licence")


def test_whoever_scans_the_code_learns_the_state(licence: licences.LicenceView, client: Client) -> None:
    page = _text(client, f"/verify/{licence.token}/")
    assert "这张证照真实，目前有效。" in page
    assert "云汀市禾岚茶业有限公司" in page


def test_identifier_and_holder_must_both_match(licence: licences.LicenceView, client: Client) -> None:
    given = {"identifier": licence.identifier, "holder": licence.holder_name}
    assert "目前有效" in client.post("/verify/", given).content.decode()
    assert "查无此证" in client.post("/verify/", {**given, "holder": "云汀市别家有限公司"}).content.decode()


def test_a_revoked_licence_says_so_in_words(city: City, licence: licences.LicenceView, client: Client) -> None:
    city.later(days=1)
    officer = city.actor(city.approver)
    licences.revoke(licence=licence.id, reason="骗取登记", basis="条例第四十条", actor=officer, now=city.now)
    page = _text(client, f"/verify/{licence.token}/")
    assert "已撤销" in page
    assert "不能再使用" in page


def test_an_unknown_code_is_an_answer(city: City, client: Client) -> None:
    assert "查无此证" in _text(client, "/verify/nothing-of-the-kind/")


def test_guessing_is_slowed_down(city: City, client: Client) -> None:
    given = {"identifier": "1.2.156.3005.2.x", "holder": "某某"}
    answers = [client.post("/verify/", given).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_readers_behind_a_proxy_of_ours_are_counted_apart(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 1)
    given = {"identifier": "1.2.156.3005.2.x", "holder": "某某"}
    ask = [client.post("/verify/", given, headers={"x-forwarded-for": "198.51.100.1"}).status_code for _ in range(21)]
    assert ask[-1] == 429
    assert client.post("/verify/", given, headers={"x-forwarded-for": "198.51.100.2"}).status_code == 200


def test_missing_answers_of_the_verify_form_are_told_at_their_fields(db: None, client: Client) -> None:
    answered = client.post("/verify/", {"identifier": "", "holder": ""})
    page = answered.content.decode()
    assert answered.status_code == 422
    assert 'href="#f-identifier"' in page
    assert 'href="#f-holder"' in page


def test_a_first_load_is_small_and_asks_no_other_host(city: City, client: Client) -> None:
    page = client.get("/").content
    assert len(page) < 60_000
    assert not re.search(rb'(src|href|action)="(https?:)?//', page)


# how far a case is ----------------------------------------------------------------------------------------------------


def test_whoever_holds_the_notice_sees_how_far_it_is_and_nobodys_name(city: City, client: Client) -> None:
    case = city.file()
    before = _text(client, f"/progress/{case}/")
    assert "99010020260921000001" in before and "开办企业" in before and "等待窗口受理" in before
    city.accept(case)
    after = _text(client, f"/progress/{case}/")
    assert "云汀市市场监督管理局" in after and "企业设立登记" in after and "办理中" in after
    for private in ("林甲子", "禾岚", "19900009999", "云桥路"):
        assert private not in before and private not in after


@pytest.mark.parametrize("code", ["case_00000000-0000-4000-8000-000000000000", "99010020260921000001", "x"])
def test_a_code_that_is_none_says_so(city: City, client: Client, code: str) -> None:
    answer = client.get(f"/progress/{code}/")
    assert answer.status_code == 404 and "没有找到这个办件" in answer.content.decode()
