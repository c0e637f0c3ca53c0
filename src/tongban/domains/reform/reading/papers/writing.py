"""Writes the one text of a paper while its blocks are found, so that every place points into it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tongban.domains.reform.reading.papers.blocks import Block, Cell, Form, Paper, Paragraph, Place, Row, Table
from tongban.kernel.errors import Refusal

MOST_CHARACTERS = 5_000_000
MOST_CELLS = 100_000
"""Cells and paragraphs together."""
_LEFT_BY_PROGRAMS = re.compile(
    r"\[bookmark:[^\]\n]*\]|[\u0000-\u0008\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
"""Marks that programs leave in texts and that nobody sees: names of bookmarks, control characters, zero-width ones."""
_BETWEEN_PARTS = re.compile(r"[（(]?续(上)?表[）)]?|[—–\-－·\s]*\d{1,4}[—–\-－·\s]*")
_RADICALS = dict(
    zip("⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳", "母民西见角贝车长门青页风飞食马鱼鸟麦黄齐齿龙龟", strict=True)
)
_TWINS = (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFADA), *range(0xFB00, 0xFB07))
_SAME = str.maketrans(
    {"\t": " ", "\u00a0": " ", "\u202f": " "}
    | _RADICALS
    | {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _TWINS}
)
"""Signs that look like others and are meant as these: fonts give the radical ⼯ (U+2F2F) where 工 is written."""
_LINE_ENDS = re.compile(r"[\r\n\u000b\u000c\u0085\u2028\u2029]+")


def tidy(text: str) -> str:
    """Text as a reader sees it: lines stripped, without empty ones and without marks that programs leave behind."""
    lines = (line.strip() for line in _LINE_ENDS.split(_LEFT_BY_PROGRAMS.sub("", text.translate(_SAME))))
    return "\n".join(line for line in lines if line)


@dataclass(frozen=True, slots=True)
class RawCell:
    """A cell before it has a place; its text is tidied when it is written."""

    text: str
    is_continued: bool = False
    columns: int = 1


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row before it has a place; `number` is what `Place.row` will say."""

    cells: Sequence[RawCell]
    number: int
    page: int | None = None
    line: int | None = None


class Writer:
    """Collects blocks in order. Refuses `reform.paper.too_much` where a paper holds more than anybody reads."""

    def __init__(self, name: str, form: Form) -> None:
        self._name = name
        self._form = form
        self._parts: list[str] = []
        self._length = 0
        self._counted = 0
        self._blocks: list[Block] = []
        self._table: list[RawRow] = []

    def _count(self, more: int) -> None:
        self._counted += more
        if self._counted > MOST_CELLS:
            raise Refusal("reform.paper.too_much", file=self._name, most=MOST_CELLS)

    def _put(self, text: str, after: str) -> tuple[int, int]:
        start = self._length
        self._parts += (text, after)
        self._length += len(text) + len(after)
        if self._length > MOST_CHARACTERS:
            raise Refusal("reform.paper.too_much", file=self._name, most=MOST_CHARACTERS)
        return start, start + len(text)

    def blank(self) -> None:
        """An empty line, kept in the text alone."""
        self._end_table()
        self._put("", "\n")

    def paragraph(
        self, text: str, *, level: int | None = None, page: int | None = None, line: int | None = None
    ) -> None:
        """A paragraph; an empty one is left out."""
        tidied = tidy(text)
        if not tidied:
            return
        if self._table and _BETWEEN_PARTS.fullmatch(tidied):
            return  # what stands between the parts of a table that a page break cut
        self._end_table()
        self._count(1)
        start, end = self._put(tidied, "\n")
        self._blocks.append(Paragraph(tidied, Place(page, None, line, start, end), level))

    def table(self, rows: Iterable[RawRow]) -> None:
        """A table; one without a row is left out. One that directly follows another and repeats its headings is the
        rest of it, which a page break had cut off: the headings are told once.
        """
        told = []
        for row in rows:
            self._count(len(row.cells))
            if row.cells:
                told.append(row)
        if told and self._table and (known := _headings(self._table[0])) is not None and known == _headings(told[0]):
            last = self._table[-1].number
            self._table += [replace(row, number=last + place) for place, row in enumerate(told[1:], start=1)]
        elif told:
            self._end_table()
            self._table = told

    def _end_table(self) -> None:
        """Write the table that was collected."""
        if not self._table:
            return
        written = [self._row(row) for row in self._table]
        self._table = []
        width = max(sum(cell.columns for cell in row.cells) for row in written)
        if width > 1:
            written = [_told_whether_alone(row, width) for row in written]
        first, last = written[0].place, written[-1].place
        place = Place(first.page, None, first.line, first.start, last.end)
        self._blocks.append(Table(tuple(written), place))

    def _row(self, raw: RawRow) -> Row:
        cells = []
        for number, one in enumerate(raw.cells, start=1):
            text = tidy(one.text)
            start, end = self._put(text, "\n" if number == len(raw.cells) else "\t")
            cells.append(Cell(text, Place(raw.page, raw.number, raw.line, start, end), one.is_continued, one.columns))
        place = Place(raw.page, raw.number, raw.line, cells[0].place.start, cells[-1].place.end)
        return Row(tuple(cells), place)

    def paper(self, *, pages: int | None = None) -> Paper:
        """What was written. Refuses `reform.paper.empty` when that is nothing."""
        self._end_table()
        if not any(
            isinstance(one, Paragraph) or any(cell.text for row in one.rows for cell in row.cells)
            for one in self._blocks
        ):
            raise Refusal("reform.paper.empty", file=self._name)
        return Paper(self._name, self._form, "".join(self._parts), tuple(self._blocks), pages)


def _headings(row: RawRow) -> tuple[str, ...] | None:
    """What a row says, without white space; None where it says too little to be known again."""
    told = tuple(re.sub(r"\s", "", tidy(cell.text)) for cell in row.cells)
    return told if sum(map(bool, told)) > 1 else None


def _told_whether_alone(row: Row, width: int) -> Row:
    alone = len(row.cells) == 1 and row.cells[0].columns in (1, width)
    return Row(row.cells, row.place, spans_all=True) if alone else row
