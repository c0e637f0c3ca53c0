"""What a rule is asked with: who acts, what is handed in, what a grant brings. Plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tongban.domains.cases.history import Attributes, ClockPinned, MaterialGiven, ResultData, Tolerated
from tongban.kernel.actors import accounts_in


@dataclass(frozen=True, slots=True)
class Who:
    """Who acts, as it signs (`kernel.actors.Signature`), and the agency it acts for (none for an applicant).

    `same_as` are other accounts of the same natural person, and accounts in whose place it acts: whatever one of them
    did, it has done. `tied`: it is the applicant, or represents or acts for the applicant. Made by `cases.signing`.
    """

    account: str
    agency: str = ""
    same_as: frozenset[str] = frozenset()
    tied: bool = False

    def is_any(self, signatures: Iterable[str | None]) -> bool:
        """Whether one of these signatures is this person's: its own, or one that somebody gave in its place."""
        mine = accounts_in([self.account]) | self.same_as
        return not mine.isdisjoint(accounts_in(one for one in signatures if one))


@dataclass(frozen=True, slots=True)
class Yield:
    """What a grant brings: the data its licence is issued from, the subject it registered, the check it plants.

    `check_due_on` is an ISO day, empty when nothing was promised.
    """

    result: ResultData | None = None
    registered: str | None = None
    check_due_on: str = ""
    check_agency: str = ""


NOTHING = Yield()


@dataclass(frozen=True, slots=True)
class Filing:
    """What the applicant hands in, as the history keeps it."""

    materials: tuple[MaterialGiven, ...]
    attributes: Attributes
    form_digest: str


@dataclass(frozen=True, slots=True)
class Acceptance:
    """Everything that acceptance fixes for the life of the case.

    `agencies` by track, and by `track.step` where a step is another agency's.
    """

    clocks: Sequence[ClockPinned]
    agencies: Mapping[str, str]
    fee_fen: int = 0
    visits: int = 0
    tolerated: Sequence[Tolerated] = ()
    deemed: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class SpecialKind:
    """A kind of special procedure as the item declares it: what it stops, by which law, until when (ISO) at most."""

    id: str
    stops: tuple[str, ...]
    basis: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class ExtensionTerms:
    """How a scope may be extended: which running clocks, by how much, by which law, by whose duty.

    `due_on` is the last day on which one of the clocks of the scope still runs (None while one is paused).
    """

    kinds: tuple[str, ...]
    amount: int
    unit: str
    basis: str
    duty: str
    today: date
    due_on: date | None = None
