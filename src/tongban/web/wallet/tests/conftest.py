"""A small town with an enterprise whose legal representative has a log-in, and browsers with and without a wallet."""

from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from tongban.domains.licences import api as licences
from tongban.domains.licences.tests.conftest import NOW, city, company, founder, grant
from tongban.domains.registry import api as registry
from tongban.kernel import timemachine
from tongban.kernel.actors import SYSTEM

__all__ = ["city", "company", "founder"]
PASSWORD = "quiet-river-stone-41"
ADDRESS = "http://testserver"


@dataclass(frozen=True)
class Held:
    """A business licence that was issued, and who represents its holder."""

    licence: licences.LicenceId
    number: str
    company: registry.SubjectId
    founder: registry.SubjectId


@pytest.fixture
def held(founder: registry.SubjectId, company: registry.SubjectId, settings: Settings) -> Held:
    settings.PUBLIC_ADDRESS = ADDRESS
    cache.clear()
    timemachine.travel(NOW)
    licence = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    number = licences.get_licence(licence, actor=SYSTEM, now=NOW).number
    return Held(licence, number, company, founder)


@pytest.fixture
def account(held: Held) -> registry.AccountId:
    found = registry.create_account(username="shen", password=PASSWORD, name="沈知远", actor=SYSTEM, now=NOW)
    for subject, role in ((held.founder, "self"), (held.company, "legal_representative")):
        registry.represent(account=found, subject=subject, role=role, actor=SYSTEM, now=NOW)
    return found


@pytest.fixture
def phone(held: Held) -> Client:
    """A browser whose demo wallet holds the business licence."""
    client = Client()
    assert client.post("/wallet/", {"take": held.number}).status_code == 302
    return client
