"""What the dossier answers: plain values, never rows."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from tongban.domains.cases.api import CaseThen
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.states import State
from tongban.domains.registry.api import DelegationView, SubjectView
from tongban.kernel.declaration import Text
from tongban.kernel.ids import Id


class LookId(Id):
    prefix: ClassVar[str] = "look"


@dataclass(frozen=True, slots=True)
class Held:
    """A licence as it stood: the record that counted then, and what it was worth. `origin`: issued here or imported."""

    id: LicenceId
    type_id: str
    title: Text
    number: str
    identifier: str
    issuer: Text
    version: int
    state: State
    issued_at: datetime
    valid_from: date
    valid_until: date | None
    origin: str


@dataclass(frozen=True, slots=True)
class DossierThen:
    """A dossier at the end of a day (or now, today). `hidden_cases` lie outside what the reader may see or the list."""

    subject: SubjectView
    as_of: date
    at: datetime
    licences: tuple[Held, ...]
    cases: tuple[CaseThen, ...]
    all_cases: int
    delegations: tuple[DelegationView, ...]

    @property
    def usable(self) -> int:
        return sum(1 for one in self.licences if one.state is State.VALID)


@dataclass(frozen=True, slots=True)
class LookView:
    """That an officer opened a dossier: told to whose it is. `name` is the officer's, for the agency's own people."""

    agency: Text
    purpose: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class ExtractView:
    """A printed extract, for whoever may see it whole."""

    number: str
    as_of: datetime
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One licence on an extract: its state then and now (None: the record is gone, which never happens lawfully)."""

    title: Text
    number: str
    state: State
    now: State | None


@dataclass(frozen=True, slots=True)
class Checked:
    """What anybody learns who has an extract's number: whose it is (a person covered), of which day, what it listed."""

    number: str
    name: str
    code: str
    as_of: datetime
    made_at: datetime
    lines: tuple[Line, ...]
    cases: int
    digest: str
