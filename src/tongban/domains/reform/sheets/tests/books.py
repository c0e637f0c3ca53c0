"""Workbooks for tests: one that went out, opened, written in, and saved again as an editor would."""

import io
from collections.abc import Callable

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tongban.domains.reform.sheets.columns import LEDGER, NAMES, STEPS


def edited(data: bytes, write: Callable[[Workbook], None]) -> bytes:
    """The file after somebody wrote in it."""
    book = load_workbook(io.BytesIO(data))
    write(book)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def put(sheet: Worksheet, row: int, **cells: object) -> None:
    """Write cells of a row by their column."""
    columns = LEDGER if sheet.title in (NAMES["ledger"].zh, NAMES["ledger"].en) else STEPS
    places = [one.id for one in columns]
    for column, value in cells.items():
        sheet.cell(row=row, column=places.index(column) + 1).value = value
