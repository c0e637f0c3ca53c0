"""A year of the demo city, lived by the real commands: its log is whole, its rows are its history, its numbers true."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from tongban.cli.demo import city, scenes
from tongban.domains.cases import api as cases
from tongban.domains.metrics import api as metrics
from tongban.domains.metrics.models import CaseFact
from tongban.domains.registry import api as registry
from tongban.kernel import audit, events, outbox, timemachine
from tongban.kernel.actors import SYSTEM
from tongban.kernel.clock import law_day

pytestmark = pytest.mark.django_db
UNTRUNCATED = "untruncated"  # the one guard that test databases lack: the root conftest.py takes it away
ACCEPTED, CLOSED, DECIDED = "cases.case_accepted.v1", "cases.case_closed.v1", "cases.case_decided.v1"
SUBMITTED, SUPPLEMENTED = "cases.case_submitted.v1", "cases.supplemented.v1"
STEP, GONE = "cases.step_completed.v1", {"cases.case_withdrawn.v1", "cases.case_refused.v1"}


@dataclass(slots=True)
class Past:
    """What the log says of one case, read without any of the platform's own folding."""

    procedure: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as its sentence in the plan says it, written by hand."""

    procedure: str
    limit: int
    begins: str
    ends: str
    about: Callable[[dict[str, Any]], bool] = lambda facts: True


SURVEYED = "survey_appointment"
PROMISES = {
    "C002": Promise("company_setup", 2, ACCEPTED, CLOSED),
    "C003": Promise("company_setup", 1, ACCEPTED, CLOSED),
    "C005b": Promise("food_business_licence_renewal", 1, ACCEPTED, CLOSED, lambda f: bool(f["by_commitment"])),
    "C042": Promise("water_connection", 6, ACCEPTED, DECIDED, lambda f: f["pipe_diameter"] <= 100),
    "C043": Promise(
        "water_connection", 3, ACCEPTED, DECIDED, lambda f: f["pipe_diameter"] <= 40 and not f["road_works"]
    ),
    "C044": Promise("water_connection", 6, ACCEPTED, DECIDED, lambda f: f["pipe_diameter"] <= 100 or f["road_works"]),
    "C045": Promise("water_connection", 1, SUBMITTED, SURVEYED),
    "C046": Promise(
        "water_connection", 8, ACCEPTED, DECIDED, lambda f: 50 <= f["pipe_diameter"] <= 200 and f["external_works"]
    ),
    "C047": Promise(
        "water_connection",
        4,
        ACCEPTED,
        DECIDED,
        lambda f: f["pipe_diameter"] <= 40 and f["external_works"] and f.get("low_risk_small", False),
    ),
}
"""Every promise of the demo plan that is about days. C001 and C004 are about the procedure's own definition."""


@pytest.fixture(scope="module")
def now(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """The city's present. Everything is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        numbers = scenes.Numbers(companies=16, water=10, restaurants=4)
        scenes.build(numbers, horizon=timedelta(days=75), tell=lambda what: None)
        yield timemachine.now()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def everyone(now: datetime) -> list[cases.CaseId]:
    """Every case of the city."""
    found, cursor = [], None
    while True:
        page = cases.list_cases(SYSTEM, cases.CaseFilters(), cursor, now=now, limit=100)
        found += [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_the_log_is_whole(now: datetime) -> None:
    audit.anchor(now.date(), now=now)
    report = audit.verify()
    assert [problem for problem in report.problems if UNTRUNCATED not in str(problem)] == []
    assert report.events > 300
    assert outbox.list_failures() == []


def test_every_case_is_what_its_history_says(everyone: list[cases.CaseId]) -> None:
    assert len(everyone) > 30
    assert {str(case): told for case in everyone if (told := cases.differences(case))} == {}


def test_folding_every_event_again_changes_no_number(now: datetime) -> None:
    def rows() -> list[dict[str, Any]]:
        return [{**row, "id": 0} for row in CaseFact.objects.order_by("case_id", "track").values()]

    before = rows()
    numbers = metrics.list_commitments(city.REGION, now=now)
    metrics.rebuild()
    assert rows() == before
    assert metrics.list_commitments(city.REGION, now=now) == numbers


def test_every_promise_has_the_number_that_counting_by_hand_gives(now: datetime, everyone: list[cases.CaseId]) -> None:
    told = {view.id: view for view in metrics.list_commitments(city.REGION, now=now) if view.metric}
    pasts = [_past(case) for case in everyone]
    assert set(told) - set(PROMISES) <= {"C001", "C004", "C005a", "A03", "A05"}
    found = {name: (told[name].cases, told[name].breaking, told[name].waiting) for name in PROMISES}
    assert found == {
        name: _counted(promise, pasts, since=told[name].period_start, now=now) for name, promise in PROMISES.items()
    }
    assert (told["C001"].value, told["C004"].value) == (3, 0)
    assert (told["A03"].value, told["A05"].value) == (0, 0), "nobody in this city was asked for what is held"
    assert told["C002"].cases > 5


def _past(case: cases.CaseId) -> Past:
    past = Past()
    for one in events.read(str(case)):
        past.moments.setdefault(one.data["step"] if one.type == STEP else one.type, one.at)
        past.is_gone = past.is_gone or one.type in GONE
        past.procedure = past.procedure or one.data.get("procedure", "")
        if one.type in (SUBMITTED, SUPPLEMENTED):
            past.facts = one.data["attributes"]
    return past


def _counted(promise: Promise, pasts: list[Past], *, since: date | None, now: datetime) -> tuple[int, int, int]:
    """Cases that count, those of them that break the promise, and those that are still inside it."""
    counted = breaking = waiting = 0
    for past in pasts:
        begun = past.moments.get(promise.begins)
        if past.procedure != promise.procedure or past.is_gone or begun is None or not promise.about(past.facts):
            continue
        ended = past.moments.get(promise.ends)
        days = _working_days(begun, ended or now)
        if ended is None and days <= promise.limit:
            waiting += 1
        elif ended is None or since is None or ended.date() >= since:
            counted += 1
            breaking += days > promise.limit
    return counted, breaking, waiting


def _working_days(begun: datetime, ended: datetime) -> int:
    """Day by day: the first is not counted, the last is."""
    calendar = registry.calendar_of(city.REGION)
    first, last = (law_day(moment) for moment in (begun, ended))
    return sum(calendar.is_working(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
