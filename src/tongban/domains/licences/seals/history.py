"""What can happen to a seal: events of plain values on the stream `seal_…`. Pure."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.event_types import event


@event("licences.seal_made.v1")
@dataclass(frozen=True, slots=True)
class SealMade:
    """A seal was made here, or taken over from a seal service. It seals nothing yet."""

    seal: str
    agency: str
    number: str
    keeper: str
    valid_from: datetime
    valid_until: datetime


@event("licences.seal_brought_into_use.v1")
@dataclass(frozen=True, slots=True)
class SealBroughtIntoUse:
    seal: str
    agency: str


@event("licences.seal_suspended.v1")
@dataclass(frozen=True, slots=True)
class SealSuspended:
    seal: str
    reason: str


@event("licences.seal_resumed.v1")
@dataclass(frozen=True, slots=True)
class SealResumed:
    seal: str
    agency: str


@event("licences.seal_destruction_asked.v1")
@dataclass(frozen=True, slots=True)
class SealDestructionAsked:
    seal: str
    reason: str


@event("licences.seal_destruction_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class SealDestructionWithdrawn:
    seal: str


@event("licences.seal_destroyed.v1")
@dataclass(frozen=True, slots=True)
class SealDestroyed:
    seal: str
    reason: str


@event("licences.seal_root_trusted.v1")
@dataclass(frozen=True, slots=True)
class SealRootTrusted:
    """A certificate is believed from now on. `kind` says for what: `root` or `maker`."""

    fingerprint: str
    kind: str
    name: str


@event("licences.seal_root_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class SealRootWithdrawn:
    fingerprint: str
    reason: str


@event("licences.seal_revocations_loaded.v1")
@dataclass(frozen=True, slots=True)
class SealRevocationsLoaded:
    """A list of revoked certificates replaced the one before."""

    issuer: str
    count: int
    issued_at: datetime
