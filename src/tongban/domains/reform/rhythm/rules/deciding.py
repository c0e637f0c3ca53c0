"""How a decision of a meeting stands, by its answers and the day; what may be done next. Pure."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum


class DecisionState(StrEnum):
    """In the order of attention. `answered`: the unit says so, the office has not looked yet."""

    OVERDUE = "overdue"
    OPEN = "open"
    ANSWERED = "answered"
    DONE_LATE = "done_late"
    DONE = "done"


CARRIED_OUT, ACCEPTED, RETURNED = "carried_out", "accepted", "returned"


def decision_state(kinds: Sequence[tuple[str, date]], *, due_on: date, today: date) -> DecisionState:
    """`kinds`: what happened to it and on which day, the oldest first.

    It was carried out on the day of the answer that the office accepted, whenever it looked; what is answered and not
    yet judged waits for the office and is nobody's delay.
    """
    done = done_on(kinds)
    if done is not None:
        return DecisionState.DONE if done <= due_on else DecisionState.DONE_LATE
    if kinds and kinds[-1][0] == CARRIED_OUT:
        return DecisionState.ANSWERED
    return DecisionState.OVERDUE if due_on < today else DecisionState.OPEN


def done_on(kinds: Sequence[tuple[str, date]]) -> date | None:
    """The day of the accepted answer, None while there is none."""
    if not kinds or kinds[-1][0] != ACCEPTED:
        return None
    return [day for kind, day in kinds if kind == CARRIED_OUT][-1]


def may_follow(kinds: Sequence[tuple[str, date]], kind: str) -> bool:
    """A decision is answered while it is open, and judged while an answer waits."""
    last = kinds[-1][0] if kinds else RETURNED
    return last == RETURNED if kind == CARRIED_OUT else last == CARRIED_OUT
