"""Every read about places, queues and appointments."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from tongban.domains.cases.authz import APPOINTMENT, TICKET
from tongban.domains.cases.counter import rules
from tongban.domains.cases.counter.answers import (
    AppointmentId,
    AppointmentView,
    PlaceView,
    Queue,
    SlotView,
    TicketId,
    TicketView,
    WindowView,
)
from tongban.domains.cases.counter.definitions import ServicePlace
from tongban.domains.cases.counter.kinds import PLACES
from tongban.domains.cases.models import Appointment, AppointmentSlot, Ticket
from tongban.domains.registry import api as registry
from tongban.kernel import authz, packs
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day, law_time
from tongban.kernel.declaration import Text
from tongban.kernel.errors import CalendarGap, Refusal

# places -------------------------------------------------------------------------------------------------------------


def declared(place: str) -> ServicePlace:
    """A place as its pack declares it. Refuses `cases.counter.place_unknown`."""
    for pack in packs.current():
        found = next((one.model for one in pack.list(PLACES.name) if one.id == place), None)
        if found is not None:
            return _as_place(found)
    raise Refusal("cases.counter.place_unknown", place=place[:64])


def declared_in(region: str) -> list[ServicePlace]:
    """The places of a region and of those above it, its own first."""
    above = registry.chain(region)
    found = [_as_place(one.model) for pack in packs.current() for one in pack.list(PLACES.name)]
    return sorted((one for one in found if one.region in above), key=lambda one: (above.index(one.region), one.id))


def _as_place(found: object) -> ServicePlace:
    if not isinstance(found, ServicePlace):
        raise TypeError(f"{found!r} is no place")
    return found


def list_places(region: str, *, now: datetime) -> list[PlaceView]:
    """Where people of a region are served in person, with today's hours and how many wait. For everybody."""
    return [_place(one, now=now) for one in declared_in(region)]


def get_place(place: str, *, now: datetime) -> PlaceView:
    """One place as of now. Refuses `cases.counter.place_unknown`."""
    return _place(declared(place), now=now)


def list_own_places(actor: Actor, *, now: datetime) -> list[PlaceView]:
    """The places where the actor serves: those of the agencies for which it takes in."""
    mine = actor.agencies_with("intake")
    found = []
    for region in sorted({post.region for post in actor.posts if "intake" in post.duties}):
        for place in declared_in(region):
            agency = registry.get_agency(place.region, place.agency, on=law_day(now))
            if agency.pk in mine and place not in found:
                found.append(place)
    return [_place(one, now=now) for one in found]


def hours_of(place: ServicePlace, *, now: datetime) -> list[tuple[datetime, datetime]]:
    """Today's opening hours. Raises `CalendarGap`."""
    return place.open_on(law_day(now), registry.calendar_of(place.region))


def _place(place: ServicePlace, *, now: datetime) -> PlaceView:
    today = law_day(now)
    try:
        opens = hours_of(place, now=now)
        is_open, takes = rules.is_open(opens, law_time(now)), rules.takes_numbers(opens, law_time(now))
    except CalendarGap:
        opens, is_open, takes = [], None, False
    rows = Ticket.objects.filter(place=place.id, day=today)
    called = dict(rows.filter(state="called").values_list("window", "number"))
    return PlaceView(
        id=place.id,
        title=place.title,
        region=place.region,
        agency=registry.get_agency(place.region, place.agency, on=today).id,
        address=place.address,
        phone=place.phone,
        note=place.note,
        hours=place.hours,
        weekend=place.weekend,
        opens=tuple(opens),
        is_open=is_open,
        takes_numbers=takes,
        windows=tuple(WindowView(one.id, one.title, called.get(one.id)) for one in place.windows),
        waiting=rows.filter(state="waiting").count(),
        gives_appointments=place.appointments is not None,
    )


# the queue ----------------------------------------------------------------------------------------------------------


def get_queue(place: str, actor: Actor, *, now: datetime) -> Queue:
    """Today's queue for those who serve there. Refuses `cases.counter.place_unknown`, `kernel.authz.denied`."""
    shown = _place(declared(place), now=now)
    rows = Ticket.objects.filter(place=place, day=law_day(now))
    agency = registry.get_agency_by_id(shown.agency)
    authz.require(actor, "call", Ticket(place=place, region=shown.region, agency_id=agency.pk), resource=TICKET)
    waiting = list(rows.filter(state="waiting").order_by("rank", "number"))
    return Queue(
        place=shown,
        waiting=tuple(_ticket(row, ahead=n) for n, row in enumerate(waiting)),
        called=tuple(_ticket(row) for row in rows.filter(state="called").order_by("called_at")),
        missed=tuple(_ticket(row) for row in rows.filter(state="missed").order_by("number")),
        served=rows.filter(state="served").count(),
    )


def list_own_tickets(actor: Actor, *, now: datetime) -> list[TicketView]:
    """Today's numbers that the actor has taken with its own account and that are not done with."""
    if actor.account_id is None:
        return []
    rows = Ticket.objects.filter(account=actor.account_id, day=law_day(now), state__in=["waiting", "called", "missed"])
    return [_ticket(row, ahead=ahead_of(row)) for row in rows.order_by("-pk")]


def get_ticket(ticket: TicketId) -> TicketView:
    """One number, for whoever holds its id (it was printed or sent). Refuses `cases.counter.ticket_unknown`."""
    row = Ticket.objects.filter(uuid=ticket.value).first()
    if row is None:
        raise Refusal("cases.counter.ticket_unknown")
    return _ticket(row, ahead=ahead_of(row))


def ahead_of(row: Ticket) -> int:
    """How many are called before a waiting number."""
    if row.state != "waiting":
        return 0
    waiting = Ticket.objects.filter(place=row.place, day=row.day, state="waiting")
    return waiting.filter(rank__lt=row.rank).count() + waiting.filter(rank=row.rank, number__lt=row.number).count()


def _ticket(row: Ticket, *, ahead: int = 0) -> TicketView:
    return TicketView(
        id=TicketId(row.uuid),
        place=row.place,
        day=row.day,
        number=row.number,
        rank=row.rank,
        priority=row.priority,
        procedure=row.procedure,
        state=row.state,
        window=row.window,
        taken_at=row.taken_at,
        called_at=row.called_at,
        ahead=ahead,
    )


# appointments -------------------------------------------------------------------------------------------------------


def list_slots(place: str, *, now: datetime) -> list[SlotView]:
    """Every time at which somebody can still be expected. Refuses `cases.counter.place_unknown`."""
    found = declared(place)
    if found.appointments is None:
        return []
    calendar = registry.calendar_of(found.region)
    days = rules.bookable_days(found, calendar, now=now)
    taken = Counter[tuple[date, object]]()
    for row in AppointmentSlot.objects.filter(place=place, day__in=days):
        taken[row.day, row.start] = row.taken
    return [
        SlotView(day, start, free)
        for day in days
        for start in found.slots_on(day, calendar)
        if rules.instant_of(day, start) > law_time(now)
        and (free := found.appointments.capacity - taken[day, start]) > 0
    ]


def list_own_appointments(actor: Actor, *, now: datetime) -> list[AppointmentView]:
    """What the subjects that the actor may act for have booked, from today on."""
    rows = authz.visible(actor, "change", Appointment.objects.filter(state="booked"), resource=APPOINTMENT)
    mine = rows.filter(day__gte=law_day(now))
    return _appointments(mine.order_by("day", "start", "pk"))


def list_appointments(place: str, actor: Actor, *, now: datetime) -> list[AppointmentView]:
    """Who is expected today at a place, for those who serve there. Refuses `cases.counter.place_unknown`."""
    declared(place)
    of_today = Appointment.objects.filter(place=place, day=law_day(now)).exclude(state="cancelled")
    rows = authz.visible(actor, "receive", of_today, resource=APPOINTMENT)
    return _appointments(rows.order_by("start", "pk"))


def get_appointment(appointment: AppointmentId, actor: Actor) -> AppointmentView:
    """One appointment of the actor's subjects. Refuses `cases.counter.appointment_unknown`."""
    rows = Appointment.objects.filter(uuid=appointment.value)
    found = _appointments(authz.visible(actor, "change", rows, resource=APPOINTMENT))
    if not found:
        raise Refusal("cases.counter.appointment_unknown")
    return found[0]


def _title(place: str) -> Text:
    """The name of a place; its id when no pack declares it any more."""
    try:
        return declared(place).title
    except Refusal:
        return Text(zh=place, en=place)


def _appointments(rows: QuerySet[Appointment]) -> list[AppointmentView]:
    found: Iterable[Appointment] = list(rows)
    subjects = registry.list_subjects_by_pk({row.subject_id for row in found})
    return [
        AppointmentView(
            id=AppointmentId(row.uuid),
            place=row.place,
            place_title=_title(row.place),
            day=row.day,
            start=row.start,
            subject=subjects[row.subject_id],
            procedure=row.procedure,
            state=row.state,
            booked_at=row.booked_at,
        )
        for row in found
    ]
