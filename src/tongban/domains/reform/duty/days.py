"""The last days that words leave. None goes through: what is not known stays unknown."""

import calendar
from datetime import date


def a_day(year: int | None, month: int | None, day: int | None) -> date | None:
    """That day; None when something is unknown or the calendar has no such day."""
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def last_of_month(year: int | None, month: int | None) -> date | None:
    """The last day of a month; None when something is unknown or there is no such month."""
    if year is None or month is None or not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def last_of_year(year: int | None) -> date | None:
    """31 December."""
    return date(year, 12, 31) if year else None


def later(day: date, *, months: int) -> date:
    """The same day so many months on, or the last of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def next_year(day: date) -> date:
    """The same day of the next year; an end of February stays an end of February."""
    if (day.month, day.day) in ((2, 28), (2, 29)) and day == last_of_month(day.year, 2):
        return date(day.year + 1, 2, calendar.monthrange(day.year + 1, 2)[1])
    return later(day, months=12)
