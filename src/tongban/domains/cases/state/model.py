"""What a case, its tracks and its steps are at one moment."""

from dataclasses import dataclass
from enum import StrEnum

from tongban.domains.cases.history import Consequence, Outcome, Starts, StepKind

WHOLE = "case"
"""The scope of the case as a whole; every other scope is a track's key."""


class Status(StrEnum):
    PRECHECK = "precheck"  # looked at before it is filed; no law counts yet
    SUBMITTED = "submitted"
    SUPPLEMENT_WANTED = "supplement_wanted"
    ACCEPTED = "accepted"
    SUSPENDED = "suspended"
    REFUSED = "refused"
    DECIDED = "decided"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


RUNNING = frozenset({Status.ACCEPTED, Status.SUSPENDED})
"""Accepted and not yet decided."""
AFTER = frozenset({Status.DECIDED, Status.CLOSED})
"""Decided, whether or not everything has been handed over."""
ENDED = frozenset({Status.REFUSED, Status.CLOSED, Status.WITHDRAWN, Status.ENDED})
"""Nothing more happens, unless a court or a review body opens it again."""


class Decision(StrEnum):
    GRANTED = "granted"
    DENIED = "denied"
    ENDED = "ended"  # 终止: no decision was made, and none will be


class StepState(StrEnum):
    WAITING = "waiting"
    OPEN = "open"
    DONE = "done"
    ENDED = "ended"  # never done and never to be done: the case or the item ended first, or a promise spares it


class PaperState(StrEnum):
    WANTED = "wanted"
    BROUGHT = "brought"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Signature:
    by: str
    agree: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """`agency`: who does it when that is not the item's own; `assigned_to`: the one account that it is for."""

    id: str
    duty: str
    decides: bool = False
    after: tuple[str, ...] = ()
    done_by: str | None = None
    kind: StepKind = "work"
    signatures: int = 1
    role: str = ""
    agency: str | None = None
    signed: tuple[Signature, ...] = ()
    assigned_to: str | None = None

    @property
    def needed(self) -> int:
        """How many accounts must sign before it is done; a visit takes two officers (行政许可法 art. 34)."""
        return max(self.signatures, 2 if self.kind == "visit" else 1)


@dataclass(frozen=True, slots=True)
class Special:
    """A special procedure under way, and the kinds of clock that stand still meanwhile."""

    kind: str
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """The later check of what was granted upon a promise; `kept` None until somebody has looked."""

    due_on: str
    agency: str
    kept: bool | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """More time for a scope, asked by one account; `granted` None while nobody has decided it."""

    scope: str
    duty: str
    asked_by: str
    granted: bool | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that may follow after acceptance (容缺)."""

    material: str
    track: str
    due_on: str
    consequence: Consequence
    may_grant: bool = False
    state: PaperState = PaperState.WANTED


@dataclass(frozen=True, slots=True)
class Track:
    """`prepared` are the accounts that ever did or signed one of its preparing steps, `deciders` those that ever
    decided or ended it; neither forgets. `ends_on` is the last day of the licence that it renews, where silence renews.
    """

    key: str
    role: str
    steps: tuple[Step, ...]
    licence: str | None = None
    registers: bool = False
    agency: str | None = None
    decision: Decision | None = None
    recorded: str | None = None
    starts: Starts = "with_case"
    started: bool = False
    promised: bool = False
    delivery: tuple[str, ...] = ("download",)
    delivered: str | None = None
    specials: tuple[Special, ...] = ()
    prepared: tuple[str, ...] = ()
    deciders: tuple[str, ...] = ()
    check: Check | None = None
    revoked: str | None = None
    ends_on: str | None = None
    audit: str | None = None
    audited_by: str | None = None
    how: str = "officer"

    def step(self, step_id: str) -> Step | None:
        return next((step for step in self.steps if step.id == step_id), None)

    @property
    def deciding_step(self) -> Step:
        return next(step for step in self.steps if step.decides)

    @property
    def needs_handing_over(self) -> bool:
        """Nothing to fetch by oneself: the result is closed only when it was handed over or posted."""
        return "download" not in self.delivery

    @property
    def is_settled(self) -> bool:
        """Decided, and nothing is left to hand over."""
        if self.decision is not Decision.GRANTED or self.revoked:
            return self.decision is not None
        handed_over = self.delivered is not None or not self.needs_handing_over
        return handed_over and (self.licence is None or self.recorded is not None)

    def spares(self, step: Step) -> bool:
        """A promise spares examination before the decision (告知承诺)."""
        return self.promised and not step.decides


@dataclass(frozen=True, slots=True)
class Case:
    """`followed` are the signatures of those who acted for the applicant after whoever submitted.

    `holder` is the subject that a grant of this case has registered; what is granted after it is issued to it.

    `ready`: what the window said of a case handed in for precheck (None before it said anything). `lead` is the agency
    that leads a joint handling.
    """

    id: str
    status: Status
    agency: str
    submitted_by: str
    tracks: tuple[Track, ...]
    supplement_asked: bool = False
    outcome: Outcome | None = None
    holder: str | None = None
    package: bool = False
    lead: str = ""
    ready: bool | None = None
    extensions: tuple[Extension, ...] = ()
    papers: tuple[Paper, ...] = ()
    followed: tuple[str, ...] = ()

    @property
    def parties(self) -> tuple[str, ...]:
        """The signatures of all who ever acted for the applicant."""
        return (self.submitted_by, *self.followed)

    def track(self, key: str) -> Track | None:
        return next((track for track in self.tracks if track.key == key), None)

    def scope_of(self, track: str) -> str:
        """Where the clocks of a track are: its own in a package, those of the whole otherwise."""
        return track if self.package else WHOLE

    def extension(self, scope: str) -> Extension | None:
        """The last extension asked for in this scope."""
        return next((one for one in self.extensions if one.scope == scope), None)

    def is_over(self, scope: str) -> bool:
        """Nothing runs in this scope any more: its track, or the whole, is decided or has ended."""
        track = self.track(scope)
        return self.status not in RUNNING or (track is not None and track.decision is not None)

    def papers_of(self, track: str, state: PaperState) -> list[Paper]:
        return [paper for paper in self.papers if paper.track == track and paper.state is state]

    def agency_of(self, track: Track, step: Step) -> str:
        """The agency that does a step; empty before acceptance."""
        return step.agency or track.agency or ""

    def state_of(self, track: Track, step: Step) -> StepState:
        """Where one step stands: done; ended with the case; open when all it waits for has happened; else waiting."""
        if step.done_by is not None:
            return StepState.DONE
        if track.decision is not None or self.status in _NEVER:
            return StepState.ENDED
        if track.spares(step) and track.agency is not None:
            return StepState.ENDED
        if self.status is not Status.ACCEPTED or self.waits_for(step):
            return StepState.WAITING
        return StepState.OPEN

    def waits_for(self, step: Step) -> tuple[str, ...]:
        """The names (`track.step`) among `step.after` that have not happened yet."""
        return tuple(name for name in step.after if not self.has_happened(name))

    def has_happened(self, name: str) -> bool:
        """Done, or never to be done: then it holds nobody up."""
        key, _, step_id = name.partition(".")
        track = self.track(key)
        step = track.step(step_id) if track else None
        if track is None or step is None:
            return False
        return step.done_by is not None or track.decision is not None or track.spares(step)


_NEVER = ENDED - AFTER
