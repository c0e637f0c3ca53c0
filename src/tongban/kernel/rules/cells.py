"""One cell of a decision table: the set of values it accepts, compiled against the kind of its column."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongban.kernel.errors import Refusal
from tongban.kernel.rules.facts import Parameters, kind_of, parameter_value

BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
ORDERED_KINDS = frozenset({"number", "integer", "date"})


@dataclass(frozen=True, slots=True)
class Operand:
    """A value written in the table, or the name of a dated parameter."""

    value: Any = None
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The parameters of a table on one day."""

    parameters: Parameters
    on: date | None

    def of(self, operand: Operand) -> Any:
        return parameter_value(self.parameters, operand.parameter, self.on) if operand.parameter else operand.value


@dataclass(frozen=True, slots=True)
class Cell:
    """What a row asks of one column: nothing (`bounds` and `members` None), bounds that all hold, or one of members."""

    bounds: tuple[tuple[str, Operand], ...] | None = None
    members: tuple[Operand, ...] | None = None

    def accepts(self, value: Any, reading: Reading) -> bool:
        if self.members is not None:
            return any(reading.of(member) == value for member in self.members)
        return all(BOUNDS[sign](value, reading.of(edge)) for sign, edge in self.bounds or ())

    @property
    def operands(self) -> tuple[Operand, ...]:
        return self.members or tuple(edge for _, edge in self.bounds or ())


ANY = Cell()


def read_cell(raw: Any, kind: str, *, place: str, parameters: Parameters) -> Cell:
    """A cell from data: a value, a list of values, bounds `{"<=": 40}`, `{parameter: name}`, or null for anything.

    `kind` is the column's: number, integer, date, text or boolean. Refuses `kernel.rules.{cell,unknown_parameter}`.
    """
    if raw is None:
        return ANY
    if isinstance(raw, Mapping) and set(raw) <= set(BOUNDS) and raw:
        if kind not in ORDERED_KINDS:
            raise Refusal("kernel.rules.cell", place=place, given=str(dict(raw))[:60], kind=kind)
        bounds = ((str(sign), _operand(edge, kind, place=place, parameters=parameters)) for sign, edge in raw.items())
        return Cell(bounds=tuple(bounds))
    listed = raw if isinstance(raw, Sequence) and not isinstance(raw, str) else [raw]
    if not listed:
        raise Refusal("kernel.rules.cell", place=place, given="[]", kind=kind)
    return Cell(members=tuple(_operand(each, kind, place=place, parameters=parameters) for each in listed))


def _operand(raw: Any, kind: str, *, place: str, parameters: Parameters) -> Operand:
    if isinstance(raw, Mapping) and set(raw) == {"parameter"}:
        name = str(raw["parameter"])
        if name not in parameters:
            raise Refusal("kernel.rules.unknown_parameter", place=place, given=name)
        return Operand(parameter=name)
    if isinstance(raw, Mapping) or kind_of(raw) != ("number" if kind == "integer" else kind):
        raise Refusal("kernel.rules.cell", place=place, given=str(raw)[:60], kind=kind)
    return Operand(value=raw)
