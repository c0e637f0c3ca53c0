"""What a clock is made of: plain facts, checked when they are put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import Refusal

LAW_ZONE = ZoneInfo("Asia/Shanghai")
Kind = Literal["statutory", "promised"]


def law_day(instant: datetime) -> date:
    """The day in China on which an aware instant falls."""
    return law_time(instant).date()


def law_time(instant: datetime) -> datetime:
    """An aware instant in Asia/Shanghai. A naive one is a bug of the caller."""
    zone = instant.tzinfo
    if zone is LAW_ZONE:
        return instant
    if zone is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(LAW_ZONE)


def midnight(day: date) -> datetime:
    """00:00 of `day` in Asia/Shanghai, which is 24:00 of the day before."""
    return datetime.combine(day, time(), LAW_ZONE)


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count. `end` None while it lasts; `reason` is told to people (as it stands, or in both
    languages), `basis` is the law or clause."""

    start: datetime
    end: datetime | None
    reason: str | Text
    basis: str = ""

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Refusal("kernel.clock.pause_ends_before_start", start=self.start, end=self.end)


@dataclass(frozen=True, slots=True)
class Extension:
    """More time, granted at `at`, in the unit of the clock."""

    duration: Duration
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockFacts:
    """Everything a clock depends on, except the calendar. `source` is the article or promise that gave `allowed`.

    Refuses `kernel.clock.{pause,extension}_without_basis` for statutory clocks, `kernel.clock.stopped_before_start`
    and `kernel.duration.units_differ`.
    """

    kind: Kind
    start: datetime
    allowed: Duration
    source: str
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    stopped_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.stopped_at is not None and self.stopped_at < self.start:
            raise Refusal("kernel.clock.stopped_before_start", start=self.start, stopped=self.stopped_at)
        if self.kind == "statutory":
            if any(not pause.basis.strip() for pause in self.pauses):
                raise Refusal("kernel.clock.pause_without_basis")
            if any(not extension.basis.strip() for extension in self.extensions):
                raise Refusal("kernel.clock.extension_without_basis")
        for extension in self.extensions:
            if extension.duration.unit is not self.allowed.unit:
                one, other = self.allowed.unit.value, extension.duration.unit.value
                raise Refusal("kernel.duration.units_differ", one=one, other=other)

    @property
    def unit(self) -> Unit:
        return self.allowed.unit

    @property
    def total(self) -> int:
        """The amount allowed with all extensions, in the clock's unit."""
        if not self.extensions:
            return self.allowed.amount
        return self.allowed.amount + sum(extension.duration.amount for extension in self.extensions)


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """The hours worked on a working day, e.g. 09:00–12:00 and 13:30–17:00, in Asia/Shanghai."""

    periods: tuple[tuple[time, time], ...]

    def __post_init__(self) -> None:
        edges = [edge for period in self.periods for edge in period]
        if not edges or edges != sorted(set(edges)):
            raise Refusal("kernel.clock.office_hours_malformed", given=str(self))

    @classmethod
    def parse(cls, texts: Sequence[str]) -> "OfficeHours":
        """Read `["09:00-12:00", "13:30-17:00"]`. Refuses `kernel.clock.office_hours_malformed`."""
        try:
            pairs = [text.replace("–", "-").split("-") for text in texts]
            return cls(
                tuple((time.fromisoformat(begin.strip()), time.fromisoformat(end.strip())) for begin, end in pairs)
            )
        except ValueError:
            raise Refusal("kernel.clock.office_hours_malformed", given=", ".join(texts)) from None

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The worked stretches of a working day."""
        return [
            (datetime.combine(day, begin, LAW_ZONE), datetime.combine(day, end, LAW_ZONE))
            for begin, end in self.periods
        ]

    def __str__(self) -> str:
        return ", ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in self.periods)
