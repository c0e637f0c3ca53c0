"""Every read of the ledger that others need."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger.answers import LedgerView, MeasureView, PlanView
from tongban.domains.reform.ledger.authz import MEASURE, PLAN
from tongban.domains.reform.ledger.models import LedgerItem, LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.ledger.states import NEAR, Light, MeasureState
from tongban.domains.reform.ledger.viewing import measure_view, plan_view, with_parts
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.errors import Refusal

MOST = 500


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """What to show: of a region or plan, a chapter, a unit in any role (as spelled), what it comes to on the day
    (`light`), a state, a classification, words in text or title. Empty means all.

    `agency`, `agencies` (rows) or `owner` narrow to what a unit (in any role, once resolved), one of several units, or
    a named person has to do; `is_open` leaves what is closed aside.
    """

    region: str = ""
    plan: PlanId | None = None
    chapter: str = ""
    unit: str = ""
    light: str = ""
    state: str = ""
    classification: str = ""
    words: str = ""
    agency: registry.AgencyId | None = None
    agencies: frozenset[int] = frozenset()
    owner: registry.AccountId | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a list; `next` continues it (empty at the end)."""

    measures: tuple[MeasureView, ...]
    next: str


def list_plans(*, actor: authz.Actor, region: str = "") -> list[PlanView]:
    """The plans this actor may see, newest first; only those of `region` when given."""
    rows = authz.visible(actor, "view", LedgerPlan.objects.all(), resource=PLAN)
    if region:
        rows = rows.filter(region=region)
    return [plan_view(row) for row in _counted(rows).order_by(F("issued_on").desc(nulls_last=True), "-id")]


def get_ledger(plan: PlanId, *, actor: authz.Actor, today: date, wanted: LedgerFilter = LedgerFilter()) -> LedgerView:
    """A plan's measures under a filter. Refuses `reform.plan.unknown` for a plan that this actor may not see."""
    rows = authz.visible(actor, "view", LedgerPlan.objects.filter(uuid=plan.value), resource=PLAN)
    row = _counted(rows).first()
    if row is None:
        raise Refusal("reform.plan.unknown", plan=str(plan))
    measures = with_parts(LedgerMeasure.objects.filter(plan=row).order_by("item__position", "position"))
    whole = [measure_view(measure, today) for measure in measures]
    units = ResponsibleUnit.objects.filter(measure__plan=row).values_list("name", flat=True)
    return LedgerView(
        plan=plan_view(row),
        measures=tuple(measure for measure in whole if _matches(measure, wanted)),
        chapters=tuple(dict.fromkeys(measure.chapter for measure in whole)),
        units=tuple(name for name, _ in Counter(units).most_common()),
        lights=dict(Counter(measure.light for measure in whole)),
    )


def get_measure(measure: MeasureId, *, actor: authz.Actor, today: date) -> MeasureView:
    """One measure. Refuses `reform.measure.unknown` for one that this actor may not see."""
    rows = authz.visible(actor, "view", LedgerMeasure.objects.filter(uuid=measure.value), resource=MEASURE)
    row = with_parts(rows).first()
    if row is None:
        raise Refusal("reform.measure.unknown", measure=str(measure))
    return measure_view(row, today)


def list_measures(
    wanted: LedgerFilter = LedgerFilter(), *, actor: authz.Actor, today: date, after: str = "", limit: int = 50
) -> Found:
    """The measures this actor may see under a filter, worst first: late (the longest first), waiting for closing,
    reopened, near their day, in time, without a day, closed. `after` is the `next` of the stretch before.

    Refuses `reform.list.cursor` for an `after` that this function did not give.
    """
    rows = ranked(narrowed(wanted, actor=actor, today=today), today)
    if after:
        rows = rows.filter(_beyond(after))
    page = list(with_parts(rows)[: min(limit, MOST) + 1])
    shown = page[: min(limit, MOST)]
    following = _cursor(shown[-1]) if len(page) > len(shown) else ""
    return Found(tuple(measure_view(row, today) for row in shown), following)


def duties_of(
    who: registry.AgencyId | registry.AccountId, *, actor: authz.Actor, today: date, limit: int = MOST
) -> tuple[MeasureView, ...]:
    """What a unit (in any role) or a named person has to do and is not closed, worst first."""
    wanted = LedgerFilter(agency=who) if isinstance(who, registry.AgencyId) else LedgerFilter(owner=who)
    rows = ranked(narrowed(wanted, actor=actor, today=today).exclude(state=MeasureState.CLOSED), today)
    return tuple(measure_view(row, today) for row in with_parts(rows)[:limit])


def narrowed(wanted: LedgerFilter, *, actor: authz.Actor, today: date) -> QuerySet[LedgerMeasure]:
    """The rows that this actor may see under a filter, in no order."""
    rows = authz.visible(actor, "view", LedgerMeasure.objects.all(), resource=MEASURE)
    equal = {
        "region": wanted.region,
        "item__chapter": wanted.chapter,
        "state": wanted.state,
        "classification": wanted.classification,
        "plan__uuid": wanted.plan.value if wanted.plan else "",
        "owner__uuid": wanted.owner.value if wanted.owner else "",
    }
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if wanted.unit:
        named = ResponsibleUnit.objects.filter(name=wanted.unit)
        rows = rows.filter(pk__in=named.values("measure"))
    if wanted.agency:
        at = ResponsibleUnit.objects.filter(agency__uuid=wanted.agency.value)
        rows = rows.filter(Q(lead_agency__uuid=wanted.agency.value) | Q(pk__in=at.values("measure")))
    if wanted.agencies:
        helped = ResponsibleUnit.objects.filter(agency__in=wanted.agencies)
        rows = rows.filter(Q(lead_agency__in=wanted.agencies) | Q(pk__in=helped.values("measure")))
    if wanted.is_open:
        rows = rows.exclude(state=MeasureState.CLOSED)
    if wanted.light:
        rows = rows.filter(lit(Light(wanted.light), today))
    for word in wanted.words.split():
        rows = rows.filter(Q(text__icontains=word) | Q(item__title__icontains=word) | Q(anchor=word))
    return rows


def lit(light: Light, today: date, *, path: str = "") -> Q:
    """`states.light_of` as a condition on measures, or on rows from which `path` (`measure__`) leads to one."""

    def asks(**conditions: object) -> Q:
        return Q(**{path + name: value for name, value in conditions.items()})

    closed, asked = asks(state=MeasureState.CLOSED), asks(state=MeasureState.CLOSING_ASKED)
    asked_on = F(path + "asked_on")
    match light:
        case Light.CLOSED:
            return closed
        case Light.NO_DEADLINE:
            return ~closed & asks(due_on=None)
        case Light.OVERDUE:
            return ~closed & (~asked & asks(due_on__lt=today) | asked & asks(due_on__lt=asked_on))
        case Light.NEAR_DUE:
            return ~closed & ~asked & asks(due_on__gte=today, due_on__lte=today + NEAR)
        case Light.IN_TIME:
            return ~closed & (~asked & asks(due_on__gt=today + NEAR) | asked & asks(due_on__gte=asked_on))


FAR = date(9999, 12, 31)


def ranked(rows: QuerySet[LedgerMeasure], today: date) -> QuerySet[LedgerMeasure]:
    """Worst first, with a key by which a list can be continued."""
    order = (
        lit(Light.OVERDUE, today),
        Q(state=MeasureState.CLOSING_ASKED),
        Q(state=MeasureState.REOPENED),
        lit(Light.NEAR_DUE, today),
        lit(Light.IN_TIME, today),
        lit(Light.NO_DEADLINE, today),
    )
    whens = [When(condition, then=Value(place)) for place, condition in enumerate(order)]
    worst = Case(*whens, default=Value(len(order)), output_field=IntegerField())
    day = Case(When(due_on=None, then=Value(FAR)), default=F("due_on"))
    return rows.annotate(worst=worst, day=day).order_by("worst", "day", "pk")


def _cursor(row: LedgerMeasure) -> str:
    worst, day = getattr(row, "worst", 0), getattr(row, "day", FAR)
    return f"{worst}.{day:%Y%m%d}.{row.pk}"


def _beyond(after: str) -> Q:
    try:
        worst, day, key = after.split(".")
        place, last, pk = int(worst), date(int(day[:4]), int(day[4:6]), int(day[6:])), int(key)
    except ValueError:
        raise Refusal("reform.list.cursor", cursor=after[:40]) from None
    return Q(worst__gt=place) | Q(worst=place) & (Q(day__gt=last) | Q(day=last, pk__gt=pk))


def _counted(rows: QuerySet[LedgerPlan]) -> QuerySet[LedgerPlan]:
    """How many items and measures each has, asked apart: joined together they would multiply."""

    def count_of(model: type[LedgerItem] | type[LedgerMeasure]) -> Subquery:
        of_plan = model._default_manager.filter(plan=OuterRef("pk")).order_by().values("plan")
        return Subquery(of_plan.annotate(count=Count("pk")).values("count"), output_field=IntegerField())

    return rows.annotate(
        item_count=Coalesce(count_of(LedgerItem), 0), measure_count=Coalesce(count_of(LedgerMeasure), 0)
    )


def _matches(measure: MeasureView, wanted: LedgerFilter) -> bool:
    return (
        (not wanted.chapter or measure.chapter == wanted.chapter)
        and (not wanted.unit or wanted.unit in (*measure.lead, *measure.cooperating))
        and (not wanted.light or measure.light == wanted.light)
        and (not wanted.state or measure.state == wanted.state)
        and (not wanted.classification or measure.classification == wanted.classification)
        and all(word in measure.text + measure.item_title for word in wanted.words.split())
    )
