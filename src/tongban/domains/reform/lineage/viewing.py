"""Rows as the values that pages show."""

from tongban.domains.reform import duty
from tongban.domains.reform.ids import LineageLinkId, MeasureId, PlanId
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.lineage.answers import LinkView, PlanRef, SideView
from tongban.domains.reform.lineage.models import LineageLink
from tongban.domains.reform.lineage.numbers import words
from tongban.domains.reform.lineage.proposals import findings_of
from tongban.domains.reform.lineage.relations import Relation
from tongban.domains.reform.lineage.rules import LinkState


def plan_ref(row: LedgerPlan) -> PlanRef:
    return PlanRef(PlanId(row.uuid), row.region, row.title, row.number, row.issued_on)


def side_view(row: LedgerMeasure, *, is_quoted: bool = False) -> SideView:
    """A measure; `is_quoted`: the upper authority's task that its row prints."""
    text = row.upper if is_quoted else row.text
    named = sorted(row.units.all(), key=lambda unit: (unit.role != ResponsibleUnit.Role.LEAD, unit.position))
    targets = duty.read_targets(text, issued_on=row.plan.issued_on)
    return SideView(
        id=MeasureId(row.uuid),
        plan=plan_ref(row.plan),
        anchor=row.anchor,
        item="" if is_quoted else f"{row.item.number}. {row.item.title}".rstrip(" ."),
        chapter=row.item.chapter,
        text=text,
        units=() if is_quoted else tuple(dict.fromkeys(unit.name for unit in named)),
        numbers=tuple(dict.fromkeys(words(text, one) for one in targets)),
        due_on=None if is_quoted else row.due_on,
    )


def link_view(row: LineageLink, *, may_decide: bool = False) -> LinkView:
    is_quoted = row.upper_plan_id == row.lower_plan_id
    return LinkView(
        id=LineageLinkId(row.uuid),
        upper=plan_ref(row.upper_plan),
        lower=plan_ref(row.lower_plan),
        task=side_view(row.task, is_quoted=is_quoted) if row.task else None,
        measure=side_view(row.measure) if row.measure else None,
        relation=Relation(row.relation),
        findings=findings_of(row.findings),
        is_sure=row.is_sure,
        state=LinkState(row.state),
        note=row.note,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        may_decide=may_decide,
    )
