"""Numbers of law and promise that change with time, each with its source. Pure data; packs supply it."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import NotInForce, Refusal


@dataclass(frozen=True, slots=True)
class Dated:
    """One value with its three dates: `published`, in force `since`, applied to what is accepted from `applies_from`.

    `value` None ends the parameter. `applies_from` left out means from the day it is in force.
    """

    since: date
    value: Any
    source: str
    published: date | None = None
    applies_from: date | None = None
    note: str | None = None

    @property
    def begins(self) -> date:
        """The first acceptance day that this value governs."""
        return self.applies_from or self.since


@dataclass(frozen=True, slots=True)
class Parameter:
    """A dated value. `statute` names the parameter that it may not exceed (a promise names its law).

    Refuses `kernel.parameter.empty`, `…dates_not_rising`, `…source_missing` when built from faulty data.
    """

    name: str
    unit: str
    history: tuple[Dated, ...]
    statute: str | None = None

    def __post_init__(self) -> None:
        if not self.history:
            raise Refusal("kernel.parameter.empty", name=self.name)
        for days in ([each.since for each in self.history], [each.begins for each in self.history]):
            if days != sorted(set(days)):
                raise Refusal("kernel.parameter.dates_not_rising", name=self.name)
        if missing := [each.since for each in self.history if not each.source.strip()]:
            raise Refusal("kernel.parameter.source_missing", name=self.name, days=missing)

    def on(self, day: date) -> Dated:
        """The value that governs what is accepted on `day`. Raises `NotInForce` before the first and after an end."""
        return self._last([each.begins for each in self.history], day)

    def in_force_on(self, day: date) -> Dated:
        """The value in force on `day`, whether or not it already governs what is accepted. Raises `NotInForce`."""
        return self._last([each.since for each in self.history], day)

    def duration_on(self, day: date) -> Duration:
        """The value on `day` as a length of time. Refuses `kernel.parameter.not_a_duration` for another unit."""
        value = self.on(day).value
        if self.unit not in set(Unit) or isinstance(value, bool) or not isinstance(value, int):
            raise Refusal("kernel.parameter.not_a_duration", name=self.name, unit=self.unit)
        return Duration(value, Unit(self.unit))

    def _last(self, days: list[date], day: date) -> Dated:
        place = bisect_right(days, day)
        if place == 0 or self.history[place - 1].value is None:
            raise NotInForce(self.name, day)
        return self.history[place - 1]


Parameters = Mapping[str, Parameter]
