"""Decision tables as data: checked whole when loaded, so that no situation is left unanswered or answered twice.

```yaml
hit: unique                       # first: the first row that fits; unique: exactly one; collect: all that fit
inputs:
  - {field: 管径, kind: integer, least: 1}        # kind: number | integer | date | text | boolean
  - {field: 类型, kind: text, values: [新装, 改造]}
outputs: [时限, 说明]
rows:
  - {when: {管径: {"<=": 40}}, then: {时限: {parameter: water.small}, 说明: 小口径}, basis: 某文件第三条}
  - {when: {管径: {">": 40}, 类型: 新装}, then: {时限: 7, 说明: 大口径新装}}
  - {when: {管径: {">": 40}, 类型: [改造]}, then: {时限: 5, 说明: 大口径改造}}
otherwise: null                   # or the outputs when no row fits
```
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from tongban.kernel.declaration import Declaration
from tongban.kernel.errors import Refusal
from tongban.kernel.rules.cells import Cell, Operand, Reading, read_cell
from tongban.kernel.rules.coverage import Box, Classes, Column, accepted, classify, overlaps, uncovered, unreachable
from tongban.kernel.rules.facts import MISSING, Facts, Parameters, as_kind, find

Name = Annotated[str, Field(min_length=1, max_length=100)]


class Input(Declaration):
    """A column: the fact it reads and what that may be. `values` lists all it may be; `least`, `greatest` bound it."""

    field: Name
    kind: Literal["number", "integer", "date", "text", "boolean"]
    values: Annotated[tuple[int | float | date | str, ...], Field(min_length=1)] | None = None
    least: int | float | date | None = None
    greatest: int | float | date | None = None


class RowDeclaration(Declaration):
    """A row: what it asks of columns (those left out: anything), what it answers, and the clause that says so."""

    when: dict[Name, Any] = {}
    then: dict[Name, Any]
    basis: str = ""


class TableDeclaration(Declaration):
    """The shape of a table in a file."""

    hit: Literal["first", "unique", "collect"]
    inputs: Annotated[tuple[Input, ...], Field(min_length=1, max_length=20)]
    outputs: Annotated[tuple[Name, ...], Field(min_length=1)]
    rows: Annotated[tuple[RowDeclaration, ...], Field(min_length=1, max_length=1000)]
    otherwise: dict[Name, Any] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[Cell, ...]
    answers: Mapping[str, Operand]
    basis: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a table answered. `values`: each output's value (`collect`: its values, in order of the rows).

    `row` is the number (from 1) of the row that answered, None for `otherwise` and for `collect`; `rows` all that fit;
    `trace` what was read, for storing with the decision.
    """

    values: Mapping[str, Any]
    row: int | None
    rows: tuple[int, ...]
    trace: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DecisionTable:
    """A checked table. Build it with `DecisionTable.load`."""

    hit: str
    columns: tuple[Column, ...]
    outputs: tuple[str, ...]
    rows: tuple[Row, ...]
    otherwise: Mapping[str, Operand] | None
    parameters: Parameters

    @classmethod
    def load(cls, data: Mapping[str, Any], *, parameters: Parameters | None = None) -> "DecisionTable":
        """Read and check a table; parameters are checked on every day on which one of them changes.

        Refuses `kernel.rules.table_shape`, `…{cell,unknown_parameter,unknown_column,outputs_differ}` and, about the
        whole, `…table_incomplete` (first, unique), `…rows_overlap` (unique), `…row_unreachable` (first, and any row
        that accepts nothing).
        """
        try:
            declared = TableDeclaration.model_validate(data)
        except ValidationError as error:
            first = error.errors()[0]
            place = "/".join(str(part) for part in first["loc"])
            raise Refusal("kernel.rules.table_shape", place=place, detail=first["msg"]) from None
        table = _build(declared, parameters or {})
        _check(table)
        return table

    @property
    def fields(self) -> tuple[str, ...]:
        """The facts it reads."""
        return tuple(column.field for column in self.columns)

    def decide(self, facts: Facts, *, on: date | None = None) -> Outcome:
        """Answer for these facts; parameters are read as of `on`.

        Refuses `kernel.rules.fact_missing` (a fact that a row needs), `…fact_not_…`, `…fact_outside` (a value the table
        was not made for) and `…no_row`; raises `NotInForce`.
        """
        reading = Reading(self.parameters, on)
        known = {column.field: _fact(facts, column) for column in self.columns}
        fitting = [number for number, row in enumerate(self.rows, 1) if self._fits(row, known, reading)]
        trace = {"facts": {name: _plain(value) for name, value in known.items()}, "hit": self.hit, "rows": fitting}
        if self.hit == "collect":
            chosen = [self._answer(self.rows[number - 1].answers, reading) for number in fitting]
            values: dict[str, Any] = {name: [answer[name] for answer in chosen] for name in self.outputs}
            return Outcome(values, None, tuple(fitting), trace)
        if fitting:
            row = self.rows[fitting[0] - 1]
            return Outcome(self._answer(row.answers, reading), fitting[0], tuple(fitting), trace | {"basis": row.basis})
        if self.otherwise is None:
            raise Refusal("kernel.rules.no_row", facts=_told(known))
        return Outcome(self._answer(self.otherwise, reading), None, (), trace)

    def _fits(self, row: Row, known: Mapping[str, Any], reading: Reading) -> bool:
        return all(
            cell.accepts(known[column.field], reading) for column, cell in zip(self.columns, row.cells, strict=True)
        )

    def _answer(self, answers: Mapping[str, Operand], reading: Reading) -> dict[str, Any]:
        return {name: reading.of(answers[name]) for name in self.outputs}


def _fact(facts: Facts, column: Column) -> Any:
    value = find(facts, column.field)
    if value is MISSING:
        raise Refusal("kernel.rules.fact_missing", field=column.field)
    value = as_kind(value, "number" if column.kind == "integer" else column.kind, name=column.field)
    is_outside = (
        (column.values is not None and value not in column.values)
        or (column.least is not None and value < column.least)
        or (column.greatest is not None and value > column.greatest)
        or (column.kind == "integer" and value != int(value))
    )
    if is_outside:
        raise Refusal("kernel.rules.fact_outside", field=column.field, given=str(value)[:40])
    return value


# loading ------------------------------------------------------------------------------------------------------------
def _build(declared: TableDeclaration, parameters: Parameters) -> DecisionTable:
    columns = tuple(_column(each, place=f"inputs/{n}") for n, each in enumerate(declared.inputs))
    known = {column.field for column in columns}
    if len(known) < len(columns) or len(set(declared.outputs)) < len(declared.outputs):
        raise Refusal("kernel.rules.table_shape", place="inputs", detail="a column is given twice")
    rows = []
    for number, row in enumerate(declared.rows, 1):
        if strange := sorted(set(row.when) - known):
            raise Refusal("kernel.rules.unknown_column", row=number, given=strange)
        cells = (
            read_cell(
                row.when.get(column.field), column.kind, place=f"rows/{number}/{column.field}", parameters=parameters
            )
            for column in columns
        )
        rows.append(
            Row(tuple(cells), _answers(row.then, declared.outputs, row=number, parameters=parameters), row.basis)
        )
    otherwise = None
    if declared.otherwise is not None:
        otherwise = _answers(declared.otherwise, declared.outputs, row=0, parameters=parameters)
    return DecisionTable(declared.hit, columns, declared.outputs, tuple(rows), otherwise, parameters)


def _column(declared: Input, *, place: str) -> Column:
    bounds = [edge for edge in (declared.least, declared.greatest) if edge is not None]
    kind = "number" if declared.kind == "integer" else declared.kind
    if bounds and kind not in {"number", "date"}:
        raise Refusal("kernel.rules.table_shape", place=place, detail="only numbers and dates have bounds")
    for value in (*bounds, *(declared.values or ())):
        as_kind(value, kind, name=declared.field)
    return Column(declared.field, declared.kind, declared.values, declared.least, declared.greatest)


def _answers(
    given: Mapping[str, Any], outputs: Sequence[str], *, row: int, parameters: Parameters
) -> Mapping[str, Operand]:
    if set(given) != set(outputs):
        raise Refusal("kernel.rules.outputs_differ", row=row, outputs=list(outputs))
    answers = {}
    for name, value in given.items():
        if isinstance(value, Mapping) and set(value) == {"parameter"}:
            if value["parameter"] not in parameters:
                raise Refusal("kernel.rules.unknown_parameter", place=f"rows/{row}/{name}", given=value["parameter"])
            answers[name] = Operand(parameter=str(value["parameter"]))
        else:
            answers[name] = Operand(value=value)
    return answers


# the whole ----------------------------------------------------------------------------------------------------------
def _check(table: DecisionTable) -> None:
    for day in _days(table):
        _check_on(table, day)


def _days(table: DecisionTable) -> Iterable[date | None]:
    """The days on which the cells may change their meaning, once every parameter they read has begun."""
    names = {operand.parameter for row in table.rows for cell in row.cells for operand in cell.operands}
    histories = [table.parameters[name].history for name in names - {""}]
    if not histories:
        return [None]
    begun = max(history[0].begins for history in histories)
    ended = [each.begins for history in histories for each in history if each.value is None]
    changes = {each.begins for history in histories for each in history} | {begun}
    return sorted(day for day in changes if day >= begun and not any(day >= end for end in ended))


def _check_on(table: DecisionTable, on: date | None) -> None:
    reading = Reading(table.parameters, on)
    cells = list(zip(*(row.cells for row in table.rows), strict=True))
    classes = [classify(column, cells[n], reading) for n, column in enumerate(table.columns)]
    boxes: list[Box] = [
        tuple(
            accepted(cell, column, classes=each, reading=reading)
            for cell, column, each in zip(row.cells, table.columns, classes, strict=True)
        )
        for row in table.rows
    ]
    if table.hit == "unique":
        for one, other in overlaps(boxes):
            raise Refusal("kernel.rules.rows_overlap", one=one + 1, other=other + 1)
    for row in unreachable(boxes) if table.hit == "first" else (n for n, box in enumerate(boxes) if not all(box)):
        raise Refusal("kernel.rules.row_unreachable", row=row + 1)
    if table.hit != "collect" and table.otherwise is None:
        _check_complete(table, classes, boxes)


def _check_complete(table: DecisionTable, classes: Sequence[Classes], boxes: Sequence[Box]) -> None:
    hole = uncovered([each.possible for each in classes], boxes)
    if hole is not None:
        situation = zip(table.columns, classes, hole, strict=True)
        told = "; ".join(f"{column.field}: {each.told[place]}" for column, each, place in situation)
        raise Refusal("kernel.rules.table_incomplete", situation=told)


def _plain(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float, str)) else str(value)


def _told(known: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in known.items())
