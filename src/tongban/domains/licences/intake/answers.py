"""What the import answers: plain values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from tongban.kernel.declaration import Text
from tongban.kernel.ids import Id
from tongban.kernel.spreadsheets import Mistake


class BatchId(Id):
    prefix: ClassVar[str] = "intake"


@dataclass(frozen=True, slots=True)
class BatchView:
    """One file: what it holds, where it stands, and whether this reader may apply or undo it.

    `unknown` holders are entered in the register when it is applied.
    """

    id: BatchId
    type_id: str
    title: Text
    region: str
    issuer: Text
    grade: str
    source: str
    file_name: str
    state: str
    count: int
    unknown: int
    states: tuple[tuple[str, int], ...]
    uploaded_by: str
    uploaded_at: datetime
    applied_by: str
    applied_at: datetime | None
    undone_at: datetime | None
    undone_because: str
    may_apply: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class Upload:
    """What came of a file: a batch that waits for a second person, or every mistake in it, in the file's order."""

    batch: BatchId | None
    rows: int
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Importable:
    """A type that may be imported for a region, with the agencies that may have issued it."""

    type_id: str
    title: Text
    issuers: tuple[tuple[str, Text], ...]
