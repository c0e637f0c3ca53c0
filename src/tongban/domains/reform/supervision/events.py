"""What happens in supervision. A finding and its order share one stream; inspections, observers, faults have theirs."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.event_types import event


@event("reform.inspection_opened.v1")
@dataclass(frozen=True, slots=True)
class InspectionOpened:
    """An inspection (督查): daily or special, by which method, of which plan, measures and agencies, on which day."""

    inspection: str
    region: str
    kind: str
    method: str
    title: str
    plan: str
    measures: tuple[str, ...]
    agencies: tuple[str, ...]
    held_on: date


@event("reform.inspection_closed.v1")
@dataclass(frozen=True, slots=True)
class InspectionClosed:
    result: str
    findings: int


@event("reform.finding_recorded.v1")
@dataclass(frozen=True, slots=True)
class FindingRecorded:
    """What was found at an agency. It may reply until the end of `reply_by`. `inspection` or `fault` says whence."""

    finding: str
    region: str
    inspection: str
    fault: str
    agency: str
    measure: str
    matter: str
    severity: str
    text: str
    evidence: tuple[str, ...]
    reply_by: date


@event("reform.finding_checked.v1")
@dataclass(frozen=True, slots=True)
class FindingChecked:
    """A second person looked and found it true."""

    text: str


@event("reform.finding_dismissed.v1")
@dataclass(frozen=True, slots=True)
class FindingDismissed:
    """A second person found it untrue: it counts for nothing."""

    reason: str


@event("reform.finding_replied.v1")
@dataclass(frozen=True, slots=True)
class FindingReplied:
    """What the agency says to the finding itself (not to the order)."""

    text: str
    evidence: tuple[str, ...]


@event("reform.order_issued.v1")
@dataclass(frozen=True, slots=True)
class OrderIssued:
    """The supervision order (督办单): its number, what is demanded, the last day after so many working days."""

    number: str
    demand: str
    working_days: int
    due_on: date
    is_repeated: bool


@event("reform.order_answered.v1")
@dataclass(frozen=True, slots=True)
class OrderAnswered:
    text: str
    evidence: tuple[str, ...]


@event("reform.order_sent_back.v1")
@dataclass(frozen=True, slots=True)
class OrderSentBack:
    reason: str
    working_days: int
    due_on: date


@event("reform.order_closed.v1")
@dataclass(frozen=True, slots=True)
class OrderClosed:
    """Somebody who had no hand in the correction verified it. A listing ends with it."""

    text: str


@event("reform.call_in_set.v1")
@dataclass(frozen=True, slots=True)
class CallInSet:
    """A call-in (约谈): on which day, where, who is called (a post, not a name), why, by which rule if by one."""

    number: int
    on: date
    place: str
    whom: str
    reason: str
    rule: str


@event("reform.call_in_held.v1")
@dataclass(frozen=True, slots=True)
class CallInHeld:
    number: int
    on: date
    minutes: str
    promise: str


@event("reform.circular_issued.v1")
@dataclass(frozen=True, slots=True)
class CircularIssued:
    """A circular (通报) went out: its title, document number and text."""

    title: str
    document: str
    text: str
    rule: str


@event("reform.exposure_published.v1")
@dataclass(frozen=True, slots=True)
class ExposurePublished:
    """The wording that everybody may read."""

    title: str
    wording: str
    rule: str


@event("reform.exposure_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class ExposureWithdrawn:
    reason: str


@event("reform.order_listed.v1")
@dataclass(frozen=True, slots=True)
class OrderListed:
    """挂牌督办: the order is followed by the leaders until it is closed or struck off."""

    reason: str
    rule: str


@event("reform.order_unlisted.v1")
@dataclass(frozen=True, slots=True)
class OrderUnlisted:
    reason: str


@event("reform.tolerance_weighed.v1")
@dataclass(frozen=True, slots=True)
class ToleranceWeighed:
    """容错认定, as one person proposes it: the five things that are weighed, and what they come to."""

    motive: str
    conditions: str
    nature: str
    effect: str
    recovery: str
    decision: str


@event("reform.tolerance_judged.v1")
@dataclass(frozen=True, slots=True)
class ToleranceJudged:
    """A second person agreed, or did not: then it may be weighed anew."""

    agrees: bool
    reason: str


@event("reform.point_opened.v1")
@dataclass(frozen=True, slots=True)
class PointOpened:
    point: str
    region: str
    name: str
    kind: str
    address: str


@event("reform.point_ended.v1")
@dataclass(frozen=True, slots=True)
class PointEnded:
    point: str
    last_day: date


@event("reform.observer_named.v1")
@dataclass(frozen=True, slots=True)
class ObserverNamed:
    observer: str
    region: str
    account: str
    capacity: str
    point: str


@event("reform.observer_ended.v1")
@dataclass(frozen=True, slots=True)
class ObserverEnded:
    observer: str
    last_day: date


@event("reform.fault_reported.v1")
@dataclass(frozen=True, slots=True)
class FaultReported:
    """What an observer saw; `unit` as the observer spells it."""

    fault: str
    region: str
    observer: str
    unit: str
    text: str
    evidence: tuple[str, ...]


@event("reform.fault_accepted.v1")
@dataclass(frozen=True, slots=True)
class FaultAccepted:
    finding: str


@event("reform.fault_answered.v1")
@dataclass(frozen=True, slots=True)
class FaultAnswered:
    """Why it is no finding, told to the observer."""

    reason: str
