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
    forget_visits,
    leave_queue,
    move,
    take_ticket,
)
from tongban.domains.cases.counter.definitions import ServicePlace
from tongban.domains.cases.counter.helping import ResultView, begin_helping, file_for, identify, list_results
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
from tongban.domains.cases.counter.share import Share, one_window_share

__all__ = [
    "KINDS",
    "PRIORITIES",
    "AppointmentId",
    "AppointmentView",
    "PlaceView",
    "Queue",
    "ResultView",
    "ServicePlace",
    "Share",
    "SlotView",
    "TicketId",
    "TicketView",
    "WindowView",
    "arrive",
    "begin_helping",
    "book",
    "call_again",
    "call_next",
    "cancel",
    "close_days",
    "file_for",
    "finish_ticket",
    "forget_visits",
    "get_appointment",
    "get_place",
    "get_queue",
    "get_ticket",
    "identify",
    "leave_queue",
    "list_appointments",
    "list_own_appointments",
    "list_own_places",
    "list_own_tickets",
    "list_places",
    "list_results",
    "list_slots",
    "move",
    "one_window_share",
    "take_ticket",
]
