"""A plan's measures as the workbook tells them, for one reader."""

from collections.abc import Sequence
from datetime import date

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger.authz import MEASURE
from tongban.domains.reform.ledger.life import Life, live
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan
from tongban.domains.reform.ledger.queries import LedgerFilter, narrowed
from tongban.domains.reform.ledger.store import acts_of
from tongban.domains.reform.sheets.book import Base, Line, StepLine
from tongban.domains.reform.sheets.columns import short_id
from tongban.domains.reform.sheets.here import Known
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.errors import Refusal
from tongban.kernel.events import Recorded

MOST = 5_000


def plan_row(plan: PlanId) -> LedgerPlan:
    row = LedgerPlan.objects.filter(uuid=plan.value).first()
    if row is None:
        raise Refusal("reform.plan.unknown", plan=str(plan))
    return row


def plans_of(*, actor: authz.Actor, today: date) -> list[tuple[PlanId, str]]:
    """The plans of which the actor may see measures, with their titles, the newest first."""
    seen = narrowed(LedgerFilter(), actor=actor, today=today).values("plan")
    rows = LedgerPlan.objects.filter(pk__in=seen).order_by("-imported_at", "-pk")
    return [(PlanId(row.uuid), row.title) for row in rows]


def rows_of(plan: LedgerPlan, *, actor: authz.Actor, today: date) -> list[LedgerMeasure]:
    """The measures of a plan that the actor may see, in the paper's order.

    Refuses `reform.plan.unknown` when there are none, `reform.sheet.too_many` beyond 5,000.
    """
    seen = narrowed(LedgerFilter(plan=PlanId(plan.uuid)), actor=actor, today=today)
    rows = seen.select_related("item", "lead_agency").prefetch_related("units").order_by("item__position", "position")
    found = list(rows[: MOST + 1])
    if not found:
        raise Refusal("reform.plan.unknown", plan=str(PlanId(plan.uuid)))
    if len(found) > MOST:
        raise Refusal("reform.sheet.too_many", most=MOST)
    return found


def line_of(plan: LedgerPlan, measure: MeasureId) -> Line:
    """One measure as it stands. Refuses `reform.measure.unknown`."""
    rows = LedgerMeasure.objects.select_related("item", "lead_agency").prefetch_related("units")
    row = rows.filter(plan=plan, uuid=measure.value).first()
    if row is None:
        raise Refusal("reform.measure.unknown", measure=str(measure))
    return lines_of([row])[0]


def lines_of(rows: Sequence[LedgerMeasure]) -> list[Line]:
    recorded = events.read_streams([str(MeasureId(row.uuid)) for row in rows])
    return [_line(row, recorded.get(str(MeasureId(row.uuid)), [])) for row in rows]


def _line(row: LedgerMeasure, recorded: Sequence[Recorded]) -> Line:
    life = live(Life(due_on=row.due_on), acts_of(recorded))
    filed = [one.event for one in recorded if isinstance(one.event, told.ProgressFiled)]
    units = list(row.units.all())
    return Line(
        id=short_id(str(MeasureId(row.uuid))),
        anchor=row.anchor,
        chapter=row.item.chapter,
        item=f"{row.item.label or row.item.number}. {row.item.title}",
        measure=row.text,
        lead="、".join(one.name for one in units if one.role == "lead"),
        cooperating="、".join(one.name for one in units if one.role == "cooperating"),
        due_on=row.due_on,
        state=str(life.state),
        agency=row.lead_agency.short_zh if row.lead_agency else "",
        share=life.share,
        classification=life.classification,
        steps=tuple(StepLine(one.number, one.text, one.due_on, one.weight, one.done_on) for one in life.steps),
        last_progress=filed[-1].text if filed else "",
    )


def known_of(plan: LedgerPlan, base: dict[str, Base], *, actor: authz.Actor, today: date) -> Known:
    """What stands now, and what of it this reader may change: four questions for any number of measures."""
    rows = rows_of(plan, actor=actor, today=today)
    regions = {*registry.chain(plan.region), *registry.subtree(plan.region)}
    agencies = registry.list_agencies(regions, today)
    mine = LedgerMeasure.objects.filter(plan=plan)

    def may(verb: str) -> frozenset[str]:
        found = authz.visible(actor, verb, mine, resource=MEASURE).values_list("uuid", flat=True)
        return frozenset(short_id(str(MeasureId(one))) for one in found)

    return Known(
        lines={one.id: one for one in lines_of(rows)},
        base=base,
        agencies=_by_name(agencies),
        works=may("work"),
        reports=may("report"),
        governs=may("govern"),
    )


def _by_name(agencies: Sequence[registry.AgencyView]) -> dict[str, str]:
    """Ids of agencies by name and short name; a name that two share is left out."""
    found: dict[str, set[str]] = {}
    for agency in agencies:
        for name in (agency.name.zh, agency.short.zh):
            found.setdefault(name, set()).add(str(agency.id))
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}
