"""What goes out: a plan's measures as plain rows, and what is kept of them in the hidden sheet. Pure.

The hidden sheet holds each measure as it was when the file was made, signed, so that on the way back an edit can be
told from what others changed meanwhile, and a file of ours from one that somebody put together by hand.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

FORMAT = "tongban.ledger.1"


@dataclass(frozen=True, slots=True)
class StepLine:
    """An own step; `done_on` None while it is open."""

    number: int
    text: str
    day: date
    weight: int
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """A measure as the workbook tells it. `id` is without prefix; `state` a code; `agency` the short name or empty."""

    id: str
    anchor: str
    chapter: str
    item: str
    measure: str
    lead: str
    cooperating: str
    due_on: date | None
    state: str
    agency: str
    share: int
    classification: str
    steps: tuple[StepLine, ...]
    last_progress: str = ""

    @property
    def open_steps(self) -> tuple[StepLine, ...]:
        return tuple(step for step in self.steps if step.done_on is None)

    def standing(self, act: str) -> str:
        """What an act would change, as it stands: the same text while nobody has changed it."""
        told = Base.of(self)
        match act:
            case "agency":
                return told.agency
            case "progress":
                return f"{told.share} {self.last_progress}"
            case "classification":
                return told.classification
            case "steps":
                return json.dumps(told.steps, ensure_ascii=False)
            case _:
                return ""


@dataclass(frozen=True, slots=True)
class Base:
    """What of a measure may have changed since the file was made."""

    state: str
    agency: str
    share: int
    classification: str
    steps: tuple[tuple[str, str, int], ...]

    @classmethod
    def of(cls, line: Line) -> "Base":
        steps = tuple((one.text, one.day.isoformat(), one.weight) for one in line.open_steps)
        return cls(line.state, line.agency, line.share, line.classification, steps)

    def kept(self) -> str:
        """As one cell of the hidden sheet."""
        told = [self.state, self.agency, self.share, self.classification, self.steps]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> "Base":
        """Raises `ValueError` for what `kept` did not write."""
        told: Any = json.loads(text)
        try:
            state, agency, share, classification, steps = told
            return cls(
                str(state), str(agency), int(share), str(classification), tuple((a, b, int(c)) for a, b, c in steps)
            )
        except TypeError as wrong:
            raise ValueError(text[:40]) from wrong


@dataclass(frozen=True, slots=True)
class Header:
    """The first cells of the hidden sheet: which plan, and the instant of the export (ISO 8601)."""

    plan: str
    made_at: str


def sealed_text(header: Header, kept: Sequence[tuple[str, str]]) -> str:
    """What the signature of the hidden sheet covers."""
    return "\n".join([FORMAT, header.plan, header.made_at, *(f"{id_}\t{text}" for id_, text in kept)])
