"""What this domain answers to others: plain values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.states import Cause, State
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
    """One field of a licence. `value` is all of it as one text for people, `raw` the text as it is kept; a field of
    `rows` also tells its rows by column."""

    id: str
    title: Text
    value: str
    kind: str
    columns: tuple[Text, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    column_ids: tuple[str, ...] = ()
    raw: str = ""
    required: bool = True


@dataclass(frozen=True, slots=True)
class Folded:
    """A permit of the same holder that is shown on a licence (一企一证): it keeps its own number and state."""

    title: Text
    number: str
    identifier: str
    issuer: Text
    valid_until: date | None
    state: State
    token: str


@dataclass(frozen=True, slots=True)
class LicenceView:
    """One record of a licence for its holder and for officers: plain values. `token` opens the public verify page.

    `version` counts the records of the licence, `cause` says what made this one, `ending` how it was taken back.
    """

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
    ending: str
    version: int
    cause: Cause
    replaced_at: datetime | None
    suspended_at: datetime | None
    suspended_until: date | None
    suspension_reason: str
    suspension_basis: str
    case: str
    track: str
    token: str
    demo: bool
    folded: tuple[Folded, ...] = ()
    expiry: Text | None = None
    origin: str = "issued"
    grade: str = "A"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a licence: `version` is the record it happened to, `who` the office that did it.

    `reason` and `basis` are what the officer wrote, `fields` the titles of what changed, `case` the case behind it.
    """

    type: str
    at: datetime
    version: int
    sentence: Text
    who: Text
    reason: str
    basis: str
    fields: tuple[Text, ...]
    case: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class History:
    """The whole life of a licence, oldest first, with its records: (id, version, identifier, state now)."""

    moments: tuple[Moment, ...]
    records: tuple[tuple[LicenceId, int, str, State], ...]


@dataclass(frozen=True, slots=True)
class Possible:
    """An act that an officer may now do to a licence: the laws to choose from and what it asks besides.

    `endings` for taking back; `fields` are those that a change may touch.
    """

    act: str
    laws: tuple[str, ...]
    endings: tuple[str, ...] = ()
    fields: tuple[FieldView, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """All licences of one subject, the newest first (一企一档, 一人一档)."""

    subject: SubjectId
    name: str
    licences: tuple[LicenceView, ...]


@dataclass(frozen=True, slots=True)
class PublicLicence:
    """A licence as anybody may see it: a person's name and code are covered, and only public lines are told.

    `folded` are the permits shown on it; `expiry` says what the end of the term means, once it is over.
    """

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
    ending: str
    version: int
    suspended_on: date | None
    suspended_until: date | None
    replaced_on: date | None
    demo: bool
    folded: tuple[Folded, ...] = ()
    expiry: Text | None = None
    origin: str = "issued"
    grade: str = "A"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Verification:
    """What the public verify page says. `licence` is None exactly when the state is unknown."""

    state: State
    checked_at: datetime
    licence: PublicLicence | None
