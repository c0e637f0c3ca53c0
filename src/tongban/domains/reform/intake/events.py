"""What happens to a draft, on the stream of its own id."""

from dataclasses import dataclass
from typing import Any

from tongban.kernel.events import event


@event("reform.plan_draft_opened.v1")
@dataclass(frozen=True, slots=True)
class DraftOpened:
    """A paper was read for a region; `digest` is the SM3 of its bytes, `waiting` how many rows want a person."""

    draft: str
    region: str
    name: str
    digest: str
    rows: int
    waiting: int


@event("reform.plan_draft_row_accepted.v1")
@dataclass(frozen=True, slots=True)
class RowAccepted:
    """A person settled a row. `changes` are the fields that the person set otherwise: what was read, what is kept."""

    draft: str
    position: int
    changes: dict[str, Any]


@event("reform.plan_draft_row_rejected.v1")
@dataclass(frozen=True, slots=True)
class RowRejected:
    """A person left a row out of the ledger."""

    draft: str
    position: int
    reason: str


@event("reform.plan_draft_row_taken_back.v1")
@dataclass(frozen=True, slots=True)
class RowTakenBack:
    """The last decision on a row was taken back: it stands as before."""

    draft: str
    position: int


@event("reform.plan_draft_discarded.v1")
@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """The draft was thrown away; nothing of it is in the ledger."""

    draft: str


@event("reform.plan_draft_written.v1")
@dataclass(frozen=True, slots=True)
class DraftWritten:
    """The draft became a plan of the ledger; `rejected` rows were left out."""

    draft: str
    plan: str
    measures: int
    rejected: int
