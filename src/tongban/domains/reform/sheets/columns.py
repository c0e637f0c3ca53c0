"""The columns of the ledger's workbook. Pure.

Two sheets are written and read: `ledger`, a row for each measure, and `steps`, a row for each own step. A column that
is open may be filled in; the others say what the plan's paper or the platform says, and come back as they went out.
"""

from dataclasses import dataclass

from tongban.kernel.declaration import Text
from tongban.kernel.texts import say


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is `text`, `day`, `number` or `choice`; `width` in characters; `longest` of what may be filled in."""

    id: str
    width: int = 14
    is_open: bool = False
    kind: str = "text"
    longest: int = 0

    def title(self, language: str) -> str:
        return say(f"reform.sheet.column.{self.id}", language)

    @property
    def titles(self) -> tuple[str, ...]:
        return self.title("zh"), self.title("en")


LEDGER = (
    Column("id", 16),
    Column("anchor", 10),
    Column("chapter", 16),
    Column("item", 22),
    Column("measure", 52),
    Column("lead", 20),
    Column("cooperating", 20),
    Column("due_on", 12, kind="day"),
    Column("state", 10),
    Column("agency", 16, is_open=True, longest=120),
    Column("share", 8, is_open=True, kind="number"),
    Column("progress", 36, is_open=True, longest=2000),
    Column("classification", 10, is_open=True, kind="choice"),
    Column("reason", 24, is_open=True, longest=2000),
    Column("problem", 30, is_open=True, longest=2000),
    Column("wants", 20, is_open=True, longest=500),
)
STEPS = (
    Column("id", 16),
    Column("anchor", 10),
    Column("step", 6, kind="number"),
    Column("text", 46, is_open=True, longest=200),
    Column("day", 12, is_open=True, kind="day"),
    Column("weight", 8, is_open=True, kind="number"),
    Column("done_on", 12, kind="day"),
)
HIDDEN = "_tongban"
NAMES = {"ledger": Text(zh="台账", en="Ledger"), "steps": Text(zh="自定步骤", en="Own steps")}
EMPTY = ("progress", "reason", "problem", "wants")
"""What goes out empty: it is written in to be filed, not to be changed."""


def short_id(measure: str) -> str:
    """The id of a measure as it stands in a cell: without its prefix."""
    return measure.removeprefix("measure_")
