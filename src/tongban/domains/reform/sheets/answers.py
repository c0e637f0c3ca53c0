"""What the workbook's part answers: plain values."""

from dataclasses import dataclass
from datetime import datetime

from tongban.domains.reform.ids import PlanId, SheetId
from tongban.domains.reform.sheets.changes import Change
from tongban.kernel.spreadsheets import Mistake


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a workbook: one that waits, with its changes, or every mistake in the file's order."""

    sheet: SheetId | None
    rows: int
    missing: int
    changes: tuple[Change, ...]
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """A workbook that came back. `made_at` is when it went out, `missing` how many measures its sender had removed."""

    id: SheetId
    plan: PlanId
    plan_title: str
    file_name: str
    made_at: datetime
    uploaded_at: datetime
    rows: int
    missing: int
    state: str
    changes: tuple[Change, ...]
