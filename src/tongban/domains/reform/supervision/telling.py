"""The course of a finding, line by line: each event with the values that its sentence needs."""

from collections.abc import Iterable
from typing import Any

from tongban.domains.reform.ledger.answers import Told
from tongban.domains.reform.ledger.telling import line
from tongban.domains.reform.supervision import events as told
from tongban.kernel.events import Recorded

INTERNAL = (told.ToleranceWeighed, told.ToleranceJudged, told.CallInSet, told.CallInHeld)
"""What an observer is not told: weighing and call-ins are between the office and the agency."""


def tell(recorded: Iterable[Recorded], *, internal: bool = True) -> tuple[Told, ...]:
    """The course, latest first; without `internal` as an observer may read it: no weighing, no signatures."""
    kept = [one for one in recorded if internal or not isinstance(one.event, INTERNAL)]
    return tuple(line(one, *_words(one.event), named=internal) for one in reversed(kept))


def _words(happened: Any) -> tuple[str, dict[str, Any]]:
    match happened:
        case told.FindingRecorded() as one:
            return "finding_recorded", {"text": one.text}
        case told.FindingChecked() as one:
            return "finding_checked", {"text": one.text}
        case told.FindingDismissed() as one:
            return "finding_dismissed", {"reason": one.reason}
        case told.FindingReplied() as one:
            return "finding_replied", {"text": one.text}
        case told.OrderIssued() as one:
            return "order_issued", {
                "number": one.number,
                "demand": one.demand,
                "days": one.working_days,
                "due": one.due_on,
            }
        case told.OrderAnswered() as one:
            return "order_answered", {"text": one.text}
        case told.OrderSentBack() as one:
            return "order_sent_back", {"reason": one.reason, "due": one.due_on}
        case told.OrderClosed() as one:
            return "order_closed", {"text": one.text}
        case _:
            return _steps(happened)


def _steps(happened: Any) -> tuple[str, dict[str, Any]]:
    match happened:
        case told.CallInSet() as one:
            return "call_in_set", {"whom": one.whom, "on": one.on, "place": one.place, "reason": one.reason}
        case told.CallInHeld() as one:
            return "call_in_held", {"on": one.on, "minutes": one.minutes, "promise": one.promise}
        case told.CircularIssued() as one:
            return "circular_issued", {"title": one.title, "document": one.document}
        case told.ExposurePublished() as one:
            return "exposure_published", {"title": one.title}
        case told.ExposureWithdrawn() as one:
            return "exposure_withdrawn", {"reason": one.reason}
        case told.OrderListed() as one:
            return "order_listed", {"reason": one.reason}
        case told.OrderUnlisted() as one:
            return "order_unlisted", {"reason": one.reason}
        case told.ToleranceWeighed() as one:
            words = ("motive", "conditions", "nature", "effect", "recovery")
            return f"weighed_{one.decision}", {name: getattr(one, name) for name in words}
        case told.ToleranceJudged() as one:
            return "weighing_agreed" if one.agrees else "weighing_refused", {"reason": one.reason}
        case told.FaultReported() as one:
            return "fault_reported", {"unit": one.unit}
        case told.FaultAccepted():
            return "fault_accepted", {}
        case told.FaultAnswered() as one:
            return "fault_answered", {"reason": one.reason}
        case _:
            return "other", {"event": type(happened).__name__}
