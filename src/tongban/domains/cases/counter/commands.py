"""Every way queues and appointments change. The numbers of a queue have no gaps, a slot is never overbooked."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, connection, transaction

from tongban.domains.cases.authz import APPOINTMENT, TICKET, account_of
from tongban.domains.cases.counter import queries, rules
from tongban.domains.cases.counter.answers import AppointmentId, TicketId
from tongban.domains.cases.counter.definitions import ServicePlace
from tongban.domains.cases.models import Appointment, AppointmentSlot, Ticket
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.errors import Conflict, Refusal

_NUMBER = """
insert into cases_queue_serial (place, day, last) values (%s, %s, 1)
on conflict (place, day) do update set last = cases_queue_serial.last + 1 returning last
"""
_SEAT = """
insert into cases_appointment_slot as slot (place, day, start, taken) values (%s, %s, %s, 1)
on conflict (place, day, start) do update set taken = slot.taken + 1 where slot.taken < %s returning taken
"""
KEPT = timedelta(days=366)
_RELEASE = "update cases_appointment_slot set taken = taken - 1 where place = %s and day = %s and start = %s"


# the queue ----------------------------------------------------------------------------------------------------------


def take_ticket(
    *, place: str, priority: str = "", procedure: str = "", at_place: bool = False, actor: Actor, now: datetime
) -> TicketId:
    """Take a number: for oneself from the phone, or `at_place` by a clerk for somebody who stands there.

    Whoever has a waiting number there today gets the same again. `priority` is one of `PRIORITIES` (绿色通道).
    Refuses `cases.counter.{place_unknown,closed,priority_unknown}`, `kernel.authz.denied`; raises `CalendarGap`.
    """
    found = queries.declared(place)
    row = _ticket(found, now=now)
    row.priority, row.procedure = priority, procedure[:64]
    row.rank = rules.rank(priority=priority, expected=False)
    if not at_place:
        row.account_id = account_of(actor)
    authz.require(actor, "call" if at_place else "take", row, resource=TICKET)
    if not rules.takes_numbers(queries.hours_of(found, now=now), law_time(now)):
        raise Refusal("cases.counter.closed", place=found.title)
    try:
        with transaction.atomic():
            return _numbered(row)
    except IntegrityError:  # this account waits there already
        waiting = Ticket.objects.filter(account=row.account_id, place=place, day=row.day, state="waiting").first()
        if waiting is None:
            raise
        return TicketId(waiting.uuid)


def _ticket(place: ServicePlace, *, now: datetime) -> Ticket:
    agency = registry.get_agency(place.region, place.agency, on=law_day(now))
    return Ticket(place=place.id, region=place.region, agency_id=agency.pk, day=law_day(now), taken_at=now)


def _numbered(row: Ticket) -> TicketId:
    """Give the next number; a number whose ticket cannot be written is given back with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [row.place, row.day])
        (row.number,) = cursor.fetchone()
    row.save(force_insert=True)
    return TicketId(row.uuid)


@transaction.atomic
def call_next(*, place: str, window: str, actor: Actor, now: datetime) -> TicketId | None:
    """Call the next number to a window: green channel, then appointments, then the others; None when nobody waits.

    Two windows never call the same. Refuses `cases.counter.{place_unknown,window_unknown}`, `kernel.authz.denied`;
    conflict `cases.counter.window_busy` while the window's last number is neither served nor missed.
    """
    found = _at_window(place, window, actor=actor, now=now)
    today = law_day(now)
    if Ticket.objects.filter(place=place, day=today, window=window, state="called").exists():
        raise Conflict("cases.counter.window_busy")
    waiting = Ticket.objects.select_for_update(skip_locked=True).filter(place=found.id, day=today, state="waiting")
    row = waiting.order_by("rank", "number").first()
    return _call(row, window, actor=actor, now=now) if row else None


@transaction.atomic
def call_again(*, ticket: TicketId, window: str, actor: Actor, now: datetime) -> TicketId:
    """Call a number that was missed (过号重呼) once more. Refuses as `call_next`, `cases.counter.not_missed`."""
    row = _locked(ticket, "call", actor=actor)
    _at_window(row.place, window, actor=actor, now=now)
    if row.state != "missed" or row.day != law_day(now):
        raise Conflict("cases.counter.not_missed")
    if Ticket.objects.filter(place=row.place, day=row.day, window=window, state="called").exists():
        raise Conflict("cases.counter.window_busy")
    return _call(row, window, actor=actor, now=now)


def _call(row: Ticket, window: str, *, actor: Actor, now: datetime) -> TicketId:
    row.state, row.window, row.called_at, row.called_by_id = "called", window, now, actor.account_id
    row.save(update_fields=["state", "window", "called_at", "called_by"])
    return TicketId(row.uuid)


@transaction.atomic
def finish_ticket(*, ticket: TicketId, served: bool, actor: Actor, now: datetime) -> None:
    """Say what came of a called number: served, or nobody came (过号).

    Refuses `cases.counter.ticket_unknown`, `kernel.authz.denied`; conflict `cases.counter.not_called`.
    """
    row = _locked(ticket, "call", actor=actor)
    row.state, row.ended_at = rules.end_of_ticket(row.state, served=served), now
    row.save(update_fields=["state", "ended_at"])


@transaction.atomic
def leave_queue(*, ticket: TicketId, actor: Actor, now: datetime) -> None:
    """Give an own number back. Refuses `cases.counter.ticket_unknown`; conflict `cases.counter.not_waiting`."""
    row = _locked(ticket, "take", actor=actor)
    if row.state != "waiting":
        raise Conflict("cases.counter.not_waiting")
    row.state, row.ended_at = "left", now
    row.save(update_fields=["state", "ended_at"])


def _locked(ticket: TicketId, verb: str, *, actor: Actor) -> Ticket:
    row = Ticket.objects.select_for_update().filter(uuid=ticket.value).first()
    if row is None or not authz.may(actor, verb, row, resource=TICKET):
        raise Refusal("cases.counter.ticket_unknown")
    return row


def _at_window(place: str, window: str, *, actor: Actor, now: datetime) -> ServicePlace:
    found = queries.declared(place)
    authz.require(actor, "call", _ticket(found, now=now), resource=TICKET)
    if found.window(window) is None:
        raise Refusal("cases.counter.window_unknown", window=window[:64])
    return found


# appointments -------------------------------------------------------------------------------------------------------


@transaction.atomic
def book(
    *, place: str, day: date, start: time, subject: registry.SubjectId, procedure: str = "", actor: Actor, now: datetime
) -> AppointmentId:
    """Book a time for a subject that the actor may act for.

    Refuses `cases.counter.{place_unknown,slot_unknown,slot_over,slot_full,slot_yours}`, `kernel.authz.denied`; raises
    `CalendarGap`.
    """
    found, who = queries.declared(place), registry.get_subject(subject)
    agency = registry.get_agency(found.region, found.agency, on=law_day(now))
    row = Appointment(
        place=place,
        region=found.region,
        agency_id=agency.pk,
        day=day,
        start=start,
        subject_id=who.pk,
        account_id=account_of(actor),
        procedure=procedure[:64],
        booked_at=now,
    )
    authz.require(actor, "change", row, resource=APPOINTMENT)
    rules.require_bookable(found, registry.calendar_of(found.region), day=day, start=start, now=now)
    _seat(found, row)
    _save(row, force_insert=True)
    return AppointmentId(row.uuid)


@transaction.atomic
def move(*, appointment: AppointmentId, day: date, start: time, actor: Actor, now: datetime) -> None:
    """Take another time at the same place; the old one is free again. Refuses as `book` and `cancel`."""
    row = _booked(appointment, "change", actor=actor)
    found = queries.declared(row.place)
    if (row.day, row.start) == (day, start):
        return
    rules.require_bookable(found, registry.calendar_of(found.region), day=day, start=start, now=now)
    _lock_slots(row.place, sorted([(row.day, row.start), (day, start)]))
    _release(row)
    row.day, row.start = day, start
    _seat(found, row)
    _save(row)


@transaction.atomic
def cancel(*, appointment: AppointmentId, actor: Actor, now: datetime) -> None:
    """Give an appointment back. Refuses `cases.counter.appointment_unknown`; conflict `…appointment_over`."""
    row = _booked(appointment, "change", actor=actor)
    _release(row)
    row.state = "cancelled"
    row.save(update_fields=["state"])


@transaction.atomic
def arrive(*, appointment: AppointmentId, priority: str = "", actor: Actor, now: datetime) -> TicketId:
    """Somebody who is expected is here: a number that goes before those without appointment, if the time is kept.

    By the person from the phone, or by a clerk. Refuses `cases.counter.{appointment_unknown,priority_unknown}`;
    conflicts `cases.counter.{appointment_over,not_today}`.
    """
    verb = "change" if _is_own(appointment, actor) else "receive"
    row = _booked(appointment, verb, actor=actor)
    if row.day != law_day(now):
        raise Conflict("cases.counter.not_today", day=row.day)
    ticket = _ticket(queries.declared(row.place), now=now)
    ticket.appointment, ticket.procedure, ticket.priority = row, row.procedure, priority
    ticket.rank = rules.rank(priority=priority, expected=rules.is_kept(row.day, row.start, now=now))
    row.state = "arrived"
    row.save(update_fields=["state"])
    return _numbered(ticket)


@transaction.atomic
def close_days(*, now: datetime) -> int:
    """What time itself does: numbers and appointments of days gone by end; how many. Doing it again changes nothing."""
    gone = Ticket.objects.filter(day__lt=law_day(now), state__in=["waiting", "called"])
    left = gone.update(state="left", ended_at=now)
    return left + Appointment.objects.filter(day__lt=law_day(now), state="booked").update(state="absent")


@transaction.atomic
def forget_visits(*, now: datetime) -> int:
    """Remove numbers and appointments of more than a year ago; how many. A job of every night.

    Who came when, and why somebody went first, concerns nobody any more.
    """
    old = law_day(now) - KEPT
    forgotten, _ = Ticket.objects.filter(day__lt=old).delete()
    return forgotten + Appointment.objects.filter(day__lt=old).delete()[0]


def _is_own(appointment: AppointmentId, actor: Actor) -> bool:
    row = Appointment.objects.filter(uuid=appointment.value).first()
    return row is not None and authz.may(actor, "change", row, resource=APPOINTMENT)


def _booked(appointment: AppointmentId, verb: str, *, actor: Actor) -> Appointment:
    row = Appointment.objects.select_for_update().filter(uuid=appointment.value).first()
    if row is None or not authz.may(actor, verb, row, resource=APPOINTMENT):
        raise Refusal("cases.counter.appointment_unknown")
    if row.state != "booked":
        raise Conflict("cases.counter.appointment_over")
    return row


def _save(row: Appointment, *, force_insert: bool = False) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=force_insert)
    except IntegrityError:
        raise Conflict("cases.counter.slot_yours", day=row.day, start=row.start) from None


def _seat(place: ServicePlace, row: Appointment) -> None:
    """One more in the slot, in the statement that looks at its capacity."""
    capacity = place.appointments.capacity if place.appointments else 0
    with connection.cursor() as cursor:
        cursor.execute(_SEAT, [row.place, row.day, row.start.isoformat("minutes"), capacity])
        if cursor.fetchone() is None:
            raise Conflict("cases.counter.slot_full", day=row.day, start=row.start)


def _release(row: Appointment) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_RELEASE, [row.place, row.day, row.start.isoformat("minutes")])


def _lock_slots(place: str, slots: list[tuple[date, time]]) -> None:
    """Both slots of a move in one order, so that two moves in opposite directions do not wait for each other."""
    for day, start in slots:
        list(AppointmentSlot.objects.select_for_update().filter(place=place, day=day, start=start))
