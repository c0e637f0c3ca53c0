"""What this domain answers to others: plain values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.rules import State
from tongban.domains.registry.api import AgencyId, SubjectId
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class Grant:
    """A decision that gives a right to a licence: all that issuing needs."""

    type_id: str
    holder: SubjectId
    issuer: AgencyId
    region: str
    case: str
    track: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One line of a licence."""

    id: str
    title: Text
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence for its holder and for officers: plain values. `token` opens the public verify page."""

    id: LicenceId
    type_id: str
    title: Text
    number: str
    identifier: str
    region: str
    holder_name: str
    holder_code: str
    issuer: Text
    fields: tuple[FieldView, ...]
    state: State
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    revoked_at: datetime | None
    revocation_reason: str
    revocation_basis: str
    case: str
    track: str
    token: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """All licences of one subject, the newest first (一企一档, 一人一档)."""

    subject: SubjectId
    name: str
    licences: tuple[LicenceView, ...]


@dataclass(frozen=True, slots=True)
class PublicLicence:
    """A licence as anybody may see it: a person's name and code are covered, and only public lines are told."""

    title: Text
    number: str
    identifier: str
    issuer: Text
    holder: str
    holder_code: str
    fields: tuple[FieldView, ...]
    issued_on: date
    valid_from: date
    valid_until: date | None
    revoked_on: date | None
    demo: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """What the public verify page says. `licence` is None exactly when the state is unknown."""

    state: State
    checked_at: datetime
    licence: PublicLicence | None
