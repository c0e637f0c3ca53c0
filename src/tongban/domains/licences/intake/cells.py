"""What single cells say. Pure: a cell in, a value or a mistake out."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from tongban.domains.licences.intake.columns import CELL_END, ROW_END, STATES, Column
from tongban.kernel.errors import Refusal
from tongban.kernel.spreadsheets import Cell

EXACT_FIGURES = 15
"""A spreadsheet keeps this many figures of a number; longer ones end in false zeros."""
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_FIRST_DAY = date(1899, 12, 30)
Value = str | date | list[dict[str, str]] | None


class Wrong(Exception):
    """A cell that cannot be taken: the code of its sentence and the values in it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read(column: Column, cell: Cell) -> Value:
    """The cell's value by its column's kind; None when it is empty. Raises `Wrong`."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return _KINDS[column.kind](column, cell)


def _text(column: Column, cell: Cell) -> str:
    if isinstance(cell, datetime):
        said = cell.date().isoformat()
    elif isinstance(cell, date):
        said = cell.isoformat()
    elif isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**EXACT_FIGURES:
        said = str(int(cell))
    else:
        said = " ".join(str(cell).replace("\0", "").split()) if column.kind != "rows" else str(cell).replace("\0", "")
    if said.startswith("#") and said in ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"):
        raise Wrong("licences.intake.cell.formula_error", given=said)
    if len(said) > column.longest:
        raise Wrong("licences.intake.cell.too_long", most=column.longest, given=len(said))
    return said


def _code(column: Column, cell: Cell) -> str:
    """Numbers and codes: what a spreadsheet has kept as a number may have lost its last figures."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= 10**EXACT_FIGURES:
        raise Wrong("licences.intake.cell.figures_lost", given=f"{cell:.0f}")
    if isinstance(cell, str) and re.fullmatch(r"\d(\.\d+)?E\+\d+", cell.strip().upper()):
        raise Wrong("licences.intake.cell.figures_lost", given=cell.strip()[:40])
    return _text(column, cell).replace(" ", "").upper()


def _day(column: Column, cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = str(cell).strip()
    try:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool) and 1 <= cell < 100_000:
            return _FIRST_DAY + timedelta(days=int(cell))  # a day that lost its format
        found = _DAY.fullmatch(said.split("T")[0].removesuffix(" 00:00:00")) or _PLAIN_DAY.fullmatch(said)
        if found:
            return date(*(int(part) for part in found.groups()))
    except (ValueError, OverflowError):
        pass
    raise Wrong("licences.intake.cell.not_a_day", given=said[:40])


def _state(column: Column, cell: Cell) -> str:
    said = str(cell).strip()
    if said.lower() not in STATES:
        raise Wrong("licences.intake.cell.state_unknown", given=said[:40])
    return STATES[said.lower()]


def _rows(column: Column, cell: Cell) -> list[dict[str, str]]:
    """A cell with several entries: one a line, its parts between bars."""
    names = [one.id for one in column.field.columns] if column.field else []
    found = []
    for number, line in enumerate(_text(column, cell).split(ROW_END), start=1):
        parts = [" ".join(part.split()) for part in line.split(CELL_END)]
        if not any(parts):
            continue
        if len(parts) > len(names):
            raise Wrong("licences.intake.cell.too_many_parts", line=number, most=len(names))
        found.append({name: part for name, part in zip(names, parts, strict=False) if part})
    return found


_KINDS: Mapping[str, Callable[[Column, Cell], Value]] = {
    "text": _text,
    "code": _code,
    "date": _day,
    "state": _state,
    "rows": _rows,
}


def checked(parse: Callable[[str], object], text: str) -> str:
    """A code with its check character looked at. Raises `Wrong` with the refusal's own sentence."""
    try:
        return str(parse(text))
    except Refusal as refusal:
        raise Wrong(refusal.code, **refusal.values) from None
