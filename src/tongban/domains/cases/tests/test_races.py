"""Random acts on two connections at once: one wins, the other is told so, and the rows are what the history tells."""

import os
import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from tongban.domains.cases import api as cases
from tongban.domains.cases.tests.canteen import ITEM, Kitchen, kitchen
from tongban.domains.cases.tests.test_together import at_once
from tongban.domains.cases.tests.town import NOW, Town
from tongban.kernel import audit, events
from tongban.kernel.authz import Actor

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, LIVES = 14, int(os.environ.get("TONGBAN_RACES", "3"))
Act = Callable[[Actor, Any], None]
LAW = "某法 第十条"


def acts(one: Kitchen) -> dict[str, tuple[Callable[..., None], dict[str, Any]]]:
    """Every act on the item with arguments that are lawful at some moment."""
    item = {"track": ITEM}
    return {
        "review": (cases.complete_step, item | {"step": "review", "opinion": "齐全"}),
        "sign": (cases.sign, item | {"step": "visit", "opinion": "合格"}),
        "grant": (cases.decide, item | {"granted": True, "reason": "合格"}),
        "deny": (cases.decide, item | {"granted": False, "reason": "第二项"}),
        "return": (cases.return_step, item | {"step": "review", "reason": "面积不一致"}),
        "assign": (cases.assign, item | {"step": "review", "to": one.bo.label}),
        "start": (cases.start_special, item | {"kind": "expert_review", "reason": "工艺复杂"}),
        "end": (cases.end_special, item | {"kind": "expert_review", "result": "同意"}),
        "ask": (cases.ask_extension, item | {"reason": "复杂"}),
        "more": (cases.grant_extension, item | {"reason": "复杂"}),
        "suspend": (cases.suspend, {"reason": "涉诉", "basis": LAW}),
        "resume": (cases.resume, {"reason": "终结"}),
        "stop": (cases.end_track, item | {"reason": "申请人注销"}),
        "deliver": (cases.deliver, item | {"method": "post", "reference": "EM1"}),
        "reopen": (cases.reopen, item | {"authority": "court", "reference": "1号", "reason": "事实不清"}),
        "revoke": (cases.revoke, item | {"reason": "误准", "basis": LAW, "because": "error"}),
    }


ONCE = {"review", "grant", "deny", "start", "end", "ask", "more", "suspend", "resume", "stop", "deliver", "revoke"}
LIKELY = ("review", "sign", "sign", "grant", "deliver")


@pytest.mark.parametrize("seed", range(LIVES))
def test_two_at_once_leave_what_one_after_the_other_could(busy_town: Town, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    one = kitchen(busy_town)
    people = (one.ann, one.bo, one.cai, one.head, busy_town.window)
    table, now = acts(one), NOW
    for _ in range(ROUNDS):
        now += timedelta(hours=dice.choice([1, 5, 24]))
        first = dice.choice([*LIKELY, *table])
        second = dice.choice([first, dice.choice([*table])])
        before = len(events.read(str(one.case)))
        results = at_once(
            *(
                partial(table[name][0], case=one.case, actor=who, now=now, **table[name][1])
                for name, who in zip((first, second), dice.sample(people, 2), strict=True)
            )
        )
        done = [name for name, result in zip((first, second), results, strict=True) if result is None]
        assert len(done) <= 1 or first != second or first not in ONCE, (first, results)
        assert (len(events.read(str(one.case))) > before) == bool(done) or "assign" in done
        assert cases.differences(one.case) == [], (first, second, results)
    assert audit.verify().ok
