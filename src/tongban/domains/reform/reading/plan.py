"""What a plan says, as plain values."""

from dataclasses import dataclass
from datetime import date

from pydantic import TypeAdapter

from tongban.domains.reform.duty import Deadline, DeadlineKind, Strength, Target
from tongban.domains.reform.reading.papers import Place

BODY, ANNEX = "body", "annex"
TARGETS = TypeAdapter(tuple[Target, ...])


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing that is not sure: a code with a sentence in `strings/reading.yaml`, and the values of that sentence."""

    code: str
    values: dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Document:
    """The paper itself. `number` is its 发文字号 with six-corner brackets; what the paper does not say is empty."""

    title: str
    number: str
    issuer: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Measure:
    """One atomic thing to do. `number` is the printed number inside its item, None where the plan prints none.

    `row` counts the rows (or paragraphs) of the plan from 1: measures of one row share their units. `upper` is the task
    of the upper authority that stands beside the measure. `place` is where its text stands in the paper.
    """

    number: int | None
    text: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    deadlines: tuple[Deadline, ...]
    done: bool
    anchor: str
    row: int
    place: Place
    upper: str = ""
    strength: Strength = Strength.ADVANCE
    targets: tuple[Target, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the plan. `number` is its printed number, which may start again in each chapter, or its position."""

    number: int
    chapter: str
    title: str
    measures: tuple[Measure, ...]
    part: str = ANNEX
    section: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole plan.

    `items` are what the ledger holds: the rows of its table, or its numbered tasks where it has no table. `body` are
    the tasks of the text beside such a table, which say the same with other numbers. `clauses` are the numbered
    paragraphs about organisation. `rows` counts table rows, each with units of its own and perhaps several measures.
    """

    document: Document
    items: tuple[Item, ...]
    rows: int
    rows_done: int
    rows_with_cooperating_units: int
    body: tuple[Item, ...] = ()
    clauses: tuple[Item, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def measures(self) -> tuple[Measure, ...]:
        return tuple(measure for item in self.items for measure in item.measures)

    def counts(self) -> dict[str, int]:
        """How much there is. A deadline counts where it is a time node: a day, or 已完成; rhythms and standing duties
        (每年, 长期) are read but not counted."""
        return {
            "items": len(self.items),
            "rows": self.rows,
            "measures": len(self.measures),
            "measures_with_deadline": sum(any(map(is_node, measure.deadlines)) for measure in self.measures),
            "deadline_strings": sum(is_node(one) for measure in self.measures for one in measure.deadlines),
            "measures_with_date": sum(any(one.date for one in measure.deadlines) for measure in self.measures),
            "rows_done": self.rows_done,
            "rows_with_cooperating_units": self.rows_with_cooperating_units,
            "body_items": len(self.body),
            "clauses": len(self.clauses),
            "measures_with_doubts": sum(bool(measure.doubts) for measure in self.measures),
        }

    def as_dict(self) -> dict[str, object]:
        """The JSON of `tongban plan read --json`."""
        issued_on = self.document.issued_on
        return {
            "document": {
                "title": self.document.title,
                "number": self.document.number,
                "issuer": self.document.issuer,
                "issued_on": issued_on.isoformat() if issued_on else None,
            },
            "counts": self.counts(),
            "items": [_item(item) for item in self.items],
            "body": [_item(item) for item in self.body],
            "clauses": [_item(item) for item in self.clauses],
            "doubts": [_doubt(doubt) for doubt in self.doubts],
        }


def is_node(deadline: Deadline) -> bool:
    """Whether a time limit is a point in time: it leaves a last day, or that day is over."""
    return deadline.date is not None or deadline.kind is DeadlineKind.DONE


def _item(item: Item) -> dict[str, object]:
    return {
        "number": item.number,
        "label": item.label,
        "part": item.part,
        "chapter": item.chapter,
        "section": item.section,
        "title": item.title,
        "measures": [_measure(measure) for measure in item.measures],
    }


def _measure(measure: Measure) -> dict[str, object]:
    place = measure.place
    return {
        "number": measure.number,
        "text": measure.text,
        "upper": measure.upper,
        "lead": list(measure.lead),
        "cooperating": list(measure.cooperating),
        "deadlines": [_deadline(one) for one in measure.deadlines],
        "done": measure.done,
        "strength": measure.strength,
        "targets": TARGETS.dump_python(measure.targets, mode="json"),
        "anchor": measure.anchor,
        "row": measure.row,
        "place": {
            "page": place.page,
            "row": place.row,
            "line": place.line,
            "start": place.start,
            "end": place.end,
        },
        "doubts": [_doubt(doubt) for doubt in measure.doubts],
    }


def _deadline(deadline: Deadline) -> dict[str, object]:
    return {
        "text": deadline.text,
        "date": deadline.date.isoformat() if deadline.date else None,
        "kind": deadline.kind,
        "is_striving": deadline.is_striving,
    }


def _doubt(doubt: Doubt) -> dict[str, object]:
    return {"code": doubt.code, **doubt.values}
