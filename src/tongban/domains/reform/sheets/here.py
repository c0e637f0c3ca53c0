"""One row of a workbook in hand: its cells, the measure it is about, and what is wrong or new in it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from tongban.domains.reform.ledger.states import MeasureState
from tongban.domains.reform.sheets import cells
from tongban.domains.reform.sheets.book import Base, Line
from tongban.domains.reform.sheets.cells import Wrong
from tongban.domains.reform.sheets.changes import Change
from tongban.domains.reform.sheets.tables import Table
from tongban.kernel.spreadsheets import Cell, Mistake
from tongban.kernel.spreadsheets import Line as Row

SETTLED = (MeasureState.CLOSED, MeasureState.CLOSING_ASKED)
"""In these nothing is planned or reported any more."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands now: the measures that the reader sees by short id, what went out, and the agencies by name.

    `works` are those that the reader may plan and classify, `reports` on which it may report, `governs` whose units it
    may name.
    """

    lines: Mapping[str, Line]
    base: Mapping[str, Base]
    agencies: Mapping[str, str]
    works: Collection[str] = field(default_factory=frozenset)
    reports: Collection[str] = field(default_factory=frozenset)
    governs: Collection[str] = field(default_factory=frozenset)


class At(Exception):
    """A mistake in one column of the row in hand."""

    def __init__(self, column: str, code: str, **values: object) -> None:
        super().__init__(code)
        self.column, self.code, self.values = column, code, values


@dataclass(frozen=True, slots=True)
class Here:
    """A row and its measure."""

    table: Table
    row: Row
    id: str
    known: Known

    @property
    def line(self) -> Line:
        return self.known.lines[self.id]

    @property
    def base(self) -> Base:
        return self.known.base[self.id]

    def cell(self, column: str) -> Cell:
        return self.table.cell(self.row, column)

    def text(self, column: str) -> str:
        """Raises `At` for what is no text or too long."""
        try:
            return cells.text(self.cell(column), self.table.columns[column][1])
        except Wrong as wrong:
            raise At(column, wrong.code, **wrong.values) from None

    def whole(self, column: str, least: int, most: int) -> int | None:
        try:
            return cells.whole(self.cell(column), least=least, most=most)
        except Wrong as wrong:
            raise At(column, wrong.code, **wrong.values) from None

    def day(self, column: str) -> date | None:
        try:
            return cells.day(self.cell(column))
        except Wrong as wrong:
            raise At(column, wrong.code, **wrong.values) from None

    def mistake(self, wrong: At) -> Mistake:
        return self.table.mistake(self.row, wrong.column, wrong.code, **wrong.values)

    def change(self, act: str, words: tuple[str, str], values: dict[str, object], *, clash: bool = False) -> Change:
        """`words`: how it stands now, what the row says."""
        line, (old, new) = self.line, words
        return Change(
            measure=line.id,
            anchor=line.anchor,
            sheet=self.table.name,
            row=self.row.number,
            act=act,
            old=old,
            new=new,
            seen=line.standing(act),
            values=values,
            is_conflict=clash,
        )


def fault_of_id(table: Table, row: Row, known: Known) -> tuple[str, Mistake | None]:
    """The id of a row, or why it is none of this file's."""
    told = plain(table.cell(row, "id"))
    if not told:
        return "", table.mistake(row, "id", "reform.sheet.id.missing")
    if told not in known.base:
        return "", table.mistake(row, "id", "reform.sheet.id.unknown", given=told[:40])
    if told not in known.lines:
        return "", table.mistake(row, "id", "reform.sheet.id.gone", given=told[:40])
    return told, None


def plain(cell: Cell) -> str:
    """A cell's text as people see it: line ends and blanks of editors do not count."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return " ".join(str(cell).replace("\0", "").split())
