"""What the portable form answers to others: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongban.domains.licences.answers import FieldView
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.portable.challenge_rules import Purpose, Stage
from tongban.domains.licences.portable.ids import ChallengeId, CredentialId, SignatureId
from tongban.domains.registry.api import AccountId, SubjectId
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class CheckedCredential:
    """A presented licence that is to be believed: what was shown, by whom it was issued, when it was bound.

    `transaction` are the digests of what the holder signed along (OpenID4VP `transaction_data_hashes`).
    """

    credential: CredentialId
    licence: LicenceId
    type_id: str
    title: Text
    issuer: str
    fields: tuple[FieldView, ...]
    claims: Mapping[str, Any]
    bound_at: datetime
    transaction: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CarriedView:
    """A licence in a wallet as its holder and officers see it: no text of it, only that it is there."""

    id: CredentialId
    licence: LicenceId
    keeper: str
    issued_at: datetime
    expires_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that has just been put: what the QR code opens, what to compare, until when."""

    id: ChallengeId
    code: str


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """A question as the browser that asked sees it. `refusal` is the code of why it was refused."""

    id: ChallengeId
    purpose: Purpose
    stage: Stage
    code: str
    number: str
    ends_at: datetime
    refusal: str
    asked: Mapping[str, Any]
    shown: tuple[FieldView, ...]
    title: Text | None


@dataclass(frozen=True, slots=True)
class Request:
    """A question as a wallet sees it: who asks, for what, what to compare, and the signed text of all this."""

    purpose: Purpose
    audience: str
    nonce: str
    number: str
    ends_at: datetime
    asked: Mapping[str, Any]
    token: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a wallet's answer: `refusal` is empty, or the code of why the question ended without success."""

    refusal: str = ""
    credential: str = ""


@dataclass(frozen=True, slots=True)
class LetIn:
    """Who may log in by an approved question."""

    account: AccountId
    credential: CredentialId


@dataclass(frozen=True, slots=True)
class SignatureView:
    """A holder's signature over the answers of an application."""

    id: SignatureId
    case: str
    digest: str
    signer: SubjectId
    signer_name: str
    licence_title: Text
    licence_number: str
    holder_name: str
    signed_at: datetime
    evidence: str
