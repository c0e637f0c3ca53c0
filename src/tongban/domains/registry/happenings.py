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
    in_place_of: str = ""


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
    """`document`: which paper the officer saw; empty when the person signed up alone and nobody saw one."""

    subject: str
    document: str = ""


@event("registry.person_looked_up.v1")
@dataclass(frozen=True, slots=True)
class PersonLookedUp:
    """An officer looked for a person by the number of an identity document; `subject` is empty when nobody has it."""

    account: str
    subject: str


@event("registry.staff_linked.v1")
@dataclass(frozen=True, slots=True)
class StaffLinked:
    """Which natural person a staff log-in belongs to; an empty `subject` takes the link away."""

    account: str
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


@event("registry.enterprise_amended.v1")
@dataclass(frozen=True, slots=True)
class EnterpriseAmended:
    """The register says something else from `since` on, by the decision `ground`; what, stands in the register.

    `fields` are of name, address, legal_representative, status; `legal_representative` is empty when it stays.
    """

    subject: str
    since: date
    fields: tuple[str, ...]
    legal_representative: str
    ground: str


@event("registry.amendment_undone.v1")
@dataclass(frozen=True, slots=True)
class AmendmentUndone:
    """The decision behind an amendment has fallen: these fields say again what they said before it."""

    subject: str
    since: date
    fields: tuple[str, ...]
    legal_representative: str
    ground: str


@event("registry.representation_ended.v1")
@dataclass(frozen=True, slots=True)
class RepresentationEnded:
    """Another is the legal representative: this account acts for the enterprise through the day `until`."""

    account: str
    subject: str
    role: str
    until: date


@event("registry.representation_granted.v1")
@dataclass(frozen=True, slots=True)
class RepresentationGranted:
    account: str
    subject: str
    role: str
    since: date
    until: date | None


@event("registry.delegation_offered.v1")
@dataclass(frozen=True, slots=True)
class DelegationOffered:
    """`agent` is empty for an offer that whoever brings its code may take up, and for a helper of the counter.

    `basis`: given by the log-in of the principal (`account`), on a signed `paper`, or in person at the counter
    (`present`).
    """

    delegation: str
    kind: str
    principal: str
    agent: str
    helper: str
    acts: tuple[str, ...]
    procedures: tuple[str, ...]
    since: date
    until: date
    basis: str
    evidence: tuple[str, ...]


@event("registry.delegation_accepted.v1")
@dataclass(frozen=True, slots=True)
class DelegationAccepted:
    delegation: str
    agent: str


@event("registry.delegation_declined.v1")
@dataclass(frozen=True, slots=True)
class DelegationDeclined:
    delegation: str


@event("registry.delegation_used.v1")
@dataclass(frozen=True, slots=True)
class DelegationUsed:
    """The one application for which a helper of the counter was there."""

    delegation: str
    thing: str


@event("registry.delegation_revoked.v1")
@dataclass(frozen=True, slots=True)
class DelegationRevoked:
    """`side`: who ended it, the `principal`, the `agent`, or the `counter` on a signed paper (`evidence`)."""

    delegation: str
    side: str
    evidence: tuple[str, ...]


@event("registry.pack_loaded.v1")
@dataclass(frozen=True, slots=True)
class PackLoaded:
    """Regions or agencies of a pack changed in the register."""

    pack: str
    version: str
    regions: int
    agencies: int
