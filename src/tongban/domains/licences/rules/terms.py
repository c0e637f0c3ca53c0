"""How long a licence lasts."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tongban.domains.licences.definitions import LicenceType, Validity
from tongban.domains.licences.states import ONE_DAY
from tongban.kernel.errors import Refusal


def last_day(valid_from: date, validity: Validity | None, values: Mapping[str, Any] | None = None) -> date | None:
    """The last day of a licence valid from a day; None without end.

    A fixed term ends the day before the same date that much later; where that month has no such date, with its last
    day. `values` is what is written on it: `validity.until` names the field that tells the day.
    Refuses `licences.validity.no_date` when that is no day, `licences.validity.over` when it has passed.
    """
    if validity is None:
        return None
    ends = [_after(valid_from, validity)] if validity.amount else []
    if validity.until:
        ends.append(_told(validity.until, values or {}, valid_from=valid_from))
    return min(ends)


def renewed(kind: LicenceType, *, held_until: date | None, today: date) -> date:
    """The first day of the new term. Refuses `licences.renew.endless` for a licence without an end."""
    if held_until is None or kind.validity is None:
        raise Refusal("licences.renew.endless", type=kind.title)
    words = kind.life.renew
    return held_until + ONE_DAY if words and words.begins == "old_end" else today


def _after(valid_from: date, validity: Validity) -> date:
    amount = validity.amount or 0
    if validity.unit == "calendar_day":
        return valid_from + timedelta(days=amount - 1)
    months = valid_from.month - 1 + amount * (12 if validity.unit == "year" else 1)
    year, month = valid_from.year + months // 12, months % 12 + 1
    if valid_from.day > (length := calendar.monthrange(year, month)[1]):
        return date(year, month, length)
    return date(year, month, valid_from.day) - ONE_DAY


def _told(field: str, values: Mapping[str, Any], *, valid_from: date) -> date:
    try:
        day = date.fromisoformat(str(values.get(field, "")))
    except ValueError:
        raise Refusal("licences.validity.no_date", field=field) from None
    if day < valid_from:
        raise Refusal("licences.validity.over", day=day)
    return day
