"""From submission to acceptance."""

from dataclasses import dataclass, field

from tongban.domains.cases.history.parts import (
    Attributes,
    ClockPinned,
    MaterialGiven,
    Missing,
    Renewed,
    Situations,
    Tolerated,
    TrackPlan,
)
from tongban.kernel.event_types import event


@event("cases.case_submitted.v1")
@dataclass(frozen=True, slots=True)
class CaseSubmitted:
    """`channel`: online, counter, post or terminal. `promised`: tracks taken by commitment (告知承诺).

    `precheck`: handed in to be looked at before it is filed (预审).
    """

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
    situations: Situations = field(default_factory=dict)
    channel: str = "online"
    promised: tuple[str, ...] = ()
    precheck: bool = False
    renews: tuple[Renewed, ...] = ()


@event("cases.precheck_answered.v1")
@dataclass(frozen=True, slots=True)
class PrecheckAnswered:
    """What the window says before anything is filed: ready to be filed, or everything that is missing."""

    case: str
    ready: bool
    missing: tuple[Missing, ...]
    agency: str
    by: str


@event("cases.case_confirmed.v1")
@dataclass(frozen=True, slots=True)
class CaseConfirmed:
    """The applicant files what was looked at, with what was mended since: from now on the law's days count."""

    case: str
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
    """`agencies` by track, and by `track.step` where a step is another agency's; `lead` leads a joint handling.

    `deemed`: nobody answered in time, so the law accepts it from the day the papers were received (art. 32 ¶4).
    """

    case: str
    clocks: tuple[ClockPinned, ...]
    agencies: dict[str, str]
    fee_fen: int
    visits: int
    agency: str
    by: str
    tolerated: tuple[Tolerated, ...] = ()
    deemed: bool = False
    lead: str = ""


@event("cases.credential_taken.v1")
@dataclass(frozen=True, slots=True)
class CredentialTaken:
    """A licence came to the case after filing: shown at the counter (ground `scan`), or taken for a paper to follow."""

    case: str
    material: MaterialGiven
    purpose: str
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
