"""A length of time that knows its unit: working days, calendar days, hours or office hours, which never mix."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from tongban.kernel.errors import Refusal

LONGEST = 1_000_000


class Unit(StrEnum):
    """What a period is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    HOUR = "hour"
    WORKING_HOUR = "working_hour"


@dataclass(frozen=True, slots=True)
class Duration:
    """A whole number (0 … 1,000,000) of one unit; 0 working days means "done on the spot" (即办).

    Refuses `kernel.duration.out_of_range`.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LONGEST:
            raise Refusal("kernel.duration.out_of_range", amount=self.amount, longest=LONGEST)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `"3 working_day"` (a plural `s` is allowed). Refuses `kernel.duration.malformed`."""
        found = re.fullmatch(r"\s*([0-9]{1,9})\s+([a-z_]+?)s?\s*", text)
        if found is None or found[2] not in set(Unit):
            raise Refusal("kernel.duration.malformed", given=text[:80], units=[unit.value for unit in Unit])
        return cls(int(found[1]), Unit(found[2]))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"

    def __add__(self, other: Self) -> Self:
        """The sum of two lengths of one unit. Refuses `kernel.duration.units_differ`."""
        if self.unit is not other.unit:
            raise Refusal("kernel.duration.units_differ", one=self.unit.value, other=other.unit.value)
        return type(self)(self.amount + other.amount, self.unit)

    def is_within(self, longest: Self) -> bool:
        """True when a period of this length can never end after one of `longest` that starts with it,
        as long as neither is paused.

        Units of different kinds compare only as far as every calendar allows: an hour is never longer than its
        share of a calendar day, and n calendar days never end after n working days. What cannot be proved is False.
        """
        if self.unit is longest.unit:
            return self.amount <= longest.amount
        days = self.amount if self.unit is Unit.CALENDAR_DAY else -(-self.amount // 24)
        if self.unit is Unit.CALENDAR_DAY:
            return longest.unit is Unit.WORKING_DAY and days <= longest.amount
        if self.unit is Unit.HOUR:
            return longest.unit in {Unit.CALENDAR_DAY, Unit.WORKING_DAY} and days <= longest.amount
        return False
