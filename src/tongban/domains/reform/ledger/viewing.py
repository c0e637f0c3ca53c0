"""Rows of the ledger as plain values."""

from datetime import date

from django.db.models import QuerySet

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger.answers import DeadlineView, MeasureView, OwnerView, PlanView, UnitView
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.ledger.states import MeasureState, light_of
from tongban.domains.registry import api as registry


def with_parts(rows: QuerySet[LedgerMeasure]) -> QuerySet[LedgerMeasure]:
    """The rows with everything that `measure_view` reads, in three questions for any number of them."""
    return rows.select_related("plan", "item", "lead_agency", "owner", "owner_post").prefetch_related(
        "units__agency", "deadlines"
    )


def plan_view(row: LedgerPlan) -> PlanView:
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


def measure_view(row: LedgerMeasure, today: date) -> MeasureView:
    """How a measure stands on a day. The row comes from `with_parts`."""
    units = tuple(_unit(one) for one in row.units.all())
    state = MeasureState(row.state)
    return MeasureView(
        id=MeasureId(row.uuid),
        plan=PlanId(row.plan.uuid),
        region=row.region,
        anchor=row.anchor,
        part=row.item.part,
        chapter=row.item.chapter,
        section=row.item.section,
        item_number=row.item.number,
        item_label=row.item.label or str(row.item.number),
        item_title=row.item.title,
        number=row.number,
        row=row.row,
        text=row.text,
        upper=row.upper,
        strength=row.strength,
        place=row.place,
        targets=tuple(row.targets),
        doubts=tuple(row.doubts),
        lead=tuple(unit.name for unit in units if unit.role == ResponsibleUnit.Role.LEAD),
        cooperating=tuple(unit.name for unit in units if unit.role == ResponsibleUnit.Role.COOPERATING),
        units=units,
        lead_agency=registry.AgencyId(row.lead_agency.uuid) if row.lead_agency else None,
        owner=_owner(row),
        deadlines=tuple(
            DeadlineView(one.text, one.due_on, one.kind, is_striving=one.is_striving) for one in row.deadlines.all()
        ),
        due_on=row.due_on,
        state=state,
        light=light_of(state, due_on=row.due_on, asked_on=row.asked_on, today=today),
        reported_done=row.done,
        share=row.share,
        classification=row.classification,
        next_step=row.next_step,
        next_on=row.next_on,
        asked_on=row.asked_on,
        closed_on=row.closed_on,
        evidence_count=row.evidence_count,
        open_problems=row.open_problems,
        moved_at=row.moved_at,
    )


def _unit(row: ResponsibleUnit) -> UnitView:
    agency = registry.AgencyId(row.agency.uuid) if row.agency else None
    return UnitView(row.name, row.role, agency, is_confirmed=row.found_by == ResponsibleUnit.FoundBy.PERSON)


def _owner(row: LedgerMeasure) -> OwnerView | None:
    if row.owner is None or row.owner_post is None:
        return None
    return OwnerView(registry.AccountId(row.owner.uuid), row.owner.name, registry.PostId(row.owner_post.uuid))
