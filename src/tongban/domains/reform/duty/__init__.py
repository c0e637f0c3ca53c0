"""What a measure's words bind to: time limits, strength, targets, units. Pure: text goes in, plain values come out."""

from tongban.domains.reform.duty.absolutes import Absolute, read_absolutes
from tongban.domains.reform.duty.deadline_words import DeadlineKind
from tongban.domains.reform.duty.deadlines import Deadline, read_deadlines
from tongban.domains.reform.duty.offices import Office, Resolution, resolve
from tongban.domains.reform.duty.quantities import Unit
from tongban.domains.reform.duty.strength import Status, Strength, status_of, strength_of
from tongban.domains.reform.duty.target import Target
from tongban.domains.reform.duty.target_words import Aggregate, Comparator
from tongban.domains.reform.duty.targets import read_targets

__all__ = [
    "Absolute",
    "Aggregate",
    "Comparator",
    "Deadline",
    "DeadlineKind",
    "Office",
    "Resolution",
    "Status",
    "Strength",
    "Target",
    "Unit",
    "read_absolutes",
    "read_deadlines",
    "read_targets",
    "resolve",
    "status_of",
    "strength_of",
]
