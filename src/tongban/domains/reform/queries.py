"""Every read of the ledger that others need."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet

from tongban.domains.reform.ids import PlanId
from tongban.domains.reform.models import LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.rules import MeasureState, state_of
from tongban.kernel import authz
from tongban.kernel.errors import Refusal

RESOURCE = "reform.ledgerplan"


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan in a list."""

    id: PlanId
    region: str
    title: str
    number: str
    issuer: str
    issued_on: date
    imported_at: datetime
    items: int
    measures: int


@dataclass(frozen=True, slots=True)
class DeadlineView:
    text: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure with its item, for the ledger's table."""

    anchor: str
    chapter: str
    item_number: int
    item_title: str
    number: int | None
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    deadlines: tuple[DeadlineView, ...]
    due_on: date | None
    state: MeasureState


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What to show of a plan: a chapter, a unit in any role, a state, words in the text. Empty means all."""

    chapter: str = ""
    unit: str = ""
    state: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class LedgerView:
    """One plan's ledger under a filter, with what the filters may be set to."""

    plan: PlanView
    measures: tuple[MeasureView, ...]
    chapters: tuple[str, ...]
    units: tuple[str, ...]
    states: dict[MeasureState, int]


def list_plans(*, actor: authz.Actor, region: str = "") -> list[PlanView]:
    """The plans this actor may see, newest first; only those of `region` when given."""
    rows = authz.visible(actor, "view", LedgerPlan.objects.all(), resource=RESOURCE)
    if region:
        rows = rows.filter(region=region)
    return [_plan_view(row) for row in _counted(rows).order_by("-issued_on", "-id")]


def get_ledger(plan: PlanId, *, actor: authz.Actor, today: date, wanted: LedgerFilter = LedgerFilter()) -> LedgerView:
    """A plan's measures under a filter. Refuses `reform.plan.unknown` for a plan that this actor may not see."""
    rows = authz.visible(actor, "view", LedgerPlan.objects.filter(uuid=plan.value), resource=RESOURCE)
    row = _counted(rows).first()
    if row is None:
        raise Refusal("reform.plan.unknown", plan=str(plan))
    whole = [_measure_view(measure, today) for measure in _measures(row)]
    units = ResponsibleUnit.objects.filter(measure__item__plan=row).values_list("name", flat=True)
    return LedgerView(
        plan=_plan_view(row),
        measures=tuple(measure for measure in whole if _matches(measure, wanted)),
        chapters=tuple(dict.fromkeys(measure.chapter for measure in whole)),
        units=tuple(name for name, _ in Counter(units).most_common()),
        states=dict(Counter(measure.state for measure in whole)),
    )


def _counted(rows: QuerySet[LedgerPlan]) -> QuerySet[LedgerPlan]:
    return rows.annotate(
        item_count=Count("items", distinct=True), measure_count=Count("items__measures", distinct=True)
    )


def _measures(plan: LedgerPlan) -> QuerySet[LedgerMeasure]:
    return LedgerMeasure.objects.filter(item__plan=plan).select_related("item").prefetch_related("units", "deadlines")


def _plan_view(row: LedgerPlan) -> PlanView:
    return PlanView(
        id=PlanId(row.uuid),
        region=row.region,
        title=row.title,
        number=row.number,
        issuer=row.issuer,
        issued_on=row.issued_on,
        imported_at=row.imported_at,
        items=getattr(row, "item_count", 0),
        measures=getattr(row, "measure_count", 0),
    )


def _measure_view(row: LedgerMeasure, today: date) -> MeasureView:
    units = list(row.units.all())
    return MeasureView(
        anchor=row.anchor,
        chapter=row.item.chapter,
        item_number=row.item.number,
        item_title=row.item.title,
        number=row.number,
        text=row.text,
        lead=tuple(unit.name for unit in units if unit.role == ResponsibleUnit.Role.LEAD),
        cooperating=tuple(unit.name for unit in units if unit.role == ResponsibleUnit.Role.COOPERATING),
        deadlines=tuple(DeadlineView(one.text, one.due_on) for one in row.deadlines.all()),
        due_on=row.due_on,
        state=state_of(done=row.done, due_on=row.due_on, today=today),
    )


def _matches(measure: MeasureView, wanted: LedgerFilter) -> bool:
    return (
        (not wanted.chapter or measure.chapter == wanted.chapter)
        and (not wanted.unit or wanted.unit in (*measure.lead, *measure.cooperating))
        and (not wanted.state or measure.state == wanted.state)
        and all(word in measure.text + measure.item_title for word in wanted.words.split())
    )
