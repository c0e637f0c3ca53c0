"""Spreadsheets (.xlsx): the values that the sheets show, with their merged cells."""

import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from xml.parsers import expat

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.package import BROKEN, Package
from tongban.domains.reform.reading.papers.spans import MOST_COLUMNS, Spanned, rows_of
from tongban.domains.reform.reading.papers.writing import RawRow, Writer
from tongban.kernel.errors import Refusal

MOST_ROWS = 20_000
MOST_MERGED = 100_000
UNREADABLE = (
    *BROKEN,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    SyntaxError,
    RuntimeError,
    expat.ExpatError,
)
"""What the reader of spreadsheets raises over damaged files."""
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^>]{0,400})?>[^<]")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]{0,400}?\br=\"(\d+)\"")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]{0,400}?\bref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b[^>]{0,400}?\br=\"([A-Z]+\d+)\"[^>]{0,400}>\s*<(?:\w+:)?f\b[^>]{0,400}?(?:/>|>[^<]{0,9000}</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_QUOTED = re.compile(r"\"[^\"]*\"|\\.|\[[^\]]*\]|_.")


def read_sheet(package: Package, data: bytes, name: str) -> Paper:
    """An `.xlsx`: each visible sheet is a table; where several say something, the name of each stands before it.

    Refuses `reform.paper.damaged`, `.too_much`, `.uncomputed` (a formula whose value was never stored), `.empty`.
    """
    writer = Writer(name, "xlsx")
    try:
        with warnings.catch_warnings(action="ignore"):  # about styles that it does not know
            book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheets = [one for one in book.worksheets if one.sheet_state == "visible"]
            tables = [(one.title, list(_rows(one, package, name))) for one in sheets]
            book.close()
    except Refusal:
        raise
    except UNREADABLE as error:
        raise Refusal("reform.paper.damaged", file=name, why=type(error).__name__) from None
    told = [(title, rows) for title, rows in tables if rows]
    for title, rows in told:
        if len(told) > 1:
            writer.paragraph(title, level=1)
        writer.table(rows)
    return writer.paper()


def _rows(sheet: object, package: Package, name: str) -> Iterator[RawRow]:
    """The rows of a sheet that say anything."""
    markup = package.read(str(sheet._worksheet_path))  # type: ignore[attr-defined]
    expat.ParserCreate().Parse(markup, True)  # where it is cut off, rows would be missing without a word
    if (found := _UNCOMPUTED.search(markup)) is not None:
        place = f"{sheet.title}!{found[1].decode()}"  # type: ignore[attr-defined]
        raise Refusal("reform.paper.uncomputed", file=name, place=place)
    last = _last_row(markup)
    if last > MOST_ROWS:
        raise Refusal("reform.paper.too_much", file=name, most=MOST_ROWS)
    if last == 0:
        return
    covered, spans = _merged(markup, last, name)
    rows = sheet.iter_rows(min_row=1, max_row=last, max_col=MOST_COLUMNS)  # type: ignore[attr-defined]
    texts = [
        [_text(cell.value, str(cell.number_format)) if cell.value is not None else "" for cell in row] for row in rows
    ]
    width = max((at + 1 for row in texts for at, text in enumerate(row) if text), default=0)
    width = max([width, *(at + columns for (_, at), (_, columns) in spans.items() if at < width)])
    grid = (
        [
            Spanned(row[at] if at < len(row) else "", *spans.get((number, at), (1, 1)))
            for at in range(width)
            if (number, at) not in covered
        ]
        for number, row in enumerate(texts)
    )
    for number, cells in enumerate(rows_of(grid), start=1):
        if any(cell.text.strip() or cell.is_continued for cell in cells):
            yield RawRow(cells, number)


def _last_row(markup: bytes) -> int:
    """The last row with a value: sheets carry a million rows that only have a style."""
    end = max((found.start() for found in _VALUE.finditer(markup)), default=-1)
    numbers = _ROW.findall(markup, 0, end) if end >= 0 else []
    if numbers:
        return int(numbers[-1])
    return len(re.findall(rb"<(?:\w+:)?row\b", markup[:end])) if end >= 0 else 0


Spot = tuple[int, int]


def _merged(markup: bytes, last: int, name: str) -> tuple[set[Spot], dict[Spot, Spot]]:
    """The cells that merged ones cover, and how many rows and columns each merged one has; row and column from 0."""
    covered: set[Spot] = set()
    spans: dict[Spot, Spot] = {}
    for found in _MERGED.finditer(markup):
        left, top, right, bottom = range_boundaries(found[1].decode())
        right, bottom = min(right, MOST_COLUMNS), min(bottom, last)
        if top > bottom or left > right:
            continue
        if len(covered) + (bottom - top + 1) * (right - left + 1) > MOST_MERGED:
            raise Refusal("reform.paper.too_much", file=name, most=MOST_MERGED)
        spans[top - 1, left - 1] = (bottom - top + 1, right - left + 1)
        covered |= {(row, column) for row in range(top - 1, bottom) for column in range(left - 1, right)}
        covered.discard((top - 1, left - 1))
    return covered, spans


def _text(value: object, form: str) -> str:
    """A value as the sheet shows it, without rounding; days are written out."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        return _day(value, form)
    if isinstance(value, time | timedelta):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, form)
    return str(value)


def _number(value: float, form: str) -> str:
    exact = Decimal(repr(value))
    is_share = "%" in _QUOTED.sub("", form)
    exact = exact * 100 if is_share else exact
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text + ("%" if is_share else "")


def _day(value: date, form: str) -> str:
    shown = _QUOTED.sub("", form.lower())
    if "d" not in shown and "y" in shown:
        return f"{value.year}年{value.month}月"
    return f"{value.year}年{value.month}月{value.day}日"
