"""The clocks of a case: pinned on the day of acceptance, explained by the calendar of its region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongban.domains.cases.history import ClockPinned
from tongban.domains.cases.models import CaseRow, Clock
from tongban.domains.cases.numbers import intake_days
from tongban.domains.cases.store import CASE_SCOPE
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import clock
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import CalendarGap


def pin(procedure: catalogue.Procedure, *, form: Mapping[str, Any], region: str, now: datetime) -> list[Clock]:
    """Unsaved clocks of the whole and of every track, statutory and promised, running from `now`.

    Raises `CalendarGap` when a due day lies in a year whose arrangement is not published: nobody accepts a case
    without being able to say when it is due.
    """
    calendar = registry.calendar_of(region)
    specs = [(CASE_SCOPE, spec) for spec in procedure.clocks_for(form)]
    if procedure.is_package:
        specs += [(one.key, spec) for one in procedure.tracks for spec in procedure.clocks_for(form, track=one.key)]
    return [_pinned(scope, spec, calendar=calendar, region=region, now=now) for scope, spec in specs]


def _pinned(scope: str, spec: catalogue.ClockSpec, *, calendar: WorkCalendar, region: str, now: datetime) -> Clock:
    due = clock.due(clock.ClockFacts(spec.kind, now, spec.duration, spec.source), calendar)
    return Clock(
        scope=scope,
        kind=spec.kind,
        region=region,
        parameter=spec.parameter,
        amount=spec.duration.amount,
        unit=spec.duration.unit.value,
        source=spec.source,
        started_at=now,
        due_on=due.on,
        due_at=due.at,
        calendar=calendar.version,
    )


def intake_due_on(region: str, *, now: datetime) -> date | None:
    """The last day on which the window accepts, refuses or tells what is missing; None in a year without calendar.

    An applicant may hand in at any time: a gap in the calendar hinders acceptance, not submission.
    """
    allowed = intake_days(region, on=clock.law_day(now))
    facts = clock.ClockFacts("statutory", now, allowed, source="clocks.intake")
    try:
        return clock.due(facts, registry.calendar_of(region)).on
    except CalendarGap:
        return None


def as_event(row: Clock) -> ClockPinned:
    """The clock as the history keeps it."""
    return ClockPinned(
        scope=row.scope,
        kind=row.kind,
        parameter=row.parameter,
        amount=row.amount,
        unit=row.unit,
        source=row.source,
        started_at=clock.law_time(row.started_at).isoformat(),
        due_on=row.due_on.isoformat() if row.due_on else None,
    )


def due_on(rows: Sequence[Clock], *scopes: str) -> date | None:
    """The nearest due day among the clocks of these scopes."""
    return min((row.due_on for row in rows if row.scope in scopes and row.due_on), default=None)


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock of a case with its explanation: the spans add up to the number shown.

    `due_on` is the day that was computed at acceptance and that lists are sorted by; `explanation.due` is computed
    anew from the facts and the calendar as it is known now.
    """

    scope: str
    kind: str
    parameter: str
    source: str
    due_on: date | None
    explanation: clock.Explanation

    def as_dict(self) -> dict[str, Any]:
        """The clock and its explanation as JSON values: `used` is the sum of the counts of `spans`."""
        named = {"scope": self.scope, "kind": self.kind, "parameter": self.parameter, "source": self.source}
        return named | self.explanation.as_dict()


def views(case: CaseRow, *, now: datetime) -> list[ClockView]:
    """The clocks of a case, of the whole first, each explained as of `now`."""
    calendar = registry.calendar_of(case.region)
    rows = sorted(case.clocks.all(), key=lambda row: (row.scope != CASE_SCOPE, row.scope, row.kind))
    return [view(row, calendar=calendar, now=now) for row in rows]


def view(row: Clock, *, calendar: WorkCalendar, now: datetime) -> ClockView:
    explanation = clock.explain(facts(row), calendar, now)
    return ClockView(row.scope, row.kind, row.parameter, row.source, row.due_on, explanation)


def facts(row: Clock) -> clock.ClockFacts:
    kind: clock.Kind = "statutory" if row.kind == "statutory" else "promised"
    return clock.ClockFacts(
        kind, row.started_at, Duration(row.amount, Unit(row.unit)), row.source, stopped_at=row.stopped_at
    )
