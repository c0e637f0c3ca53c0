"""What a pack says about a place where people are served (政务服务中心, 便民服务点): `places/*.yaml`."""

from datetime import date, datetime, time, timedelta
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import OfficeHours
from tongban.kernel.declaration import Declaration, RegionText, Slug, Text
from tongban.kernel.errors import Refusal

Stretch = Annotated[str, StringConstraints(pattern=r"^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")]


class Window(Declaration):
    """A window where one clerk serves: its id on the screen, its name."""

    id: Slug
    title: Text


class Booking(Declaration):
    """How appointments are given: slots of so many minutes, so many people in each, so many working days ahead."""

    minutes: Annotated[int, Field(ge=5, le=240)]
    capacity: Annotated[int, Field(ge=1, le=200)]
    ahead: Annotated[int, Field(ge=1, le=60)]


class ServicePlace(Declaration):
    """A place with windows. `agency` is the role that runs it: its posts with the duty `intake` serve there.

    `hours` are those of working days; `weekend` those of weekend days that are no public holiday (延时服务).
    """

    id: Slug
    title: Text
    region: RegionText
    agency: Slug
    address: Text
    phone: str = ""
    note: Text | None = None
    windows: Annotated[tuple[Window, ...], Field(min_length=1)]
    hours: Annotated[tuple[Stretch, ...], Field(min_length=1)]
    weekend: tuple[Stretch, ...] = ()
    appointments: Booking | None = None

    @model_validator(mode="after")
    def _readable(self) -> Self:
        try:
            OfficeHours.parse(self.hours)
            if self.weekend:
                OfficeHours.parse(self.weekend)
        except Refusal:
            raise ValueError("opening hours are given in order, like 09:00-12:00") from None
        if len({window.id for window in self.windows}) != len(self.windows):
            raise ValueError("two windows have one id")
        return self

    def window(self, window_id: str) -> Window | None:
        return next((one for one in self.windows if one.id == window_id), None)

    def open_on(self, day: date, calendar: WorkCalendar) -> list[tuple[datetime, datetime]]:
        """When it is open on a day, in Asia/Shanghai; never on a public holiday. Raises `CalendarGap`."""
        ordinary = () if calendar.is_holiday(day) else self.weekend
        stretches = self.hours if calendar.is_working(day) else ordinary
        return OfficeHours.parse(stretches).on(day) if stretches else []

    def slots_on(self, day: date, calendar: WorkCalendar) -> list[time]:
        """When appointments of a day begin: whole slots that fit into the opening hours. Raises `CalendarGap`."""
        if self.appointments is None:
            return []
        length, found = timedelta(minutes=self.appointments.minutes), []
        for begin, end in self.open_on(day, calendar):
            at = begin
            while at + length <= end:
                found.append(at.time())
                at += length
        return found
