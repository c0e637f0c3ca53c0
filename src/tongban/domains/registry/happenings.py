"""The events of this domain. Ids only: an event is kept for ever, so it never carries personal data."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.event_types import event


@event("registry.account_created.v1")
@dataclass(frozen=True, slots=True)
class AccountCreated:
    account: str
    kind: str


@event("registry.account_suspended.v1")
@dataclass(frozen=True, slots=True)
class AccountSuspended:
    account: str


@event("registry.account_restored.v1")
@dataclass(frozen=True, slots=True)
class AccountRestored:
    account: str


@event("registry.password_link_issued.v1")
@dataclass(frozen=True, slots=True)
class PasswordLinkIssued:
    """An administrator was given a link by which the owner of an account sets a new password once."""

    account: str


@event("registry.token_issued.v1")
@dataclass(frozen=True, slots=True)
class TokenIssued:
    """An owner gave a program a key; neither the key nor its name is told."""

    account: str
    token: str
    until: date


@event("registry.token_revoked.v1")
@dataclass(frozen=True, slots=True)
class TokenRevoked:
    account: str
    token: str


@event("registry.post_created.v1")
@dataclass(frozen=True, slots=True)
class PostCreated:
    post: str
    agency: str
    duties: tuple[str, ...]


@event("registry.post_held.v1")
@dataclass(frozen=True, slots=True)
class PostHeld:
    account: str
    post: str
    since: date
    until: date | None


@event("registry.post_left.v1")
@dataclass(frozen=True, slots=True)
class PostLeft:
    account: str
    post: str
    until: date


@event("registry.credit_code_entered.v1")
@dataclass(frozen=True, slots=True)
class CreditCodeEntered:
    agency: str
    credit_code: str


@event("registry.person_registered.v1")
@dataclass(frozen=True, slots=True)
class PersonRegistered:
    subject: str


@event("registry.enterprise_registered.v1")
@dataclass(frozen=True, slots=True)
class EnterpriseRegistered:
    """The register's entry is public by law; the representative is named by id."""

    subject: str
    credit_code: str
    region: str
    legal_representative: str
    established_on: date


@event("registry.representation_granted.v1")
@dataclass(frozen=True, slots=True)
class RepresentationGranted:
    account: str
    subject: str
    role: str
    since: date
    until: date | None


@event("registry.pack_loaded.v1")
@dataclass(frozen=True, slots=True)
class PackLoaded:
    """Regions or agencies of a pack changed in the register."""

    pack: str
    version: str
    regions: int
    agencies: int
