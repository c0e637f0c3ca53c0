"""A paper as neutral blocks, whatever form it came in: paragraphs and tables, each with its place. Pure values."""

from dataclasses import dataclass
from typing import Literal

Form = Literal["txt", "docx", "pdf", "html", "xlsx"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands. `start` and `end` span characters of `Paper.text`, in every form.

    Counted from 1: `page` where the form has pages (.pdf, .txt with form feeds), `line` in a .txt, `row` inside a table
    (in an .xlsx the row of the sheet, as spreadsheet programs number it). What a form does not have is None.
    """

    page: int | None
    row: int | None
    line: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a `.txt` gives each line that is not empty. `level` is 1 to 9 where the form marks a heading."""

    text: str
    place: Place
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. Its own paragraphs are lines of `text`, without empty ones; lines that only the layout broke are joined
    where the form tells. `is_continued`: merged with the cell above, its text is empty. `columns`: how many columns it
    covers; a `.txt` cannot tell and says 1.
    """

    text: str
    place: Place
    is_continued: bool = False
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `spans_all`: a single cell over the whole width, as chapter lines have; it is told only where the table
    has more columns than one.
    """

    cells: tuple[Cell, ...]
    place: Place
    spans_all: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table in order; what page breaks cut is put together where that is certain."""

    rows: tuple[Row, ...]
    place: Place


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. `text[block.place.start:block.place.end]` is the text of a paragraph or cell, exactly.

    In `text` cells of a row are parted by a TAB, everything else by a line break. `pages` is None where the form has no
    pages of its own.
    """

    name: str
    form: Form
    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))
