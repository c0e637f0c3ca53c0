"""What a measure's words bind to: time limits, strength, targets, units. Pure: text goes in, plain values come out."""

from tongban.domains.reform.duty.deadline_words import DeadlineKind
from tongban.domains.reform.duty.deadlines import Deadline, read_deadlines
from tongban.domains.reform.duty.strength import Status, Strength, status_of, strength_of

__all__ = [
    "Deadline",
    "DeadlineKind",
    "Status",
    "Strength",
    "read_deadlines",
    "status_of",
    "strength_of",
]
