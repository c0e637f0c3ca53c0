"""What can happen to a case: one frozen class per event, plain values only, past tense.

Pure. The names with their versions are final; a changed payload is a new version. Form answers are not in
the history: it can never be shortened, and personal data must be. It carries their digest, and as `attributes` only
those answers that the form marks as facts of the case and not of a person (`x-attribute`).
"""

from dataclasses import dataclass
from typing import Literal

from tongban.kernel.event_types import event

Outcome = Literal["granted", "partial", "denied"]
Attributes = dict[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class StepPlan:
    """A step as pinned at submission. `after` names, as `track.step`, everything that must be done before it opens."""

    id: str
    duty: str
    decides: bool
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrackPlan:
    """One item of the case: who does it (a role, resolved to an agency at acceptance) and what it yields.

    `registers`: a grant brings a new subject into being, which is then the holder of what is granted after it.
    """

    key: str
    role: str
    licence: str | None
    registers: bool
    steps: tuple[StepPlan, ...]


@dataclass(frozen=True, slots=True)
class MaterialGiven:
    """A material and how it was satisfied: handed in (evidence ids) or held by the authorities (credential)."""

    id: str
    evidence: tuple[str, ...]
    credential: str | None


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
    """A clock as resolved on the day of acceptance. `scope` is `case` or a track's key."""

    scope: str
    kind: str
    parameter: str
    amount: int
    unit: str
    source: str
    started_at: str
    due_on: str | None


@event("cases.case_submitted.v1")
@dataclass(frozen=True, slots=True)
class CaseSubmitted:
    case: str
    number: str
    procedure: str
    version: int
    digest: str
    region: str
    subject: str
    package: bool
    agency: str
    tracks: tuple[TrackPlan, ...]
    materials: tuple[MaterialGiven, ...]
    attributes: Attributes
    form_digest: str
    by: str


@event("cases.supplement_asked.v1")
@dataclass(frozen=True, slots=True)
class SupplementAsked:
    case: str
    missing: tuple[Missing, ...]
    agency: str
    by: str


@event("cases.supplemented.v1")
@dataclass(frozen=True, slots=True)
class Supplemented:
    case: str
    materials: tuple[MaterialGiven, ...]
    attributes: Attributes
    form_digest: str
    by: str


@event("cases.case_accepted.v1")
@dataclass(frozen=True, slots=True)
class CaseAccepted:
    case: str
    clocks: tuple[ClockPinned, ...]
    agencies: dict[str, str]
    fee_fen: int
    visits: int
    agency: str
    by: str


@event("cases.case_refused.v1")
@dataclass(frozen=True, slots=True)
class CaseRefused:
    case: str
    reason: str
    where: str
    agency: str
    by: str


@event("cases.step_completed.v1")
@dataclass(frozen=True, slots=True)
class StepCompleted:
    case: str
    track: str
    step: str
    opinion: str
    agency: str
    by: str


@event("cases.track_decided.v1")
@dataclass(frozen=True, slots=True)
class TrackDecided:
    """`result` is all that issuing needs (none for a denial or a result without licence); `registered` is the subject
    that this grant brought into being."""

    case: str
    track: str
    step: str
    granted: bool
    reason: str
    agency: str
    by: str
    result: ResultData | None
    registered: str | None


@event("cases.result_recorded.v1")
@dataclass(frozen=True, slots=True)
class ResultRecorded:
    case: str
    track: str
    reference: str


@event("cases.case_decided.v1")
@dataclass(frozen=True, slots=True)
class CaseDecided:
    """All tracks are decided. `granted` only when every one was; `outcome` tells the partial grant apart."""

    case: str
    granted: bool
    outcome: Outcome


@event("cases.case_closed.v1")
@dataclass(frozen=True, slots=True)
class CaseClosed:
    case: str


@event("cases.case_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    case: str
    reason: str
    by: str


CaseEvent = (
    CaseSubmitted
    | SupplementAsked
    | Supplemented
    | CaseAccepted
    | CaseRefused
    | StepCompleted
    | TrackDecided
    | ResultRecorded
    | CaseDecided
    | CaseClosed
    | CaseWithdrawn
)
