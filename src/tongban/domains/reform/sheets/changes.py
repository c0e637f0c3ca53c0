"""What a workbook that came back asks for. Pure."""

from dataclasses import dataclass
from typing import Any

from tongban.kernel.spreadsheets import Mistake


@dataclass(frozen=True, slots=True)
class Change:
    """One act that a row asks for: `act` is `agency`, `classification`, `progress`, `steps` or `problem`.

    `old` is how it stands now, `new` what the row says, both as words for a reader; `seen` is how it stood for the
    program when the file was read (`Line.standing`); `values` is what the act needs.
    `is_conflict` when somebody else changed the same thing since the file was made.
    """

    measure: str
    anchor: str
    sheet: str
    row: int
    act: str
    old: str
    new: str
    seen: str
    values: dict[str, Any]
    is_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a workbook: what it asks for, in the file's order, or every mistake in it. `missing` counts
    measures whose rows somebody deleted: nothing happens to them."""

    changes: tuple[Change, ...]
    mistakes: tuple[Mistake, ...]
    rows: int
    missing: int
