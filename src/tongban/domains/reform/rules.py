"""What a measure's state is. Pure: no database, no clock, no settings."""

from datetime import date
from enum import StrEnum


class MeasureState(StrEnum):
    """How a measure stands on a day. The ledger's reports come with their own issue; a plan states only this much."""

    DONE = "done"
    OVERDUE = "overdue"
    DUE = "due"
    NO_DEADLINE = "no_deadline"


def state_of(*, done: bool, due_on: date | None, today: date) -> MeasureState:
    """`overdue` means the plan's last deadline has passed and the plan does not say it is done."""
    if done:
        return MeasureState.DONE
    if due_on is None:
        return MeasureState.NO_DEADLINE
    return MeasureState.OVERDUE if due_on < today else MeasureState.DUE
