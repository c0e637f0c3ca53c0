"""What happens to a workbook of the ledger."""

from dataclasses import dataclass

from tongban.kernel.event_types import event


@event("reform.sheet_uploaded.v1")
@dataclass(frozen=True, slots=True)
class SheetUploaded:
    """A workbook came back without a mistake; `digest` is the SM3 of its bytes."""

    sheet: str
    plan: str
    digest: str
    changes: int
    conflicts: int


@event("reform.sheet_applied.v1")
@dataclass(frozen=True, slots=True)
class SheetApplied:
    """What it asked for was done; `left` are changes that its reader left as others had made them meanwhile."""

    sheet: str
    plan: str
    changes: int
    left: int
