"""Items and measures while a paper is being read: their texts may still be continued by what follows."""

from dataclasses import dataclass, field

from tongban.domains.reform.reading.brackets import Clause
from tongban.domains.reform.reading.papers import Place
from tongban.domains.reform.reading.plan import Doubt


@dataclass(slots=True)
class MeasureDraft:
    """`limits` are the words of a deadline column or clause; where there are none, the text itself is read for time."""

    number: int | None
    text: str
    place: Place
    row: int
    clause: Clause = field(default_factory=Clause)
    limits: tuple[str, ...] = ()
    status: str = ""
    upper: str = ""
    is_below: bool = False  # its clause stands on a line of its own
    doubts: list[Doubt] = field(default_factory=list)

    def doubt(self, code: str, **values: str | int) -> None:
        """Note what is not sure, once."""
        found = Doubt(f"reform.doubt.{code}", {"place": where(self.place), **values})
        if found not in self.doubts:
            self.doubts.append(found)


@dataclass(slots=True)
class ItemDraft:
    """`number` is the printed one, None where none is printed."""

    number: int | None
    label: str
    title: str
    chapter: str
    section: str = ""
    part: str = "annex"
    measures: list[MeasureDraft] = field(default_factory=list)


def where(place: Place) -> str:
    """A place in few letters: page, row or line."""
    told = [("P", place.page), ("R", place.row), ("L", place.line)]
    return " ".join(f"{letter}{number}" for letter, number in told if number) or f"@{place.start}"


def span(first: Place, start: int, end: int) -> Place:
    """The part of a place from `start` to `end`, counted from where it begins."""
    return Place(first.page, first.row, first.line, first.start + start, min(first.start + end, first.end))
