"""The workbook as bytes. Pure: the same rows give the same cells."""

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.datavalidation import DataValidation

from tongban.domains.reform.ledger.states import Classification
from tongban.domains.reform.sheets.book import FORMAT, Base, Header, Line, sealed_text
from tongban.domains.reform.sheets.columns import EMPTY, HIDDEN, LEDGER, NAMES, STEPS, Column
from tongban.kernel.texts import say

SPARE = 200
"""Empty rows under the steps in which new ones may be written."""
_OPEN, _SHUT = PatternFill("solid", fgColor="FFF8E1"), PatternFill("solid", fgColor="F1F3F5")
_EDGE = Side(style="thin", color="D0D5DD")
_BORDER = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_TOP = Alignment(wrap_text=True, vertical="top")
_FREE, _HELD = Protection(locked=False), Protection(locked=True)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Value = str | int | date | None


def write(lines: Sequence[Line], header: Header, *, sign: Callable[[str], str], title: str, language: str) -> bytes:
    """The .xlsx of a plan: the ledger, the own steps, how to fill it in, and the hidden sheet, which `sign` signs.

    Texts are text cells: nothing that a plan or a person wrote becomes a formula.
    """
    book = Workbook(write_only=True)
    tables: tuple[tuple[str, tuple[Column, ...], Iterable[list[Value]], int], ...] = (
        ("ledger", LEDGER, (_ledger_row(one, language) for one in lines), 0),
        ("steps", STEPS, (row for one in lines for row in _step_rows(one)), SPARE),
    )
    for name, columns, rows, spare in tables:
        _table(book.create_sheet(NAMES[name].in_(language)), columns, rows, language=language, spare=spare)
    _help(book.create_sheet("说明" if language == "zh" else "Help"), title, language)
    hidden = book.create_sheet(HIDDEN)
    hidden.sheet_state = "veryHidden"
    kept = [(one.id, Base.of(one).kept()) for one in lines]
    hidden.append([FORMAT, header.plan, header.made_at, sign(sealed_text(header, kept))])
    for id_, text in kept:
        hidden.append([id_, text])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _ledger_row(line: Line, language: str) -> list[Value]:
    words: dict[str, Value] = {
        "state": say(f"reform.sheet.state.{line.state}", language),
        "classification": say(f"reform.sheet.class.{line.classification}", language) if line.classification else "",
    }
    return ["" if column.id in EMPTY else words.get(column.id, getattr(line, column.id, "")) for column in LEDGER]


def _step_rows(line: Line) -> Iterable[list[Value]]:
    for one in line.steps:
        yield [line.id, line.anchor, one.number, one.text, one.day, one.weight, one.done_on]


def _table(
    sheet: WriteOnlyWorksheet,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Value]],
    *,
    language: str,
    spare: int,
) -> None:
    """One sheet: headings that stay in sight, grey what is shut, yellow what may be filled in."""
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = True  # without a password: against slips, not against people
    for name in ("formatColumns", "formatRows", "sort", "autoFilter", "insertRows"):
        setattr(sheet.protection, name, False)
    if any(column.kind == "choice" for column in columns):
        _offer_classes(sheet, columns, language)
    sheet.append([_heading(sheet, column, language) for column in columns])
    count = 1
    for row in rows:
        sheet.append([_cell(sheet, column, value) for column, value in zip(columns, row, strict=True)])
        count += 1
    for _ in range(spare):
        sheet.append([_cell(sheet, column, None, spare=True) for column in columns])
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count}"


def _offer_classes(sheet: WriteOnlyWorksheet, columns: Sequence[Column], language: str) -> None:
    place = next(number for number, one in enumerate(columns, start=1) if one.kind == "choice")
    listed = ",".join(say(f"reform.sheet.class.{one}", language) for one in Classification)
    offered = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
    offered.add(f"{get_column_letter(place)}2:{get_column_letter(place)}20000")
    sheet.data_validations.append(offered)


def _heading(sheet: WriteOnlyWorksheet, column: Column, language: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, column.title(language))
    cell.font, cell.alignment, cell.border = Font(bold=True), _TOP, _BORDER
    cell.fill = _OPEN if column.is_open else _SHUT
    return cell


def _cell(sheet: WriteOnlyWorksheet, column: Column, value: Value, *, spare: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str) and value.startswith(FORMULA):
        cell.data_type = "s"  # what begins like a formula stays a text
    cell.alignment, cell.border = _TOP, _BORDER
    cell.protection = _FREE if column.is_open or spare else _HELD
    if column.kind == "day":
        cell.number_format = "yyyy-mm-dd"
    elif column.kind == "text":
        cell.number_format = "@"
    return cell


def _help(sheet: WriteOnlyWorksheet, title: str, language: str) -> None:
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 22, 90
    head = WriteOnlyCell(sheet, title)
    head.font = Font(bold=True, size=14)
    sheet.append([head])
    for number in range(1, 7):
        sheet.append([None, say(f"reform.sheet.help.{number}", language)])
    for column in (*LEDGER, *(one for one in STEPS if one.is_open)):
        sheet.append([column.title(language), say(f"reform.sheet.help.column.{column.id}", language)])
