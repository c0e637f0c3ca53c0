"""What can happen to a licence: events of plain values. Pure. No name and no identity number is in them.

All records of one licence share the stream of the first (`licence_<root>`); `licence` says which record is meant.
"""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.event_types import event


@event("licences.licence_issued.v1")
@dataclass(frozen=True, slots=True)
class LicenceIssued:
    """A licence came into being. `case` and `track` say from which decision."""

    licence: str
    type: str
    identifier: str
    region: str
    holder: str
    issuer: str
    case: str
    track: str
    valid_from: date
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class _Followed:
    """A new record took the place of `replaces`. `case` and `track` say from which decision, if from one.

    `reason`, `basis` (the law) and `evidence` are what an officer gave.
    """

    licence: str
    replaces: str
    version: int
    type: str
    identifier: str
    case: str
    track: str
    reason: str
    basis: str
    evidence: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    fields: tuple[str, ...]


@event("licences.licence_changed.v1")
@dataclass(frozen=True, slots=True)
class LicenceChanged(_Followed):
    """变更: these fields say something else on the new record. What they say is on the record, not here."""


@event("licences.licence_renewed.v1")
@dataclass(frozen=True, slots=True)
class LicenceRenewed(_Followed):
    """延续: the new record has a new term."""


@event("licences.licence_replaced.v1")
@dataclass(frozen=True, slots=True)
class LicenceReplaced(_Followed):
    """补证、换证: the same content on a new record."""


@event("licences.licence_restored.v1")
@dataclass(frozen=True, slots=True)
class LicenceRestored(_Followed):
    """The decision behind `replaces`, or that cancelled it, has fallen: the new record says what stood before."""


@event("licences.licence_suspended.v1")
@dataclass(frozen=True, slots=True)
class LicenceSuspended:
    """It may not be used through the day `until`, or until it is lifted. `office` is the agency that did it."""

    licence: str
    until: date | None
    reason: str
    basis: str
    evidence: tuple[str, ...]
    office: str


@event("licences.licence_resumed.v1")
@dataclass(frozen=True, slots=True)
class LicenceResumed:
    """A suspension was lifted before its end, or ended because somebody said so."""

    licence: str
    reason: str
    basis: str
    evidence: tuple[str, ...]
    office: str


@event("licences.licence_revoked.v1")
@dataclass(frozen=True, slots=True)
class LicenceRevoked:
    """A licence was taken back before its end: why, on which legal basis, and how (撤销, 吊销, 注销).

    `case` and `track` say which decision cancelled it, if one did.
    """

    licence: str
    reason: str
    basis: str
    ending: str = "annulled"
    case: str = ""
    track: str = ""


Followed = LicenceChanged | LicenceRenewed | LicenceReplaced | LicenceRestored


@event("licences.dossier_opened.v1")
@dataclass(frozen=True, slots=True)
class DossierOpened:
    """An officer opened somebody's dossier: for which agency and purpose. On the stream `dossier_<subject>`."""

    look: str
    subject: str
    agency: str
    purpose: str


@event("licences.dossier_printed.v1")
@dataclass(frozen=True, slots=True)
class DossierPrinted:
    """An extract of a dossier was drawn, as of a day, under its own number."""

    number: str
    subject: str
    as_of: date


@event("licences.intake_uploaded.v1")
@dataclass(frozen=True, slots=True)
class IntakeUploaded:
    """A spreadsheet of existing licences (存量归集) was checked without a mistake and waits for a second person."""

    batch: str
    type: str
    agency: str
    rows: int
    digest: str


@event("licences.intake_applied.v1")
@dataclass(frozen=True, slots=True)
class IntakeApplied:
    """A second person applied it: every row became a record, or none."""

    batch: str
    records: int
    registered: int


@event("licences.intake_undone.v1")
@dataclass(frozen=True, slots=True)
class IntakeUndone:
    """It was taken back while nothing was built upon it."""

    batch: str
    records: int
    reason: str


@event("licences.licence_imported.v1")
@dataclass(frozen=True, slots=True)
class LicenceImported:
    """An existing licence was taken over from its issuer's records: of which grade, from which source."""

    licence: str
    type: str
    identifier: str
    region: str
    holder: str
    issuer: str
    batch: str
    grade: str
    valid_from: date
    valid_until: date | None


LIFE = (
    LicenceIssued,
    LicenceChanged,
    LicenceRenewed,
    LicenceReplaced,
    LicenceRestored,
    LicenceSuspended,
    LicenceResumed,
    LicenceRevoked,
)
"""What the history of a licence tells; drawing its files and showing it stand in the same stream."""
