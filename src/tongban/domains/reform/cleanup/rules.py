"""How a document of the clean-up stands, and what may be said of it. Pure."""

from datetime import date
from enum import StrEnum

from tongban.kernel.errors import Refusal


class Result(StrEnum):
    """保留, 修改, 废止, 以新文件代替."""

    KEEP = "keep"
    AMEND = "amend"
    ABOLISH = "abolish"
    REPLACE = "replace"


class CleanupState(StrEnum):
    """In the order of attention. `to_confirm`: its unit says it is done, the office has not looked yet."""

    OVERDUE = "overdue"
    TO_LOOK = "to_look"
    TO_DO = "to_do"
    TO_CONFIRM = "to_confirm"
    DONE = "done"


def state_of(*, result: str, due_on: date | None, done_on: date | None, confirmed_on: date | None) -> CleanupState:
    """Without the day: what is still to be done."""
    if confirmed_on is not None:
        return CleanupState.DONE
    if not result:
        return CleanupState.TO_LOOK
    if done_on is not None:
        return CleanupState.TO_CONFIRM
    return CleanupState.TO_DO if due_on is not None else CleanupState.TO_CONFIRM


def on_day(state: CleanupState, *, look_by: date, due_on: date | None, today: date) -> CleanupState:
    """Late is what is not looked through by `look_by`, or not carried out by `due_on`."""
    last = look_by if state is CleanupState.TO_LOOK else due_on if state is CleanupState.TO_DO else None
    return CleanupState.OVERDUE if last is not None and last < today else state


def require_whole(result: str, *, replaced_by: str, due_on: date | None, today: date) -> Result:
    """What is kept needs no day; all else a day that has not passed; a replacement names the new document.

    Refuses `reform.cleanup.{result,due_on,replaced_by}`.
    """
    if result not in set(Result):
        raise Refusal("reform.cleanup.result", result=result[:20])
    known = Result(result)
    if known is Result.KEEP:
        if due_on is not None or replaced_by:
            raise Refusal("reform.cleanup.keep")
        return known
    if due_on is None or due_on < today:
        raise Refusal("reform.cleanup.due_on")
    if (known is Result.REPLACE) != bool(replaced_by):
        raise Refusal("reform.cleanup.replaced_by")
    return known
