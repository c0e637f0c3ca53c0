"""Condition trees: data compiled once to closures; every answer says why.

```yaml
all:
  - {field: 面积, op: "<=", value: 40}
  - {field: 外线长度, op: "<", parameter: water.short_line}
  - any: [{field: 类型, op: in, value: [新装, 改造]}, {field: 加急, op: "=", value: true}]
  - not: {field: 占道, op: is_given}
```

A fact that is missing makes its comparison neither true nor false; `all`, `any` and `not` carry that on as in
three-valued logic. What stays open is not allowed, and `Verdict.missing` names the facts that would settle it.
"""

import operator
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tongban.kernel.errors import Refusal
from tongban.kernel.rules.facts import MISSING, Facts, Parameters, as_kind, find, kind_of, parameter_value

DEEPEST = 40
ORDERED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
EQUAL: Mapping[str, Callable[[Any, Any], bool]] = {"=": operator.eq, "!=": operator.ne}
MEMBER = frozenset({"in", "not_in"})
TEXTUAL = frozenset({"contains", "starts_with"})
PRESENCE = frozenset({"is_given", "is_missing"})
OPERATORS = frozenset({*ORDERED, *EQUAL, *MEMBER, *TEXTUAL, *PRESENCE})


@dataclass(frozen=True, slots=True)
class Trace:
    """One step of an answer. `outcome` None: a fact was missing. A comparison has `field`, a junction has `parts`."""

    test: str
    outcome: bool | None
    field: str = ""
    actual: Any = None
    operand: Any = None
    parameter: str = ""
    parts: tuple["Trace", ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For storing with a decision: plain values only."""
        if self.parts:
            return {"test": self.test, "outcome": self.outcome, "parts": [part.as_dict() for part in self.parts]}
        told = {"test": self.test, "outcome": self.outcome, "field": self.field, "actual": _plain(self.actual)}
        if self.test not in PRESENCE:
            told["operand"] = _plain(self.operand)
        return told | ({"parameter": self.parameter} if self.parameter else {})


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a condition with its reasons. Open questions (`missing`) are never allowed."""

    allowed: bool
    trace: Trace
    missing: tuple[str, ...] = ()


Test = Callable[[Facts, date | None], Trace]


@dataclass(frozen=True, slots=True)
class Condition:
    """A compiled tree; call it with facts. `fields` and `parameters` are the names it reads."""

    test: Test
    fields: frozenset[str]
    parameters: frozenset[str]

    def __call__(self, facts: Facts, *, on: date | None = None) -> Verdict:
        """Judge the facts; parameters are read as of `on`.

        Refuses `kernel.rules.fact_not_…` when a fact is of another kind than its operand; raises `NotInForce`.
        """
        trace = self.test(facts, on)
        missing = tuple(dict.fromkeys(_open(trace))) if trace.outcome is None else ()
        return Verdict(trace.outcome is True, trace, missing)


def compile_condition(
    tree: Mapping[str, Any], *, parameters: Parameters | None = None, fields: Collection[str] | None = None
) -> Condition:
    """Check and compile a condition tree.

    `fields`, when given, are the only names it may read. Refuses, with the `place` in the tree:
    `kernel.rules.{shape,too_deep,unknown_operator,unknown_field,unknown_parameter,operand_kind,value_kind}`.
    """
    compiler = _Compiler(parameters or {}, None if fields is None else frozenset(fields))
    test = compiler.node(tree, "")
    return Condition(test, frozenset(compiler.read), frozenset(compiler.used))


@dataclass(slots=True)
class _Compiler:
    parameters: Parameters
    fields: frozenset[str] | None
    read: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def node(self, tree: Any, place: str, depth: int = 0) -> Test:
        if depth > DEEPEST:
            raise Refusal("kernel.rules.too_deep", place=place, deepest=DEEPEST)
        if not isinstance(tree, Mapping):
            raise Refusal("kernel.rules.shape", place=place or "/")
        match dict(tree):
            case {"all": [_, *_] as parts, **rest} if not rest:
                return _all([self.node(part, f"{place}/all/{n}", depth + 1) for n, part in enumerate(parts)])
            case {"any": [_, *_] as parts, **rest} if not rest:
                return _any([self.node(part, f"{place}/any/{n}", depth + 1) for n, part in enumerate(parts)])
            case {"not": part, **rest} if not rest:
                return _not(self.node(part, f"{place}/not", depth + 1))
            case {"field": str(name), "op": str(op), **rest}:
                return self.comparison(name, op, rest=rest, place=place)
        raise Refusal("kernel.rules.shape", place=place or "/")

    def comparison(self, name: str, op: str, *, rest: dict[str, Any], place: str) -> Test:
        if op not in OPERATORS:
            raise Refusal("kernel.rules.unknown_operator", place=place, given=op, known=sorted(OPERATORS))
        self._field(name, place)
        match rest:
            case {} if op in PRESENCE and not rest:
                return _presence(name, op)
            case {"value": value, **more} if not more and op not in PRESENCE:
                _check_operand(op, value, place)
                return _compare(name, op, operand=lambda facts, on: value)
            case {"parameter": str(source), **more} if not more and op in {*ORDERED, *EQUAL}:
                if source not in self.parameters:
                    raise Refusal("kernel.rules.unknown_parameter", place=place, given=source)
                self.used.add(source)
                parameters = self.parameters
                return _compare(
                    name, op, operand=lambda facts, on: parameter_value(parameters, source, on), parameter=source
                )
            case {"other": str(source), **more} if not more and op in {*ORDERED, *EQUAL}:
                self._field(source, place)
                return _compare(name, op, operand=lambda facts, on: find(facts, source), other=source)
        raise Refusal("kernel.rules.shape", place=place or "/")

    def _field(self, name: str, place: str) -> None:
        if not name or (self.fields is not None and name not in self.fields):
            raise Refusal("kernel.rules.unknown_field", place=place, given=name)
        self.read.add(name)


def _check_operand(op: str, value: Any, place: str) -> None:
    kind = kind_of(value)
    members = list(value) if kind == "list" else []
    fits = {
        **dict.fromkeys(ORDERED, kind in {"number", "date"}),
        **dict.fromkeys(EQUAL, kind != "list"),
        **dict.fromkeys(MEMBER, bool(members) and len({kind_of(member) for member in members}) == 1),
        **dict.fromkeys(TEXTUAL, kind == "text"),
    }
    if not fits[op] or "list" in {kind_of(member) for member in members}:
        raise Refusal("kernel.rules.operand_kind", place=place, op=op, given=str(value)[:40])


# closures -----------------------------------------------------------------------------------------------------------
def _all(tests: list[Test]) -> Test:
    def test(facts: Facts, on: date | None) -> Trace:
        parts = tuple(part(facts, on) for part in tests)
        outcomes = {part.outcome for part in parts}
        return Trace("all", False if False in outcomes else None if None in outcomes else True, parts=parts)

    return test


def _any(tests: list[Test]) -> Test:
    def test(facts: Facts, on: date | None) -> Trace:
        parts = tuple(part(facts, on) for part in tests)
        outcomes = {part.outcome for part in parts}
        return Trace("any", True if True in outcomes else None if None in outcomes else False, parts=parts)

    return test


def _not(inner: Test) -> Test:
    def test(facts: Facts, on: date | None) -> Trace:
        part = inner(facts, on)
        return Trace("not", None if part.outcome is None else not part.outcome, parts=(part,))

    return test


def _presence(name: str, op: str) -> Test:
    def test(facts: Facts, on: date | None) -> Trace:
        actual = find(facts, name)
        is_given = actual is not MISSING
        return Trace(op, is_given if op == "is_given" else not is_given, name, actual if is_given else None)

    return test


def _compare(
    name: str, op: str, *, operand: Callable[[Facts, date | None], Any], parameter: str = "", other: str = ""
) -> Test:
    def test(facts: Facts, on: date | None) -> Trace:
        actual, wanted = find(facts, name), operand(facts, on)
        if actual is MISSING or wanted is MISSING:
            given = None if actual is MISSING else actual
            absent = name if actual is MISSING else other
            return Trace(op, None, absent, given, None if wanted is MISSING else wanted, parameter)
        return Trace(op, _holds(op, actual, wanted=wanted, name=name), name, actual, wanted, parameter)

    return test


def _holds(op: str, actual: Any, *, wanted: Any, name: str) -> bool:
    if op in MEMBER:
        members = list(wanted)
        return (as_kind(actual, kind_of(members[0]), name=name) in members) is (op == "in")
    if op in TEXTUAL:
        if op == "contains" and kind_of(actual) == "list":
            return wanted in actual
        text = str(as_kind(actual, "text", name=name))
        return wanted in text if op == "contains" else text.startswith(wanted)
    compare = ORDERED.get(op) or EQUAL[op]
    return compare(as_kind(actual, kind_of(wanted), name=name), wanted)


def _open(trace: Trace) -> list[str]:
    """The missing facts that left a tree open."""
    if trace.outcome is not None:
        return []
    return [name for part in trace.parts for name in _open(part)] if trace.parts else [trace.field]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain(part) for part in value]
    return str(value)
