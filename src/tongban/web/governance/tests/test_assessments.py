"""Assessment as pages: previewed and published by the office, read by everybody, appealed by units."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from tongban.domains.reform import api as reform_domain
from tongban.domains.reform.assessment import api as assessment
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import City

PLAN = Path(__file__).resolve().parents[5] / "packs" / "demo" / "plans" / "yunting-2025.txt"
LIST, PREVIEW = "/governance/assessments/", "/governance/assessments/preview/"


@pytest.fixture
def period(city: City) -> dict[str, str]:
    reform_domain.import_plan(reform_domain.read_plan(PLAN), region="990100", actor=SYSTEM, now=city.now)
    last = (city.now - timedelta(days=1)).date()
    return {"rule": "yunting_reform", "first": last.replace(month=1, day=1).isoformat(), "last": last.isoformat()}


def test_preview_publish_and_the_public_page(reform: Client, period: dict[str, str]) -> None:
    assert "试算，未公布" in reform.get(PREVIEW, period).content.decode()
    assert "还没有公布考核结果" in Client().get(LIST).content.decode()
    made = reform.post(PREVIEW, period)
    assert made.status_code == 302
    public = Client().get(made["Location"])
    assert public.status_code == 200
    (view,) = assessment.list_assessments("990100")
    for unit in assessment.get_assessment(view.id).units:
        assert unit.unit in public.content.decode()
    assert "提出申诉" not in public.content.decode()
    assert reform.post(PREVIEW, period).status_code == 422  # once for a period


def test_what_cannot_be_previewed_is_told(reform: Client, period: dict[str, str]) -> None:
    assert reform.get(PREVIEW, {**period, "rule": "none"}).status_code == 422
    assert reform.get(PREVIEW, {**period, "first": "x"}).status_code == 422
    assert Client().get(PREVIEW, period).status_code == 302


@pytest.mark.django_db
def test_a_made_up_address_is_not_found() -> None:
    assert Client().get(f"{LIST}assessment_nothing/").status_code == 404
