"""What the intake answers: plain values, never rows."""

from dataclasses import dataclass
from datetime import datetime

from tongban.domains.reform.ids import DraftId, MeasureId, PlanId
from tongban.domains.reform.intake.pieces import Piece
from tongban.domains.reform.reading import Document, Doubt, Measure


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft with how far it is. `doubted` rows wanted a person, `settled` of them are done; `rejected` stay out.

    `plan` is set once it is written. `state`: open, written, discarded.
    """

    id: DraftId
    region: str
    name: str
    form: str
    pages: int | None
    state: str
    document: Document
    opened_by: str
    opened_at: datetime
    measures: int
    doubted: int
    settled: int
    rejected: int
    plan: PlanId | None

    @property
    def waiting(self) -> int:
        return self.doubted - self.settled


@dataclass(frozen=True, slots=True)
class RowView:
    """One row: of the paper itself (`measure` None, position 0) or of a measure. `document` is the paper's as kept.

    `state`: clear, waiting, accepted, rejected. `version` goes back with every act on the row.
    """

    position: int
    state: str
    version: int
    doubts: tuple[Doubt, ...]
    reason: str
    document: Document
    measure: Measure | None
    title: str
    chapter: str
    is_changed: bool
    may_take_back: bool
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A row opened for review, with the stretch of the paper where it stands and its neighbours in the queue.

    `ordinal` is its place among the `doubted` rows, None for a row that nobody had to look at.
    """

    draft: DraftView
    row: RowView
    excerpt: tuple[Piece, ...]
    page: int | None
    ordinal: int | None
    following: int | None
    preceding: int | None


@dataclass(frozen=True, slots=True)
class OriginalView:
    """The paper beside a plan of the ledger. `pieces` are those of the stretch that was asked for."""

    name: str
    form: str
    pages: int | None
    digest: str
    kept_at: datetime
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """What a plan says at a place, in its own words: `anchor` and text of one measure."""

    plan: PlanId
    number: str
    measure: MeasureId
    anchor: str
    text: str
