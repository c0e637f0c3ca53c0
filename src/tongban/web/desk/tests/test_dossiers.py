"""An officer's way to a dossier: found by name, opened with a purpose that its subject reads, as of a day, on paper."""

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from tongban.domains.registry import api as registry
from tongban.web.tests.conftest import City

NAME, PURPOSE = "云汀市禾岚茶业有限公司", "核查经营资格"
PAGE = "/desk/dossiers/"


@pytest.fixture
def company(city: City) -> registry.SubjectView:
    """The company that the founder has set up, with its licences."""
    case = city.file()
    city.accept(case)
    city.finish(case)
    return next(one for one in registry.list_subjects(city.founder, on=city.now.date()) if one.kind == "enterprise")


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:500]
    text: str = answer.content.decode()
    return text


def open_dossier(officer: Client, company: registry.SubjectView) -> str:
    answer = officer.post(PAGE, {"text": NAME, "subject": str(company.id), "purpose": PURPOSE})
    assert answer.status_code == 302
    return str(answer["Location"])


def test_it_is_found_by_the_beginning_of_a_name_or_the_whole_code(city: City, company: registry.SubjectView) -> None:
    officer = city.client_of("reviewer")
    code = registry.get_enterprise(company.id).credit_code
    for typed in (NAME[:5], f" {code.lower()} "):
        page = text_of(officer.post(PAGE, {"text": typed}))
        assert NAME in page and f'value="{company.id}"' in page
    assert NAME not in text_of(officer.post(PAGE, {"text": code[:-2]}))
    assert city.client_of("founder").get(PAGE).status_code == 403


def test_without_a_purpose_it_stays_shut(city: City, company: registry.SubjectView) -> None:
    officer = city.client_of("reviewer")
    page = text_of(officer.post(PAGE, {"text": NAME, "subject": str(company.id), "purpose": " "}), 422)
    assert 'href="#f-purpose"' in page and 'id="f-purpose-error"' in page and NAME in page
    none = "look_00000000-0000-4000-8000-000000000000"
    assert officer.get(f"{PAGE}{none}/{company.id}/").status_code == 404


def test_it_is_shown_as_of_a_day_and_its_subject_reads_who_looked(city: City, company: registry.SubjectView) -> None:
    officer = city.client_of("reviewer")
    opened = open_dossier(officer, company)
    page = text_of(officer.get(opened))
    assert "营业执照</th>" in page
    assert "营业执照</th>" not in text_of(officer.get(f"{opened}?q=没有的"))
    before = text_of(officer.get(f"{opened}?on={city.now.date() - timedelta(days=1)}"))
    assert "营业执照</th>" not in before and f"{city.now.day - 1}日" in before
    later = text_of(officer.get(f"{opened}?on={city.now.date() + timedelta(days=1)}"), 422)
    assert 'href="#on"' in later and "营业执照</th>" in later
    told = text_of(city.client_of("founder").get(f"/space/dossiers/{company.id}/"))
    assert PURPOSE in told


def test_it_is_open_for_the_officer_who_said_why_and_for_that_day_only(
    city: City, company: registry.SubjectView
) -> None:
    opened = open_dossier(city.client_of("reviewer"), company)
    assert city.client_of("approver").get(opened).status_code == 404
    city.later(days=1)
    assert city.client_of("reviewer").get(opened).status_code == 404


def test_it_is_drawn_as_a_pdf_that_anybody_can_check(city: City, company: registry.SubjectView, client: Client) -> None:
    officer = city.client_of("reviewer")
    opened = open_dossier(officer, company)
    answer = officer.post(f"{opened}?on={city.now.date()}", follow=True)
    assert answer["Content-Type"] == "application/pdf" and answer["Content-Disposition"].startswith("inline")
    number = re.search(r"/([0-9A-Z-]+)\.pdf$", answer.redirect_chain[-1][0])
    assert number is not None
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert NAME in text and number[1] in text
    checked = text_of(client.get(f"/verify/dossier/{number[1]}/"))
    assert NAME in checked and "营业执照" in checked
    for other in ("window", "founder"):
        assert city.client_of(other).get(answer.redirect_chain[-1][0]).status_code in (403, 404)
