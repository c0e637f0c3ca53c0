"""Every way the ledger changes. One public function per use case; the transaction is here."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Model

from tongban.domains.reform.events import PlanImported
from tongban.domains.reform.ids import PlanId
from tongban.domains.reform.models import Deadline, LedgerItem, LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.reading import Measure, Plan
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.errors import Refusal

RESOURCE = "reform.ledgerplan"


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
        number=plan.document.number,
        issuer=plan.document.issuer,
        issued_on=plan.document.issued_on,
        rows=plan.rows,
        imported_at=now,
    )
    authz.require(actor, "import", row, resource=RESOURCE)
    _require_lengths(plan)
    plan_id = PlanId(row.uuid)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            raise Refusal("reform.plan.already_imported", number=row.number, region=region) from None
        _write_items(row, plan)
        happened = PlanImported(str(plan_id), region, plan.document.number, plan.counts())
        events.append(str(plan_id), [happened], actor=actor.label, at=now)
    return plan_id


def _require_lengths(plan: Plan) -> None:
    """A file that only looks like a plan may have a whole page where a name should be."""
    told: list[tuple[type[Model], str, str]] = [
        (LedgerPlan, "title", plan.document.title),
        (LedgerPlan, "number", plan.document.number),
        (LedgerPlan, "issuer", plan.document.issuer),
        *((LedgerItem, "chapter", item.chapter) for item in plan.items),
        *((LedgerItem, "title", item.title) for item in plan.items),
        *((ResponsibleUnit, "name", unit) for one in plan.measures for unit in (*one.lead, *one.cooperating)),
    ]
    for model, name, text in told:
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if longest is not None and len(text) > longest:
            raise Refusal("reform.plan.too_long", text=f"{text[:40]}…", longest=longest)


def _write_items(row: LedgerPlan, plan: Plan) -> None:
    items = LedgerItem.objects.bulk_create(
        LedgerItem(plan=row, number=item.number, chapter=item.chapter, title=item.title) for item in plan.items
    )
    read = [
        (item, position, one)
        for item, of in zip(items, plan.items, strict=True)
        for position, one in _numbered(of.measures)
    ]
    measures = LedgerMeasure.objects.bulk_create(_measure(item, position, one) for item, position, one in read)
    pairs = [(measure, one) for measure, (_, _, one) in zip(measures, read, strict=True)]
    ResponsibleUnit.objects.bulk_create(
        ResponsibleUnit(measure=measure, role=role, position=position, name=name)
        for measure, one in pairs
        for role, names in ((ResponsibleUnit.Role.LEAD, one.lead), (ResponsibleUnit.Role.COOPERATING, one.cooperating))
        for position, name in enumerate(names, start=1)
    )
    Deadline.objects.bulk_create(
        Deadline(measure=measure, text=limit.text, due_on=limit.date)
        for measure, one in pairs
        for limit in one.deadlines
    )


def _numbered(measures: tuple[Measure, ...]) -> list[tuple[int, Measure]]:
    return list(enumerate(measures, start=1))


def _measure(item: LedgerItem, position: int, read: Measure) -> LedgerMeasure:
    return LedgerMeasure(
        item=item,
        position=position,
        number=read.number,
        text=read.text,
        anchor=read.anchor,
        done=read.done,
        due_on=max((limit.date for limit in read.deadlines), default=None),
    )
