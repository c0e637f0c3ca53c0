"""The door of the ledger's workbook."""

from tongban.domains.reform.ids import SheetId
from tongban.domains.reform.sheets.answers import Checked, SheetView
from tongban.domains.reform.sheets.changes import Change
from tongban.domains.reform.sheets.commands import apply_sheet, check_sheet, discard_sheet, get_sheet, make_sheet
from tongban.domains.reform.sheets.gathering import plans_of
from tongban.kernel.spreadsheets import Mistake

__all__ = [
    "Change",
    "Checked",
    "Mistake",
    "SheetId",
    "SheetView",
    "apply_sheet",
    "check_sheet",
    "discard_sheet",
    "get_sheet",
    "make_sheet",
    "plans_of",
]
