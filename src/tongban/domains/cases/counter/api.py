"""The door of the counter."""

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
from tongban.domains.cases.counter.commands import (
    arrive,
    book,
    call_again,
    call_next,
    cancel,
    close_days,
    finish_ticket,
    leave_queue,
    move,
    take_ticket,
)
from tongban.domains.cases.counter.definitions import ServicePlace
from tongban.domains.cases.counter.kinds import KINDS
from tongban.domains.cases.counter.queries import (
    get_appointment,
    get_place,
    get_queue,
    get_ticket,
    list_appointments,
    list_own_appointments,
    list_own_places,
    list_own_tickets,
    list_places,
    list_slots,
)
from tongban.domains.cases.counter.rules import PRIORITIES

__all__ = [
    "KINDS",
    "PRIORITIES",
    "AppointmentId",
    "AppointmentView",
    "PlaceView",
    "Queue",
    "ServicePlace",
    "SlotView",
    "TicketId",
    "TicketView",
    "WindowView",
    "arrive",
    "book",
    "call_again",
    "call_next",
    "cancel",
    "close_days",
    "finish_ticket",
    "get_appointment",
    "get_place",
    "get_queue",
    "get_ticket",
    "leave_queue",
    "list_appointments",
    "list_own_appointments",
    "list_own_places",
    "list_own_tickets",
    "list_places",
    "list_slots",
    "move",
    "take_ticket",
]
