"""What a rule is asked with: who acts, what is handed in, what a grant brings. Plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tongban.domains.cases.history import Attributes, ClockPinned, MaterialGiven, ResultData


@dataclass(frozen=True, slots=True)
class Who:
    """The account that acts, and the agency it acts for (none for an applicant)."""

    account: str
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Yield:
    """What a grant brings: the data its licence is issued from, the subject it registered."""

    result: ResultData | None = None
    registered: str | None = None


NOTHING = Yield()


@dataclass(frozen=True, slots=True)
class Filing:
    """What the applicant hands in, as the history keeps it."""

    materials: tuple[MaterialGiven, ...]
    attributes: Attributes
    form_digest: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Everything that acceptance fixes for the life of the case."""

    clocks: Sequence[ClockPinned]
    agencies: Mapping[str, str]
    fee_fen: int = 0
    visits: int = 0
