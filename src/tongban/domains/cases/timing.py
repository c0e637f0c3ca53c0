"""The clocks of a case as its history tells them. Pure: the rows of `cases_clock` are what this fold comes to.

A clock stands still for a special procedure of its scope whose kind stops it, and while the case is suspended by law;
the clocks of the whole stand still with each of them, because the time of article 45 counts in no period of the law.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import singledispatch

from tongban.domains.cases import history
from tongban.domains.cases.history import CaseEvent, ClockPinned
from tongban.domains.cases.state import WHOLE, Case
from tongban.kernel.clock import ClockFacts, Extension, Kind, Pause
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration, Unit

SUSPENSION = "suspension"


@dataclass(frozen=True, slots=True)
class Stop:
    """A pause. `why` is `suspension`, or the track and the kind of the special procedure (`shop_item:hearing`)."""

    why: str
    basis: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class More:
    """An extension, in the unit of its clock."""

    amount: int
    basis: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Timed:
    """One clock: what was pinned, and what has happened to it since. `round` counts reopenings."""

    scope: str
    kind: str
    round: int
    parameter: str
    amount: int
    unit: str
    source: str
    started_at: datetime
    stops: tuple[Stop, ...] = ()
    more: tuple[More, ...] = ()
    stopped_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        return self.scope, self.kind, self.round

    @property
    def is_running(self) -> bool:
        """Not stopped for good; it may stand still."""
        return self.stopped_at is None

    @property
    def is_paused(self) -> bool:
        return self.is_running and any(stop.end is None for stop in self.stops)

    def facts(self, reasons: "Reasons | None" = None) -> ClockFacts:
        """What the kernel's clock computes with; `reasons` gives the words of each pause."""
        kind: Kind = "statutory" if self.kind == "statutory" else "promised"
        unit = Unit(self.unit)
        return ClockFacts(
            kind,
            self.started_at,
            Duration(self.amount, unit),
            self.source,
            pauses=tuple(
                Pause(one.start, one.end, reasons.of(one.why) if reasons else one.why, one.basis) for one in self.stops
            ),
            extensions=tuple(Extension(Duration(one.amount, unit), one.basis, one.at) for one in self.more),
            stopped_at=self.stopped_at,
        )


@dataclass(frozen=True, slots=True)
class Reasons:
    """The words of pauses: suspension, and each kind of special procedure by its id."""

    suspension: Text
    kinds: dict[str, Text]

    def of(self, why: str) -> Text:
        if why == SUSPENSION:
            return self.suspension
        kind = why.partition(":")[2]
        return self.kinds.get(kind) or Text(zh=kind, en=kind)


Clocks = tuple[Timed, ...]


def fold(clocks: Clocks, event: CaseEvent, *, at: datetime, before: Case) -> Clocks:
    """The clocks after an event that happened `at`; `before` is the case as it was. Most events change nothing."""
    return _change(event, clocks, _Moment(at, before))


def changes(event: CaseEvent, before: Case) -> bool:
    """Whether an event may change more of the clocks than that some of them stop."""
    if isinstance(event, history.TrackDecided):
        track = before.track(event.track)
        return track is not None and bool(track.specials)
    return isinstance(event, _CHANGING)


_CHANGING = (
    history.TrackStarted,
    history.SpecialStarted,
    history.SpecialEnded,
    history.ExtensionGranted,
    history.CaseSuspended,
    history.CaseResumed,
    history.TrackEnded,
    history.CaseReopened,
    history.CaseMigrated,
)


@dataclass(frozen=True, slots=True)
class _Moment:
    at: datetime
    before: Case


@singledispatch
def _change(event: object, clocks: Clocks, moment: _Moment) -> Clocks:
    return clocks


def begun(pinned: Iterable[ClockPinned], *, round_of: dict[tuple[str, str], int] | None = None) -> Clocks:
    """Clocks as they begin."""
    rounds = round_of or {}
    return tuple(
        Timed(
            scope=one.scope,
            kind=one.kind,
            round=rounds.get((one.scope, one.kind), 0),
            parameter=one.parameter,
            amount=one.amount,
            unit=one.unit,
            source=one.source,
            started_at=datetime.fromisoformat(one.started_at),
        )
        for one in pinned
    )


@_change.register
def _(event: history.CaseAccepted, clocks: Clocks, moment: _Moment) -> Clocks:
    return begun(event.clocks)


@_change.register
def _(event: history.TrackStarted, clocks: Clocks, moment: _Moment) -> Clocks:
    return (*clocks, *begun(event.clocks))


@_change.register
def _(event: history.CaseReopened, clocks: Clocks, moment: _Moment) -> Clocks:
    rounds: dict[tuple[str, str], int] = {}
    for one in clocks:
        rounds[one.scope, one.kind] = max(rounds.get((one.scope, one.kind), 0), one.round + 1)
    return (*clocks, *begun(event.clocks, round_of=rounds))


@_change.register
def _(event: history.CaseMigrated, clocks: Clocks, moment: _Moment) -> Clocks:
    """A shorter length from the same start; pauses and extensions stay, other clocks too."""
    pinned = {(one.scope, one.kind): one for one in event.clocks}

    def shortened(one: Timed) -> Timed:
        new = pinned.get((one.scope, one.kind)) if one.is_running else None
        if new is None:
            return one
        return replace(one, parameter=new.parameter, amount=new.amount, unit=new.unit, source=new.source)

    return tuple(shortened(one) for one in clocks)


@_change.register
def _(event: history.SpecialStarted, clocks: Clocks, moment: _Moment) -> Clocks:
    stop = Stop(f"{event.track}:{event.kind}", event.basis, moment.at)
    return tuple(
        replace(one, stops=(*one.stops, stop))
        if one.is_running and one.scope in (WHOLE, event.track) and one.kind in event.stops
        else one
        for one in clocks
    )


@_change.register
def _(event: history.SpecialEnded, clocks: Clocks, moment: _Moment) -> Clocks:
    return _ended(clocks, f"{event.track}:{event.kind}", moment.at)


@_change.register
def _(event: history.CaseSuspended, clocks: Clocks, moment: _Moment) -> Clocks:
    stop = Stop(SUSPENSION, event.basis, moment.at)
    return tuple(replace(one, stops=(*one.stops, stop)) if one.is_running else one for one in clocks)


@_change.register
def _(event: history.CaseResumed, clocks: Clocks, moment: _Moment) -> Clocks:
    return _ended(clocks, SUSPENSION, moment.at)


@_change.register
def _(event: history.ExtensionGranted, clocks: Clocks, moment: _Moment) -> Clocks:
    more = More(event.amount, event.basis, moment.at)
    return tuple(
        replace(one, more=(*one.more, more))
        if one.is_running and one.scope == event.scope and one.kind in event.kinds
        else one
        for one in clocks
    )


@_change.register(history.TrackDecided)
@_change.register(history.TrackEnded)
def _(event: history.TrackDecided | history.TrackEnded, clocks: Clocks, moment: _Moment) -> Clocks:
    """The clocks of the track stop; what it paused of the whole is over."""
    found = moment.before.track(event.track)
    for special in found.specials if found else ():
        clocks = _ended(clocks, f"{event.track}:{special.kind}", moment.at, scope=WHOLE)
    return _stopped(clocks, moment.at, scope=event.track)


@_change.register(history.CaseDecided)
@_change.register(history.CaseEnded)
@_change.register(history.CaseWithdrawn)
def _(event: object, clocks: Clocks, moment: _Moment) -> Clocks:
    return _stopped(clocks, moment.at)


def _ended(clocks: Clocks, why: str, at: datetime, *, scope: str | None = None) -> Clocks:
    """The open pause of this name is over; a clock that was stopped meanwhile keeps what it had."""

    def over(one: Timed) -> Timed:
        if not one.is_running or (scope is not None and one.scope != scope):
            return one
        stops = tuple(replace(s, end=at) if s.why == why and s.end is None else s for s in one.stops)
        return replace(one, stops=stops)

    return tuple(over(one) for one in clocks)


def _stopped(clocks: Clocks, at: datetime, *, scope: str | None = None) -> Clocks:
    return tuple(
        replace(one, stopped_at=at) if one.is_running and scope in (None, one.scope) else one for one in clocks
    )
