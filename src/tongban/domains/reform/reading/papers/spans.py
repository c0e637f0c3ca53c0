"""Tables that are told by spans (.html, .xlsx) as rows with continued cells. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tongban.domains.reform.reading.papers.writing import RawCell

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Spanned:
    """A cell and over how many rows and columns it reaches, itself included."""

    text: str
    rows: int = 1
    columns: int = 1


def rows_of(rows: Iterable[Iterable[Spanned]]) -> Iterator[list[RawCell]]:
    """Each row with the cells that hang into it from above; what would reach beyond 200 columns is cut there."""
    hanging: dict[int, tuple[int, int]] = {}  # first column: (rows left, columns)
    for row in rows:
        written: dict[int, RawCell] = {at: RawCell("", True, columns) for at, (_, columns) in hanging.items()}
        taken = {at + step for at, (_, columns) in hanging.items() for step in range(columns)}
        hanging = {at: (left - 1, columns) for at, (left, columns) in hanging.items() if left > 1}
        at = 0
        for cell in row:
            while at in taken:
                at += 1
            if at >= MOST_COLUMNS:
                break
            columns = 1
            while columns < min(cell.columns, MOST_COLUMNS - at) and at + columns not in taken:
                columns += 1
            written[at] = RawCell(cell.text, False, columns)
            if cell.rows > 1:
                hanging[at] = (cell.rows - 1, columns)
            at += columns
        yield [written[column] for column in sorted(written)]
