"""A founder fills in one form, page by page, and sends it once."""

from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import PAGES, PDF, City

START = "/space/apply/company_setup/"


def _begin(city: City) -> Client:
    client = city.client_of("founder")
    subject = registry.list_subjects(city.founder)[0]
    assert client.post(START, {"subject": str(subject.id)})["Location"] == START + "form/company/"
    return client


def _paper(name: str = "章程.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def _fill(client: Client) -> None:
    for page, answers in PAGES.items():
        answered = client.post(f"{START}form/{page}/", {**answers, "next": "1"})
        assert answered.status_code == 302, answered.content.decode()
    sent = client.post(START + "materials/", {"articles_of_association": _paper(), "next": "1"})
    assert sent["Location"] == START + "check/"


@pytest.mark.django_db
def test_a_visitor_is_asked_to_log_in_and_comes_back(client: Client) -> None:
    assert client.get(START)["Location"].endswith("?next=/space/apply/company_setup/")


def test_one_form_leads_to_a_case_with_a_number(city: City) -> None:
    client = _begin(city)
    _fill(client)
    assert "云汀市禾岚茶业有限公司" in client.get(START + "check/").content.decode()
    sent = client.post(START + "check/", {"declare": "true"})
    receipt = client.get(sent["Location"]).content.decode()
    (row,) = cases.list_cases(SYSTEM, now=city.now).rows
    assert row.number in receipt
    assert "2 个工作日" in receipt
    assert cases.list_drafts(city.actor(city.founder), now=city.now) == []


def test_known_facts_are_filled_in_with_their_source(city: City) -> None:
    page = _begin(city).get(START + "form/people/").content.decode()
    assert 'value="林甲子"' in page
    assert "有误？" in page


def test_a_wrong_answer_is_kept_told_at_its_field_and_in_the_summary(city: City) -> None:
    client = _begin(city)
    answered = client.post(START + "form/company/", {**PAGES["company"], "industry_code": "茶", "next": "1"})
    page = answered.content.decode()
    assert answered.status_code == 422
    assert 'href="#f-industry_code"' in page
    assert 'value="茶"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="茶"' in client.get(START + "form/company/").content.decode()


@pytest.mark.parametrize("typed", ["nan", "inf", "1e999", "9" * 5000])
def test_what_no_number_can_be_is_kept_as_typed_and_told(city: City, typed: str) -> None:
    client = _begin(city)
    answered = client.post(START + "form/company/", {**PAGES["company"], "registered_capital_yuan": typed})
    assert answered.status_code == 422
    assert 'href="#f-registered_capital_yuan"' in answered.content.decode()
    assert f'value="{typed}"' in client.get(START + "form/company/").content.decode()


@pytest.mark.parametrize("row", ["²", "9" * 5000, "-1", "x"])
def test_a_line_that_no_form_has_is_passed_over(city: City, row: str) -> None:
    posted = {**PAGES["people"], "sole_shareholder": "false"}
    client = _begin(city)
    client.post(START + "form/people/", posted)
    posted[f"co_shareholders.{row}.name"] = "示例乙"
    answered = client.post(START + "form/people/", urlencode(posted), "application/x-www-form-urlencoded")
    assert answered.status_code in (302, 422)
    assert "示例乙" not in client.get(START + "form/people/").content.decode()


def test_an_answer_that_brings_up_questions_shows_them_without_scolding(city: City) -> None:
    client = _begin(city)
    answered = client.post(START + "form/company/", {**PAGES["company"], "term": "fixed", "next": "1"})
    page = answered.content.decode()
    assert 'name="term_years"' in page
    assert "还有几个问题要填" in page
    assert 'aria-invalid="true"' not in page


def test_shareholders_are_added_and_removed_without_javascript(city: City) -> None:
    client = _begin(city)
    people = {**PAGES["people"], "sole_shareholder": "false"}
    client.post(START + "form/people/", {**people, "next": "1"})
    line = {"co_shareholders.0.name": "何乙丑", "co_shareholders.0.contribution_yuan": "5,000"}
    client.post(START + "form/people/", {**people, **line, "add": "co_shareholders"})
    page = client.get(START + "form/people/").content.decode()
    assert 'name="co_shareholders.1.name"' in page
    assert 'value="5000"' in page
    client.post(START + "form/people/", {**people, **line, "remove": "co_shareholders.1"})
    assert 'name="co_shareholders.1.name"' not in client.get(START + "form/people/").content.decode()


def test_autosave_keeps_what_was_written_and_says_when(city: City) -> None:
    client = _begin(city)
    saved = client.post(START + "form/company/", {"name": "云汀市某"}, headers={"HX-Request": "true"})
    assert "草稿已保存" in saved.content.decode()
    assert 'value="云汀市某"' in client.get(START + "form/company/").content.decode()


def test_autosave_brings_the_questions_again_when_others_come_up(city: City) -> None:
    client = _begin(city)
    saved = client.post(START + "form/company/", {**PAGES["company"], "term": "fixed"}, headers={"HX-Request": "true"})
    assert saved["HX-Retarget"] == "#questions"
    assert 'name="term_years"' in saved.content.decode()


def test_a_refused_file_is_told_at_its_field_and_the_others_stay(city: City) -> None:
    client = _begin(city)
    _fill(client)
    answered = client.post(START + "materials/", {"articles_of_association": _paper("a.exe", b"MZ\x90"), "next": "1"})
    page = answered.content.decode()
    assert answered.status_code == 422
    assert "没有收下" in page
    assert "章程" in page


def test_nothing_is_sent_without_the_declaration(city: City) -> None:
    client = _begin(city)
    _fill(client)
    assert client.post(START + "check/", {}).status_code == 422
    assert cases.list_cases(SYSTEM, now=city.now).rows == ()


def test_an_unfinished_form_is_not_sent_and_says_what_is_missing(city: City) -> None:
    client = _begin(city)
    answered = client.post(START + "check/", {"declare": "true"})
    assert answered.status_code == 422
    assert f"{START}form/premises/?from=check#f-address" in answered.content.decode()
    assert cases.list_cases(SYSTEM, now=city.now).rows == ()


def test_a_second_click_leads_to_the_same_case(city: City) -> None:
    client = _begin(city)
    _fill(client)
    draft = cases.list_drafts(city.actor(city.founder), now=city.now)[0]
    sent = {"declare": "true", "draft": str(draft.id), "subject": str(draft.subject)}
    first = client.post(START + "check/", sent)
    second = client.post(START + "check/", sent)
    assert first["Location"] == second["Location"]
    assert len(cases.list_cases(SYSTEM, now=city.now).rows) == 1


def test_a_draft_can_be_gone_on_with_or_thrown_away(city: City) -> None:
    client = _begin(city)
    assert "继续填写" in client.get(START).content.decode()
    client.post(START + "discard/")
    assert "开始填写" in client.get(START).content.decode()


def test_what_is_not_for_people_of_ones_kind_is_said_kindly(city: City) -> None:
    page = city.client_of("founder").get("/space/apply/seal_engraving/").content.decode()
    assert "您的账号不能办理这个事项" in page


def test_what_is_not_offered_is_not_found(city: City) -> None:
    assert city.client_of("founder").get("/space/apply/nothing_here/").status_code == 404
    assert _begin(city).get(START + "form/nowhere/").status_code == 404
