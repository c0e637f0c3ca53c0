"""The monthly report as a page and as a paper, for the reform office."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.test import Client

from tongban.domains.reform import api as reform_domain
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import City

PLAN = Path(__file__).resolve().parents[5] / "packs" / "demo" / "plans" / "yunting-2025.txt"
PAGE, PAPER = "/governance/monthly/", "/governance/monthly.docx"


@pytest.fixture
def plan(city: City) -> None:
    reform_domain.import_plan(reform_domain.read_plan(PLAN), region="990100", actor=SYSTEM, now=city.now)


@pytest.mark.usefixtures("plan")
def test_page_and_paper_say_the_same(reform: Client) -> None:
    page = reform.get(PAGE).content.decode()
    file = reform.get(PAPER, {"signer": "云汀市营商办", "number": "云汀营商办(2026)12号"})
    assert file.status_code == 200
    lines = [line.text for line in docx.Document(BytesIO(file.content)).paragraphs]
    assert "云汀营商办〔2026〕12号" in lines
    (told,) = [line for line in lines if line.startswith("台账共有举措")]
    assert told in page
    assert "台账共有举措0项" not in page


@pytest.mark.usefixtures("plan")
def test_a_wrong_number_is_told_beside_its_field(reform: Client) -> None:
    answer = reform.get(PAPER, {"signer": "云汀市营商办", "number": "12号"})
    assert answer.status_code == 422
    assert 'href="#f-number"' in answer.content.decode()


def test_an_empty_ledger_and_a_month_to_come(reform: Client) -> None:
    assert "台账中还没有举措" in reform.get(PAGE).content.decode()
    assert reform.get(PAGE, {"month": "2999-01"}).status_code == 422


@pytest.mark.usefixtures("city")
def test_english_speaks_english(reform: Client) -> None:
    reform.cookies["django_language"] = "en"
    assert "No measure is in the ledger yet" in reform.get(PAGE).content.decode()
