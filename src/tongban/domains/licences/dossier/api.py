"""The door of the dossier."""

from tongban.domains.licences.dossier.answers import Checked, DossierThen, ExtractView, Held, LookId, LookView
from tongban.domains.licences.dossier.commands import get_extract, open_dossier, print_dossier
from tongban.domains.licences.dossier.queries import (
    check_extract,
    find_holders,
    get_dossier_then,
    list_extracts,
    list_looks,
)

__all__ = [
    "Checked",
    "DossierThen",
    "ExtractView",
    "Held",
    "LookId",
    "LookView",
    "check_extract",
    "find_holders",
    "get_dossier_then",
    "get_extract",
    "list_extracts",
    "list_looks",
    "open_dossier",
    "print_dossier",
]
