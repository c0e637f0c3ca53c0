"""What can happen when a licence is shown: events of plain values. Pure. No name and no identity number is in them."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.event_types import event


@event("licences.licence_presented.v1")
@dataclass(frozen=True, slots=True)
class LicencePresented:
    """A code was shown that a counter may take until `expires_at`. The code itself is kept nowhere."""

    presentation: str
    licence: str
    expires_at: datetime


@event("licences.licence_scanned.v1")
@dataclass(frozen=True, slots=True)
class LicenceScanned:
    """An agency took a shown licence: for what, for which case (empty: none), which lines, for which materials."""

    presentation: str
    look: str
    licence: str
    agency: str
    purpose: str
    case: str
    fields: tuple[str, ...]
    materials: tuple[str, ...]


@event("licences.scan_refused.v1")
@dataclass(frozen=True, slots=True)
class ScanRefused:
    """A scan that got nothing, and by which rule. `presentation` is empty when the code belongs to none."""

    presentation: str
    agency: str
    case: str
    reason: str


@event("licences.copy_made.v1")
@dataclass(frozen=True, slots=True)
class CopyMade:
    """An annotated copy (加注件) came into being, by its holder or by an agency (`agency`, else empty)."""

    copy: str
    licence: str
    agency: str
    purpose: str
    until: date


@event("licences.copy_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class CopyWithdrawn:
    """A copy no longer counts."""

    copy: str
    licence: str
