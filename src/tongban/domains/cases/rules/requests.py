"""What a rule is asked with: who acts, what is handed in, what a grant brings. Plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tongban.domains.cases.history import Attributes, ClockPinned, MaterialGiven, ResultData, Tolerated


@dataclass(frozen=True, slots=True)
class Who:
    """The account that acts, and the agency it acts for (none for an applicant).

    `same_as` are other accounts of the same natural person, and accounts in whose place it acts: whatever one of them
    did, it has done.
    """

    account: str
    agency: str = ""
    same_as: frozenset[str] = frozenset()

    def is_any(self, accounts: Iterable[str | None]) -> bool:
        """Whether one of these accounts is this person."""
        return any(one is not None and (one == self.account or one in self.same_as) for one in accounts)


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
