"""A city with a company that holds two licences, shared with the tests of licences; an officer with a log-in."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from tongban.domains.licences import api as licences
from tongban.domains.licences.tests.conftest import NOW, city, company, founder, grant
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.identifiers import CitizenId

__all__ = ["city", "company", "founder"]
SOON = NOW + timedelta(seconds=10)
PURPOSE = "核对经营资格"
PASSWORD = "quiet-river-stone-41"


@dataclass(frozen=True, slots=True)
class Scene:
    """A company's licences; the holder, two clerks of one agency, a clerk of another, somebody else."""

    business: licences.LicenceId
    food: licences.LicenceId
    company: registry.SubjectId
    holder: Actor
    clerk: Actor
    colleague: Actor
    outsider: Actor
    stranger: Actor


@pytest.fixture
def scene(company: registry.SubjectId, founder: registry.SubjectId) -> Scene:
    business = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    food = licences.issue(grant=grant(company, "food_licence", track="food"), actor=SYSTEM, now=NOW)
    head = registry.create_account(username="founder", password=PASSWORD, name="沈知远", actor=SYSTEM, now=NOW)
    for subject, role in ((founder, "self"), (company, "legal_representative")):
        registry.represent(account=head, subject=subject, role=role, actor=SYSTEM, now=NOW)
    return Scene(
        business,
        food,
        company,
        holder=acting(head),
        clerk=_clerk("clerk", "market_regulation", "intake"),
        colleague=_clerk("colleague", "market_regulation", "approve"),
        outsider=_clerk("outsider", "tax", "supervise"),
        stranger=acting(sign_up("stranger", "何乙丑", sequence=24)),
    )


def sign_up(username: str, name: str, *, sequence: int) -> registry.AccountId:
    """A person with a log-in."""
    number = str(CitizenId.compose(region="500107", born_on=date(1991, 1, 1), sequence=sequence))
    return registry.sign_up(
        username=username,
        password=PASSWORD,
        name=name,
        citizen_id=number,
        phone="19900009999",
        actor=SYSTEM,
        now=NOW,
    )


def _clerk(username: str, role: str, duty: str) -> Actor:
    account = registry.create_staff(username=username, name=username, password=None, actor=SYSTEM, now=NOW)
    agency = registry.get_agency("990100", role, on=NOW.date())
    title = Text(zh=duty, en=duty)
    post = registry.create_post(agency=agency.id, title=title, duties={duty}, actor=SYSTEM, now=NOW)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=NOW)
    return acting(account)


def acting(account: registry.AccountId) -> Actor:
    """What an account may do now."""
    return registry.actor_of(account, now=NOW)
