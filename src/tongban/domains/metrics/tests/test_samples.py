"""Reading alike cases as one row, and pages sorted by the database, give what measuring every case gives."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from tongban.domains.metrics import listing, rules, samples, store
from tongban.domains.metrics.facts import Fact, with_working_days
from tongban.domains.metrics.models import CaseFact
from tongban.domains.metrics.tests.made import CALENDAR, at, commitment, finished, metric, yardstick

NOW = at("06-30 12:00")
SMALL = {"field": "form.size", "op": "<=", "value": 40}
PROMISES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"value": 5, "scope": SMALL}, {}),
    ({"op": "<", "value": 4}, {"aggregate": "mean"}),
    ({"value": 6, "period": "since_target", "target": {"since": "2026-02-01"}}, {"aggregate": "p90"}),
    (
        {"op": ">=", "value": 90, "target": {"within": 5, "unit": "percent"}, "scope": SMALL},
        {"aggregate": "share_within"},
    ),
    (
        {"op": ">=", "value": 90, "target": {"within": "promised", "unit": "percent"}},
        {"aggregate": "share_within"},
    ),
    ({"op": "=", "value": 3, "target": {"unit": "count"}}, {"measure": "count_stages"}),
    ({"op": "=", "value": 0, "target": {"unit": "fen"}}, {"measure": "fee_fen"}),
    ({"op": ">=", "value": 3}, {}),
    ({"value": 100, "target": {"unit": "hour"}}, {"measure": "hours"}),
    ({"value": 400}, {"aggregate": "sum"}),
    ({"value": 5, "scope": {"field": "granted", "op": "=", "value": True}}, {"measure": "calendar_days"}),
]


class Dice:
    """Throws that are always the same for a case, and look like nothing in particular."""

    def __init__(self, case: int) -> None:
        self.case, self.throws = case, 0

    def below(self, sides: int) -> int:
        self.throws += 1
        return int.from_bytes(sha256(f"{self.case}.{self.throws}".encode()).digest()[:8], "big") % sides

    def one_in(self, chances: int) -> bool:
        return self.below(chances) == 0

    def pick(self, choices: Sequence[Any]) -> Any:
        return choices[self.below(len(choices))]


def made(number: int) -> Fact:
    dice = Dice(number)
    start = at("2025-06-02 09:00") + timedelta(days=dice.below(390), hours=dice.below(9))
    end = start + timedelta(days=dice.below(14), hours=1)
    is_open, is_gone = dice.one_in(7), dice.one_in(20)
    fact = replace(
        finished("03-02 09:00", None),
        case_id=f"case_{number}",
        number=str(number),
        submitted_at=start - timedelta(days=1),
        accepted_at=start,
        decided_at=None if is_open or is_gone else end,
        closed_at=None if is_open or is_gone else end,
        ended_at=end if is_gone else None,
        ended_as="withdrawn" if is_gone else "",
        granted=None if is_open or is_gone else not dice.one_in(10),
        attributes={} if dice.one_in(10) else {"size": dice.pick([20, 40, 100])},
        stages=dice.pick([2, 3, 3, 4]),
        fee_fen=dice.pick([0, 0, 100, None]),
        clocks={} if dice.one_in(5) else {"promised": {"amount": dice.pick([2, 5]), "unit": "working_day"}},
    )
    return with_working_days(fact, CALENDAR)


@pytest.mark.parametrize(("promised", "measured"), PROMISES)
def test_the_short_way_gives_what_the_long_way_gives(
    db: None, promised: dict[str, Any], measured: dict[str, Any]
) -> None:
    facts = [made(number) for number in range(160)]
    store.save(facts)
    stick = yardstick(commitment(**promised), metric(**measured))
    period = rules.period_of(stick.commitment, NOW)
    long = rules.judge(stick, map(rules.Sample, facts), period)
    rows = CaseFact.objects.all()
    opened = (rules.Sample(store.fact_of(row)) for row in samples.unfinished(rows, stick, period))
    short = rules.judge(stick, [*samples.finished(rows, stick, period), *opened], period)
    assert short.value == pytest.approx(long.value)
    for name in ("state", "cases", "breaking", "late_open", "waiting", "withdrawn"):
        assert getattr(short, name) == getattr(long, name), name
    months = [
        [(month, rules.cases_in(counted)) for month, counted in rules.by_month(stick, one, period)]
        for one in (long, short)
    ]
    assert months[0] == months[1]

    pages = [
        listing.page(rows, short, yardstick=stick, period=period, offset=offset, limit=7) for offset in range(0, 161, 7)
    ]
    listed = [one for page in pages for one in page.cases]
    expected = {(one.fact.case_id, one.value, one.breaking) for one in long.counted}
    assert {(one.fact.case_id, one.value, one.breaking) for one in listed} == expected
    assert len(listed) == long.cases == pages[0].total
    assert [one.breaking for one in listed] == sorted((one.breaking for one in listed), reverse=True)


def test_alike_cases_are_one_sample(db: None) -> None:
    store.save(replace(finished("03-02 09:00", "03-04 17:00"), case_id=f"case_{n}") for n in range(9))
    stick = yardstick()
    found = list(samples.finished(CaseFact.objects.all(), stick, rules.period_of(stick.commitment, NOW)))
    assert [one.cases for one in found] == [9]
