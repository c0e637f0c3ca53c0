"""Two browsers, two wallets, two presses of one button at the same moment: one of them counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tongban.domains.licences import api as licences
from tongban.domains.licences.portable import demo, keys
from tongban.domains.licences.portable_models import Credential
from tongban.domains.licences.tests.conftest import NOW, city, company, founder, grant
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal

__all__ = ["city", "company", "founder"]
pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 6


@pytest.fixture
def number(transactional_db: None, company: registry.SubjectId, founder: registry.SubjectId) -> str:
    keys.make_issuer_key(actor=SYSTEM, now=NOW)
    licence = licences.issue(grant=grant(company), actor=SYSTEM, now=NOW)
    account = registry.create_account(username="shen", password="quiet-river-41", name="沈知远", actor=SYSTEM, now=NOW)
    for subject, role in ((founder, "self"), (company, "legal_representative")):
        registry.represent(account=account, subject=subject, role=role, actor=SYSTEM, now=NOW)
    return licences.get_licence(licence, actor=SYSTEM, now=NOW).number


def race(act: Callable[[int], object]) -> list[str]:
    """What each of several that begin at the same moment is told: nothing, or the code of a refusal."""
    start = Barrier(AT_ONCE)

    def run(runner: int) -> str:
        start.wait()
        try:
            act(runner)
        except Refusal as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(run, range(AT_ONCE)))


def test_one_answer_counts(number: str) -> None:
    for runner in range(AT_ONCE):
        demo.take(wallet=f"wallet-{runner}", number=number, now=NOW)
    asked = licences.ask_login(browser="b", now=NOW)
    told = race(lambda runner: demo.approve(wallet=f"wallet-{runner}", code=asked.code, place=0, chosen=(), now=NOW))
    assert told == ["", *["licences.challenge.answered"] * (AT_ONCE - 1)]


def test_one_press_logs_in(number: str) -> None:
    demo.take(wallet="w", number=number, now=NOW)
    asked = licences.ask_login(browser="b", now=NOW)
    demo.approve(wallet="w", code=asked.code, place=0, chosen=(), now=NOW)
    told = race(lambda _: licences.use_login(challenge=asked.id, browser="b", now=NOW))
    assert told == ["", *["licences.challenge.used"] * (AT_ONCE - 1)]


def test_no_two_wallets_share_a_status_entry(number: str) -> None:
    assert race(lambda runner: demo.take(wallet=f"w-{runner}", number=number, now=NOW)) == [""] * AT_ONCE
    places = Credential.objects.values_list("list_number", "place")
    assert len(set(places)) == AT_ONCE
