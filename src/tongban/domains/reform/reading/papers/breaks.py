"""Tables that a page break cut: whether they are one, and whether a row was cut in two. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongban.domains.reform.reading.papers import typeset
from tongban.domains.reform.reading.papers.typeset import Line, Measure

NEAR = 4.0
MOST_HEADINGS = 3
FREE = 3.6
"""A row that a page break cut fills the page but for two lines, in sizes of its letters: programs do not leave the
first or the last line of a paragraph alone."""


@dataclass(slots=True)
class Box:
    """A cell as drawn: its lines, the borders left and right of it, where it ends, how many rows it covers."""

    lines: list[Line]
    measure: Measure
    bottom: float
    high: int


def text_measure(boxes: Iterable[Box], box: Box) -> Measure:
    """Between which x the text of a box is set, when the boxes of its table have one distance from their borders.

    An opening bracket at the start of a line may be set half outside; such lines do not tell.
    """
    told = (line.left - one.measure.left for one in boxes for line in one.lines if line.text[0] not in typeset.OPENING)
    pad = max(min(told, default=0.0), 0.0)
    return Measure(box.measure.left + pad, box.measure.right - pad)


@dataclass(slots=True)
class TableRow:
    """Each cell with whether it only continues the one above, and how many columns it covers."""

    cells: list[tuple[Box, bool, int]]
    page: int

    def text(self) -> str:
        told = ("".join(line.text for line in box.lines) for box, is_continued, _ in self.cells if not is_continued)
        return re.sub(r"\s", "", "\t".join(told))


@dataclass(slots=True)
class TablePart:
    """A table, or the part of it on one page; `page` is the last that it reaches."""

    columns: tuple[float, ...]
    rows: list[TableRow]
    top: float
    page: int


def put_together(table: TablePart, part: TablePart) -> bool:
    """Append to a table its part on the next page, without the headings it repeats; False where it is another table."""
    if not _has_same_columns(table, part) or part.page != table.page + 1:
        return False
    rows = part.rows[_repeated(table.rows, part.rows) :]
    if rows and _is_cut(table.rows[-1], rows[0]):
        for (upper, _, _), (lower, _, _) in zip(table.rows[-1].cells, rows[0].cells, strict=True):
            upper.lines += lower.lines
            lower.lines = []
            upper.bottom = lower.bottom
        rows = rows[1:]
    table.rows += rows
    table.page = part.page
    return True


def _has_same_columns(table: TablePart, part: TablePart) -> bool:
    first, second = table.columns, part.columns
    if abs(first[0] - second[0]) > NEAR or abs(first[-1] - second[-1]) > NEAR:
        return False
    fewer, more = sorted((first, second), key=len)
    return all(any(abs(one - other) <= NEAR for other in more) for one in fewer)


def _repeated(table: Sequence[TableRow], part: Sequence[TableRow]) -> int:
    """How many rows at the top of a part repeat the headings of the table."""
    count = 0
    for above, below in zip(table[:MOST_HEADINGS], part, strict=False):
        if not above.text() or above.text() != below.text():
            break
        count += 1
    return count


def _is_cut(upper: TableRow, lower: TableRow) -> bool:
    """Whether a row at the top of a page is the lower half of the last row before it."""
    if [wide for _, _, wide in upper.cells] != [wide for _, _, wide in lower.cells]:
        return False
    pairs = [(above, below) for (above, _, _), (below, _, _) in zip(upper.cells, lower.cells, strict=True)]
    going_on = [(above, below) for above, below in pairs if below.lines]
    if not going_on or not all(above.lines for above, _ in going_on):
        return False
    joints = [(_joint(above, below), _fills(above)) for above, below in going_on]
    if any(joint != "broken" and not fills for joint, fills in joints):
        return False
    if ("broken", True) in joints:
        return True
    has_ended = any(above.lines and not below.lines for above, below in pairs)
    return has_ended and all(joint == "ended" for joint, _ in joints)


def _fills(box: Box) -> bool:
    return box.bottom - box.lines[-1].base < FREE * box.lines[-1].size


def _joint(above: Box, below: Box) -> str:
    """`broken` by the layout in mid-sentence, `parted` although there was room to go on, or `ended` with a sentence."""
    upper, lower = above.lines[-1], below.lines[0]
    if upper.text.endswith(typeset.SENTENCE_ENDS):
        return "ended"
    is_broken = typeset.is_broken_by_layout(upper, lower, text_measure((above, below), above))
    return "broken" if is_broken else "parted"
