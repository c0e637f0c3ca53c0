"""The door of the import of existing licences."""

from tongban.domains.licences.intake.answers import BatchId, BatchView, Importable, Upload
from tongban.domains.licences.intake.commands import GRADES, apply, discard, undo, upload
from tongban.domains.licences.intake.queries import get_batch, get_template, list_batches, list_importable
from tongban.kernel.spreadsheets import Mistake

__all__ = [
    "GRADES",
    "BatchId",
    "BatchView",
    "Importable",
    "Mistake",
    "Upload",
    "apply",
    "discard",
    "get_batch",
    "get_template",
    "list_batches",
    "list_importable",
    "undo",
    "upload",
]
