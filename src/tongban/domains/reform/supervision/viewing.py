"""Rows as plain values."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from tongban.domains.reform.ids import FindingId, MeasureId
from tongban.domains.reform.supervision.answers import FindingView, StepView
from tongban.domains.reform.supervision.models import FindingRow, StepRow
from tongban.domains.reform.supervision.states import Standing, State, standing_of
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text


def with_parts(rows: QuerySet[FindingRow]) -> QuerySet[FindingRow]:
    """The rows with what their views need."""
    steps = Prefetch("steps", StepRow.objects.order_by("taken_at", "pk"))
    related = ("agency", "measure__item", "inspection", "fault")
    return rows.select_related(*related).prefetch_related(steps)


def finding_view(row: FindingRow, *, today: date) -> FindingView:
    """The row comes from `with_parts`."""
    state = State(row.state)
    standing = standing_of(state, due_on=row.due_on, today=today)
    late = (today - row.due_on).days if standing == Standing.OVERDUE and row.due_on else 0
    return FindingView(
        id=FindingId(row.uuid),
        region=row.region,
        agency=registry.AgencyId(row.agency.uuid),
        agency_name=Text(zh=row.agency.short_zh, en=row.agency.short_en),
        measure=MeasureId(row.measure.uuid) if row.measure else None,
        anchor=row.measure.anchor if row.measure else "",
        matter=row.matter,
        severity=row.severity,
        text=row.text,
        recorded_at=row.recorded_at,
        reply_by=row.reply_by,
        state=state,
        standing=standing,
        checked_on=row.checked_on,
        number=row.number,
        demand=row.demand,
        issued_on=row.issued_on,
        due_on=row.due_on,
        answered_on=row.answered_on,
        closed_on=row.closed_on,
        late_days=late,
        was_late=row.was_late or late > 0,
        is_repeated=row.is_repeated,
        is_listed=row.is_listed,
        tolerance=row.tolerance,
        steps=tuple(dict.fromkeys(one.kind for one in row.steps.all() if not _is_over(one))),
    )


def step_view(row: StepRow, finding: FindingId) -> StepView:
    return StepView(
        finding=finding,
        kind=row.kind,
        number=row.number,
        rule=row.rule,
        title=row.title,
        text=row.text,
        on=row.on,
        taken_at=row.taken_at,
        ended_at=row.ended_at,
        ending=row.ending,
    )


def _is_over(step: StepRow) -> bool:
    """A withdrawn exposure and a listing struck off are over; a call-in that was held stays on the order."""
    return step.ended_at is not None and step.kind in ("exposure", "listing")
