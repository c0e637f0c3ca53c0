"""The only door of this domain."""

from tongban.domains.licences.answers import (
    Dossier,
    FieldView,
    Folded,
    Grant,
    History,
    LicenceView,
    Moment,
    Possible,
    PublicLicence,
    Verification,
)
from tongban.domains.licences.commands import (
    change,
    issue,
    renew,
    replace,
    resume,
    revoke,
    suspend,
)
from tongban.domains.licences.credentials import (
    Attached,
    find_attached,
    read_credential,
)
from tongban.domains.licences.files.checking import (
    FileReport,
    check_file,
)
from tongban.domains.licences.files.keeping import (
    MEDIA_TYPES,
    Form,
    draw_files,
    get_file,
)
from tongban.domains.licences.ids import (
    LicenceId,
)
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
from tongban.domains.licences.reading import (
    find_licences,
    history_of,
    list_possible,
    state_on,
)
from tongban.domains.licences.showing.answers import (
    CopyVerification,
    CopyView,
    LookView,
    Presentation,
    PublicCopy,
    Shown,
    StatusLine,
    StatusPage,
)
from tongban.domains.licences.showing.commands import (
    present,
    scan,
)
from tongban.domains.licences.showing.copying import (
    Form as CopyForm,
)
from tongban.domains.licences.showing.copying import (
    get_copy_file,
    make_copy,
    withdraw_copy,
)
from tongban.domains.licences.showing.ids import (
    CopyId,
    LookId,
    PresentationId,
)
from tongban.domains.licences.showing.proof import (
    Proof,
)
from tongban.domains.licences.showing.reading import (
    STATUS_LINES,
    get_copy,
    list_copies,
    list_looks,
    list_states,
    prove,
    result_number,
    verify_copy,
)
from tongban.domains.licences.showing.rules import (
    LIFETIME as SHOWN_FOR,
)
from tongban.domains.licences.showing.rules import (
    LONGEST_COPY,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    CopyState,
)
from tongban.domains.licences.showing.rules import (
    grouped as grouped_code,
)
from tongban.domains.licences.states import (
    Cause,
    Ending,
    Ground,
    State,
)

__all__ = [
    "LONGEST_COPY",
    "LONGEST_NAME",
    "LONGEST_PURPOSE",
    "MEDIA_TYPES",
    "SHOWN_FOR",
    "STATUS_LINES",
    "Attached",
    "Cause",
    "CopyForm",
    "CopyId",
    "CopyState",
    "CopyVerification",
    "CopyView",
    "Dossier",
    "Ending",
    "FieldView",
    "FileReport",
    "Folded",
    "Form",
    "Grant",
    "Ground",
    "History",
    "LicenceId",
    "LicenceView",
    "LookId",
    "LookView",
    "Moment",
    "Possible",
    "Presentation",
    "PresentationId",
    "Proof",
    "PublicCopy",
    "PublicLicence",
    "Shown",
    "State",
    "StatusLine",
    "StatusPage",
    "Verification",
    "change",
    "check_file",
    "draw_files",
    "find_attached",
    "find_expiry",
    "find_licences",
    "find_valid",
    "get_copy",
    "get_copy_file",
    "get_dossier",
    "get_file",
    "get_licence",
    "get_metadata",
    "grouped_code",
    "history_of",
    "issue",
    "list_by_case",
    "list_copies",
    "list_licences",
    "list_looks",
    "list_possible",
    "list_states",
    "make_copy",
    "present",
    "prove",
    "read_credential",
    "renew",
    "replace",
    "result_number",
    "resume",
    "revoke",
    "scan",
    "state_on",
    "suspend",
    "verify",
    "verify_by_identifier",
    "verify_copy",
    "withdraw_copy",
]
