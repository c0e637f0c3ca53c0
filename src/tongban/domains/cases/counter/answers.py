"""What the counter answers: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import ClassVar

from tongban.domains.registry.api import AgencyId, SubjectView
from tongban.kernel.declaration import Text
from tongban.kernel.ids import Id


class TicketId(Id):
    prefix: ClassVar[str] = "ticket"


class AppointmentId(Id):
    prefix: ClassVar[str] = "appointment"


@dataclass(frozen=True, slots=True)
class WindowView:
    """A window and, while it serves somebody, the number it has called."""

    id: str
    title: Text
    number: int | None = None


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place today: whether it is open, how many wait, which numbers are called. `opens` are today's hours.

    `is_open` is None in a year whose calendar nobody has entered.
    """

    id: str
    title: Text
    region: str
    agency: AgencyId
    address: Text
    phone: str
    note: Text | None
    hours: tuple[str, ...]
    weekend: tuple[str, ...]
    opens: tuple[tuple[datetime, datetime], ...]
    is_open: bool | None
    takes_numbers: bool
    windows: tuple[WindowView, ...]
    waiting: int
    gives_appointments: bool


@dataclass(frozen=True, slots=True)
class TicketView:
    """A number in a queue. `ahead` is how many are called before it, while it waits."""

    id: TicketId
    place: str
    day: date
    number: int
    rank: int
    priority: str
    procedure: str
    state: str
    window: str
    taken_at: datetime
    called_at: datetime | None
    ahead: int = 0


@dataclass(frozen=True, slots=True)
class SlotView:
    """A time at which a person can still be expected, and how many more."""

    day: date
    start: time
    free: int


@dataclass(frozen=True, slots=True)
class AppointmentView:
    """Who is expected where and when, and what for."""

    id: AppointmentId
    place: str
    place_title: Text
    day: date
    start: time
    subject: SubjectView
    procedure: str
    state: str
    booked_at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of a place on a day as its clerks see it."""

    place: PlaceView
    waiting: tuple[TicketView, ...]
    called: tuple[TicketView, ...]
    missed: tuple[TicketView, ...]
    served: int
