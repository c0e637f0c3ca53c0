"""The sheet of own steps: a measure's steps are planned anew when its rows say something else than they did. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tongban.domains.reform.ledger.rules import MOST_STEPS
from tongban.domains.reform.sheets.book import Base
from tongban.domains.reform.sheets.changes import Change
from tongban.domains.reform.sheets.here import SETTLED, At, Here, Known, fault_of_id
from tongban.domains.reform.sheets.tables import Table, filled
from tongban.kernel.spreadsheets import Mistake

MOST_WEIGHT, MOST_NUMBER = 100, 100_000


@dataclass(slots=True)
class _Steps:
    """The rows of one measure while they are read: open ones with their place, numbers seen, whether one is wrong."""

    rows: list[tuple[Here, tuple[str, str, int]]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    is_broken: bool = False


def read(table: Table, known: Known) -> tuple[list[Change], list[Mistake]]:
    given: dict[str, _Steps] = {}
    mistakes: list[Mistake] = []
    for row in filled(table, ("id", "step", "text", "day")):
        told, wrong = fault_of_id(table, row, known)
        if wrong is not None:
            mistakes.append(wrong)
            continue
        here, steps = Here(table, row, told, known), given.setdefault(told, _Steps())
        found = list(_faults(here, steps))
        steps.is_broken = steps.is_broken or bool(found)
        mistakes += [here.mistake(one) for one in found]
    changes: list[Change] = []
    for steps in given.values():
        if steps.rows and not steps.is_broken:
            faults = list(_faults_of_plan(steps))
            mistakes += [place.mistake(one) for place, one in faults]
            changes += [] if faults else _planned(steps)
    return changes, mistakes


def _faults(here: Here, steps: _Steps) -> Iterator[At]:
    """One row into `steps`, or what is wrong with it. A done step must come back as it went out."""
    try:
        number = here.whole("step", 1, MOST_NUMBER)
        text, day, weight = here.text("text"), here.day("day"), here.whole("weight", 1, MOST_WEIGHT)
    except At as wrong:
        yield wrong
        return
    known = next((one for one in here.line.steps if one.number == number), None)
    if number is not None and known is None:
        yield At("step", "reform.sheet.step.unknown", given=number)
    elif number is not None and number in steps.seen:
        yield At("step", "reform.sheet.step.twice", given=number)
    elif known is not None and known.done_on is not None:
        if (text, day, weight) != (known.text, known.day, known.weight):
            yield At("text", "reform.sheet.step.done", given=known.text[:40])
    else:
        if not text:
            yield At("text", "reform.sheet.step.no_text")
        if day is None:
            yield At("day", "reform.sheet.step.no_day")
        elif here.line.due_on and day > here.line.due_on:
            yield At("day", "reform.steps.after_deadline", step=text, day=day, deadline=here.line.due_on)
        if text and day:
            steps.rows.append((here, (text, day.isoformat(), weight or 1)))
    if number is not None:
        steps.seen.add(number)


def _faults_of_plan(steps: _Steps) -> Iterator[tuple[Here, At]]:
    """What is wrong with the steps together, where they say something new."""
    here, told = steps.rows[0][0], _told(steps)
    if told in (here.base.steps, Base.of(here.line).steps):
        return
    if here.id not in here.known.works:
        yield here, At("text", "reform.sheet.not_yours.work")
    if here.line.state in SETTLED:
        yield here, At("text", f"reform.measure.{here.line.state}")
    if len(told) > MOST_STEPS:
        yield here, At("text", "reform.steps.too_many", most=MOST_STEPS)
    for (_, before), (place, after) in pairwise(steps.rows):
        if after[1] < before[1]:
            yield place, At("day", "reform.steps.order", step=after[0], day=after[1])


def _planned(steps: _Steps) -> list[Change]:
    here, told = steps.rows[0][0], _told(steps)
    now = Base.of(here.line).steps
    if told in (here.base.steps, now):
        return []
    values: dict[str, object] = {"steps": [list(one) for one in told]}
    return [here.change("steps", (_words(now), _words(told)), values, clash=now != here.base.steps)]


def _told(steps: _Steps) -> tuple[tuple[str, str, int], ...]:
    return tuple(one for _, one in steps.rows)


def _words(steps: Sequence[tuple[str, str, int]]) -> str:
    return "；".join(f"{day} {text}" for text, day, _ in steps)
