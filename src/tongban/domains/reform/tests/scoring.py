"""How well a reading agrees with what a paper says: precision and recall of units and time limits."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml

from tongban.domains.reform.reading import Measure, Plan, read_plan
from tongban.kernel.errors import Refusal

FIELDS = ("lead", "cooperating", "deadline")
Fact = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One measure as a person reads it: its first words, who, and until when ("None" for times without a day)."""

    words: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    deadline: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Facts that are right, read in all, and to be read in all."""

    right: int
    read: int
    wanted: int

    def plus(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.read + other.read, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0


def load(file: Path) -> dict[str, Any]:
    """The expected ledger of a layout: `document`, `rows` and what else it tells."""
    told: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    told["rows"] = [
        Row(one[0], tuple(one[1]), tuple(one[2]), tuple(str(day) for day in one[3])) for one in told["rows"]
    ]
    return told


def rows_of(plan: Plan) -> list[Row]:
    return [Row(one.text, one.lead, one.cooperating, _days(one)) for one in plan.measures]


def _days(measure: Measure) -> tuple[str, ...]:
    return tuple(str(one.date) for one in measure.deadlines)


def score(read: list[Row], wanted: list[Row]) -> dict[str, Score]:
    """Lead units, cooperating units and time limits, each compared with the measure that begins with the same words."""
    return {name: _score(_facts(read, wanted, name), _wanted(wanted, name)) for name in FIELDS}


def _score(read: set[Fact], wanted: set[Fact]) -> Score:
    return Score(len(read & wanted), len(read), len(wanted))


def _wanted(rows: list[Row], name: str) -> set[Fact]:
    return {(place, one) for place, row in enumerate(rows) for one in getattr(row, name)}


def _facts(read: list[Row], wanted: list[Row], name: str) -> set[Fact]:
    facts = set()
    for spare, row in enumerate(read):
        place = next((at for at, one in enumerate(wanted) if row.words.startswith(one.words)), -1 - spare)
        facts |= {(place, one) for one in getattr(row, name)}
    return facts


def main(folder: Path) -> None:
    """Print precision and recall for each layout in a folder: a paper and, beside it, a .yaml of what it says (`rows`).

    The last line is the sum; a paper that is refused counts as nothing read. Papers nobody has mended for are kept
    outside the repository: `python -m tongban.domains.reform.tests.scoring FOLDER`.
    """
    totals = dict.fromkeys(FIELDS, Score(0, 0, 0))
    whole, files = 0, sorted(folder.glob("*.yaml"))
    for file in files:
        (paper,) = (one for one in folder.glob(f"{file.stem}.*") if one.suffix != ".yaml")
        wanted = load(file)["rows"]
        try:
            read = rows_of(read_plan(paper))
        except Refusal as refusal:
            click.echo(f"{file.stem:<14}{refusal.code}")
            read = []
        told = score(read, wanted)
        whole += len(read) == len(wanted) and all(one.right == one.read == one.wanted for one in told.values())
        totals = {name: totals[name].plus(one) for name, one in told.items()}
        click.echo(f"{file.stem:<14}{_figures(told)}")
    click.echo(f"{whole} of {len(files)} whole  {_figures(totals)}")


def _figures(told: dict[str, Score]) -> str:
    return "  ".join(f"{name} {one.precision:.3f}/{one.recall:.3f}" for name, one in told.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "layouts")
