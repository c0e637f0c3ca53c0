"""A target as plain values, and the sentence in which one is looked for."""

import re
from dataclasses import dataclass
from datetime import date

from tongban.domains.reform.duty.deadline_words import DeadlineKind
from tongban.domains.reform.duty.deadlines import Deadline, read_deadlines
from tongban.domains.reform.duty.plain import BLANK, Plain
from tongban.domains.reform.duty.quantities import Number, Unit
from tongban.domains.reform.duty.strength import Strength, strength_of
from tongban.domains.reform.duty.target_words import Aggregate, Comparator

PARENTHESES = re.compile(r"（[^（）]*）|\([^()]*\)")
CLAUSE_ENDS = ",，。;；"


@dataclass(frozen=True, slots=True)
class Target:
    """One promised number. Money is in fen; a `count` keeps its measure word in `counted`.

    `upper` is the greater end of a range (1—2篇), `was` the value before (由15个工作日…), `clock` the words that define
    from when to when or whose time counts, `scope` the words that narrow it, `every` its period (week, month, quarter,
    year), `is_worded` a number told in words (免费, 立等可取, 全量). `start` and `end` are its span in the text given.
    """

    what: str
    comparator: Comparator
    value: Number
    unit: Unit
    text: str
    start: int
    end: int
    counted: str = ""
    upper: Number | None = None
    was: Number | None = None
    aggregate: Aggregate | None = None
    clock: str = ""
    scope: tuple[str, ...] = ()
    every: str = ""
    deadline: Deadline | None = None
    strength: Strength = Strength.MUST
    is_striving: bool = False
    is_worded: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of the plain text: `at` is where it begins there, `text` has its dates blanked."""

    read: Plain
    at: int
    text: str
    deadlines: tuple[Deadline, ...]
    strength: Strength
    year: int | None

    def head(self, start: int, *, floor: int) -> str:
        """The words of the clause before a place, not reaching before `floor`; brackets are left out."""
        begin = max(floor, *(self.text.rfind(stop, 0, start) + 1 for stop in ",，。;；"))
        told = PARENTHESES.sub("", self.text[begin:start])
        return told[max(told.rfind("（"), told.rfind("(")) + 1 :]

    def clause_end(self, start: int) -> int:
        """Where the clause around a place ends."""
        ends = [place for stop in ",，。;；" if (place := self.text.find(stop, start)) >= 0]
        return min(ends, default=len(self.text))

    def deadline_of(self, place: int) -> Deadline | None:
        """The time limit named last before a place of the sentence, else its first."""
        dated = [one for one in self.deadlines if one.date is not None]
        before = [one for one in dated if one.start <= place]
        return before[-1] if before else dated[0] if dated else None

    def clause_start(self, place: int) -> int:
        """Where the clause around a place begins."""
        return max(self.text.rfind(stop, 0, place) for stop in CLAUSE_ENDS) + 1

    def clause(self, start: int, end: int) -> str:
        """The whole clause around a span."""
        return self.text[self.clause_start(start) : self.clause_end(end)]


def open_sentence(read: Plain, at: int, *, text: str, issued_on: date | None) -> Sentence:
    deadlines = read_deadlines(text, issued_on=issued_on)
    blanked = text
    for one in deadlines:
        if one.kind != DeadlineKind.AFTER_EVENT:
            blanked = blanked[: one.start] + BLANK * (one.end - one.start) + blanked[one.end :]
    year = issued_on.year if issued_on else None
    return Sentence(read, at, blanked, deadlines, strength_of(text), year)
