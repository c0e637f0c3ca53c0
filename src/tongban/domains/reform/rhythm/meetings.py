"""Meetings: a month's dispatch, the leading group, a lead unit's own; prepared, held, closed for good."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tongban.domains.reform.access import UNIT
from tongban.domains.reform.ids import DecisionId, MeasureId, MeetingId
from tongban.domains.reform.rhythm import events as happenings
from tongban.domains.reform.rhythm.authz import MEETING
from tongban.domains.reform.rhythm.binding import Binder, binder
from tongban.domains.reform.rhythm.models import AttendanceRow, DecisionRow, MeetingLineRow, MeetingRow
from tongban.domains.reform.rhythm.preparing import draw_up
from tongban.domains.reform.rhythm.reading import earlier_decisions, readable_meeting
from tongban.domains.reform.rhythm.rules import words
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal

DISPATCH = "dispatch"


@transaction.atomic
def prepare_dispatch(region: str, period: str, *, actor: Actor, now: datetime) -> MeetingId:
    """Draw up the list of a month's dispatch (`2026-03`) from the ledger as it stands now; again, while it is open.

    Refuses `kernel.authz.denied`, `reform.meeting.period` for what is no month or one that has not begun, and
    `reform.meeting.closed`.
    """
    words.month(period, today=law_day(now))
    row = MeetingRow.objects.select_for_update().filter(region=region, kind=DISPATCH, period=period).first()
    is_again = row is not None
    if row is None:
        row = MeetingRow(region=region, kind=DISPATCH, period=period, cut_at=now, prepared_at=now)
        row.title = words.dispatch_title(period)
    authz.require(actor, "hold", row, resource=MEETING)
    _require_open(row)
    row.cut_at = now
    _save(row, region=region, period=period)
    count = draw_up(row, now=now)
    _tell(row, happenings.DispatchPrepared(_id(row), region, period, now, count, is_again), actor=actor, now=now)
    return MeetingId(row.uuid)


@transaction.atomic
def call_meeting(
    region: str,
    *,
    kind: str,
    title: str,
    planned_at: datetime | None = None,
    place: str = "",
    agenda: Sequence[str] = (),
    convener: registry.AgencyId | None = None,
    actor: Actor,
    now: datetime,
) -> MeetingId:
    """Call a meeting of the leading group (`leading_group`, by its office) or of a lead unit (`promotion`, 推进会).

    It belongs to the month in which it is planned; a lead unit's has the measures that it leads on its list.
    Refuses `kernel.authz.denied`,
    `reform.meeting.{kind,title,convener,agenda}`.
    """
    words.require(kind in ("leading_group", "promotion"), "reform.meeting.kind", kind=kind)
    words.require((convener is not None) == (kind == "promotion"), "reform.meeting.convener")
    found = registry.get_agency_by_id(convener) if convener else None
    row = MeetingRow(
        region=region,
        kind=kind,
        period=f"{law_day(planned_at or now):%Y-%m}",
        title=words.line(title, code="reform.meeting.title"),
        planned_at=planned_at,
        place=place.strip()[: words.LONGEST_LINE],
        convener_id=found.pk if found else None,
        agenda=words.lines(agenda, code="reform.meeting.agenda"),
        cut_at=now,
        prepared_at=now,
    )
    authz.require(actor, "hold", row, resource=MEETING)
    row.save()
    draw_up(row, now=now)
    _tell(row, _called(row), actor=actor, now=now)
    return MeetingId(row.uuid)


@transaction.atomic
def arrange_meeting(
    meeting: MeetingId,
    *,
    planned_at: datetime | None,
    place: str,
    agenda: Sequence[str],
    actor: Actor,
    now: datetime,
) -> None:
    """Set the time, place and agenda of a meeting that is prepared.

    Refuses `reform.meeting.{unknown,closed,agenda}`.
    """
    row = _locked(meeting, actor)
    row.planned_at, row.place = planned_at, place.strip()[: words.LONGEST_LINE]
    row.agenda = words.lines(agenda, code="reform.meeting.agenda")
    row.save(update_fields=["planned_at", "place", "agenda"])
    _tell(row, _called(row), actor=actor, now=now)


@transaction.atomic
def give_reason(meeting: MeetingId, measure: MeasureId, *, reason: str, actor: Actor, now: datetime) -> None:
    """A lead or cooperating unit of a measure says before the meeting why it stands as it does.

    Refuses `reform.meeting.{unknown,closed,not_listed,not_yours}` and `reform.rhythm.words` (empty or too long).
    """
    row = MeetingRow.objects.select_for_update().filter(uuid=meeting.value).first()
    if row is None:
        raise Refusal("reform.meeting.unknown", meeting=str(meeting))
    _require_open(row)
    line = row.lines.filter(measure__uuid=measure.value).first()
    if line is None:
        raise Refusal("reform.meeting.not_listed", measure=str(measure))
    unit = reason_unit(line, actor, binder(row.region, on=law_day(now)))
    if not unit and not authz.may(actor, "hold", row, resource=MEETING):
        raise Refusal("reform.meeting.not_yours")
    line.reason, line.reason_unit, line.reason_at = words.text(reason), unit or next(iter(line.shown["lead"]), ""), now
    line.save(update_fields=["reason", "reason_unit", "reason_at"])
    given = happenings.ReasonGiven(_id(row), str(measure), line.reason_unit, line.reason)
    _tell(row, given, actor=actor, now=now)


@transaction.atomic
def take_attendance(meeting: MeetingId, units: Mapping[str, str], *, actor: Actor, now: datetime) -> None:
    """Which units were there: `present`, `excused` or `absent`; in place of what was taken before.

    Refuses `reform.meeting.{unknown,closed,attendance}`.
    """
    row = _locked(meeting, actor)
    for state in units.values():
        words.require(state in ("present", "excused", "absent"), "reform.meeting.attendance", state=state)
    known = binder(row.region, on=law_day(now))
    row.attendance.all().delete()
    AttendanceRow.objects.bulk_create(
        AttendanceRow(meeting=row, unit=unit, agency_id=_agency(known, unit), state=state)
        for unit, state in units.items()
    )
    _tell(row, happenings.AttendanceTaken(_id(row), dict(units)), actor=actor, now=now)


@transaction.atomic
def decide(
    meeting: MeetingId,
    *,
    text: str,
    unit: str,
    due_on: date,
    measure: MeasureId | None = None,
    actor: Actor,
    now: datetime,
) -> DecisionId:
    """Give a unit a task with a day, about a measure of the list or about none.

    Refuses `reform.meeting.{unknown,closed,not_listed}`, `reform.decision.{unit,due}` (a day before today) and
    `reform.rhythm.words`.
    """
    row = _locked(meeting, actor)
    today = law_day(now)
    words.require(due_on >= today, "reform.decision.due", due=due_on, today=today)
    name = words.line(unit, code="reform.decision.unit", longest=120)
    line = _line(row, measure) if measure else None
    last = row.decisions.order_by("-number").values_list("number", flat=True).first()
    found = binder(row.region, on=today).agency(name)
    decision = DecisionRow.objects.create(
        meeting=row,
        line=line,
        region=row.region,
        number=(last or 0) + 1,
        text=words.text(text),
        unit=name,
        agency_id=found.pk if found else None,
        due_on=due_on,
        made_at=now,
    )
    made = happenings.DecisionMade(
        meeting=_id(row),
        decision=str(DecisionId(decision.uuid)),
        number=decision.number,
        text=decision.text,
        unit=name,
        agency=str(found.id) if found else "",
        due_on=due_on,
        measure=str(measure) if measure else "",
    )
    _tell(row, made, actor=actor, now=now)
    return DecisionId(decision.uuid)


@transaction.atomic
def drop_decision(decision: DecisionId, *, actor: Actor, now: datetime) -> None:
    """Take a decision back before its meeting is closed. Refuses `reform.decision.unknown`, `reform.meeting.closed`."""
    row = DecisionRow.objects.select_related("meeting").filter(uuid=decision.value).first()
    if row is None:
        raise Refusal("reform.decision.unknown", decision=str(decision))
    meeting = _locked(MeetingId(row.meeting.uuid), actor)
    number = row.number
    row.delete()
    dropped = happenings.DecisionDropped(_id(meeting), str(decision), number)
    _tell(meeting, dropped, actor=actor, now=now)


@transaction.atomic
def close_meeting(meeting: MeetingId, *, held_on: date, minutes: str, actor: Actor, now: datetime) -> None:
    """Close a meeting with its minutes: from now on nothing of it changes; its decisions are tasks.

    Refuses `reform.meeting.{unknown,closed,held_on,nobody}`: a day before it was prepared or in the future, or no unit
    that was there; and `reform.rhythm.words` without minutes.
    """
    row = _locked(meeting, actor)
    today = law_day(now)
    words.require(law_day(row.prepared_at) <= held_on <= today, "reform.meeting.held_on", day=held_on, today=today)
    words.require(row.attendance.filter(state="present").exists(), "reform.meeting.nobody")
    row.minutes, row.held_on = words.text(minutes, longest=words.LONGEST_MINUTES), held_on
    row.before = earlier_decisions(row, today=today)
    row.closed_at = now
    row.save(update_fields=["minutes", "held_on", "before", "closed_at"])
    closed = happenings.MeetingClosed(
        _id(row), row.region, row.kind, row.period, held_on, row.minutes, row.decisions.count()
    )
    _tell(row, closed, actor=actor, now=now)


@transaction.atomic
def correct_meeting(meeting: MeetingId, *, text: str, actor: Actor, now: datetime) -> None:
    """Put something of a closed meeting right by an entry of its own; the minutes stay.

    Refuses `reform.meeting.{unknown,not_closed}`, `kernel.authz.denied`, `reform.rhythm.words`.
    """
    row = readable_meeting(meeting, actor)
    authz.require(actor, "hold", row, resource=MEETING)
    if row.closed_at is None:
        raise Conflict("reform.meeting.not_closed")
    said = words.text(text)
    row.corrections.create(text=said, by=actor.label, at=now)
    _tell(row, happenings.MeetingCorrected(_id(row), said), actor=actor, now=now)


def reason_unit(line: MeetingLineRow, actor: Actor, known: Binder) -> str:
    """The unit of the line for which the actor speaks, as the plan spells it; empty when there is none."""
    mine = actor.agencies_with(*UNIT)
    for name in (*line.shown["lead"], *line.shown["cooperating"]):
        found = known.agency(name)
        if found is not None and found.pk in mine:
            return str(name)
    return ""


def _line(row: MeetingRow, measure: MeasureId) -> MeetingLineRow:
    line = row.lines.filter(measure__uuid=measure.value).first()
    if line is None:
        raise Refusal("reform.meeting.not_listed", measure=str(measure))
    return line


def _locked(meeting: MeetingId, actor: Actor) -> MeetingRow:
    """A meeting that the actor may hold and that is not closed."""
    readable_meeting(meeting, actor)
    row = MeetingRow.objects.select_for_update(of=("self",)).get(uuid=meeting.value)
    authz.require(actor, "hold", row, resource=MEETING)
    _require_open(row)
    return row


def _require_open(row: MeetingRow) -> None:
    if row.closed_at is not None:
        raise Conflict("reform.meeting.closed", title=row.title)


def _save(row: MeetingRow, *, region: str, period: str) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("reform.meeting.prepared", region=region, period=period) from None


def _called(row: MeetingRow) -> happenings.MeetingCalled:
    return happenings.MeetingCalled(
        meeting=_id(row),
        region=row.region,
        kind=row.kind,
        period=row.period,
        title=row.title,
        planned_at=row.planned_at,
        place=row.place,
        agenda=tuple(row.agenda),
        convener=str(registry.AgencyId(row.convener.uuid)) if row.convener else "",
    )


def _agency(known: Binder, name: str) -> int | None:
    found = known.agency(name)
    return found.pk if found else None


def _id(row: MeetingRow) -> str:
    return str(MeetingId(row.uuid))


def _tell(row: MeetingRow, happened: object, *, actor: Actor, now: datetime) -> None:
    events.append(_id(row), [happened], actor=actor.label, at=now)
