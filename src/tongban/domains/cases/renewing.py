"""延续: a licence is renewed by an application within its window, and by silence where the law says so.

Licences are kept by a domain above this one, which answers through `provide_expiries`; until it does, nobody holds
anything that could be renewed.
"""

from datetime import date, datetime
from typing import Protocol

from tongban.domains.cases.history import Renewed
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import law_day
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import CalendarGap, Refusal


class FindExpiry(Protocol):
    """Identifier and last day of the licence of this type that the subject holds, valid at an instant; or None."""

    def __call__(self, subject: registry.SubjectId, licence_type: str, *, at: datetime) -> tuple[str, date] | None: ...


def _holds_none(subject: registry.SubjectId, licence_type: str, *, at: datetime) -> tuple[str, date] | None:
    return None


_hook: list[FindExpiry] = [_holds_none]


def provide_expiries(find: FindExpiry) -> None:
    """Let a higher domain say when the licences of a subject end. Called once at start, by config."""
    _hook[:] = [find]


def renewals(
    procedure: catalogue.Procedure, *, subject: registry.SubjectId, region: str, now: datetime
) -> tuple[Renewed, ...]:
    """What an application for this procedure renews, each licence within its window.

    Refuses `cases.renewal.{nothing_held,too_early,too_late}`; raises `NotInForce` for a window without a value.
    """
    found = []
    for track in procedure.tracks:
        if (renewal := track.conduct.renewal) is None:
            continue
        held = _hook[0](subject, renewal.licence, at=now)
        if held is None:
            raise Refusal("cases.renewal.nothing_held", item=track.title)
        credential, ends_on = held
        _require_window(procedure, renewal, ends_on=ends_on, region=region, today=law_day(now))
        found.append(Renewed(track.key, credential, ends_on.isoformat(), renewal.deemed))
    return tuple(found)


def _require_window(
    procedure: catalogue.Procedure, renewal: catalogue.Renewal, *, ends_on: date, region: str, today: date
) -> None:
    calendar = registry.calendar_of(region)
    if renewal.opens:
        opens = procedure.parameters[renewal.opens].duration_on(today)
        if _left(opens.unit, calendar, today=today, ends_on=ends_on)[0] > opens.amount:
            raise Refusal("cases.renewal.too_early", ends=ends_on, opens=opens)
    left, is_whole = _left(Unit.CALENDAR_DAY, calendar, today=today, ends_on=ends_on)
    latest = Duration(0, Unit.CALENDAR_DAY)
    if renewal.closes:
        latest = procedure.parameters[renewal.closes].duration_on(today)
        left, is_whole = _left(latest.unit, calendar, today=today, ends_on=ends_on)
    if is_whole and left < latest.amount:
        raise Refusal("cases.renewal.too_late", ends=ends_on, closes=latest)


def _left(unit: Unit, calendar: WorkCalendar, *, today: date, ends_on: date) -> tuple[int, bool]:
    """How much time is left until the licence ends, and whether that is all of it.

    Working days behind the last published year cannot be counted: there are then at least as many as are known.
    """
    if unit is not Unit.WORKING_DAY:
        return (ends_on - today).days, True
    try:
        return calendar.between(today, ends_on), True
    except CalendarGap:
        last = date(max(calendar.years, default=today.year), 12, 31)
        return (calendar.between(today, last) if today < last else 0), False
