"""The door of intake: from a paper to a draft, from a draft to the ledger, and the paper beside its plan."""

from tongban.domains.reform.ids import DraftId, PlanId
from tongban.domains.reform.intake.answers import DraftView, OriginalView, ReviewView, RowView, Sentence
from tongban.domains.reform.intake.commands import accept, discard, keep_paper, open_draft, reject, take_back, write
from tongban.domains.reform.intake.edits import LONGEST_REASON, DocumentEdit, LimitEdit, MeasureEdit
from tongban.domains.reform.intake.pieces import Piece, Run
from tongban.domains.reform.intake.queries import (
    get_draft,
    get_original,
    get_review,
    list_drafts,
    list_rows,
    next_waiting,
    read_original,
)
from tongban.domains.reform.intake.quoting import quote

__all__ = [
    "LONGEST_REASON",
    "DocumentEdit",
    "DraftId",
    "DraftView",
    "LimitEdit",
    "MeasureEdit",
    "OriginalView",
    "Piece",
    "PlanId",
    "ReviewView",
    "RowView",
    "Run",
    "Sentence",
    "accept",
    "discard",
    "get_draft",
    "get_original",
    "get_review",
    "keep_paper",
    "list_drafts",
    "list_rows",
    "next_waiting",
    "open_draft",
    "quote",
    "read_original",
    "reject",
    "take_back",
    "write",
]
