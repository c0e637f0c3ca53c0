"""Cases made up for these tests: a calendar, facts, promises."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from tongban.domains.metrics.definitions import Commitment, Metric
from tongban.domains.metrics.facts import Fact, Facts, Happened, fold, with_working_days
from tongban.domains.metrics.rules import Yardstick
from tongban.kernel.calendar import Notice, WorkCalendar, build

TEXT = {"zh": "文", "en": "text"}
CASE = "case_00000000-0000-4000-8000-000000000001"
# 1 to 3 January and 1 to 7 October 2026 are off, Sunday 4 January and Saturday 10 October are worked instead.
OFF = frozenset({date(2026, 1, 1), date(2026, 1, 2), *(date(2026, 10, day) for day in range(1, 8))})
ON = frozenset({date(2026, 1, 4), date(2026, 10, 10)})
NOTICES = [
    Notice(2025, frozenset(), frozenset(), "made up", date(2024, 11, 1)),
    Notice(2026, OFF, ON, "made up", date(2025, 11, 1)),
]
CALENDAR: WorkCalendar = build(NOTICES)
STAGES = (frozenset({"alpha"}), frozenset({"beta", "gamma"}))


def at(text: str) -> datetime:
    """`03-02 10:00` of 2026, or a full date and time, in Asia/Shanghai."""
    return datetime.fromisoformat(f"{text if text[:2] == '20' else f'2026-{text}'}:00+08:00".replace(" ", "T"))


def metric(**more: Any) -> Metric:
    base = {"id": "days", "title": TEXT, "procedure": "setup", "measure": "working_days", "aggregate": "max"}
    return Metric.model_validate(base | more)


def commitment(op: str = "<=", value: float = 3, **more: Any) -> Commitment:
    target = {"op": op, "value": value, "unit": "working_day", **more.pop("target", {})}
    base = {"id": "C1", "title": TEXT, "source": {"document": "made up"}, "metric": "days", "target": target}
    return Commitment.model_validate(base | more)


def yardstick(one: Commitment | None = None, measure: Metric | None = None) -> Yardstick:
    return Yardstick(measure or metric(), one or commitment(), lambda region: CALENDAR)


def happened(kind: str, place: int, when: datetime, /, **data: Any) -> Happened:
    return Happened(f"cases.{kind}.v1", place, when, {"case": CASE, **data})


def submission(when: datetime, **more: Any) -> Happened:
    values: dict[str, Any] = {
        "number": "99010220260302000001",
        "region": "990102",
        "procedure": "setup",
        "version": 1,
        "package": True,
        "attributes": {"size": 40},
        "tracks": [{"key": "alpha"}, {"key": "beta"}],
    }
    return happened("case_submitted", 1, when, **(values | more))


def acceptance(when: datetime, number: int = 2) -> Happened:
    clock = {"scope": "case", "kind": "promised", "parameter": "x", "amount": 2, "unit": "working_day"}
    return happened("case_accepted", number, when, clocks=[clock], fee_fen=0, visits=1)


def folded(events: list[Happened]) -> Mapping[str, Fact]:
    facts: Facts = {}
    for event in events:
        facts = fold(facts, event, lambda version: STAGES)
    return {track: with_working_days(fact, CALENDAR) for track, fact in facts.items()}


def finished(accepted: str, closed: str | None, **more: Any) -> Fact:
    """A whole case that was accepted and perhaps closed."""
    start = at(accepted)
    end = at(closed) if closed else None
    fact = Fact(
        case_id=more.pop("case_id", CASE),
        track="",
        number="1",
        region=more.pop("region", "990102"),
        procedure="setup",
        version=1,
        package=True,
        submitted_at=start - timedelta(hours=1),
        accepted_at=start,
        decided_at=end,
        closed_at=end,
        **more,
    )
    return with_working_days(fact, CALENDAR)
