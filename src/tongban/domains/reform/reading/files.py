"""The rows and paragraphs of a plan's paper, as the reading of tables wants them."""

from dataclasses import dataclass
from pathlib import Path

from tongban.domains.reform.reading.papers import open_paper


@dataclass(frozen=True, slots=True)
class Row:
    """One table row and where it stands ("line 42", "table 1 row 7"). A continued vertical merge is None."""

    cells: tuple[str | None, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The readable content of a plan file, in order."""

    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...]


def open_plan(path: Path) -> Pages:
    """Read a plan's paper. Refuses what `open_paper` refuses."""
    paper = open_paper(path)
    rows = tuple(
        Row(
            tuple(None if cell.is_continued else cell.text for cell in row.cells),
            f"line {row.place.line}" if row.place.line else f"table {number} row {row.place.row}",
        )
        for number, table in enumerate(paper.tables, start=1)
        for row in table.rows
    )
    return Pages(tuple(one.text for one in paper.paragraphs), rows)
