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
    FORMS,
    MEDIA_TYPES,
    Form,
    draw_files,
    get_file,
)
from tongban.domains.licences.ids import (
    LicenceId,
)
from tongban.domains.licences.portable import demo as demo_wallet
from tongban.domains.licences.portable.addresses import issuer as issuer_address
from tongban.domains.licences.portable.carrying import (
    check_credential,
    get_type_metadata,
    list_carried,
    withdraw_credential,
)
from tongban.domains.licences.portable.challenge_rules import (
    Purpose,
    Stage,
)
from tongban.domains.licences.portable.ids import (
    ChallengeId,
    CredentialId,
    SignatureId,
)
from tongban.domains.licences.portable.keys import (
    KeyView,
    list_issuer_keys,
    make_issuer_key,
    published_keys,
    withdraw_issuer_key,
)
from tongban.domains.licences.portable.questions import (
    answer as answer_challenge,
)
from tongban.domains.licences.portable.questions import (
    ask_login,
    ask_to_carry,
    ask_to_show,
    ask_to_sign,
    get_challenge,
    open_challenge,
    use_login,
)
from tongban.domains.licences.portable.questions import (
    decline as decline_challenge,
)
from tongban.domains.licences.portable.questions import (
    forget_old as forget_old_challenges,
)
from tongban.domains.licences.portable.questions import (
    receive as receive_credential,
)
from tongban.domains.licences.portable.signing import (
    digest_of as digest_of_filing,
)
from tongban.domains.licences.portable.signing import (
    file_signed,
    is_signed,
    list_signatures,
)
from tongban.domains.licences.portable.signing import (
    signed_text as filing_text,
)
from tongban.domains.licences.portable.statuses import (
    status_list,
)
from tongban.domains.licences.portable.views import (
    Answered,
    Asked,
    CarriedView,
    ChallengeView,
    CheckedCredential,
    LetIn,
    Request,
    SignatureView,
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
    find_copy,
    get_copy,
    list_copies,
    list_looks,
    list_states,
    may_copy,
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
    "FORMS",
    "LONGEST_COPY",
    "LONGEST_NAME",
    "LONGEST_PURPOSE",
    "MEDIA_TYPES",
    "SHOWN_FOR",
    "STATUS_LINES",
    "Answered",
    "Asked",
    "Attached",
    "CarriedView",
    "Cause",
    "ChallengeId",
    "ChallengeView",
    "CheckedCredential",
    "CopyId",
    "CopyState",
    "CopyVerification",
    "CopyView",
    "CredentialId",
    "Dossier",
    "Ending",
    "FieldView",
    "FileReport",
    "Folded",
    "Form",
    "Grant",
    "Ground",
    "History",
    "KeyView",
    "LetIn",
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
    "Purpose",
    "Request",
    "Shown",
    "SignatureId",
    "SignatureView",
    "Stage",
    "State",
    "StatusLine",
    "StatusPage",
    "Verification",
    "answer_challenge",
    "ask_login",
    "ask_to_carry",
    "ask_to_show",
    "ask_to_sign",
    "change",
    "check_credential",
    "check_file",
    "decline_challenge",
    "demo_wallet",
    "digest_of_filing",
    "draw_files",
    "file_signed",
    "filing_text",
    "find_attached",
    "find_copy",
    "find_expiry",
    "find_licences",
    "find_valid",
    "forget_old_challenges",
    "get_challenge",
    "get_copy",
    "get_copy_file",
    "get_dossier",
    "get_file",
    "get_licence",
    "get_metadata",
    "get_type_metadata",
    "grouped_code",
    "history_of",
    "is_signed",
    "issue",
    "issuer_address",
    "list_by_case",
    "list_carried",
    "list_copies",
    "list_issuer_keys",
    "list_licences",
    "list_looks",
    "list_possible",
    "list_signatures",
    "list_states",
    "make_copy",
    "make_issuer_key",
    "may_copy",
    "open_challenge",
    "present",
    "prove",
    "published_keys",
    "read_credential",
    "receive_credential",
    "renew",
    "replace",
    "result_number",
    "resume",
    "revoke",
    "scan",
    "state_on",
    "status_list",
    "suspend",
    "use_login",
    "verify",
    "verify_by_identifier",
    "verify_copy",
    "withdraw_copy",
    "withdraw_credential",
    "withdraw_issuer_key",
]
