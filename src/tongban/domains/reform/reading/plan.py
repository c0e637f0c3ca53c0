"""What a plan says, as plain values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Document:
    """The paper itself. `number` is its 发文字号 with six-corner brackets."""

    title: str
    number: str
    issuer: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit as the text states it, and the last day it leaves."""

    text: str
    date: date


@dataclass(frozen=True, slots=True)
class Measure:
    """One atomic thing to do. `number` is the printed number inside its item, None where the plan prints none."""

    number: int | None
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    done: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item of the plan's table, with its chapter's name."""

    number: int
    chapter: str
    title: str
    measures: tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan. `rows` counts table rows, each of which has units of its own and may hold several measures."""

    document: Document
    items: tuple[Item, ...]
    rows: int
    rows_done: int
    rows_with_cooperating_units: int

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(measure for item in self.items for measure in item.measures)

    def counts(self) -> dict[str, int]:
        return {
            "items": len(self.items),
            "rows": self.rows,
            "measures": len(self.measures),
            "measures_with_deadline": sum(bool(measure.deadlines) for measure in self.measures),
            "deadline_strings": sum(len(measure.deadlines) for measure in self.measures),
            "rows_done": self.rows_done,
            "rows_with_cooperating_units": self.rows_with_cooperating_units,
        }

    def as_dict(self) -> dict[str, object]:
        """The JSON of `tongban plan read --json`."""
        return {
            "document": {
                "title": self.document.title,
                "number": self.document.number,
                "issuer": self.document.issuer,
                "issued_on": self.document.issued_on.isoformat(),
            },
            "counts": self.counts(),
            "items": [_item(item) for item in self.items],
        }


def _item(item: Item) -> dict[str, object]:
    measures = [_measure(measure) for measure in item.measures]
    return {"number": item.number, "chapter": item.chapter, "title": item.title, "measures": measures}


def _measure(measure: Measure) -> dict[str, object]:
    return {
        "number": measure.number,
        "text": measure.text,
        "lead": list(measure.lead),
        "cooperating": list(measure.cooperating),
        "deadlines": [{"text": one.text, "date": one.date.isoformat()} for one in measure.deadlines],
        "done": measure.done,
        "anchor": measure.anchor,
    }
