"""What can happen to a licence: events of plain values. Pure. No name and no identity number is in them."""

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


@event("licences.licence_revoked.v1")
@dataclass(frozen=True, slots=True)
class LicenceRevoked:
    """A licence was withdrawn before its end: why, and on which legal basis."""

    licence: str
    reason: str
    basis: str


NAMES = ("licences.licence_issued.v1", "licences.licence_revoked.v1")
