"""Stories played with pencil and paper: only the definition, the calendar and the clocks, no database.

What needs the whole engine (status, papers, refusals) is played on the real stage; this one answers in milliseconds
whether the days an official signed off are the days the pack's numbers give.
"""

from dataclasses import dataclass, field
from datetime import datetime

from tongban.domains.catalogue import building, rules
from tongban.domains.catalogue.procedure import ClockSpec, Procedure
from tongban.domains.catalogue.stories import Act, Story, Then
from tongban.kernel import calendar, clock
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.packs import Library


class StoryError(Exception):
    """An act of a story that the procedure does not allow: the sentence says which."""


@dataclass
class _Sheet:
    """What has happened so far in one story."""

    procedure: Procedure
    accepted_at: datetime | None = None
    done: dict[tuple[str, str], datetime] = field(default_factory=dict)

    def decided_at(self, scope: str) -> datetime | None:
        """When a track, or with `case` the last of them, was decided; None while it is open."""
        tracks = self.procedure.tracks if scope == "case" else (self.procedure.track(scope),)
        times = [self.done.get((track.key, track.deciding_step.id)) for track in tracks]
        return max((time for time in times if time), default=None) if all(times) else None


class PaperStage:
    """Plays a story on paper. Knows due days, used and left amounts and states; knows no status."""

    unknown = frozenset({"status"})

    def __init__(self, library: Library) -> None:
        self._library = library
        self._sheets: dict[int, _Sheet] = {}

    def perform(self, story: Story, act: Act) -> None:
        """Note one act. Raises `StoryError` when its step waits for another, `LookupError` for an unknown name."""
        if act.act in ("submit", "accept"):
            sheet = self._sheets[id(story)] = _Sheet(self._procedure(story, act.at))
            sheet.accepted_at = act.at if act.act == "accept" else None
            return
        sheet = self._sheets[id(story)]
        if act.act in ("complete", "decide"):
            if sheet.accepted_at is None:
                raise StoryError(f"{act.at:%Y-%m-%d %H:%M} {act.act}: nothing was accepted yet")
            track = sheet.procedure.track(act.track or sheet.procedure.tracks[0].key)
            step = track.deciding_step if act.act == "decide" else track.step(act.step or "")
            if waiting := sheet.procedure.waits_for(track.key, step.id) - set(sheet.done):
                names = ", ".join(sorted(".".join(one) for one in waiting))
                raise StoryError(f"{act.at:%Y-%m-%d %H:%M} {track.key}.{step.id} waits for {names}")
            sheet.done[track.key, step.id] = act.at

    def observe(self, story: Story, then: Then) -> dict[str, object]:
        """The clock that a line asks about, at its moment; an empty answer when that clock does not run."""
        sheet = self._sheets[id(story)]
        track = None if then.scope == "case" else then.scope
        clocks = sheet.procedure.clocks_for(story.given.form, track=track)
        spec = next((one for one in clocks if one.kind == then.clock), None)
        if spec is None or sheet.accepted_at is None:
            return {}
        facts = _facts(spec, sheet, then.scope)
        days = self._calendar(story)
        seen = clock.glance(facts, days, then.at)
        return {"due_on": seen.due.on, "used": seen.used, "left": seen.left, "state": seen.state}

    def _procedure(self, story: Story, at: datetime) -> Procedure:
        pack = building.pack_of(self._library, story.region)
        definition = building.build(self._library.view(pack or ""), story.procedure)
        return rules.procedure_on(definition, clock.law_day(at))

    def _calendar(self, story: Story) -> WorkCalendar:
        pack = building.pack_of(self._library, story.region)
        view = self._library.view(pack or "")
        lineage = [one.manifest.region for one in reversed(view.chain) if one.manifest.region]
        return calendar.build(view.notices(), story.region, lineage)


def _facts(spec: ClockSpec, sheet: _Sheet, scope: str) -> clock.ClockFacts:
    start = sheet.accepted_at
    if start is None:
        raise StoryError("nothing was accepted yet")
    return clock.ClockFacts(
        kind=spec.kind,
        start=start,
        allowed=spec.duration,
        source=spec.source,
        stopped_at=sheet.decided_at(scope),
    )
