"""What can happen to a case: one frozen class per event, plain values only, past tense.

Pure. The names with their versions are final; a changed payload is a new version. Form answers are not in
the history: it can never be shortened, and personal data must be. It carries their digest, and as `attributes` only
those answers that the form marks as facts of the case and not of a person (`x-attribute`).
"""

from tongban.domains.cases.history.ending import (
    CaseClosed,
    CaseDecided,
    CaseEnded,
    CaseReopened,
    CaseWithdrawn,
    CheckPlanted,
    CheckRecorded,
    GrantRevoked,
    ResultDelivered,
    ResultRecorded,
    TrackEnded,
)
from tongban.domains.cases.history.filing import (
    CaseAccepted,
    CaseConfirmed,
    CaseRefused,
    CaseSubmitted,
    CredentialTaken,
    PrecheckAnswered,
    SupplementAsked,
    Supplemented,
)
from tongban.domains.cases.history.lasting import (
    CaseResumed,
    CaseSuspended,
    ExtensionAsked,
    ExtensionDenied,
    ExtensionGranted,
    SpecialEnded,
    SpecialStarted,
    ToleranceLapsed,
    ToleratedBrought,
)
from tongban.domains.cases.history.migrating import CaseMigrated, VersionDeclined, VersionOffered
from tongban.domains.cases.history.parts import (
    Attributes,
    Authority,
    Because,
    Breach,
    ClockPinned,
    Consequence,
    Ground,
    How,
    MaterialGiven,
    Missing,
    Outcome,
    Renewed,
    ResultData,
    Situations,
    Starts,
    StepKind,
    StepPlan,
    Tolerated,
    TrackPlan,
)
from tongban.domains.cases.history.running import (
    AuditDrawn,
    AuditRecorded,
    StepAssigned,
    StepCompleted,
    StepReturned,
    StepSigned,
    TrackDecided,
    TrackStarted,
    TrackTransferred,
    TrackUrged,
)

CaseEvent = (
    CaseSubmitted
    | PrecheckAnswered
    | CaseConfirmed
    | SupplementAsked
    | Supplemented
    | CaseAccepted
    | CaseRefused
    | TrackStarted
    | StepCompleted
    | StepSigned
    | StepReturned
    | StepAssigned
    | TrackTransferred
    | TrackUrged
    | TrackDecided
    | AuditDrawn
    | AuditRecorded
    | SpecialStarted
    | SpecialEnded
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionDenied
    | CaseSuspended
    | CaseResumed
    | ToleratedBrought
    | CredentialTaken
    | ToleranceLapsed
    | ResultRecorded
    | ResultDelivered
    | TrackEnded
    | CaseDecided
    | CaseClosed
    | CaseEnded
    | CaseWithdrawn
    | CheckPlanted
    | CheckRecorded
    | GrantRevoked
    | CaseReopened
    | CaseMigrated
    | VersionOffered
    | VersionDeclined
)

__all__ = [
    "Attributes",
    "AuditDrawn",
    "AuditRecorded",
    "Authority",
    "Because",
    "Breach",
    "CaseAccepted",
    "CaseClosed",
    "CaseConfirmed",
    "CaseDecided",
    "CaseEnded",
    "CaseEvent",
    "CaseMigrated",
    "CaseRefused",
    "CaseReopened",
    "CaseResumed",
    "CaseSubmitted",
    "CaseSuspended",
    "CaseWithdrawn",
    "CheckPlanted",
    "CheckRecorded",
    "ClockPinned",
    "Consequence",
    "CredentialTaken",
    "ExtensionAsked",
    "ExtensionDenied",
    "ExtensionGranted",
    "GrantRevoked",
    "Ground",
    "How",
    "MaterialGiven",
    "Missing",
    "Outcome",
    "PrecheckAnswered",
    "Renewed",
    "ResultData",
    "ResultDelivered",
    "ResultRecorded",
    "Situations",
    "SpecialEnded",
    "SpecialStarted",
    "Starts",
    "StepAssigned",
    "StepCompleted",
    "StepKind",
    "StepPlan",
    "StepReturned",
    "StepSigned",
    "SupplementAsked",
    "Supplemented",
    "ToleranceLapsed",
    "Tolerated",
    "ToleratedBrought",
    "TrackDecided",
    "TrackEnded",
    "TrackPlan",
    "TrackStarted",
    "TrackTransferred",
    "TrackUrged",
    "VersionDeclined",
    "VersionOffered",
]
