"""Dates of own steps laid backwards from the deadline (倒排工期). Pure."""

from collections.abc import Sequence
from datetime import date

from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.errors import Refusal


def lay_back(weights: Sequence[int], *, start: date, deadline: date, calendar: WorkCalendar) -> tuple[date, ...]:
    """The last day of each step so that the last one ends on the last working day up to the deadline.

    The working days after `start` are shared out by weight, from the end to the beginning; every step has one day at
    least, and what does not divide goes to the steps that come first.
    Refuses `reform.steps.none`, `reform.steps.weight`, `reform.steps.no_time` when there are fewer working days than
    steps; raises `CalendarGap` for a year without a published arrangement.
    """
    if not weights:
        raise Refusal("reform.steps.none")
    if any(weight < 1 for weight in weights):
        raise Refusal("reform.steps.weight", step="")
    days = calendar.between(start, deadline) if start < deadline else 0
    if days < len(weights):
        raise Refusal("reform.steps.no_time", days=days, steps=len(weights))
    spare, total = days - len(weights), sum(weights)
    ends: list[date] = []
    left = days
    for weight in reversed(weights):
        ends.append(calendar.add(start, left))
        left -= 1 + spare * weight // total
    return tuple(reversed(ends))
