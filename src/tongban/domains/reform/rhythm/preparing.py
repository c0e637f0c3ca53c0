"""The list of a dispatch: every measure of a region that is not closed, worst first, as it stands at one instant."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger.api import MeasureState
from tongban.domains.reform.ledger.models import LedgerMeasure, ResponsibleUnit
from tongban.domains.reform.rhythm.binding import Binder, attention_of, binder
from tongban.domains.reform.rhythm.models import MeetingLineRow, MeetingRow
from tongban.domains.reform.rhythm.rules.ranking import Course, Ranked, rank
from tongban.kernel.clock import law_day


def draw_up(meeting: MeetingRow, *, now: datetime) -> int:
    """Write the list of a meeting that is prepared, over the one before; reasons that were given stay, and so does, at
    the end, whatever has a decision but is closed by now.

    How many measures are on it. The caller owns the transaction.
    """
    rows = {str(MeasureId(row.uuid)): row for row in _open_measures(meeting.region)}
    units = _units(rows.values())
    if meeting.convener_id is not None:
        known = binder(meeting.region, on=law_day(now))
        rows = {name: row for name, row in rows.items() if _is_led(row, meeting.convener_id, units=units, known=known)}
    ranked = rank((_course(row) for row in rows.values()), attention_of(meeting.region), today=law_day(now))
    gone = meeting.lines.exclude(measure__in=[rows[one.course.measure].pk for one in ranked])
    gone.filter(decisions=None).delete()
    for position, line in enumerate(gone, start=len(ranked) + 1):
        line.position = position
        line.save(update_fields=["position"])
    MeetingLineRow.objects.bulk_create(
        [
            _line(meeting, rows[one.course.measure], one, position=position, units=units)
            for position, one in enumerate(ranked, start=1)
        ],
        update_conflicts=True,
        unique_fields=["meeting", "measure"],
        update_fields=["position", "concern", "concerns", "days", "shown"],
    )
    return len(ranked)


def _open_measures(region: str) -> Iterable[LedgerMeasure]:
    rows = LedgerMeasure.objects.filter(region=region).exclude(state=MeasureState.CLOSED)
    return rows.select_related("plan", "item").order_by("plan__issued_on", "plan_id", "item__position", "position")


def _units(rows: Iterable[LedgerMeasure]) -> dict[tuple[int, str], list[str]]:
    found: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for unit in ResponsibleUnit.objects.filter(measure__in=[row.pk for row in rows]).order_by("role", "position"):
        found[unit.measure_id, unit.role].append(unit.name)
    return found


def _is_led(row: LedgerMeasure, agency: int, *, units: dict[tuple[int, str], list[str]], known: Binder) -> bool:
    if row.lead_agency_id is not None:
        return row.lead_agency_id == agency
    found = (known.agency(name) for name in units.get((row.pk, ResponsibleUnit.Role.LEAD), []))
    return any(one is not None and one.pk == agency for one in found)


def _course(row: LedgerMeasure) -> Course:
    return Course(
        measure=str(MeasureId(row.uuid)),
        order=(row.plan.number, row.item.position, row.position),
        due_on=row.due_on,
        moved_on=_moved_on(row),
        has_problem=row.open_problems > 0,
        is_reopened=row.state == MeasureState.REOPENED,
        is_closing_asked=row.state == MeasureState.CLOSING_ASKED,
        asked_on=row.asked_on,
    )


def _moved_on(row: LedgerMeasure) -> date:
    return law_day(row.moved_at or row.plan.imported_at)


def _line(
    meeting: MeetingRow, row: LedgerMeasure, one: Ranked, *, position: int, units: dict[tuple[int, str], list[str]]
) -> MeetingLineRow:
    return MeetingLineRow(
        meeting=meeting,
        measure=row,
        position=position,
        concern=one.concern,
        concerns=list(one.concerns),
        days=one.days,
        shown=_shown(row, units),
    )


def _shown(row: LedgerMeasure, units: dict[tuple[int, str], list[str]]) -> dict[str, object]:
    """What the meeting sees of the measure, so that a later change of the ledger does not change the past."""
    return {
        "plan": str(PlanId(row.plan.uuid)),
        "plan_number": row.plan.number or row.plan.title,
        "anchor": row.anchor,
        "item": f"{row.item.number}. {row.item.title}",
        "text": row.text,
        "lead": units.get((row.pk, ResponsibleUnit.Role.LEAD), []),
        "cooperating": units.get((row.pk, ResponsibleUnit.Role.COOPERATING), []),
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "state": row.state,
        "share": row.share,
        "moved_on": _moved_on(row).isoformat() if row.moved_at else None,
    }
