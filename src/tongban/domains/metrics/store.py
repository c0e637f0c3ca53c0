"""Facts in and out of their table."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from tongban.domains.metrics.facts import Fact
from tongban.domains.metrics.models import CaseFact
from tongban.domains.metrics.spans import Stretch
from tongban.kernel.clock import law_time

NAMES = tuple(one.name for one in fields(Fact))


def row_of(fact: Fact) -> CaseFact:
    values: dict[str, Any] = {name: getattr(fact, name) for name in NAMES}
    values["steps"] = {name: _text(at) for name, at in fact.steps.items()}
    values["pauses"] = [[_text(pause.start), _text(pause.end), pause.why] for pause in fact.pauses]
    return CaseFact(**values)


def fact_of(row: CaseFact) -> Fact:
    values: dict[str, Any] = {name: getattr(row, name) for name in NAMES}
    values["steps"] = {name: _instant(at) for name, at in row.steps.items()}
    values["pauses"] = tuple(
        Stretch(_instant(start), _instant(end) if end else None, *why) for start, end, *why in row.pauses
    )
    return Fact(**values)


def load(case: str) -> dict[str, Fact]:
    """The facts of one case by track, locked until the end of the transaction."""
    rows = CaseFact.objects.select_for_update().filter(case_id=case).order_by("track")
    return {row.track: fact_of(row) for row in rows}


def save(facts: Iterable[Fact]) -> None:
    """Write facts, new or changed."""
    changing = [name for name in NAMES if name not in ("case_id", "track")]
    CaseFact.objects.bulk_create(
        [row_of(fact) for fact in facts],
        update_conflicts=True,
        unique_fields=["case_id", "track"],
        update_fields=changing,
        batch_size=500,
    )


def _text(instant: datetime | None) -> str | None:
    return law_time(instant).isoformat() if instant else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
