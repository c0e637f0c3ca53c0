"""Meetings, their decisions, and reports, as whoever asks may see them."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from tongban.domains.reform.access import UNIT
from tongban.domains.reform.ids import DecisionId, MeasureId, MeetingId, PlanId
from tongban.domains.reform.rhythm.answers import (
    AnswerView,
    AttendanceView,
    CorrectionView,
    DecisionView,
    LineView,
    MeetingSummary,
    MeetingView,
)
from tongban.domains.reform.rhythm.authz import DECISION, MEETING
from tongban.domains.reform.rhythm.binding import binder
from tongban.domains.reform.rhythm.models import DecisionRow, MeetingLineRow, MeetingRow
from tongban.domains.reform.rhythm.rules.deciding import DecisionState, decision_state, done_on, may_follow
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

OPEN = (DecisionState.OVERDUE, DecisionState.OPEN, DecisionState.ANSWERED)


def readable_meeting(meeting: MeetingId, actor: Actor) -> MeetingRow:
    """Refuses `reform.meeting.unknown` for one that the actor may not see."""
    rows = authz.visible(actor, "read", MeetingRow.objects.select_related("convener"), resource=MEETING)
    row = rows.filter(uuid=meeting.value).first()
    if row is None:
        raise Refusal("reform.meeting.unknown", meeting=str(meeting))
    return row


def list_meetings(region: str, *, actor: Actor, today: date, kind: str = "", limit: int = 100) -> list[MeetingSummary]:
    """The meetings of a region that the actor may see, the latest month first; only of one kind when asked."""
    rows = authz.visible(actor, "read", MeetingRow.objects.filter(region=region), resource=MEETING)
    if kind:
        rows = rows.filter(kind=kind)
    found = list(_counted(rows).order_by("-period", "-id")[:limit])
    decisions = DecisionRow.objects.filter(meeting__in=[row.pk for row in found])
    states: dict[int, list[DecisionState]] = {}
    for one in with_answers(decisions):
        states.setdefault(one.meeting_id, []).append(_state(one, today))
    return [_summary(row, states.get(row.pk, [])) for row in found]


def get_meeting(meeting: MeetingId, *, actor: Actor, today: date) -> MeetingView:
    """A meeting whole. Refuses `reform.meeting.unknown`."""
    row = readable_meeting(meeting, actor)
    counted = _counted(MeetingRow.objects.filter(pk=row.pk)).get()
    lines = list(row.lines.select_related("measure"))
    decisions = [decision_view(one, actor, today=today) for one in with_answers(row.decisions.all())]
    before = row.before if row.closed_at else earlier_decisions(row, today=today)
    concerns: dict[str, int] = {}
    for line in lines:
        concerns[line.concern] = concerns.get(line.concern, 0) + 1
    return MeetingView(
        summary=_summary(counted, [one.state for one in decisions]),
        agenda=tuple(row.agenda),
        cut_at=row.cut_at,
        lines=tuple(_lines(row, lines, actor, today=today)),
        concerns=concerns,
        before=tuple(before),
        attendance=tuple(_attendance(row)),
        decisions=tuple(decisions),
        minutes=row.minutes,
        corrections=tuple(CorrectionView(one.text, one.at) for one in row.corrections.all()),
        may_hold=row.closed_at is None and authz.may(actor, "hold", row, resource=MEETING),
    )


def may_prepare(region: str, actor: Actor) -> bool:
    """Whether the actor may prepare this region's dispatch."""
    row = MeetingRow(region=region, kind="dispatch")
    return authz.may(actor, "hold", row, resource=MEETING)


def list_decisions(
    *, actor: Actor, today: date, region: str = "", agency: registry.AgencyId | None = None, only_open: bool = False
) -> list[DecisionView]:
    """Decisions of closed meetings that the actor may see, the earliest due first."""
    rows = authz.visible(actor, "read", DecisionRow.objects.all(), resource=DECISION)
    rows = rows.filter(meeting__closed_at__isnull=False)
    if region:
        rows = rows.filter(region=region)
    if agency:
        rows = rows.filter(agency__uuid=agency.value)
    found = [decision_view(one, actor, today=today) for one in with_answers(rows).order_by("due_on", "id")]
    return [one for one in found if not only_open or one.state in OPEN]


def earlier_decisions(row: MeetingRow, *, today: date) -> list[dict[str, Any]]:
    """The decisions of earlier meetings of the kind: every open one, and all of the meeting before this one."""
    past = MeetingRow.objects.filter(region=row.region, kind=row.kind, closed_at__isnull=False).exclude(pk=row.pk)
    past = past.filter(convener=row.convener_id, prepared_at__lt=row.prepared_at)
    last = past.order_by("-prepared_at").first()
    found = []
    for one in with_answers(DecisionRow.objects.filter(meeting__in=past)).order_by("due_on", "id"):
        state = _state(one, today)
        if state in OPEN or (last is not None and one.meeting_id == last.pk):
            found.append(_before(one, state))
    return found


def with_answers(rows: QuerySet[DecisionRow]) -> QuerySet[DecisionRow]:
    """The rows with what their state is computed from."""
    return rows.select_related("meeting", "agency", "line__measure").prefetch_related("answers")


def decision_view(row: DecisionRow, actor: Actor, *, today: date) -> DecisionView:
    """The row comes from `with_answers`."""
    life = _life(row)
    stands = row.meeting.closed_at is not None
    return DecisionView(
        id=DecisionId(row.uuid),
        meeting=MeetingId(row.meeting.uuid),
        meeting_period=row.meeting.period,
        number=row.number,
        text=row.text,
        unit=row.unit,
        agency=registry.AgencyId(row.agency.uuid) if row.agency else None,
        due_on=row.due_on,
        measure=MeasureId(row.line.measure.uuid) if row.line else None,
        anchor=str(row.line.shown["anchor"]) if row.line else "",
        state=decision_state(life, due_on=row.due_on, today=today),
        done_on=done_on(life),
        answers=tuple(AnswerView(one.kind, one.text, tuple(one.evidence), one.at) for one in row.answers.all()),
        may_answer=stands and may_follow(life, "carried_out") and authz.may(actor, "answer", row, resource=DECISION),
        may_judge=stands and may_follow(life, "accepted") and authz.may(actor, "judge", row, resource=DECISION),
    )


def _life(row: DecisionRow) -> list[tuple[str, date]]:
    return [(one.kind, law_day(one.at)) for one in row.answers.all()]


def _state(row: DecisionRow, today: date) -> DecisionState:
    return decision_state(_life(row), due_on=row.due_on, today=today)


def _before(row: DecisionRow, state: DecisionState) -> dict[str, Any]:
    done = done_on(_life(row))
    return {
        "decision": str(DecisionId(row.uuid)),
        "period": row.meeting.period,
        "number": row.number,
        "text": row.text,
        "unit": row.unit,
        "due_on": row.due_on.isoformat(),
        "state": str(state),
        "done_on": done.isoformat() if done else None,
    }


def _counted(rows: QuerySet[MeetingRow]) -> QuerySet[MeetingRow]:
    chosen = MeetingRow.objects.filter(pk__in=rows.values("pk")).select_related("convener")
    return chosen.annotate(line_count=Count("lines", distinct=True))


def _summary(row: MeetingRow, states: Iterable[DecisionState]) -> MeetingSummary:
    known = list(states)
    return MeetingSummary(
        id=MeetingId(row.uuid),
        region=row.region,
        kind=row.kind,
        period=row.period,
        title=row.title,
        planned_at=row.planned_at,
        place=row.place,
        convener=row.convener.short_zh if row.convener else "",
        held_on=row.held_on,
        closed_at=row.closed_at,
        lines=getattr(row, "line_count", 0),
        decisions=len(known),
        decisions_open=sum(state in OPEN for state in known),
    )


def _lines(row: MeetingRow, lines: Iterable[MeetingLineRow], actor: Actor, *, today: date) -> Iterator[LineView]:
    known = binder(row.region, on=today)
    mine = actor.agencies_with(*UNIT)
    for line in lines:
        shown = line.shown
        named = (known.agency(name) for name in (*shown["lead"], *shown["cooperating"]))
        is_mine = any(one is not None and one.pk in mine for one in named)
        yield LineView(
            measure=MeasureId(line.measure.uuid),
            plan=PlanId.parse(shown["plan"]),
            plan_number=shown["plan_number"],
            anchor=shown["anchor"],
            item=shown["item"],
            text=shown["text"],
            lead=tuple(shown["lead"]),
            cooperating=tuple(shown["cooperating"]),
            due_on=_day(shown["due_on"]),
            state=shown["state"],
            share=shown["share"],
            moved_on=_day(shown["moved_on"]),
            position=line.position,
            concern=line.concern,
            concerns=tuple(line.concerns),
            days=line.days,
            reason=line.reason,
            reason_unit=line.reason_unit,
            may_give_reason=row.closed_at is None and is_mine,
        )


def _attendance(row: MeetingRow) -> Iterator[AttendanceView]:
    for one in row.attendance.select_related("agency"):
        agency = registry.AgencyId(one.agency.uuid) if one.agency else None
        yield AttendanceView(one.unit, agency, one.state, one.note)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
