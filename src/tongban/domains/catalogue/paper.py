"""Stories played with pencil and paper: only the definition, the calendar and the clocks, no database.

What needs the whole engine (status, papers, refusals, messages, what the clock does by itself) is played on the real
stage; this one answers in milliseconds whether the days an official signed off are the days the pack's numbers give.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tongban.domains.catalogue import building, rules
from tongban.domains.catalogue.procedure import ClockSpec, Procedure, Track
from tongban.domains.catalogue.situations import narrow
from tongban.domains.catalogue.stories import FACTS, Act, Story, Then
from tongban.kernel import calendar, clock
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.packs import Library
from tongban.kernel.rules import compile_condition

WHOLE = "case"
CLOCK_FACTS = frozenset({"due_on", "used", "left", "state"})
NEVER_KNOWN = frozenset(FACTS) - CLOCK_FACTS


class StoryError(Exception):
    """An act of a story that the procedure does not allow: the sentence says which."""


@dataclass
class _Stop:
    """Time that does not count, of one item (or of everything), for the kinds of clock that it stops."""

    scope: str
    stops: tuple[str, ...]
    start: datetime
    name: str
    end: datetime | None = None


@dataclass
class _Sheet:
    """What has happened so far in one story. `blurred` scopes have clocks that paper cannot tell any more."""

    procedure: Procedure
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    done: dict[tuple[str, str], datetime] = field(default_factory=dict)
    signed: dict[tuple[str, str], int] = field(default_factory=dict)
    stops: list[_Stop] = field(default_factory=list)
    blurred: set[str] = field(default_factory=set)

    def scope_of(self, track: str | None) -> str:
        """A service has clocks of the whole only; a package has them of the whole and of each item."""
        return (track or self.procedure.tracks[0].key) if self.procedure.is_package else WHOLE

    def decided_at(self, scope: str) -> datetime | None:
        """When a track, or with `case` the last of them, was decided; None while it is open."""
        tracks = self.procedure.tracks if scope == WHOLE else (self.procedure.track(scope),)
        times = [self.done.get((track.key, track.deciding_step.id)) for track in tracks]
        return max((time for time in times if time), default=None) if all(times) else None

    def started_at(self, scope: str) -> datetime | None:
        """When a clock began: at acceptance, or, of an item that begins in its turn, when all before it is decided."""
        track = None if scope == WHOLE else self.procedure.track(scope)
        if track is None or track.conduct.starts == "with_case":
            return self.accepted_at
        before = [self.decided_at(key) for key in track.after]
        return max((time for time in before if time), default=self.accepted_at) if all(before) else None

    def pauses(self, scope: str, kind: str) -> tuple[clock.Pause, ...]:
        return tuple(
            clock.Pause(stop.start, stop.end, stop.name, "story")
            for stop in self.stops
            if stop.scope in (scope, "") and kind in stop.stops
        )


class PaperStage:
    """Plays a story on paper. Knows due days, used and left amounts and states of clocks; see `unknown`."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._sheets: dict[int, _Sheet] = {}
        self.unknown: frozenset[str] = NEVER_KNOWN
        """What cannot be told of the line observed last: never the status; no clock that was extended, restarted or
        begun by the clock itself; not the clock of a whole package while one of its items stands still."""

    def perform(self, story: Story, act: Act) -> None:
        """Note one act. Raises `StoryError` when its step waits for another, `LookupError` for an unknown name."""
        if act.act == "submit":
            self._sheets[id(story)] = _Sheet(self._procedure(story, act.at))
            return
        if act.act == "accept":
            sheet = self._sheets[id(story)] = _Sheet(self._procedure(story, act.at))
            sheet.accepted_at = act.at
            _decide_by_rule(sheet, story, act.at)
            return
        sheet = self._sheets[id(story)]
        if act.act in ("complete", "sign", "decide"):
            _work(sheet, story, act)
            _decide_by_rule(sheet, story, act.at)
        elif act.act in _NOTED:
            _NOTED[act.act](sheet, act)

    def observe(self, story: Story, then: Then) -> dict[str, object]:
        """The clock that a line asks about, at its moment; an empty answer when that clock does not run."""
        sheet = self._sheets[id(story)]
        self.unknown = NEVER_KNOWN | (CLOCK_FACTS if then.scope in sheet.blurred else frozenset())
        track = None if then.scope == WHOLE else then.scope
        clocks = sheet.procedure.clocks_for(story.given.form, track=track)
        spec = next((one for one in clocks if one.kind == then.clock), None)
        start = sheet.started_at(then.scope)
        if spec is None or start is None:
            return {}
        facts = _facts(spec, sheet, scope=then.scope, start=start)
        seen = clock.glance(facts, self._calendar(story), then.at)
        return {"due_on": seen.due.on, "used": seen.used, "left": seen.left, "state": seen.state}

    def _procedure(self, story: Story, at: datetime) -> Procedure:
        pack = building.pack_of(self._library, story.region)
        definition = building.build(self._library.view(pack or ""), story.procedure)
        return narrow(rules.procedure_on(definition, clock.law_day(at)), story.given.situations)

    def _calendar(self, story: Story) -> WorkCalendar:
        pack = building.pack_of(self._library, story.region)
        view = self._library.view(pack or "")
        lineage = [one.manifest.region for one in reversed(view.chain) if one.manifest.region]
        return calendar.build(view.notices(), story.region, lineage)


def _work(sheet: _Sheet, story: Story, act: Act) -> None:
    """A step that is done, signed (done with its last signature) or decided; never before its turn."""
    if sheet.accepted_at is None and WHOLE not in sheet.blurred:
        raise StoryError(f"{act.at:%Y-%m-%d %H:%M} {act.act}: nothing was accepted yet")
    track = sheet.procedure.track(act.track or sheet.procedure.tracks[0].key)
    step = track.deciding_step if act.act == "decide" else track.step(act.step or "")
    if waiting := _waits(sheet, story, track=track, step=step.id) - set(sheet.done):
        names = ", ".join(sorted(".".join(one) for one in waiting))
        raise StoryError(f"{act.at:%Y-%m-%d %H:%M} {track.key}.{step.id} waits for {names}")
    key = track.key, step.id
    sheet.signed[key] = sheet.signed.get(key, 0) + 1
    if act.act != "sign" or sheet.signed[key] >= step.signatures:
        sheet.done[key] = act.at


def _decide_by_rule(sheet: _Sheet, story: Story, at: datetime) -> None:
    """What a rule grants (秒批) is done as soon as nothing outside the item is waited for; it may open the next."""
    for track in sheet.procedure.tracks:
        own = {(track.key, step.id) for step in track.steps}
        outside = {one for step in track.steps for one in sheet.procedure.waits_for(track.key, step.id)} - own
        if (
            own & set(sheet.done)
            or not outside <= set(sheet.done)
            or not _is_granted_by_rule(sheet, story, track, at=at)
        ):
            continue
        sheet.done.update(dict.fromkeys(own, at))
        _decide_by_rule(sheet, story, at)


def _is_granted_by_rule(sheet: _Sheet, story: Story, track: Track, *, at: datetime) -> bool:
    declared, day = track.conduct.instant, clock.law_day(at)
    rule = sheet.procedure.rules.get(declared.rule) if declared else None
    if rule is None or rule.condition is None or not rule.is_in_force(day):
        return False
    condition = compile_condition(rule.condition, parameters=sheet.procedure.parameters)
    return condition(sheet.procedure.facts(story.given.form, track=track.key), on=day).allowed


def _waits(sheet: _Sheet, story: Story, *, track: Track, step: str) -> frozenset[tuple[str, str]]:
    """What a step waits for; an item taken by commitment is decided without examination of its own."""
    waits = sheet.procedure.waits_for(track.key, step)
    return frozenset(one for one in waits if one[0] != track.key) if track.key in story.given.promised else waits


def _start_special(sheet: _Sheet, act: Act) -> None:
    kind = sheet.procedure.special_procedures.get(str(act.values.get("kind", "")))
    if kind is None:
        raise LookupError(act.values.get("kind"))
    scope = sheet.scope_of(act.track)
    sheet.stops.append(_Stop(scope, kind.stops, act.at, kind.title.zh))
    if kind.stops and scope != WHOLE:
        sheet.blurred.add(WHOLE)


def _end_special(sheet: _Sheet, act: Act) -> None:
    scope = sheet.scope_of(act.track)
    for stop in sheet.stops:
        if stop.scope == scope and stop.end is None:
            stop.end = act.at


def _suspend(sheet: _Sheet, act: Act) -> None:
    sheet.stops.append(_Stop("", ("statutory", "promised"), act.at, act.reason or "suspended"))


def _resume(sheet: _Sheet, act: Act) -> None:
    for stop in sheet.stops:
        if not stop.scope and stop.end is None:
            stop.end = act.at


def _return_step(sheet: _Sheet, act: Act) -> None:
    """The step named, and everything of its item that waits for it, is to be done again."""
    track = sheet.procedure.track(act.track or sheet.procedure.tracks[0].key)
    again = {str(act.values.get("to", act.step or ""))}
    while more := {step.id for step in track.steps if {one.rpartition(".")[2] for one in step.after} & again} - again:
        again |= more
    for step in again:
        sheet.done.pop((track.key, step), None)
        sheet.signed.pop((track.key, step), None)


def _end(sheet: _Sheet, act: Act) -> None:
    sheet.ended_at = act.at


def _blur(sheet: _Sheet, act: Act) -> None:
    """From here on the engine decides how long: an extension granted, an item decided anew or ended early."""
    sheet.blurred |= {WHOLE, sheet.scope_of(act.track)}


def _wait(sheet: _Sheet, act: Act) -> None:
    """What nobody accepted in time counts as accepted (行政许可法 art. 32), and only the engine knows since when."""
    if sheet.accepted_at is None:
        sheet.blurred |= {WHOLE, *(track.key for track in sheet.procedure.tracks)}


_NOTED: Mapping[str, Callable[[_Sheet, Act], None]] = {
    "start_special": _start_special,
    "end_special": _end_special,
    "suspend": _suspend,
    "resume": _resume,
    "return_step": _return_step,
    "withdraw": _end,
    "refuse": _end,
    "grant_extension": _blur,
    "reopen": _blur,
    "end_track": _blur,
    "wait": _wait,
}


def _facts(spec: ClockSpec, sheet: _Sheet, *, scope: str, start: datetime) -> clock.ClockFacts:
    return clock.ClockFacts(
        kind=spec.kind,
        start=start,
        allowed=spec.duration,
        source=spec.source,
        pauses=sheet.pauses(scope, spec.kind),
        stopped_at=sheet.decided_at(scope) or sheet.ended_at,
    )
