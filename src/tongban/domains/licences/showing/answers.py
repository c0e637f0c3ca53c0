"""What showing answers: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.licences.answers import FieldView, LicenceView, PublicLicence
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.rules import State
from tongban.domains.licences.showing.ids import CopyId, LookId, PresentationId
from tongban.domains.licences.showing.rules import CopyState
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class Presentation:
    """A code that a counter may take once, until `expires_at`. It is told here and never again."""

    id: PresentationId
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """What a scan took: the licence, its lines, and the materials of the case that it now satisfies (`taken`)."""

    look: LookId
    licence: LicenceView
    fields: tuple[FieldView, ...]
    taken: tuple[str, ...]
    purpose: str
    case: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LookView:
    """One look at a licence, for its holder: who at which agency, for what, which lines, for which case."""

    id: LookId
    licence: LicenceId
    title: Text
    at: datetime
    agency: Text
    officer: str
    purpose: str
    case: str
    fields: tuple[Text, ...]
    materials: tuple[str, ...]
    shown_by: str
    """How the showing was signed: the account, and for whom by which delegation."""


@dataclass(frozen=True, slots=True)
class CopyView:
    """An annotated copy (加注件), for its holder and its maker. `token` opens its public verify page."""

    id: CopyId
    licence: LicenceId
    purpose: str
    recipient: str
    maker: str
    made_at: datetime
    until: date
    withdrawn_at: datetime | None
    state: CopyState
    token: str


@dataclass(frozen=True, slots=True)
class PublicCopy:
    """A copy as anybody who has it may see it; a person who made it is told covered."""

    purpose: str
    recipient: str
    maker: str
    made_at: datetime
    until: date
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class CopyVerification:
    """What the verify page of a copy says: the copy's own state, and that of the licence behind it.

    `copy` and `licence` are None exactly when the state is unknown; `licence_state` is then unknown too.
    """

    state: CopyState
    licence_state: State
    checked_at: datetime
    copy: PublicCopy | None
    licence: PublicLicence | None

    @property
    def counts(self) -> bool:
        """Whether the copy may be relied on now: it runs, and the licence behind it is valid."""
        return self.state is CopyState.RUNNING and self.licence_state is State.VALID


@dataclass(frozen=True, slots=True)
class StatusLine:
    """One licence of the public status list: no name, no number of a person."""

    identifier: str
    state: State
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class StatusPage:
    """A part of the status list as of an instant; `next` is the cursor of the following part."""

    at: datetime
    lines: tuple[StatusLine, ...]
    next: str | None
