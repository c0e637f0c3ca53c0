"""The law of day clocks told a second time, by counting one day after another: slow, obvious, and independent.

Nothing in production calls it. Tests and `tongban check clocks` hold the closed forms of `ends` against it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

NEXT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Walk:
    """A day clock in plain days. `pauses` are [first, after); `after` None is an open end."""

    start: date
    total: int
    counts_days_off: bool
    pauses: Sequence[tuple[date, date | None]]
    is_working: Callable[[date], bool]

    def _is_paused(self, day: date) -> bool:
        return any(first <= day and (after is None or day < after) for first, after in self.pauses)

    def _is_open(self, day: date) -> bool:
        """A pause that never ends holds this day."""
        return any(first <= day and after is None for first, after in self.pauses)

    def days(self) -> tuple[date | None, date | None]:
        """The day that uses up the amount and the day that ends the period; None where an open pause comes first."""
        day, left = self.start, self.total
        while left:
            day += NEXT
            if self._is_open(day):
                return None, None
            if not self._is_paused(day) and (self.counts_days_off or self.is_working(day)):
                left -= 1
        counted = day
        while self._is_paused(day) or not self.is_working(day):
            if self._is_open(day):
                return counted, None
            day += NEXT
        return counted, day

    def used(self, now: date) -> int:
        """The days counted after the start up to and including `now`."""
        counted, last = self.days()
        day, number = self.start, 0
        while day < now:
            day += NEXT
            counts = self.counts_days_off or self.is_working(day)
            is_late = last is not None and day > last
            is_early = counted is None or day <= counted
            number += counts and (is_late or (is_early and not self._is_paused(day)))
        return number
