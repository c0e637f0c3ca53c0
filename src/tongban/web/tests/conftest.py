"""The fictional city from its real packs, with a founder, a window and officers, entered by the domains' doors."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, outbox, packs, timemachine
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Text
from tongban.kernel.identifiers import CitizenId

LIBRARY = packs.current()  # read before any test installs a library of its own
REGION = "990100"
NOW = datetime(2026, 9, 21, 9, tzinfo=LAW_ZONE)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
FOUNDER = str(CitizenId.compose(region="990102", born_on=date(1990, 5, 4), sequence=990))
STRANGER = str(CitizenId.compose(region="990102", born_on=date(1991, 5, 4), sequence=991))
ROLES = ("market_regulation", "public_security", "tax", "human_resources", "housing_fund", "partner_bank")

PAGES: dict[str, dict[str, Any]] = {
    "company": {
        "name": "云汀市禾岚茶业有限公司",
        "company_type": "limited",
        "registered_capital_yuan": "1,000,000",
        "capital_years": "5",
        "industry_code": "F5227",
        "business_scope": "茶叶零售；茶具销售",
        "term": "unlimited",
    },
    "people": {
        "legal_representative_name": "林甲子",
        "legal_representative_id": FOUNDER,
        "legal_representative_phone": "19900009999",
        "legal_representative_post": "director",
        "sole_shareholder": "true",
        "contact_name": "林甲子",
        "contact_phone": "19900009999",
    },
    "premises": {
        "address": "临江区汀兰街道云桥路8号1-1",
        "premises_right": "owned",
        "premises_nature": "commercial",
        "area_m2": "60",
        "premises_promise": "true",
    },
    "tax_insurance": {
        "taxpayer_kind": "small_scale",
        "invoices_wanted": "false",
        "finance_officer_name": "林甲子",
        "finance_officer_phone": "19900009999",
        "has_staff": "false",
    },
    "bank_seal": {
        "bank_wanted": "false",
        "seal_types": ["company", "finance"],
        "seal_material": "rubber",
        "seal_delivery": "counter",
    },
}


@dataclass
class City:
    """Who acts in these tests. `client_of` logs somebody in."""

    founder: registry.AccountId
    window: registry.AccountId
    reviewer: registry.AccountId
    approver: registry.AccountId
    client_of: Callable[[str], Client]
    clock: list[datetime] = field(default_factory=lambda: [NOW])

    @property
    def now(self) -> datetime:
        return self.clock[0]

    def later(self, **time: float) -> None:
        self.clock[0] += timedelta(**time)
        timemachine.travel(self.clock[0])

    def actor(self, account: registry.AccountId) -> Actor:
        return registry.actor_of(account, now=self.now)

    def file(self) -> cases.CaseId:
        """A case of the founder, filed by the door."""
        actor = self.actor(self.founder)
        subject = registry.list_subjects(self.founder)[0].id
        procedure = catalogue.get_procedure("company_setup", region=REGION, on=self.now.date())
        paper = evidence.put(PDF, "章程.pdf", by=actor.label, purpose="test", at=self.now)
        return cases.submit(
            procedure="company_setup",
            region=REGION,
            subject=subject,
            form=catalogue.clean_answers(procedure, answers()),
            materials=(cases.MaterialIn("articles_of_association", (str(paper),)),),
            actor=actor,
            now=self.now,
        )

    def accept(self, case: cases.CaseId) -> None:
        cases.accept(case=case, actor=self.actor(self.window), now=self.now)

    def finish(self, case: cases.CaseId) -> None:
        """Every open step done, every item granted, every licence issued."""
        while opened := [
            (track.key, step)
            for track in cases.get_case(case, SYSTEM, now=self.now).tracks
            for step in track.steps
            if step.state == "open"
        ]:
            for track, step in opened:
                if step.decides:
                    actor = self.actor(self.approver)
                    cases.decide(case=case, track=track, granted=True, reason="", actor=actor, now=self.now)
                else:
                    actor = self.actor(self.reviewer)
                    cases.complete_step(case=case, track=track, step=step.id, opinion="", actor=actor, now=self.now)
        outbox.deliver(now=self.now)


def answers() -> dict[str, Any]:
    """The answers of `PAGES` as data."""
    plain: dict[str, Any] = {}
    for page in PAGES.values():
        plain |= {name: {"true": True, "false": False}.get(str(value), value) for name, value in page.items()}
    return plain | {"registered_capital_yuan": 1_000_000, "capital_years": 5, "area_m2": 60}


@pytest.fixture(scope="module")
def founded(once: Callable[[Callable[[], City]], City]) -> City:
    return once(build)


@pytest.fixture
def city(founded: City, db: None) -> City:
    return replace(founded, clock=[NOW])


def build() -> City:
    timemachine.travel(NOW)
    packs.install(LIBRARY)
    registry.load_packs(LIBRARY, now=NOW - timedelta(days=40))
    catalogue.publish(LIBRARY, actor=SYSTEM, now=NOW - timedelta(days=40))
    founder = _sign_up("founder", "林甲子", FOUNDER)
    _sign_up("stranger", "何乙丑", STRANGER)
    staff = {name: _staff(name) for name in ("window", "reviewer", "approver")}
    _seat(staff["window"], "service_centre", "intake")
    for role in ROLES:
        _seat(staff["reviewer"], role, "review")
        _seat(staff["approver"], role, "approve")
    return City(founder, staff["window"], staff["reviewer"], staff["approver"], _client_of)


def _client_of(username: str) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    account = get_user_model().objects.get(username=username)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _sign_up(username: str, name: str, number: str) -> registry.AccountId:
    return registry.sign_up(
        username=username,
        password="quiet-river-stone-41",
        name=name,
        citizen_id=number,
        phone="19900009999",
        actor=SYSTEM,
        now=NOW - timedelta(days=30),
    )


def _staff(username: str) -> registry.AccountId:
    return registry.create_staff(
        username=username, name=username, password=None, actor=SYSTEM, now=NOW - timedelta(days=30)
    )


def _seat(account: registry.AccountId, role: str, duty: str) -> None:
    then = NOW - timedelta(days=30)
    agency = registry.get_agency(REGION, role, on=NOW.date())
    title = Text(zh=duty, en=duty)
    post = registry.create_post(agency=agency.id, title=title, duties={duty}, actor=SYSTEM, now=then)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=then)
