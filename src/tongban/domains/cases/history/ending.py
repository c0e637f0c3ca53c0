"""Results, the end, and what may still happen after it."""

from dataclasses import dataclass

from tongban.domains.cases.history.parts import Authority, Because, ClockPinned, Outcome
from tongban.kernel.event_types import event


@event("cases.result_recorded.v1")
@dataclass(frozen=True, slots=True)
class ResultRecorded:
    case: str
    track: str
    reference: str


@event("cases.result_delivered.v1")
@dataclass(frozen=True, slots=True)
class ResultDelivered:
    """The result was handed over. `to` is `applicant` or `agent`, never a name; `reference` the tracking number."""

    case: str
    track: str
    method: str
    to: str
    reference: str
    agency: str
    by: str


@event("cases.track_ended.v1")
@dataclass(frozen=True, slots=True)
class TrackEnded:
    """The handling of an item ends without a decision (终止)."""

    case: str
    track: str
    reason: str
    agency: str
    by: str


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


@event("cases.case_ended.v1")
@dataclass(frozen=True, slots=True)
class CaseEnded:
    """Every item ended without a decision."""

    case: str


@event("cases.case_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class CaseWithdrawn:
    case: str
    reason: str
    by: str


@event("cases.check_planted.v1")
@dataclass(frozen=True, slots=True)
class CheckPlanted:
    """What was granted upon a promise is to be checked until the end of `due_on` (ISO) by this agency."""

    case: str
    track: str
    due_on: str
    agency: str


@event("cases.check_recorded.v1")
@dataclass(frozen=True, slots=True)
class CheckRecorded:
    case: str
    track: str
    kept: bool
    finding: str
    agency: str
    by: str


@event("cases.grant_revoked.v1")
@dataclass(frozen=True, slots=True)
class GrantRevoked:
    """What was granted is taken back. A `breach` of a promise is what the credit file is told."""

    case: str
    track: str
    reason: str
    basis: str
    because: Because
    reference: str
    agency: str
    by: str


@event("cases.case_reopened.v1")
@dataclass(frozen=True, slots=True)
class CaseReopened:
    """A court or a review body has set a decision aside: the track is to be decided again, its clocks begin anew."""

    case: str
    track: str
    authority: Authority
    reference: str
    reason: str
    clocks: tuple[ClockPinned, ...]
    agency: str
    by: str
