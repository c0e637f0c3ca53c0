"""What happens with keys, wallets and questions: events of ids only. No name, no claim and no key is in them. Pure."""

from dataclasses import dataclass
from datetime import datetime

from tongban.kernel.event_types import event


@event("licences.issuer_key_made.v1")
@dataclass(frozen=True, slots=True)
class IssuerKeyMade:
    """A key that signs portable licences from `signs_from` on; `kid` is its thumbprint."""

    kid: str
    signs_from: datetime


@event("licences.issuer_key_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class IssuerKeyWithdrawn:
    """A key is no longer published: nothing it signed is believed any more."""

    kid: str
    reason: str


@event("licences.credential_carried.v1")
@dataclass(frozen=True, slots=True)
class CredentialCarried:
    """A licence went into the wallet of a person (`keeper`), bound to the wallet's key."""

    credential: str
    licence: str
    keeper: str
    thumbprint: str
    expires_at: datetime


@event("licences.credential_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class CredentialWithdrawn:
    """A licence was taken out of a wallet (lost telephone): its status entry says invalid from now on."""

    credential: str
    licence: str


@event("licences.wallet_answered.v1")
@dataclass(frozen=True, slots=True)
class WalletAnswered:
    """A holder approved a question with the licence in the wallet; `account` is whom a log-in is for."""

    challenge: str
    purpose: str
    credential: str
    licence: str
    account: str


@event("licences.wallet_refused.v1")
@dataclass(frozen=True, slots=True)
class WalletRefused:
    """A question ended without success: `reason` is the code of the refusal, or `declined` by the holder."""

    challenge: str
    purpose: str
    reason: str


@event("licences.wallet_logged_in.v1")
@dataclass(frozen=True, slots=True)
class WalletLoggedIn:
    """The browser that asked was let in as `account`."""

    challenge: str
    credential: str
    licence: str
    account: str


@event("licences.filing_signed.v1")
@dataclass(frozen=True, slots=True)
class FilingSigned:
    """An application carries the signature of a holder: `digest` of what was signed, `evidence` the paper of it."""

    case: str
    signature: str
    credential: str
    signer: str
    digest: str
    evidence: str
