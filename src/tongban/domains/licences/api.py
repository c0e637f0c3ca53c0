"""The only door of this domain."""

from tongban.domains.licences.answers import (
    Dossier,
    FieldView,
    Grant,
    LicenceView,
    PublicLicence,
    Verification,
)
from tongban.domains.licences.commands import get_certificate, issue, revoke
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.queries import (
    find_expiry,
    find_valid,
    get_dossier,
    get_licence,
    get_metadata,
    list_by_case,
    list_licences,
    verify,
    verify_by_identifier,
)
from tongban.domains.licences.rules import State

__all__ = [
    "Dossier",
    "FieldView",
    "Grant",
    "LicenceId",
    "LicenceView",
    "PublicLicence",
    "State",
    "Verification",
    "find_expiry",
    "find_valid",
    "get_certificate",
    "get_dossier",
    "get_licence",
    "get_metadata",
    "issue",
    "list_by_case",
    "list_licences",
    "revoke",
    "verify",
    "verify_by_identifier",
]
