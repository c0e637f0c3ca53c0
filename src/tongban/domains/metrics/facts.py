"""What the metrics know of a case: a row of instants and counts, folded from its events and nothing else. Pure.

A case gives one fact for the whole (`track` empty) and one for each of its tracks. Folding the same events always
gives the same facts; an event that was folded before changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tongban.domains.metrics.spans import Stretch, working_days
from tongban.kernel.calendar import WorkCalendar

CASE_EVENTS = (
    "cases.case_submitted.v1",
    "cases.case_confirmed.v1",
    "cases.supplement_asked.v1",
    "cases.supplemented.v1",
    "cases.tolerated_brought.v1",
    "cases.credential_taken.v1",
    "cases.case_accepted.v1",
    "cases.case_refused.v1",
    "cases.step_completed.v1",
    "cases.special_started.v1",
    "cases.special_ended.v1",
    "cases.case_suspended.v1",
    "cases.case_resumed.v1",
    "cases.track_decided.v1",
    "cases.track_ended.v1",
    "cases.result_recorded.v1",
    "cases.case_decided.v1",
    "cases.case_ended.v1",
    "cases.case_closed.v1",
    "cases.case_withdrawn.v1",
    "cases.case_reopened.v1",
)
MOMENT_OF: Mapping[str, str] = {
    "cases.case_submitted.v1": "submitted_at",
    "cases.case_accepted.v1": "accepted_at",
    "cases.track_decided.v1": "track_decided_at",
    "cases.result_recorded.v1": "recorded_at",
    "cases.case_decided.v1": "decided_at",
    "cases.case_closed.v1": "closed_at",
}
STARTS = ("submitted_at", "accepted_at")
ENDS = ("accepted_at", "track_decided_at", "recorded_at", "decided_at", "closed_at")
Attribute = str | int | float | bool | None
Stages = Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of a case, as the fold reads it."""

    type: str
    number: int
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fact:
    """One case, or one track of it. `steps` are done ones by `track.step`; `working_days` are those used between two
    reached moments, pauses left out.

    Papers are those of the whole case: handed in, not asked because they were there, asked although a licence was held
    (一律免于提交), asked although they had come with an earlier case.
    """

    case_id: str
    track: str
    number: str
    region: str
    procedure: str
    version: int
    package: bool
    submitted_at: datetime
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    accepted_at: datetime | None = None
    track_decided_at: datetime | None = None
    recorded_at: datetime | None = None
    decided_at: datetime | None = None
    closed_at: datetime | None = None
    ended_at: datetime | None = None
    ended_as: str = ""
    granted: bool | None = None
    fee_fen: int | None = None
    visits: int | None = None
    papers_asked: int = 0
    papers_spared: int = 0
    papers_asked_though_held: int = 0
    papers_asked_again: int = 0
    steps: Mapping[str, datetime] = field(default_factory=dict)
    stages: int = 0
    pauses: tuple[Stretch, ...] = ()
    clocks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    working_days: Mapping[str, int] = field(default_factory=dict)
    last_event: int = 0


Facts = Mapping[str, Fact]


def fold(facts: Facts, happened: Happened, stages_of: Callable[[int], Stages]) -> dict[str, Fact]:
    """The facts of one case after an event; `stages_of(version)` gives the tracks of each stage of the procedure."""
    if facts and happened.number <= facts[""].last_event:
        return dict(facts)
    if happened.type == "cases.case_submitted.v1":
        return _submitted(happened)
    data, after = happened.data, {}
    for track, fact in facts.items():
        changed = _apply(fact, happened) if _concerns(track, data) else fact
        stages = stages_of(fact.version) if changed.steps != fact.steps else ()
        counted = _touched(changed.steps, stages) if stages else changed.stages
        after[track] = replace(changed, stages=counted, last_event=happened.number)
    return after


def with_working_days(fact: Fact, calendar: WorkCalendar) -> Fact:
    """The fact with the working days between all its reached moments. Raises `CalendarGap`."""
    found: dict[str, int] = {}
    for start in STARTS:
        for end in ENDS:
            begun, ended = getattr(fact, start), getattr(fact, end)
            if start != end and begun is not None and ended is not None:
                found[span_key(start, end)] = working_days(begun, ended, calendar=calendar, pauses=fact.pauses)
    return replace(fact, working_days=found)


def span_key(start: str, end: str) -> str:
    return f"{start.removesuffix('_at')}>{end.removesuffix('_at')}"


def _submitted(happened: Happened) -> dict[str, Fact]:
    data = happened.data
    whole = Fact(
        case_id=data["case"],
        track="",
        number=data["number"],
        region=data["region"],
        procedure=data["procedure"],
        version=data["version"],
        package=data["package"],
        submitted_at=happened.at,
        attributes=dict(data["attributes"]),
        last_event=happened.number,
    )
    counted = replace(whole, **_papers(data.get("materials", ())))
    return {"": counted} | {track["key"]: replace(whole, track=track["key"]) for track in data["tracks"]}


def _papers(materials: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many papers of a case came in which way."""
    given = list(materials)
    breaches = [one.get("breach", "") for one in given]
    spared = [one for one in given if one["credential"] or one.get("ground") == "earlier"]
    return {
        "papers_asked": sum(1 for one in given if one["evidence"] and one.get("ground") != "earlier"),
        "papers_spared": len(spared),
        "papers_asked_though_held": breaches.count("held"),
        "papers_asked_again": breaches.count("again"),
    }


def _paper_later(fact: Fact, happened: Happened) -> Fact:
    """A paper, or a licence in place of one, that came after acceptance."""
    if fact.track:
        return fact
    if happened.type == "cases.credential_taken.v1":
        return replace(fact, papers_spared=fact.papers_spared + 1)
    held = fact.papers_asked_though_held + bool(happened.data.get("held"))
    return replace(fact, papers_asked=fact.papers_asked + 1, papers_asked_though_held=held)


def _concerns(track: str, data: Mapping[str, Any]) -> bool:
    """An event of one track changes that track's fact and the whole case's; others change all."""
    return "track" not in data or track in ("", data["track"])


def _apply(fact: Fact, happened: Happened) -> Fact:
    data, at = happened.data, happened.at
    if happened.type in _PAUSING:
        return replace(fact, pauses=_paused(fact, happened))
    match happened.type:
        case "cases.supplement_asked.v1":
            return replace(fact, pauses=(*fact.pauses, Stretch(at, None)))
        case "cases.case_confirmed.v1":
            counted = {} if fact.track else _papers(data.get("materials", ()))
            return replace(fact, submitted_at=at, attributes=dict(data["attributes"]), **counted)
        case "cases.supplemented.v1":
            counted = {} if fact.track else _papers(data.get("materials", ()))
            pauses = _resumed(fact.pauses, at)
            return replace(fact, pauses=pauses, attributes=dict(data["attributes"]), **counted)
        case "cases.tolerated_brought.v1" | "cases.credential_taken.v1":
            return _paper_later(fact, happened)
        case "cases.case_accepted.v1":
            fee, visits = (None, None) if fact.track else (data["fee_fen"], data["visits"])
            pauses = _resumed(fact.pauses, at)
            return replace(
                fact, accepted_at=at, fee_fen=fee, visits=visits, pauses=pauses, clocks=_clocks(fact, data["clocks"])
            )
        case "cases.step_completed.v1":
            return replace(fact, steps=_done(fact, happened))
        case "cases.track_decided.v1":
            return _track_decided(fact, happened)
        case "cases.result_recorded.v1":
            return replace(fact, recorded_at=at) if fact.track else fact
        case "cases.case_decided.v1":
            return replace(fact, decided_at=at, granted=fact.granted if fact.track else data["granted"])
        case "cases.case_closed.v1":
            return replace(fact, closed_at=at)
        case "cases.case_refused.v1" | "cases.case_withdrawn.v1":
            how = "refused" if happened.type == "cases.case_refused.v1" else "withdrawn"
            return replace(fact, ended_at=at, ended_as=how, pauses=_resumed(fact.pauses, at))
        case "cases.track_ended.v1" | "cases.case_ended.v1" | "cases.case_reopened.v1":
            return _ended_or_anew(fact, happened)
        case _:
            raise ValueError(happened.type)


_PAUSING = frozenset(
    {
        "cases.special_started.v1",
        "cases.special_ended.v1",
        "cases.case_suspended.v1",
        "cases.case_resumed.v1",
    }
)


def _paused(fact: Fact, happened: Happened) -> tuple[Stretch, ...]:
    """The pauses with what begins or is over: a special procedure that stops a clock, or a suspension by law."""
    data, at = happened.data, happened.at
    why = f"{data['track']}:{data['kind']}" if "track" in data else "suspension"
    if happened.type in ("cases.special_started.v1", "cases.case_suspended.v1"):
        is_stop = data.get("stops", True)
        return (*fact.pauses, Stretch(at, None, why)) if is_stop else fact.pauses
    return tuple(replace(one, end=at) if one.end is None and one.why == why else one for one in fact.pauses)


def _ended_or_anew(fact: Fact, happened: Happened) -> Fact:
    """An item that ends without a decision, and one whose decision was set aside: its moments are still to come."""
    at, track = happened.at, happened.data.get("track")
    over = tuple(
        replace(one, end=at) if one.end is None and track and one.why.startswith(f"{track}:") else one
        for one in fact.pauses
    )
    if happened.type == "cases.case_reopened.v1":
        ended: dict[str, Any] = {"ended_at": None, "ended_as": "", "granted": None}
        return replace(fact, track_decided_at=None, decided_at=None, closed_at=None, **ended)
    if happened.type == "cases.case_ended.v1" or fact.track:
        return replace(fact, ended_at=at, ended_as="ended", pauses=_resumed(fact.pauses, at))
    return replace(fact, pauses=over)


def _track_decided(fact: Fact, happened: Happened) -> Fact:
    steps = _done(fact, happened)
    if not fact.track:
        return replace(fact, steps=steps)
    return replace(fact, steps=steps, track_decided_at=happened.at, granted=happened.data["granted"])


def _done(fact: Fact, happened: Happened) -> dict[str, datetime]:
    """The steps with the instants at which each was done first."""
    return {f"{happened.data['track']}.{happened.data['step']}": happened.at, **fact.steps}


def _resumed(pauses: tuple[Stretch, ...], at: datetime) -> tuple[Stretch, ...]:
    return tuple(replace(pause, end=at) if pause.end is None else pause for pause in pauses)


def _clocks(fact: Fact, pinned: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    scope = fact.track or "case"
    return {one["kind"]: {"amount": one["amount"], "unit": one["unit"]} for one in pinned if one["scope"] == scope}


def _touched(steps: Iterable[str], stages: Stages) -> int:
    """How many stages (环节) have at least one step done."""
    tracks = {name.partition(".")[0] for name in steps}
    return sum(1 for stage in stages if stage & tracks)
