"""The door of the clean-up of rule documents (G37)."""

from tongban.domains.reform.cleanup.commands import Document, carry_out, confirm_document, judge_document, list_document
from tongban.domains.reform.cleanup.queries import CleanupView, DocumentView, get_cleanup, get_document
from tongban.domains.reform.cleanup.rules import CleanupState, Result
from tongban.domains.reform.ids import RuleDocumentId

__all__ = [
    "CleanupState",
    "CleanupView",
    "Document",
    "DocumentView",
    "Result",
    "RuleDocumentId",
    "carry_out",
    "confirm_document",
    "get_cleanup",
    "get_document",
    "judge_document",
    "list_document",
]
