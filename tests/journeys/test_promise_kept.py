"""From an application to a licence and to the number of the promise: real packs, real commands, no page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytest_django import Settings

from tongban.config import packs as installation
from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import api as licences
from tongban.domains.metrics import api as metrics
from tongban.domains.metrics.models import CaseFact
from tongban.domains.registry import api as registry
from tongban.domains.registry.models import Agency
from tongban.kernel import events, evidence, outbox, packs
from tongban.kernel.actors import ANONYMOUS, SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.identifiers import CitizenId

REGION = "990102"
MONDAY = datetime.fromisoformat("2026-03-02T09:00:00+08:00")


@dataclass
class City:
    """The demo city with a founder, a window and two officers who sit at every agency."""

    founder: Actor
    subject: registry.SubjectId
    window: Actor
    reviewer: Actor
    approver: Actor


@pytest.fixture
def city(db: None, settings: Settings, tmp_path: Path) -> City:
    settings.EVIDENCE_FOLDER = tmp_path
    library = installation.read_library(Path(settings.PACKS_FOLDER))
    packs.install(library)
    before = MONDAY - timedelta(days=60)
    registry.load_packs(library, now=before)
    catalogue.publish(library, actor=SYSTEM, now=before)
    number = str(CitizenId.compose(region="990102", born_on=date(1990, 3, 7), sequence=991))
    account = registry.sign_up(
        username="founder",
        password="quiet-river-41-stone",
        name="林示例",
        citizen_id=number,
        phone="13900000001",
        actor=ANONYMOUS,
        now=before,
    )
    founder = registry.actor_of(account, now=MONDAY)
    subject = registry.list_subjects(account)[0].id
    return City(founder, subject, _staff("window", before), _staff("reviewer", before), _staff("approver", before))


def _staff(name: str, before: datetime) -> Actor:
    account = registry.create_staff(username=name, name="示例", actor=SYSTEM, now=before)
    duty = {"window": "intake", "reviewer": "review", "approver": "approve"}[name]
    for agency in registry.list_agencies(registry.subtree("990100"), on=before.date()):
        post = registry.create_post(
            agency=agency.id, title=Text(zh=name, en=name), duties={duty}, actor=SYSTEM, now=before
        )
        registry.hold_post(account=account, post=post, actor=SYSTEM, now=before)
    return registry.actor_of(account, now=MONDAY)


def answers(story: str) -> dict[str, Any]:
    """The form of a worked example of the demo pack."""
    told: Any = packs.current().view("demo").find("stories", story)
    return dict(told.given.form)


def deliver(now: datetime) -> None:
    while outbox.deliver(now=now):
        pass


def filed(city: City, *, name: str, now: datetime) -> cases.CaseId:
    form = {**answers("company_setup_two_days"), "name": name}
    paper = evidence.put(b"%PDF-1.7\n%%EOF\n", "articles.pdf", by=city.founder.label, purpose="application", at=now)
    case = cases.submit(
        procedure="company_setup",
        region=REGION,
        subject=city.subject,
        form=form,
        materials=(cases.MaterialIn("articles_of_association", (str(paper),)),),
        actor=city.founder,
        now=now,
    )
    cases.accept(case=case, actor=city.window, now=now)
    return case


def finish(city: City, case: cases.CaseId, *, now: datetime) -> None:
    keys = [track.key for track in catalogue.get_procedure("company_setup", region=REGION, on=now.date()).tracks]
    for key in keys:
        cases.complete_step(case=case, track=key, step="review", opinion="齐全", actor=city.reviewer, now=now)
    for key in sorted(keys, key=lambda key: key != "business_licence"):
        cases.decide(case=case, track=key, granted=True, reason="", actor=city.approver, now=now)
    deliver(now)


def promise(now: datetime) -> metrics.CommitmentView:
    return next(view for view in metrics.list_commitments("990100", now=now) if view.id == "C002")


def test_a_company_gets_its_licence_and_the_promise_its_number(city: City) -> None:
    case = filed(city, name="云汀市青禾餐饮管理有限公司", now=MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    deliver(tuesday)
    assert (promise(tuesday).state, promise(tuesday).waiting) == (metrics.State.NO_CASES, 1)
    finish(city, case, now=tuesday)

    view = cases.get_case(case, SYSTEM, now=tuesday)
    assert view.status == "closed", [(track.key, track.decision, track.recorded) for track in view.tracks]
    issued = {one.type_id: one for one in licences.list_by_case(str(case), actor=SYSTEM, now=tuesday)}
    licence = issued["business_licence"]
    words = {field.id: field.value for field in licence.fields}
    assert (words["name"], words["company_type"]) == ("云汀市青禾餐饮管理有限公司", "有限责任公司")
    assert words["registered_capital"].startswith("1,000,000")

    _, pdf = licences.get_file(
        licence=licence.id,
        form="pdf",
        address_of=lambda token: f"https://y.invalid/verify/{token}/",
        actor=SYSTEM,
        now=tuesday,
    )
    assert "云汀市青禾餐饮管理有限公司" in "".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert licences.verify(licence.token, now=tuesday).state is licences.State.VALID

    found = promise(tuesday)
    assert (found.value, found.cases, found.state) == (1, 1, metrics.State.MET)
    detail = metrics.get_commitment("C002", "990100", actor=SYSTEM, now=tuesday)
    clock = next(one for one in cases.clocks(case, tuesday) if one.kind == "promised")
    assert detail.cases[0].value == clock.explanation.used == 1
    stages = next(view for view in metrics.list_commitments("990100", now=tuesday) if view.id == "C001")
    assert (stages.value, stages.defined) == (3, 3)


def test_a_case_that_hangs_breaks_the_promise_and_rebuilding_tells_the_same(city: City) -> None:
    filed(city, name="云汀市白露商贸有限公司", now=MONDAY)
    friday = MONDAY + timedelta(days=4)
    deliver(friday)
    found = promise(friday)
    assert (found.value, found.late_open, found.state) == (4, 1, metrics.State.BREACHED)
    rows = list(CaseFact.objects.order_by("case_id", "track").values_list("case_id", "track", "working_days"))
    assert metrics.rebuild() == len(rows)
    assert list(CaseFact.objects.order_by("case_id", "track").values_list("case_id", "track", "working_days")) == rows
    assert promise(friday) == found


def test_a_licence_that_cannot_be_issued_waits_visibly_for_its_repair(city: City) -> None:
    agency = registry.get_agency(REGION, "market_regulation", on=MONDAY.date())
    Agency.objects.filter(pk=agency.pk).update(credit_code=None)
    case = filed(city, name="云汀市谷雨文化传播有限公司", now=MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    finish(city, case, now=tuesday)
    stuck = [one for one in outbox.list_failures() if one.subscriber == "licences.issue"]
    assert [one.type for one in stuck] == ["cases.track_decided.v1"] and "no_credit_code" in stuck[0].error
    assert cases.get_case(case, SYSTEM, now=tuesday).status == "decided"
    assert licences.find_valid(_company(case), "business_licence", at=tuesday) is None

    code = str(agency.credit_code)
    registry.enter_credit_code(agency=agency.id, credit_code=code, actor=SYSTEM, now=tuesday)
    deliver(tuesday)
    assert outbox.list_failures() == []
    assert cases.get_case(case, SYSTEM, now=tuesday).status == "closed"
    assert licences.find_valid(_company(case), "business_licence", at=tuesday)


def _company(case: cases.CaseId) -> registry.SubjectId:
    decided = [one.data for one in events.read(str(case)) if one.type == "cases.track_decided.v1"]
    return registry.SubjectId.parse(next(one["registered"] for one in decided if one["registered"]))


def test_a_licence_once_issued_is_never_asked_again_and_each_scope_has_its_number(city: City) -> None:
    first = filed(city, name="云汀市立夏餐饮有限公司", now=MONDAY)
    tuesday = MONDAY + timedelta(days=1)
    finish(city, first, now=tuesday)
    [licence] = licences.get_dossier(_company(first), actor=_founder(city, tuesday), now=tuesday).licences[-1:]

    form = answers("water_small")
    asked: dict[str, Any] = {"procedure": "water_connection", "region": "990103", "subject": _company(first)}
    agreed = (cases.MaterialIn("business_licence_copy", licence=True),)
    water = cases.submit(form=form, materials=agreed, actor=_founder(city, tuesday), now=tuesday, **asked)
    given = {one.id: one for one in cases.get_case(water, SYSTEM, now=tuesday).materials}
    held = licences.find_valid(_company(first), "business_licence", at=tuesday)
    assert given["business_licence_copy"].credential == held and licence.state is licences.State.VALID

    cases.accept(case=water, actor=city.window, now=tuesday)
    friday = MONDAY + timedelta(days=4)
    steps: dict[str, Any] = {"case": water, "track": "water_connection"}
    cases.complete_step(step="survey_appointment", opinion="已约定", actor=city.reviewer, now=friday, **steps)
    deliver(friday)
    found = {view.id: view for view in metrics.list_commitments("990100", now=friday)}
    assert (found["C045"].value, found["C045"].state) == (3, metrics.State.BREACHED)
    assert (found["C043"].waiting, found["C046"].waiting) == (1, 0)  # DN25 without road works is in one scope only
    assert found["C042"].waiting == 1


def _founder(city: City, now: datetime) -> Actor:
    """The founder with what it may act for by now."""
    return registry.actor_of(registry.AccountId.parse(city.founder.label), now=now)
