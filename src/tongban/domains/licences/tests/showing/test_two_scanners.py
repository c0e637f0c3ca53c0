"""Two counters take one code at the same instant, on two connections: one wins, the other is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from tongban.domains.licences import api as licences
from tongban.domains.licences.models import LookRow
from tongban.domains.licences.showing import rules
from tongban.domains.licences.tests.conftest import NOW
from tongban.domains.licences.tests.showing.conftest import PURPOSE, SOON, Scene
from tongban.kernel import events
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal

SCANNERS = 6


@pytest.mark.django_db(transaction=True)
def test_of_many_scans_at_once_one_wins(transactional_db: None, scene: Scene) -> None:
    one = licences.present(licence=scene.business, actor=scene.holder, now=NOW)
    start = Barrier(SCANNERS)

    def scan(actor: Actor) -> str:
        start.wait(timeout=30)
        try:
            licences.scan(code=one.code, case=None, purpose=PURPOSE, actor=actor, now=SOON)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "taken"

    clerks = [scene.clerk, scene.colleague] * (SCANNERS // 2)
    with ThreadPoolExecutor(SCANNERS) as pool:
        answers = sorted(pool.map(scan, clerks))
    assert answers == ["licences.scan.replayed"] * (SCANNERS - 1) + ["taken"]
    assert LookRow.objects.count() == 1
    told = [recorded.type for recorded in events.read(str(one.id))]
    assert sorted(told) == [
        "licences.licence_presented.v1",
        "licences.licence_scanned.v1",
        *["licences.scan_refused.v1"] * (SCANNERS - 1),
    ]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_instant_are_counted_one_by_one(transactional_db: None, scene: Scene) -> None:
    bodies = [f"234567{first}{second}" for first in "ABCD" for second in "ABCD"]

    def scan(body: str) -> str:
        try:
            code = body + rules.check_sign(body)
            licences.scan(code=code, case=None, purpose=PURPOSE, actor=scene.clerk, now=SOON)
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(SCANNERS) as pool:
        answers = Counter(pool.map(scan, bodies))
    assert answers == {"licences.scan.never_shown": 10, "licences.scan.too_many": len(bodies) - 10}
