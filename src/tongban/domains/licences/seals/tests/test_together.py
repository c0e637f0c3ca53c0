"""Several at once, on connections of their own."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from tongban.domains.licences.seals import api as seals
from tongban.domains.licences.seals.models import SealUse
from tongban.domains.licences.seals.tests.conftest import NOW, PATH, XML, agency, found
from tongban.domains.licences.seals.tests.town import administrator, sealed_agency
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@pytest.fixture
def seal(transactional_db: None, tmp_path: Path, settings: Settings) -> seals.SealId:
    settings.SEAL_FOLDER = tmp_path / "seals"
    found(tmp_path / "packs" / "yun")
    return sealed_agency(agency(), now=NOW)


def started(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_suspension_waits_for_a_sealing_under_way_and_stops_the_next(seal: seals.SealId) -> None:
    order: list[str] = []

    def suspend() -> None:
        seals.suspend(seal=seal, reason="x", actor=administrator("990100"), now=NOW + DAY)
        order.append("suspended")

    held = seals.seal_for(agency(), at=NOW)
    with transaction.atomic():
        held.seal(XML, path=PATH, at=NOW)
        waiting = started(suspend)
        waiting.join(0.5)
        assert waiting.is_alive()
        order.append("sealed")
    waiting.join(10)
    assert order == ["sealed", "suspended"]
    with pytest.raises(Refusal, match="not_in_use"):
        held.seal(XML, path=PATH, at=NOW + DAY)
    assert SealUse.objects.count() == 1


def test_many_seal_at_once_without_waiting_for_each_other(seal: seals.SealId) -> None:
    held = seals.seal_for(agency(), at=NOW)
    with transaction.atomic():
        held.seal(XML, path=PATH, at=NOW)
        others = [started(lambda: held.seal(XML, path=PATH, at=NOW)) for _ in range(4)]
        for other in others:
            other.join(10)
        assert not any(other.is_alive() for other in others)
    assert SealUse.objects.count() == 5


def test_of_two_seals_brought_into_use_at_once_one_is(seal: seals.SealId) -> None:
    tax = agency("tax")
    made = [seals.make(agency=tax, actor=SYSTEM, now=NOW) for _ in range(4)]
    refused: list[str] = []
    gate = threading.Barrier(len(made))

    def use(one: seals.SealId) -> None:
        gate.wait()
        try:
            seals.bring_into_use(seal=one, actor=administrator("990100"), now=NOW)
        except Refusal as refusal:
            refused.append(refusal.code)

    threads = [started(lambda one=one: use(one)) for one in made]  # type: ignore[misc]  # mypy and default arguments
    for thread in threads:
        thread.join(20)
    assert refused == ["licences.seal.one_in_use"] * 3
    standing = [seals.get_seal(one, actor=SYSTEM, now=NOW).standing for one in made]
    assert sorted(standing) == ["in_use", "made", "made", "made"]
