"""Plain parts that several events are made of."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["granted", "partial", "denied"]
Attributes = dict[str, str | int | float | bool | None]
Situations = dict[str, str | bool]
StepKind = Literal["work", "visit", "collective"]
Starts = Literal["with_case", "in_turn"]
Consequence = Literal["deny", "end"]
How = Literal["officer", "instant", "deemed"]
Because = Literal["breach", "court", "review", "error"]
Authority = Literal["court", "review"]
Ground = Literal["", "consent", "law", "scan", "procedure", "earlier"]
"""With the applicant's consent, by the law that the pack names, shown at the counter, made by the same procedure, or
handed in with an earlier case."""
Breach = Literal["", "held", "again"]


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step as pinned at submission. `after` names, as `track.step`, everything that must be done before it opens.

    `role` is the agency that does it when that is not the item's own (协办).
    """

    id: str
    duty: str
    decides: bool
    after: tuple[str, ...]
    kind: StepKind = "work"
    signatures: int = 1
    role: str = ""


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """One item of the case: who does it (a role, resolved to an agency at acceptance) and what it yields.

    `registers`: a grant brings a new subject into being, which is then the holder of what is granted after it.
    `starts`: its clocks begin at acceptance, or in its turn. `delivery`: how its result may reach the applicant.
    """

    key: str
    role: str
    licence: str | None
    registers: bool
    steps: tuple[StepPlan, ...]
    starts: Starts = "with_case"
    delivery: tuple[str, ...] = ("download",)


@dataclass(frozen=True, slots=True)
class MaterialGiven:
    """A material and how it was satisfied: handed in (evidence ids) or held by the authorities (credential).

    `ground`: why it was not asked. `holder`: whose it is, when not the applicant's (`subject_…`). `since`: the instant
    of taking (ISO). `held`: the licence that could have been taken though a file was handed in; `declined`: because the
    applicant wanted it so. `earlier`: the case with which the same paper came before. `breach`: asked though held, or
    asked again (一律免于提交).
    """

    id: str
    evidence: tuple[str, ...]
    credential: str | None
    ground: Ground = ""
    holder: str = ""
    since: str = ""
    held: str = ""
    declined: bool = False
    earlier: str = ""
    breach: Breach = ""


@dataclass(frozen=True, slots=True)
class Tolerated:
    """A paper that may follow until the end of `due_on` (ISO), for one track; and what comes of it if it does not.

    `may_grant`: the track may be granted before it has been brought.
    """

    material: str
    track: str
    due_on: str
    consequence: Consequence = "deny"
    may_grant: bool = False


@dataclass(frozen=True, slots=True)
class Renewed:
    """The licence that a track renews: its identifier, its last day (ISO), and whether silence renews it (art. 50)."""

    track: str
    credential: str
    ends_on: str
    deemed: bool


@dataclass(frozen=True, slots=True)
class ResultData:
    """What issuing a licence needs, by id: its type, its holder, the agency that issues it.

    Its values are form answers and so not here: `cases.result_values` reads them.
    """

    licence: str
    holder: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that the applicant must still bring, and why."""

    item: str
    why: str


@dataclass(frozen=True, slots=True)
class ClockPinned:
    """A clock as resolved on the day it begins. `scope` is `case` or a track's key.

    `due_on` is None while it cannot be said: the year of its end has no published calendar.
    """

    scope: str
    kind: str
    parameter: str
    amount: int
    unit: str
    source: str
    started_at: str
    due_on: str | None
