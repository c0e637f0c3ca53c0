"""How cases look in answers."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from tongban.domains.cases import api as cases
from tongban.web.api.shapes import (
    AgencyOut,
    CaseRef,
    EvidenceRef,
    Instant,
    Out,
    SubjectOut,
    Words,
)

Status = Literal[
    "precheck",
    "submitted",
    "supplement_wanted",
    "accepted",
    "suspended",
    "refused",
    "decided",
    "closed",
    "withdrawn",
    "ended",
]
StepState = Literal["waiting", "open", "done", "ended"]


class CaseLine(Out):
    """One line of a list of cases. `colour` is how the due day looks today."""

    id: CaseRef
    number: str
    title: Words
    procedure: str
    is_package: bool
    region: str
    status: Status
    outcome: str = Field(description="granted, partial or denied once decided; else empty.")
    subject: SubjectOut
    submitted_at: Instant
    accepted_at: Instant | None
    decided_at: Instant | None
    ended_at: Instant | None
    due_on: date | None
    colour: cases.Colour


class FactOut(Out):
    """One answer of the form in words."""

    name: str
    label: Words
    value: Words


class FactPageOut(Out):
    """One page of the form as it was answered."""

    id: str
    title: Words
    facts: list[FactOut]


class MaterialGivenOut(Out):
    """A material: its files, or the credential for which it was not asked (免提交).

    `ground`: by which right it was not asked: `consent`, `law` (with its `basis`), `scan`, `procedure` or `earlier`.
    `held` is a licence that was there while a file was asked; `declined`: the applicant wanted it so.
    """

    id: str
    title: Words
    required: bool
    files: list[EvidenceRef]
    credential: str | None
    ground: str
    basis: str
    held: str
    declined: bool


class SpecialOut(Out):
    """A special procedure: why, which clocks stand still meanwhile and by which law, since when, until when at most."""

    track: str
    kind: str
    title: Words
    reason: str
    stops: list[str]
    basis: str
    since: Instant
    until: date | None
    ended_at: Instant | None
    result: str


class SuspensionOut(Out):
    """A suspension by law: every clock stands still from `since` to `ended_at`."""

    reason: str
    basis: str
    since: Instant
    ended_at: Instant | None


class ExtensionOut(Out):
    """More time for `case` or an item; `granted` null while a head has not decided."""

    scope: str
    asked_at: Instant
    granted: bool | None
    decided_at: Instant | None
    reason: str
    more: Words | None
    basis: str


class PaperOut(Out):
    """A paper that may follow after acceptance (容缺), and what comes of it if it does not."""

    material: str
    title: Words
    track: str
    due_on: date
    consequence: str
    state: Literal["wanted", "brought", "lapsed"]


class StandingOut(Out):
    """What stops the clocks and why, more time, papers that may follow."""

    specials: list[SpecialOut]
    suspensions: list[SuspensionOut]
    extensions: list[ExtensionOut]
    papers: list[PaperOut]


class StepStateOut(Out):
    """One step of an item and how far it is. `opinion` is for officers."""

    id: str
    title: Words
    duty: str
    decides: bool
    state: StepState
    waits_for: list[Words]
    due_on: date | None
    opened_at: Instant | None
    done_at: Instant | None
    opinion: str


class TrackStateOut(Out):
    """One item of the case. `recorded` names the licence that came of it."""

    key: str
    title: Words
    agency: AgencyOut | None
    steps: list[StepStateOut]
    decision: Literal["granted", "denied", "ended"] | None
    reason: str
    result: Words
    licence: str | None
    recorded: str | None


class MissingOut(Out):
    """Something that the applicant must still bring: a material or a field of the form by id, in words, and why."""

    item: str
    title: Words
    why: str


class AskOptionOut(Out):
    """One answer that an ask offers."""

    value: str
    label: Words


class AskOut(Out):
    """One answer that an act needs, or takes."""

    name: str
    kind: cases.AskKind
    label: Words
    required: bool
    options: list[AskOptionOut]
    help: Words | None


class ActOut(Out):
    """A lawful next act of the caller with its consequence, told before it is taken, and what it asks.

    `is_final`: it cannot simply be taken back; ask a person once more.
    """

    name: str
    label: Words
    consequence: Words
    asks: list[AskOut]
    track: str | None
    step: str | None
    is_final: bool


class ActsOut(Out):
    """Everything that the caller may lawfully do with the case now."""

    items: list[ActOut]
    next: str | None


class CaseOut(CaseLine):
    """A case as the caller may see it; `pages` and `materials` only for the applicant and who handles the case."""

    agency: AgencyOut
    version: int
    digest: str
    shows_facts: bool
    pages: list[FactPageOut]
    materials: list[MaterialGivenOut]
    missing: list[MissingOut]
    tracks: list[TrackStateOut]
    attributes: dict[str, Any]
    refused_because: str
    refused_where: str
    standing: StandingOut
    acts: list[ActOut]


class EventOut(Out):
    """One event of a case's history as a sentence; `hash` is its link in the audit chain."""

    number: int
    type: str
    at: Instant
    sentence: Words
    detail: str
    who: Words
    track: str | None
    hash: str


class TimelineOut(Out):
    """The whole history, oldest first."""

    items: list[EventOut]
    next: str | None


class SpanOut(Out):
    """Consecutive days (both ends inside) or, for clocks of hours, a stretch of time."""

    start: str
    end: str
    counted: int
    kind: str
    reason: Words | None
    basis: str


class ClockOut(Out):
    """One clock with its explanation: the counts of `spans` add up to `used`, those of `ahead` to `left`."""

    scope: str = Field(description="`case`, or the key of an item.")
    kind: Literal["statutory", "promised"]
    parameter: str
    source: str
    state: str
    is_late: bool
    used: int
    allowed: int
    left: int
    unit: str
    due_on: date | None
    due_at: Instant | None
    calendar_version: str
    spans: list[SpanOut]
    ahead: list[SpanOut]


class ClocksOut(Out):
    """Every clock of a case, of the whole first, as of now."""

    items: list[ClockOut]
    next: str | None


class InboxLine(Out):
    """One open step that falls to the caller. An empty `track` is the step of taking in."""

    case: CaseRef
    number: str
    title: Words
    track: str
    track_title: Words | None
    step: str
    step_title: Words
    duty: str
    decides: bool
    region: str
    subject: SubjectOut
    submitted_at: Instant
    opened_at: Instant | None
    due_on: date | None
    days_left: int | None
    colour: cases.Colour


class InboxOut(Out):
    """A page of open steps, due soonest first, and how many there are in all, by colour and by duty."""

    items: list[InboxLine]
    next: str | None
    total: int
    by_colour: dict[str, int]
    by_duty: dict[str, int]
    is_counted_whole: bool = Field(description="False where the counts stop, at the ten thousand due soonest.")


def line(one: cases.CaseSummary, *, plain: bool) -> dict[str, Any]:
    """The parts of a line; the subject's name is plain for itself and for who handles the case."""
    return {
        "id": one.id,
        "number": one.number,
        "title": one.title,
        "procedure": one.procedure,
        "is_package": one.is_package,
        "region": one.region,
        "status": one.status,
        "outcome": one.outcome,
        "subject": SubjectOut.of(one.subject, plain=plain),
        "submitted_at": one.submitted_at,
        "accepted_at": one.accepted_at,
        "decided_at": one.decided_at,
        "ended_at": one.ended_at,
        "due_on": one.due_on,
        "colour": one.colour,
    }


def whole(view: cases.CaseView, acts: tuple[cases.Act, ...]) -> dict[str, Any]:
    return line(view.summary, plain=view.shows_facts) | {
        "agency": view.agency,
        "version": view.version,
        "digest": view.digest,
        "shows_facts": view.shows_facts,
        "pages": view.pages,
        "materials": view.materials,
        "missing": view.missing,
        "tracks": view.tracks,
        "attributes": dict(view.attributes),
        "refused_because": view.refused_because,
        "refused_where": view.refused_where,
        "standing": view.standing,
        "acts": acts,
    }


def inbox_line(one: cases.InboxRow) -> dict[str, Any]:
    return {
        "case": one.case,
        "number": one.number,
        "title": one.title,
        "track": one.track,
        "track_title": one.track_title,
        "step": one.step,
        "step_title": one.step_title,
        "duty": one.duty,
        "decides": one.decides,
        "region": one.region,
        "subject": SubjectOut.of(one.subject, plain=True),
        "submitted_at": one.submitted_at,
        "opened_at": one.opened_at,
        "due_on": one.due_on,
        "days_left": one.days_left,
        "colour": one.colour,
    }
