"""The clocks of a case: pinned on the day of acceptance, moved by what happens, explained by the region's calendar."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from tongban.domains.cases import pinning, timing, wording
from tongban.domains.cases.history import ClockPinned
from tongban.domains.cases.models import CaseRow, Clock
from tongban.domains.cases.numbers import intake_days, precheck_days, supplement_days
from tongban.domains.cases.state import WHOLE
from tongban.domains.cases.timing import More, Stop, Timed
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import clock
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration
from tongban.kernel.errors import CalendarGap

# beginning -----------------------------------------------------------------------------------------------------------


def pin(
    procedure: catalogue.Procedure,
    *,
    form: Mapping[str, Any],
    region: str,
    now: datetime,
    since: datetime | None = None,
) -> list[Clock]:
    """Unsaved clocks of the whole and of every track whose clocks begin with the case, running from `since` (`now`).

    Raises `CalendarGap` when a due day lies in a year whose arrangement is not published: nobody accepts a case
    without being able to say when it is due.
    """
    specs = [(WHOLE, spec) for spec in procedure.clocks_for(form)]
    if procedure.is_package:
        begins = [one.key for one in procedure.tracks if one.conduct.starts == "with_case"]
        specs += [(key, spec) for key in begins for spec in procedure.clocks_for(form, track=key)]
    calendar = registry.calendar_of(region)
    rows = [_row(_pinned(scope, spec, since or now), region) for scope, spec in specs]
    for row in rows:
        _end(row, clock.due(facts(row), calendar), calendar)
    return rows


def later(
    procedure: catalogue.Procedure, scopes: Iterable[str], *, form: Mapping[str, Any], region: str, now: datetime
) -> tuple[ClockPinned, ...]:
    """Clocks of these scopes that begin now, long after acceptance.

    What is lawful now does not wait for a calendar: a due day that cannot be computed yet is left open, and found by
    `rejudge` when the year has been published.
    """
    calendar = registry.calendar_of(region)
    found = []
    for scope in scopes:
        specs = procedure.clocks_for(form, track=None if scope == WHOLE else scope)
        for one in (_pinned(scope, spec, now) for spec in specs):
            row = _row(one, region)
            _judge(row, calendar)
            found.append(as_event(row))
    return tuple(found)


def _pinned(scope: str, spec: catalogue.ClockSpec, start: datetime) -> Timed:
    return Timed(
        scope=scope,
        kind=spec.kind,
        round=0,
        parameter=spec.parameter,
        amount=spec.duration.amount,
        unit=spec.duration.unit.value,
        source=spec.source,
        started_at=start,
    )


def foresee(procedure: catalogue.Procedure, *, region: str, now: datetime) -> dict[str, date]:
    """By when the whole (`case`) and each item would be done if it were accepted now: the longest promise of each.

    What begins in its turn, and what ends in a year whose calendar is not published, is left out.
    """
    calendar = registry.calendar_of(region)
    scopes = {WHOLE: procedure.clocks}
    scopes |= {track.key: track.clocks for track in procedure.tracks if track.conduct.starts == "with_case"}
    found: dict[str, date] = {}
    for scope, specs in scopes.items():
        for spec in specs:
            if spec.kind != "promised":
                continue
            try:
                due = clock.due(clock.ClockFacts(spec.kind, now, spec.duration, spec.source), calendar).on
            except CalendarGap:
                continue
            if due is not None:
                found[scope] = due
    return found


def intake_due_on(region: str, *, now: datetime) -> date | None:
    """The last day on which the window accepts, refuses or tells what is missing; None in a year without calendar.

    An applicant may hand in at any time: a gap in the calendar hinders acceptance, not submission.
    """
    return last_day(intake_days(region, on=clock.law_day(now)), region, now=now, source="clocks.intake")


def supplement_due_on(region: str, *, now: datetime) -> date | None:
    """The last day on which the applicant brings what is missing; None where the pack lets it wait."""
    allowed = supplement_days(region, on=clock.law_day(now))
    return last_day(allowed, region, now=now, source="clocks.supplement") if allowed else None


def precheck_due_on(region: str, *, now: datetime) -> date | None:
    """The last day on which the window answers a precheck; None where the pack promises none."""
    allowed = precheck_days(region, on=clock.law_day(now))
    return last_day(allowed, region, now=now, source="clocks.precheck") if allowed else None


def last_day(allowed: Duration, region: str, *, now: datetime, source: str) -> date | None:
    """The last day of a period that begins now, without pauses; None in a year without calendar."""
    try:
        return ends_on(allowed, region, now=now, source=source)
    except CalendarGap:
        return None


def ends_on(allowed: Duration, region: str, *, now: datetime, source: str) -> date | None:
    """The last day of a period that begins now, without pauses. Raises `CalendarGap`."""
    period = clock.ClockFacts("promised", now, allowed, source=source)
    return clock.due(period, registry.calendar_of(region)).on


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


# rows ----------------------------------------------------------------------------------------------------------------


def timed(row: Clock) -> Timed:
    """The row as the fold of the history knows it."""
    return Timed(
        scope=row.scope,
        kind=row.kind,
        round=row.round,
        parameter=row.parameter,
        amount=row.amount,
        unit=row.unit,
        source=row.source,
        started_at=row.started_at,
        stops=tuple(
            Stop(one["why"], one["basis"], _instant(one["start"]), _instant(one["end"]) if one["end"] else None)
            for one in row.pauses
        ),
        more=tuple(More(one["amount"], one["basis"], _instant(one["at"])) for one in row.extensions),
        stopped_at=row.stopped_at,
    )


def _row(one: Timed, region: str) -> Clock:
    return fill(Clock(scope=one.scope, kind=one.kind, round=one.round, region=region, calendar=""), one)


def fill(row: Clock, one: Timed) -> Clock:
    """The row with what the fold says; its due day is another matter (`judge`)."""
    row.parameter, row.amount, row.unit, row.source = one.parameter, one.amount, one.unit, one.source
    row.started_at, row.stopped_at = one.started_at, one.stopped_at
    row.pauses = [
        asdict(stop) | {"start": _text(stop.start), "end": _text(stop.end) if stop.end else None} for stop in one.stops
    ]
    row.extensions = [asdict(more) | {"at": _text(more.at)} for more in one.more]
    return row


def write(case: CaseRow, rows: Sequence[Clock], after: timing.Clocks) -> list[Clock]:
    """Bring the clock rows of a case to what the fold says; all of them, with their due days computed anew."""
    calendar = registry.calendar_of(case.region)
    known = {(row.scope, row.kind, row.round): row for row in rows}
    written = []
    for one in after:
        row = known.get(one.key)
        if row is None:
            row = _row(one, case.region)
            row.case = case
        elif timed(row) == one:
            written.append(row)
            continue
        _judge(fill(row, one), calendar)
        row.save()
        written.append(row)
    return written


def _judge(row: Clock, calendar: WorkCalendar) -> None:
    try:
        _end(row, clock.due(facts(row), calendar), calendar)
    except CalendarGap:
        row.due_on, row.due_at, row.calendar = None, None, ""


def _end(row: Clock, due: clock.Due, calendar: WorkCalendar) -> None:
    row.due_on, row.due_at, row.calendar = due.on, due.at, calendar.version


def rejudge(row: Clock) -> bool:
    """Compute a due day that could not be said before; whether it can be said now. The row is not saved."""
    _judge(row, registry.calendar_of(row.region))
    return bool(row.calendar)


def due_on(rows: Sequence[Clock], *scopes: str) -> date | None:
    """The nearest due day among the running clocks of these scopes; None while all of them stand still."""
    return min(
        (row.due_on for row in rows if row.scope in scopes and row.due_on and row.stopped_at is None), default=None
    )


def _text(instant: datetime) -> str:
    return clock.law_time(instant).isoformat()


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


# reading -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock of a case with its explanation: the spans add up to the number shown.

    `due_on` is the day that lists are sorted by; `explanation.due` is computed anew from the facts and the calendar as
    it is known now. `round` is above 0 for a clock that began anew because a decision was set aside.
    """

    scope: str
    kind: str
    parameter: str
    source: str
    due_on: date | None
    explanation: clock.Explanation
    round: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The clock and its explanation as JSON values: `used` is the sum of the counts of `spans`."""
        named = {"scope": self.scope, "kind": self.kind, "parameter": self.parameter, "source": self.source}
        return named | self.explanation.as_dict()


def views(case: CaseRow, *, now: datetime) -> list[ClockView]:
    """The clocks of a case, of the whole first, each explained as of `now`, each pause with its reason and article."""
    calendar = registry.calendar_of(case.region)
    rows = sorted(case.clocks.all(), key=lambda row: (row.scope != WHOLE, row.scope, row.kind, row.round))
    kinds: dict[str, Text] = {}
    if any(row.pauses for row in rows):
        pinned = pinning.pinned(case)
        kinds = {kind: one.title for kind, one in pinned.special_procedures.items()}
    reasons = timing.Reasons(wording.both("cases.pause.suspension"), kinds)
    return [view(row, calendar=calendar, now=now, reasons=reasons) for row in rows]


def view(row: Clock, *, calendar: WorkCalendar, now: datetime, reasons: timing.Reasons | None = None) -> ClockView:
    explanation = clock.explain(timed(row).facts(reasons), calendar, now)
    return ClockView(row.scope, row.kind, row.parameter, row.source, row.due_on, explanation, row.round)


def facts(row: Clock) -> clock.ClockFacts:
    """What the kernel's clock computes with."""
    return timed(row).facts()
