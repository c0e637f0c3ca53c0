"""What a dispatch names first: the worst. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tongban.domains.reform.rhythm.definitions import Attention


class Concern(StrEnum):
    """Why a measure stands on the list of a dispatch, the gravest first."""

    OVERDUE = "overdue"
    NEAR = "near"
    SILENT = "silent"
    PROBLEM = "problem"
    REOPENED = "reopened"
    CLOSING = "closing"
    ON_COURSE = "on_course"


@dataclass(frozen=True, slots=True)
class Course:
    """A measure that is not closed, on the day of the cut. `moved_on`: the last progress, or its entry into the ledger.

    `order` is its place among the plans: the plan's number, the item's and its own place.
    """

    measure: str
    order: tuple[str, int, int]
    due_on: date | None
    moved_on: date
    has_problem: bool = False
    is_reopened: bool = False
    is_closing_asked: bool = False
    asked_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A measure on the list: its gravest concern, all of them, and the days that say how grave."""

    course: Course
    concern: Concern
    concerns: tuple[Concern, ...]
    days: int


def rank(courses: Iterable[Course], attention: Attention, *, today: date) -> tuple[Ranked, ...]:
    """The measures of a dispatch, the worst first.

    Overdue by most days; then due soonest; then without progress for longest; then problems raised, reopened ones,
    closings that wait for the office; then the rest. Equals stand in the order of their plan. `days` are those overdue,
    those left, or those without progress. Who asked for closing waits for the office: late only if it asked too late.
    """
    found = [_ranked(one, attention, today) for one in courses]
    return tuple(sorted(found, key=_order))


def _ranked(one: Course, attention: Attention, today: date) -> Ranked:
    judged = one.asked_on if one.is_closing_asked and one.asked_on else today
    left = (one.due_on - judged).days if one.due_on is not None else None
    silent = (today - one.moved_on).days
    holds = {
        Concern.OVERDUE: left is not None and left < 0,
        Concern.NEAR: left is not None and 0 <= left <= attention.near_days and not one.is_closing_asked,
        Concern.SILENT: silent > attention.silent_days and not one.is_closing_asked,
        Concern.PROBLEM: one.has_problem,
        Concern.REOPENED: one.is_reopened,
        Concern.CLOSING: one.is_closing_asked,
    }
    concerns = tuple(concern for concern in Concern if holds.get(concern)) or (Concern.ON_COURSE,)
    first = concerns[0]
    days = {Concern.OVERDUE: -(left or 0), Concern.NEAR: left or 0}.get(first, max(silent, 0))
    return Ranked(one, first, concerns, days)


def _order(one: Ranked) -> tuple[int, int, tuple[str, int, int]]:
    grave = one.days if one.concern is Concern.NEAR else -one.days
    return list(Concern).index(one.concern), grave, one.course.order
