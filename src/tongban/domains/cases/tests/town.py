"""A small fictional town for the tests of this domain: its pack, its people, its officers, made by real commands."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model

from tongban.domains.cases import api as cases
from tongban.domains.cases.counter import api as counter
from tongban.domains.cases.watch.definitions import KINDS as WATCH
from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.kinds import KINDS as CATALOGUE
from tongban.domains.registry import api as registry
from tongban.kernel import authz, evidence, packs
from tongban.kernel.declaration import Text
from tongban.kernel.errors import TongbanError
from tongban.kernel.packs import declarations

SHANGHAI = timezone(timedelta(hours=8))
KINDS = (*declarations.KINDS, *registry.KINDS, *CATALOGUE, *counter.KINDS, *WATCH)
PACKS = Path(__file__).parent / "packs"
REGION = "990900"
FOUNDER_ID, OTHER_ID = "11010519491231002X", "440524188001010014"  # published examples, no real persons
FORM: dict[str, Any] = {
    "name": "青禾市小满咖啡店",
    "address": "青禾市南塘区稻香路1号",
    "scope": "餐饮服务",
    "area": 60,
    "kind": "cafe",
    "staff": [{"name": "谷雨"}],
}


def at(text: str) -> datetime:
    """An instant of the town's day, `2026-03-02T09:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


NOW = at("2026-03-02T09:00")  # a Monday


@dataclass(frozen=True)
class Town:
    """Who lives and works here."""

    founder: authz.Actor
    stranger: authz.Actor
    subject: registry.SubjectId
    window: authz.Actor
    officers: dict[str, tuple[authz.Actor, authz.Actor]]
    supervisor: authz.Actor

    def reviewer(self, track: str) -> authz.Actor:
        return self.officers[ROLES[track]][0]

    def approver(self, track: str) -> authz.Actor:
        return self.officers[ROLES[track]][1]


ROLES = {
    "shop_item": "market_regulation",
    "seal_item": "public_security",
    "insurance_item": "human_resources",
    "stall_item": "market_regulation",
    "reuse_item": "market_regulation",
    "poster_item": "market_regulation",
}


@cache
def library() -> packs.Library:
    found = [
        packs.read_pack(settings.PACKS_FOLDER / "national", KINDS, root=settings.PACKS_FOLDER)[0],
        packs.read_pack(PACKS / "town", KINDS, root=PACKS)[0],
    ]
    return packs.Library([pack for pack in found if pack])


def build(now: datetime = NOW) -> Town:
    before = now - timedelta(days=30)
    loaded = library()
    packs.install(loaded)
    registry.load_packs(loaded, now=before)
    catalogue.publish(loaded, actor=authz.SYSTEM, now=before)
    subject = registry.register_person(name="谷雨", citizen_id=FOUNDER_ID, actor=authz.SYSTEM, now=before)
    founder = _account("founder", now=before)
    registry.represent(account=founder, subject=subject, role="self", actor=authz.SYSTEM, now=before)
    other = registry.register_person(name="夏至", citizen_id=OTHER_ID, actor=authz.SYSTEM, now=before)
    stranger = _account("stranger", now=before)
    registry.represent(account=stranger, subject=other, role="self", actor=authz.SYSTEM, now=before)
    roles = ("market_regulation", "public_security", "human_resources")
    return Town(
        founder=actor(founder, now=now),
        stranger=actor(stranger, now=now),
        subject=subject,
        window=officer("window", "service_centre", "intake", now=now),
        officers={
            role: (
                officer(f"{role}_1", role, "review", "approve", now=now),
                officer(f"{role}_2", role, "review", "approve", now=now),
            )
            for role in roles
        },
        supervisor=officer("supervisor", "service_centre", "supervise", now=now),
    )


def _account(name: str, *, now: datetime) -> registry.AccountId:
    return registry.create_account(username=name, password=None, name=name, actor=authz.ANONYMOUS, now=now)


def officer(name: str, role: str, *duties: str, now: datetime) -> authz.Actor:
    before = now - timedelta(days=20)
    agency = registry.get_agency(REGION, role, on=before.date())
    title = Text(zh=f"{name}岗", en=f"Post of {name}")
    post = registry.create_post(agency=agency.id, title=title, duties=duties, actor=authz.SYSTEM, now=before)
    account = registry.create_staff(username=name, name=name, post=post, actor=authz.SYSTEM, now=before)
    return actor(account, now=now)


def actor(account: registry.AccountId, *, now: datetime) -> authz.Actor:
    return registry.actor_of(get_user_model().objects.get(uuid=account.value), now=now)


def paper(town: Town, now: datetime = NOW) -> str:
    return str(evidence.put(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "a.pdf", by=town.founder.label, purpose="t", at=now))


def submit(town: Town, now: datetime = NOW, **changes: Any) -> cases.CaseId:
    """The founder files the package; `changes` replace arguments."""
    arguments: dict[str, Any] = {
        "procedure": "open_shop",
        "region": REGION,
        "subject": town.subject,
        "form": FORM,
        "materials": (cases.MaterialIn("articles", (paper(town, now),)),),
        "actor": town.founder,
        "now": now,
    }
    return cases.submit(**(arguments | changes))


def accepted(town: Town, now: datetime = NOW, **changes: Any) -> cases.CaseId:
    case = submit(town, now, **changes)
    cases.accept(case=case, actor=town.window, now=now)
    return case


def review(town: Town, case: cases.CaseId, track: str, *, now: datetime = NOW) -> None:
    cases.complete_step(case=case, track=track, step="review", opinion="齐全", actor=town.reviewer(track), now=now)


def decide(town: Town, case: cases.CaseId, track: str, *, now: datetime = NOW, granted: bool = True) -> None:
    reason = "" if granted else "不符合第二项条件"
    cases.decide(case=case, track=track, granted=granted, reason=reason, actor=town.approver(track), now=now)


def finish(town: Town, case: cases.CaseId, track: str, *, now: datetime = NOW, granted: bool = True) -> None:
    review(town, case, track, now=now)
    decide(town, case, track, now=now, granted=granted)


def refused(code: str) -> Any:
    """A context in which exactly this refusal is expected."""
    return pytest.raises(TongbanError, match=f"^{code.replace('.', '[.]')}[(]")
