"""The fictional city from its real packs, with one account of each kind and a key for each one's programs."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django.test import Client

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import outbox, packs, timemachine
from tongban.kernel.actors import SYSTEM
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Text
from tongban.kernel.identifiers import CitizenId

REGION = "990102"
NOW = datetime(2026, 9, 21, 9, tzinfo=LAW_ZONE)  # a Monday
THEN = NOW - timedelta(days=30)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
ROLES = ("market_regulation", "public_security", "tax", "human_resources", "housing_fund", "partner_bank")
SEATS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "window": (("service_centre",), ("intake",)),
    "reviewer": (ROLES, ("review",)),
    "approver": (ROLES, ("approve",)),
    "supervisor": (("service_centre",), ("supervise", "reform", "audit")),
    "administrator": (("service_centre",), ("administer",)),
}


@dataclass
class City:
    """Who calls: secrets by the name of the account."""

    secrets: dict[str, str] = field(default_factory=dict)
    accounts: dict[str, registry.AccountId] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        return str(registry.list_subjects(self.accounts["founder"])[0].id)

    def caller(self, who: str) -> "Caller":
        return Caller(self.secrets.get(who, ""))

    def file(self, **changes: Any) -> str:
        """A case of the founder, filed through the API."""
        return str(self.caller("founder").post("cases", self.application(**changes), key=str(uuid4())).json()["id"])

    def application(self, **changes: Any) -> dict[str, Any]:
        story = packs.current().view("demo").find("stories", "company_setup_two_days")
        assert story is not None
        form = story.given.form
        asked = {"procedure": "company_setup", "region": REGION, "subject": self.subject, "form": dict(form)}
        return asked | changes

    def finish(self, case: str) -> None:
        """Every open step done, every item granted, every licence issued: by the API."""
        reviewer, approver = self.caller("reviewer"), self.caller("approver")
        while steps := [
            (track["key"], step)
            for track in self.caller("founder").get(f"cases/{case}").json()["tracks"]
            for step in track["steps"]
            if step["state"] == "open"
        ]:
            for track, step in steps:
                if step["decides"]:
                    done = approver.post(f"cases/{case}/tracks/{track}/decision", {"granted": True})
                else:
                    done = reviewer.post(f"cases/{case}/steps/{track}/{step['id']}/completion", {"opinion": "齐全"})
                assert done.status_code == 204, done.content
        outbox.deliver(now=timemachine.now())


@dataclass
class Caller:
    """A program with a bearer key (or without): sends and receives JSON."""

    secret: str
    language: str = "zh-CN"

    def get(self, path: str, **query: Any) -> Any:
        return _client().get(f"/api/v1/{path}", query, headers=self._headers())

    def post(self, path: str, body: object = None, *, key: str = "", method: str = "POST") -> Any:
        data = json.dumps(body).encode() if body is not None else b""
        return self.send(path, data, key=key, method=method)

    def send(
        self, path: str, data: bytes, *, key: str = "", method: str = "POST", kind: str = "application/json"
    ) -> Any:
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        return _client().generic(method, f"/api/v1/{path}", data, content_type=kind, headers=headers)

    def upload(self, data: bytes = PDF, *, key: str = "", name: str = "章程.pdf") -> Any:
        boundary = uuid4().hex
        parts = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        head = f"{parts}Content-Type: application/pdf\r\n\r\n".encode()
        whole = head + data + f"\r\n--{boundary}--\r\n".encode()
        return self.send("evidence", whole, key=key, kind=f"multipart/form-data; boundary={boundary}")

    def _headers(self) -> dict[str, str]:
        own = {"Authorization": f"Bearer {self.secret}"} if self.secret else {}
        return own | {"Accept-Language": self.language}


@cache
def _client() -> Client:
    """One for all: a new one would load every middleware again."""
    return Client()


def build() -> City:
    """Load the packs, open the accounts, seat the officers, issue the keys."""
    timemachine.travel(NOW)
    library = packs.current()
    registry.load_packs(library, now=NOW - timedelta(days=40))
    catalogue.publish(library, actor=SYSTEM, now=NOW - timedelta(days=40))
    city = City()
    for place, (name, shown) in enumerate({"founder": "林甲子", "stranger": "何乙丑"}.items()):
        number = str(CitizenId.compose(region="990102", born_on=date(1990, 5, 4), sequence=970 + place))
        city.accounts[name] = registry.sign_up(
            username=name, password="quiet-river-stone-41", name=shown, citizen_id=number, actor=SYSTEM, now=THEN
        )
    for name, (roles, duties) in SEATS.items():
        city.accounts[name] = registry.create_staff(username=name, name=name, actor=SYSTEM, now=THEN)
        for role in roles:
            _seat(city.accounts[name], role, duties)
    for name, account in city.accounts.items():
        actor = registry.actor_of(account, now=NOW)
        until = NOW.date() + timedelta(days=300)
        token = registry.issue_token(account=account, name="tests", until=until, actor=actor, now=THEN)
        city.secrets[name] = token.secret
    return city


def _seat(account: registry.AccountId, role: str, duties: tuple[str, ...]) -> None:
    region = REGION if {"intake", "review", "approve"} & set(duties) else "990100"
    agency = registry.get_agency(region, role, on=THEN.date())
    title = Text(zh="岗", en="Post")
    post = registry.create_post(agency=agency.id, title=title, duties=duties, actor=SYSTEM, now=THEN)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=THEN)


def status_of(case: str) -> str:
    return cases.get_case(cases.CaseId.parse(case), SYSTEM, now=timemachine.now()).status
