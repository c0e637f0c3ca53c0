"""What this domain answers to others: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.registry.ids import AccountId, AgencyId, DelegationId, PostId, SubjectId, TokenId
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class RegionView:
    """One period of a division code. `until` is its last day, null while it lasts."""

    code: str
    name: Text
    level: str
    parent: str
    since: date
    until: date | None
    successor: str
    pack: str


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An authority in one role. `credit_code` is None until an administrator has entered it."""

    id: AgencyId
    pk: int
    role: str
    name: Text
    short: Text
    credit_code: str | None
    region: str
    since: date
    until: date | None
    successor: AgencyId | None


@dataclass(frozen=True, slots=True)
class PostView:
    """A seat in an agency and its duties."""

    id: PostId
    pk: int
    title: Text
    agency: AgencyView
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoldingView:
    """Who sits on a post, from when to when (both days included)."""

    pk: int
    account: AccountId
    account_name: str
    post: PostView
    since: date
    until: date | None
    in_place_of: AccountId | None = None
    in_place_of_name: str = ""

    def is_held(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class AccountView:
    """A log-in as an administrator sees it: the e-mail is masked."""

    id: AccountId
    pk: int
    username: str
    name: str
    email_masked: str
    kind: str
    language: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A person or an enterprise. A person's code and public name are masked; an enterprise's are public by law.

    `name` is the plain name, for the owner and for officers; strangers are shown `name_masked`.
    """

    id: SubjectId
    pk: int
    kind: str
    name: str
    name_masked: str
    code_masked: str
    region: str | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person in plain values: only for the person and for the officer whose task needs them."""

    subject: SubjectId
    name: str
    citizen_id: str
    phone: str


@dataclass(frozen=True, slots=True)
class EnterpriseView:
    """An enterprise as the public register shows it."""

    subject: SubjectId
    name: str
    credit_code: str
    region: str
    address: str
    legal_representative: SubjectId
    legal_representative_name: str
    established_on: date
    status: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A value already known, and the text code of where it comes from (`registry.source.…`)."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class DelegationView:
    """That somebody may act for a subject. `state`: offered, accepted, declined, revoked, or expired.

    `agent` is None for a helper of the counter (`helper_name`) and for an offer that nobody has taken up yet. No
    `procedures` means every one. `thing` is the application that a helper has filed. `is_agreed`: both sides have
    consented at some time, so that each knows the other.
    """

    id: DelegationId
    kind: str
    principal: SubjectView
    agent: SubjectView | None
    helper_name: str
    acts: tuple[str, ...]
    procedures: tuple[str, ...]
    since: date
    until: date
    state: str
    is_agreed: bool
    on_paper: bool
    thing: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class OfferedDelegation:
    """A new delegation. `code` is told only here, and empty when the agent was named."""

    id: DelegationId
    code: str


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who acted, by name: the account's owner, the one in whose place, and for whom as what."""

    name: str
    in_place_of: str
    subject: str
    role: str


@dataclass(frozen=True, slots=True)
class TokenView:
    """A key of an owner's program, without its secret. In force from `since` to `until`, both days included."""

    id: TokenId
    name: str
    since: date
    until: date
    revoked_at: datetime | None
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new key with its secret, which nobody can read again."""

    id: TokenId
    secret: str
