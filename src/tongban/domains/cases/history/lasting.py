"""What changes how long something may take: special procedures, extension, suspension, papers that follow."""

from dataclasses import dataclass

from tongban.domains.cases.history.parts import Consequence
from tongban.kernel.event_types import event


@event("cases.special_started.v1")
@dataclass(frozen=True, slots=True)
class SpecialStarted:
    """A special procedure begins. `stops`: the kinds of clock that stand still meanwhile, by the law in `basis`.

    `until` (ISO day) is the last day it may take, if the item says so. `written`: the applicant is told in writing
    (行政许可法 art. 45).
    """

    case: str
    track: str
    kind: str
    reason: str
    stops: tuple[str, ...]
    basis: str
    until: str | None
    written: bool
    agency: str
    by: str


@event("cases.special_ended.v1")
@dataclass(frozen=True, slots=True)
class SpecialEnded:
    case: str
    track: str
    kind: str
    result: str
    agency: str
    by: str


@event("cases.extension_asked.v1")
@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """`scope` is `case` or a track's key; `duty` is what the post that decides it must carry."""

    case: str
    scope: str
    reason: str
    duty: str
    agency: str
    by: str


@event("cases.extension_granted.v1")
@dataclass(frozen=True, slots=True)
class ExtensionGranted:
    """More time for the clocks of these `kinds` in the scope; the reason is told to the applicant (art. 42)."""

    case: str
    scope: str
    kinds: tuple[str, ...]
    amount: int
    unit: str
    basis: str
    reason: str
    asked_by: str
    agency: str
    by: str


@event("cases.extension_denied.v1")
@dataclass(frozen=True, slots=True)
class ExtensionDenied:
    case: str
    scope: str
    reason: str
    asked_by: str
    agency: str
    by: str


@event("cases.case_suspended.v1")
@dataclass(frozen=True, slots=True)
class CaseSuspended:
    """Everything stands still, by the law in `basis`."""

    case: str
    reason: str
    basis: str
    agency: str
    by: str


@event("cases.case_resumed.v1")
@dataclass(frozen=True, slots=True)
class CaseResumed:
    case: str
    reason: str
    agency: str
    by: str


@event("cases.tolerated_brought.v1")
@dataclass(frozen=True, slots=True)
class ToleratedBrought:
    """A paper that was allowed to follow has come (容缺补齐), for every track that waits for it.

    `held`: the licence that the agency could have taken by law in place of it.
    """

    case: str
    material: str
    evidence: tuple[str, ...]
    by: str
    held: str = ""


@event("cases.tolerance_lapsed.v1")
@dataclass(frozen=True, slots=True)
class ToleranceLapsed:
    """These papers did not follow in time: the track may only be denied, or ends by the clock itself."""

    case: str
    track: str
    materials: tuple[str, ...]
    consequence: Consequence
