"""Does a table answer every situation, and once? Exact, by cutting each column at the values its cells mention.

Between two neighbouring values all numbers are alike to the table, so each column has finitely many classes:
below the first value, the value itself, between it and the next … A row accepts a set of classes per column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tongban.kernel.rules.cells import BOUNDS, ORDERED_KINDS, Cell, Reading

Box = tuple[frozenset[int], ...]
OTHER = "…"


@dataclass(frozen=True, slots=True)
class Column:
    """A column for the checks: its kind, the values it may take (None: any), its least and greatest."""

    field: str
    kind: str
    values: tuple[Any, ...] | None
    least: Any
    greatest: Any


@dataclass(frozen=True, slots=True)
class Classes:
    """The classes of one column on one day: their descriptions, and which exist at all."""

    marks: tuple[Any, ...]
    told: tuple[str, ...]
    possible: frozenset[int]


def classify(column: Column, cells: Sequence[Cell], reading: Reading) -> Classes:
    """Cut a column at every value its cells mention, and at its own bounds."""
    mentioned = {reading.of(operand) for cell in cells for operand in cell.operands}
    if column.kind == "boolean":
        return Classes((False, True), ("false", "true"), frozenset({0, 1}))
    if column.kind not in ORDERED_KINDS:
        known = sorted(mentioned | set(column.values or ()))
        size = len(known) if column.values is not None else len(known) + 1
        return Classes(tuple(known), (*known, OTHER), frozenset(range(size)))
    edges = {edge for edge in (column.least, column.greatest) if edge is not None}
    marks = sorted(mentioned | edges | set(column.values or ()))
    told = [part for n, mark in enumerate(marks) for part in (_gap(marks, n), str(mark))] + [_gap(marks, len(marks))]
    possible = frozenset(n for n in range(len(told)) if _exists(column, marks, position=n))
    return Classes(tuple(marks), tuple(told), possible)


def _gap(marks: Sequence[Any], place: int) -> str:
    if not marks:
        return OTHER
    below = f"> {marks[place - 1]}" if place else ""
    above = f"< {marks[place]}" if place < len(marks) else ""
    return ", ".join(part for part in (below, above) if part)


def _exists(column: Column, marks: Sequence[Any], *, position: int) -> bool:
    """Even positions are gaps (before mark position/2), odd ones are the marks themselves."""
    place, is_mark = divmod(position, 2)
    if column.values is not None:
        return bool(is_mark) and marks[place] in column.values
    low = marks[place] if is_mark else (marks[place - 1] if place else None)
    high = marks[place] if is_mark else (marks[place] if place < len(marks) else None)
    if column.least is not None and (low is None or low < column.least):
        return False
    if column.greatest is not None and (high is None or high > column.greatest):
        return False
    if is_mark or low is None or high is None or column.kind == "number":
        return True
    return bool((high - low).days > 1 if column.kind == "date" else high - low > 1)


def accepted(cell: Cell, column: Column, *, classes: Classes, reading: Reading) -> frozenset[int]:
    """The classes of `column` that `cell` accepts."""
    if cell.members is not None:
        places = {classes.marks.index(reading.of(member)) for member in cell.members}
        scale = 2 if column.kind in ORDERED_KINDS else 1
        return frozenset(place * scale + scale - 1 for place in places) & classes.possible
    kept = set(classes.possible)
    for sign, edge in cell.bounds or ():
        mark = 2 * classes.marks.index(reading.of(edge)) + 1
        kept = {position for position in kept if BOUNDS[sign](position, mark)}
    return frozenset(kept)


def uncovered(space: Sequence[frozenset[int]], boxes: Sequence[Box]) -> tuple[int, ...] | None:
    """One combination of classes that no box holds, or None. Rows that differ in nothing are looked at once."""
    checked: set[tuple[int, frozenset[int]]] = set()

    def search(depth: int, rows: frozenset[int]) -> tuple[int, ...] | None:
        if depth == len(space):
            return None if rows else ()
        if not rows:
            return tuple(min(classes) for classes in space[depth:])
        if (depth, rows) in checked:
            return None
        for place in sorted(space[depth]):
            rest = search(depth + 1, frozenset(row for row in rows if place in boxes[row][depth]))
            if rest is not None:
                return (place, *rest)
        checked.add((depth, rows))
        return None

    return search(0, frozenset(range(len(boxes))))


def overlaps(boxes: Sequence[Box]) -> Iterator[tuple[int, int]]:
    """Pairs of rows (numbers from 0) that accept a common situation."""
    for later in range(len(boxes)):
        for earlier in range(later):
            if all(one & other for one, other in zip(boxes[earlier], boxes[later], strict=True)):
                yield earlier, later


def unreachable(boxes: Sequence[Box]) -> Iterator[int]:
    """Rows (numbers from 0) whose every situation an earlier row takes, or that accept nothing at all."""
    for row, box in enumerate(boxes):
        if not all(box) or uncovered(box, boxes[:row]) is None:
            yield row
