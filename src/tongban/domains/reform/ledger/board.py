"""The board of the leading group office: how many measures stand how, by unit and chapter, under one filter."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When

from tongban.domains.reform.ledger.models import LedgerMeasure, ResponsibleUnit
from tongban.domains.reform.ledger.queries import LedgerFilter, lit, narrowed
from tongban.domains.reform.ledger.states import Light, MeasureState
from tongban.kernel import authz


@dataclass(frozen=True, slots=True)
class Tally:
    """How many measures of a unit or chapter there are, late, near their day, waiting for closing, and closed."""

    name: str
    total: int
    overdue: int
    near_due: int
    asked: int
    closed: int


@dataclass(frozen=True, slots=True)
class Board:
    """Counts under a filter. `lights` and `states` leave the filter's own light and state aside, so that each can be
    chosen instead; `units` are the leads as spelled, worst first; `unowned` have no named person yet."""

    total: int
    lights: Mapping[Light, int]
    states: Mapping[MeasureState, int]
    units: tuple[Tally, ...]
    chapters: tuple[Tally, ...]
    unowned: int
    unresolved: int


def get_board(wanted: LedgerFilter, *, actor: authz.Actor, today: date) -> Board:
    """The counts that this actor may see under a filter, in three questions."""
    rows = narrowed(wanted, actor=actor, today=today)
    lights, states = count_by_light(wanted, actor=actor, today=today)
    chapters = list(_by_chapter(rows, today))
    return Board(
        total=sum(row["total"] for row in chapters),
        lights=lights,
        states=states,
        units=_by_unit(rows, today),
        chapters=tuple(_tally(row["item__chapter"], row) for row in chapters),
        unowned=sum(row["unowned"] for row in chapters),
        unresolved=sum(row["unresolved"] for row in chapters),
    )


def count_by_light(
    wanted: LedgerFilter, *, actor: authz.Actor, today: date
) -> tuple[Mapping[Light, int], Mapping[MeasureState, int]]:
    """How many measures stand how, by light and by state, whatever light or state the filter asks for."""
    rows = narrowed(replace(wanted, light="", state=""), actor=actor, today=today)
    whens = [When(lit(light, today), then=Value(str(light))) for light in Light]
    shown = rows.annotate(shown=Case(*whens, output_field=CharField()))
    lights, states = Counter[Light](), Counter[MeasureState]()
    for light, state, count in shown.values_list("shown", "state").annotate(count=Count("pk")).order_by():
        lights[Light(light)] += count
        states[MeasureState(state)] += count
    return lights, states


def _by_unit(rows: QuerySet[LedgerMeasure], today: date) -> tuple[Tally, ...]:
    leads = ResponsibleUnit.objects.filter(role=ResponsibleUnit.Role.LEAD, measure__in=rows)
    counted = leads.values("name").annotate(**_counts("measure__", today))
    found = [_tally(row["name"], row) for row in counted]
    return tuple(sorted(found, key=lambda one: (-one.overdue, -one.near_due, -one.asked, -one.total, one.name)))


def _by_chapter(rows: QuerySet[LedgerMeasure], today: date) -> Iterable[Mapping[str, Any]]:
    is_open = ~Q(state=MeasureState.CLOSED)
    missing = {
        "unowned": Count("pk", filter=is_open & Q(owner=None)),
        "unresolved": Count("pk", filter=is_open & Q(lead_agency=None)),
    }
    return rows.values("item__chapter").annotate(**_counts("", today), **missing).order_by("item__chapter")


def _tally(name: str, row: Mapping[str, Any]) -> Tally:
    return Tally(
        name,
        total=row["total"],
        overdue=row["overdue"],
        near_due=row["near_due"],
        asked=row["asked"],
        closed=row["closed"],
    )


def _counts(path: str, today: date) -> dict[str, Count]:
    lights = {"overdue": Light.OVERDUE, "near_due": Light.NEAR_DUE, "closed": Light.CLOSED}
    counts = {name: Count("pk", filter=lit(light, today, path=path)) for name, light in lights.items()}
    asked = Count("pk", filter=Q(**{path + "state": MeasureState.CLOSING_ASKED}))
    return {"total": Count("pk"), "asked": asked, **counts}
