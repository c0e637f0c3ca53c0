"""A mistake in a pack: where it is, what is wrong, how to mend it. Never an exception, always all at once."""

from dataclasses import asdict, dataclass
from enum import IntEnum


class Grade(IntEnum):
    """How much a pack promises. It claims a grade in its manifest; functions prove it.

    Bronze: it can be read and nothing in it contradicts itself or the law. Silver: it is complete for the people
    who use it (worked examples, reasons, questions). Gold: an official can sign it off (every statement has its
    source, both languages are whole).
    """

    NONE = 0
    BRONZE = 1
    SILVER = 2
    GOLD = 3

    @property
    def word(self) -> str:
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Grade":
        return cls[word.upper()]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake. `file` is relative to the folder of packs; `line` counts from 1 (0: the whole folder or file)."""

    file: str
    line: int
    check: str
    what: str
    mend: str
    pack: str
    grade: Grade = Grade.BRONZE

    def as_dict(self) -> dict[str, object]:
        return {**asdict(self), "grade": self.grade.word}

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: [{self.grade.word}] {self.check}: {self.what} → {self.mend}"
