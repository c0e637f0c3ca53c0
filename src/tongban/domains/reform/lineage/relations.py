"""The words of lineage: how a measure stands to its task, and what that was read from."""

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """How the lower text stands to the upper one, worst first (the order of lists).

    `conflict`: both cannot be measured alike (another clock, another scope, a term that means something else).
    `looser`: promises less. `missing`: no measure answers the task. `no_number`: the task's number was dropped.
    `late`: its time limit was dropped, is later, or had passed. `unit_differs`: working days against days and the like.
    `replaced`: another mechanism. `stricter`: promises more. `new`: a measure that no task asks for. `equal`.
    """

    CONFLICT = "conflict"
    LOOSER = "looser"
    MISSING = "missing"
    NO_NUMBER = "no_number"
    LATE = "late"
    UNIT_DIFFERS = "unit_differs"
    REPLACED = "replaced"
    STRICTER = "stricter"
    NEW = "new"
    EQUAL = "equal"


WORST_FIRST = tuple(Relation)


class Reason(StrEnum):
    """What a finding was read from. `upper` and `lower` of a finding are the words on either side."""

    NUMBER = "number"
    NUMBER_ADDED = "number_added"
    NUMBER_DROPPED = "number_dropped"
    UNIT = "unit"
    CLOCK = "clock"
    MEAN = "mean"
    DEADLINE_LATER = "deadline_later"
    DEADLINE_LOST = "deadline_lost"
    DEADLINE_PASSED = "deadline_passed"
    STRENGTH = "strength"
    TERM = "term"
    CLAUSE_DROPPED = "clause_dropped"
    SUBJECT = "subject"
    MECHANISM = "mechanism"
    SAME_WORDS = "same_words"
    NO_MEASURE = "no_measure"
    NO_TASK = "no_task"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was compared: which words against which."""

    relation: Relation
    reason: Reason
    upper: str = ""
    lower: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The relation proposed and everything that speaks for it, worst first. Not `is_sure`: a person must look twice."""

    relation: Relation
    findings: tuple[Finding, ...]
    is_sure: bool
