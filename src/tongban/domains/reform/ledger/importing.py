"""A plan that was read goes into the ledger: all of it or nothing."""

from collections.abc import Mapping
from datetime import datetime
from itertools import chain

from django.db import IntegrityError, transaction
from django.db.models import Model
from pydantic import TypeAdapter

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger import units
from tongban.domains.reform.ledger.events import MeasureEntered, PlanImported
from tongban.domains.reform.ledger.models import Deadline, LedgerItem, LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.reading import Item, Measure, Plan
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

RESOURCE = "reform.ledgerplan"
MEASURES = TypeAdapter(Measure)


def import_plan(plan: Plan, *, region: str, actor: authz.Actor, now: datetime) -> PlanId:
    """Write a plan that was read to the ledger of a region: all of it or nothing.

    Refuses `kernel.authz.denied` without the duty `reform` in the region, `registry.region.unknown`,
    `reform.plan.too_long` for a name that no plan would have, and `reform.plan.already_imported` when the region's
    ledger holds a plan of the same paper number.
    """
    registry.get_region(region)
    row = LedgerPlan(
        region=region,
        title=plan.document.title,
        number=plan.document.number or "",
        issuer=plan.document.issuer,
        issued_on=plan.document.issued_on,
        rows=plan.rows,
        imported_at=now,
    )
    authz.require(actor, "import", row, resource=RESOURCE)
    require_lengths(plan)
    plan_id = PlanId(row.uuid)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Refusal("reform.plan.already_imported", number=row.number or row.title, region=region) from None
        names = [name for one in plan.measures for name in (*one.lead, *one.cooperating)]
        measures = _write_items(row, plan, agencies=units.agencies_of(region, names, on=law_day(now)))
        happened = PlanImported(str(plan_id), region, row.number, plan.counts())
        events.append(str(plan_id), [happened], actor=actor.label, at=now, after=events.START)
        for measure in measures:
            _enter(measure, plan_id, actor=actor, now=now)
    return plan_id


def require_lengths(plan: Plan) -> None:
    """A file that only looks like a plan may have a page where a name should be. Refuses `reform.plan.too_long`."""
    limits = chain.from_iterable(measure.deadlines for measure in plan.measures)
    told: list[tuple[type[Model], str, str]] = [
        (LedgerPlan, "title", plan.document.title),
        (LedgerPlan, "number", plan.document.number or ""),
        (LedgerPlan, "issuer", plan.document.issuer),
        *((LedgerItem, "chapter", item.chapter) for item in plan.items),
        *((LedgerItem, "section", item.section) for item in plan.items),
        *((LedgerItem, "title", item.title) for item in plan.items),
        *((LedgerItem, "label", item.label) for item in plan.items),
        *((LedgerMeasure, "anchor", one.anchor) for one in plan.measures),
        *((ResponsibleUnit, "name", unit) for one in plan.measures for unit in (*one.lead, *one.cooperating)),
        *((Deadline, "text", limit.text) for limit in limits),
    ]
    for model, name, text in told:
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if longest is not None and len(text) > longest:
            raise Refusal("reform.plan.too_long", text=f"{text[:40]}…", longest=longest)


def _write_items(row: LedgerPlan, plan: Plan, *, agencies: Mapping[str, int]) -> list[LedgerMeasure]:
    items = LedgerItem.objects.bulk_create(
        _item(row, position, item) for position, item in enumerate(plan.items, start=1)
    )
    read = [
        (item, position, one)
        for item, of in zip(items, plan.items, strict=True)
        for position, one in enumerate(of.measures, start=1)
    ]
    measures = LedgerMeasure.objects.bulk_create(
        _measure(item, position, one, lead_agency_id=agencies.get(one.lead[0]) if one.lead else None)
        for item, position, one in read
    )
    pairs = [(measure, one) for measure, (_, _, one) in zip(measures, read, strict=True)]
    ResponsibleUnit.objects.bulk_create(
        _unit(measure, role, name, position=position, agency=agencies.get(name))
        for measure, one in pairs
        for role, names in ((ResponsibleUnit.Role.LEAD, one.lead), (ResponsibleUnit.Role.COOPERATING, one.cooperating))
        for position, name in enumerate(names, start=1)
    )
    Deadline.objects.bulk_create(
        Deadline(
            measure=measure,
            text=limit.text,
            kind=str(limit.kind),
            due_on=limit.date,
            is_striving=limit.is_striving,
        )
        for measure, one in pairs
        for limit in one.deadlines
    )
    return measures


def _item(plan: LedgerPlan, position: int, read: Item) -> LedgerItem:
    return LedgerItem(
        plan=plan,
        position=position,
        number=read.number,
        label=read.label,
        part=read.part,
        chapter=read.chapter,
        section=read.section,
        title=read.title,
    )


def _unit(
    measure: LedgerMeasure, role: ResponsibleUnit.Role, name: str, *, position: int, agency: int | None
) -> ResponsibleUnit:
    found_by = ResponsibleUnit.FoundBy.READING if agency else ""
    return ResponsibleUnit(
        measure=measure, role=role, position=position, name=name, agency_id=agency, found_by=found_by
    )


def _measure(item: LedgerItem, position: int, read: Measure, *, lead_agency_id: int | None) -> LedgerMeasure:
    due_on = max((limit.date for limit in read.deadlines if limit.date), default=None)
    told = MEASURES.dump_python(read, mode="json")
    return LedgerMeasure(
        plan=item.plan,
        item=item,
        region=item.plan.region,
        position=position,
        number=read.number,
        row=str(read.row),
        text=read.text,
        upper=read.upper,
        strength=read.strength,
        anchor=read.anchor,
        place=told["place"],
        doubts=told["doubts"],
        done=read.done,
        due_on=due_on,
        next_on=due_on,
        lead_agency_id=lead_agency_id,
    )


def _enter(row: LedgerMeasure, plan: PlanId, *, actor: authz.Actor, now: datetime) -> None:
    measure = str(MeasureId(row.uuid))
    entered = MeasureEntered(measure, str(plan), row.region, row.anchor, row.text, row.due_on, row.done)
    events.append(measure, [entered], actor=actor.label, at=now, after=events.START)
