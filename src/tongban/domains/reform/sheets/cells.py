"""One cell as what its column holds. Pure. Raises `Wrong` with the code of the sentence."""

from collections.abc import Mapping
from datetime import date, datetime

from tongban.domains.reform.ledger.states import Classification
from tongban.domains.reform.sheets.columns import Column
from tongban.kernel.spreadsheets import Cell
from tongban.kernel.texts import say

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


class Wrong(Exception):
    """A cell that does not do: `reform.sheet.cell.…` with what its sentence needs."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = f"reform.sheet.cell.{code}", values


def text(cell: Cell, column: Column) -> str:
    """A text without blanks around it, at most as long as its column allows."""
    if isinstance(cell, (date, datetime)):
        raise Wrong("text", given=f"{cell:%Y-%m-%d}")
    found = "" if cell is None else str(cell).replace("\0", "").strip()
    if column.longest and len(found) > column.longest:
        raise Wrong("too_long", most=column.longest, found=len(found))
    return found


def whole(cell: Cell, *, least: int, most: int) -> int | None:
    """A whole number; 35, "35", "35%" and 0.35 in a cell of per cents are not told apart: only whole ones count."""
    if cell is None or cell == "":
        return None
    told = str(cell).strip().removesuffix("%").strip()
    try:
        number = float(told)
    except ValueError:
        raise Wrong("number", given=told[:40]) from None
    if isinstance(cell, bool) or number != int(number):
        raise Wrong("number", given=told[:40])
    if not least <= number <= most:
        raise Wrong("range", least=least, most=most, given=told[:40])
    return int(number)


def day(cell: Cell) -> date | None:
    """A day: a date cell, or 2026-03-31, 2026/3/31, 2026.3.31, 2026年3月31日 as text."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    else:
        plain = str(cell).strip().rstrip("日").replace("年", "-").replace("月", "-").replace("/", "-").replace(".", "-")
        try:
            year, month, of_month = (int(one) for one in plain.split("-"))
            found = date(year, month, of_month)
        except ValueError:
            raise Wrong("day", given=str(cell)[:40]) from None
    if not FIRST <= found < LAST:
        raise Wrong("day", given=str(cell)[:40])
    return found


def classification(cell: Cell) -> str:
    """A class by its word in either language or its code; empty when the cell is."""
    found = "" if cell is None else str(cell).strip()
    if not found:
        return ""
    words: Mapping[str, str] = {
        word: str(one)
        for one in Classification
        for word in (str(one), say(f"reform.sheet.class.{one}", "zh"), say(f"reform.sheet.class.{one}", "en").lower())
    }
    known = words.get(found) or words.get(found.lower())
    if known is None:
        raise Wrong("class", given=found[:40])
    return known


def names(cell: Cell) -> tuple[str, ...]:
    """Names of units, cut at the marks that people put between them."""
    told = "" if cell is None else str(cell)
    for mark in "，,；;\n":
        told = told.replace(mark, "、")
    return tuple(dict.fromkeys(one.strip() for one in told.split("、") if one.strip()))
