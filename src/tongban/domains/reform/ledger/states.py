"""How a measure stands: words for states, and how a board shows them on a day. Pure."""

from datetime import date, timedelta
from enum import StrEnum

NEAR = timedelta(days=14)
"""A measure is near its day for two weeks: a choice of the platform, so that a fortnight's dispatch still sees it."""


class MeasureState(StrEnum):
    """How far a measure is, by what happened to it. That the paper calls it done is a claim and no state."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    CLOSING_ASKED = "closing_asked"
    CLOSED = "closed"
    REOPENED = "reopened"


class Light(StrEnum):
    """What a board shows of a measure, in words: late, near its day, in time, without a day, closed."""

    OVERDUE = "overdue"
    NEAR_DUE = "near_due"
    IN_TIME = "in_time"
    NO_DEADLINE = "no_deadline"
    CLOSED = "closed"


class Classification(StrEnum):
    """优势事项, 同步事项, 短板事项."""

    ADVANTAGE = "advantage"
    PARALLEL = "parallel"
    WEAK = "weak"


class DocumentKind(StrEnum):
    """配套政策文件, 操作细则, 办事指南, 其他."""

    POLICY = "policy"
    RULES = "rules"
    GUIDE = "guide"
    OTHER = "other"


def light_of(state: MeasureState, *, due_on: date | None, asked_on: date | None, today: date) -> Light:
    """Late means: the last deadline has passed, and closing was not asked by then. Who asked in time waits in time."""
    if state == MeasureState.CLOSED:
        return Light.CLOSED
    if due_on is None:
        return Light.NO_DEADLINE
    judged = asked_on if state == MeasureState.CLOSING_ASKED and asked_on else today
    if due_on < judged:
        return Light.OVERDUE
    return Light.NEAR_DUE if due_on - today <= NEAR and state != MeasureState.CLOSING_ASKED else Light.IN_TIME
