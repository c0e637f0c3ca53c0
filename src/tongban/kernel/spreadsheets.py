"""A spreadsheet as plain cells: .xlsx and .csv, with the limits that keep a hostile file from doing harm."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tongban.kernel.errors import Refusal

LARGEST = 10_000_000
LARGEST_UNPACKED = 200_000_000
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 200
UNREADABLE = (
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    OSError,
    EOFError,
    RuntimeError,
    SyntaxError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a reader of spreadsheets raises over damaged bytes: each of them came up when files were mutated at random."""
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True, slots=True)
class Line:
    """One row that is not empty: its number in the sheet (from 1) and its cells."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its rows that are not empty, the headings first."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong: where (`cell` is empty for a whole row, `row` 0 for a whole sheet), and its sentence."""

    sheet: str
    row: int
    column: str
    title: str
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        return f"{self.column}{self.row}" if self.column and self.row else ""


def read(data: bytes, name: str) -> list[Sheet]:
    """The sheets of a file with anything in them; a .csv is one sheet. Sheets named 说明 or Help are left out.

    Refuses `kernel.sheet.{too_large,not_a_sheet,unreadable,empty,too_many_rows,too_many_columns}`.
    """
    if len(data) > LARGEST:
        raise Refusal("kernel.sheet.too_large", most=LARGEST // 1_000_000)
    if data[:4] == b"PK\x03\x04":
        sheets = _read_workbook(data)
    elif name.lower().endswith((".csv", ".txt")):
        sheets = [_sheet(name, _read_text(data))]
    else:
        raise Refusal("kernel.sheet.not_a_sheet", name=name[:120])
    found = [one for one in sheets if one.lines]
    if not found:
        raise Refusal("kernel.sheet.empty")
    return found


def place(column: int) -> str:
    """A column (from 0) as spreadsheets name it: A, B … AA."""
    return str(get_column_letter(column + 1))


def _read_workbook(data: bytes) -> list[Sheet]:
    _require_harmless(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        sheets = [
            _sheet(one.title, one.iter_rows(values_only=True, max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1))
            for one in book.worksheets
            if one.title not in ("说明", "Help")
        ]
        book.close()
    except Refusal:
        raise
    except UNREADABLE as wrong:
        raise Refusal("kernel.sheet.unreadable", why=type(wrong).__name__) from wrong
    return sheets


def _require_harmless(data: bytes) -> None:
    """What it would unpack to is looked at before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except UNREADABLE as wrong:
        raise Refusal("kernel.sheet.unreadable", why=type(wrong).__name__) from wrong
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > LARGEST_UNPACKED:
        raise Refusal("kernel.sheet.too_large", most=LARGEST // 1_000_000)
    if any(one.flag_bits & 1 for one in parts):
        raise Refusal("kernel.sheet.unreadable", why="encrypted")


def _read_text(data: bytes) -> Iterator[Sequence[Cell]]:
    """The rows of a .csv in UTF-8 or, as spreadsheet programs of the country write it, GB 18030."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as wrong:
            raise Refusal("kernel.sheet.unreadable", why="encoding") from wrong
    first = text.split("\n", 1)[0]
    try:
        yield from csv.reader(
            io.StringIO(text, newline=""), delimiter="\t" if first.count("\t") > first.count(",") else ","
        )
    except csv.Error as wrong:
        raise Refusal("kernel.sheet.unreadable", why="csv") from wrong


def _sheet(name: str, rows: Iterator[Sequence[Cell]]) -> Sheet:
    lines = []
    for number, cells in enumerate(rows, start=1):
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        if len(cells) > MOST_COLUMNS and any(cell is not None for cell in cells[MOST_COLUMNS:]):
            raise Refusal("kernel.sheet.too_many_columns", most=MOST_COLUMNS)
        lines.append(Line(number, tuple(cells[:MOST_COLUMNS])))
        if len(lines) > MOST_ROWS + 1:
            raise Refusal("kernel.sheet.too_many_rows", most=MOST_ROWS)
    return Sheet(name[:120], tuple(lines))
