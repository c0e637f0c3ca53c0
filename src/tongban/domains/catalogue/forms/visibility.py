"""What a form asks after some answers: branches of `if`/`then`/`else` on choices and yes-no questions.

A field that some branch names (in `required`, or as a key of `properties`) is asked only while a branch that names
it holds; one that is `required` at the top, or marked `x-always`, is always asked. A hidden field has no answer, so
what hangs on it is hidden too. The value of a key of `properties` may narrow the answer while the branch holds
(`{"const": 0}`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]


def branches(schema: Schema) -> Iterator[Schema]:
    """Every `if` of a form: the one at its top and those under `allOf`."""
    if "if" in schema:
        yield schema
    yield from (part for part in schema.get("allOf", ()) if "if" in part)


def named(part: Schema) -> frozenset[str]:
    """The fields that a `then` or `else` asks."""
    return frozenset(part.get("required", ())) | frozenset(part.get("properties", {}))


def hanging(schema: Schema) -> frozenset[str]:
    """The fields that some branch decides about."""
    always = frozenset(schema.get("required", ()))
    always |= {name for name, part in schema.get("properties", {}).items() if part.get("x-always") is True}
    found = [named(branch.get(side, {})) for branch in branches(schema) for side in ("then", "else")]
    return frozenset().union(*found) - always


def holds(condition: Schema, answers: Mapping[str, Any]) -> bool:
    """Whether an `if` is true of the answers: `const`, `enum`, `minimum`, `maximum` of top-level fields."""
    if any(name not in answers for name in condition.get("required", ())):
        return False
    return all(
        _matches(rule, answers[name]) for name, rule in condition.get("properties", {}).items() if name in answers
    )


def _matches(rule: Schema, answer: Any) -> bool:
    allowed = [rule["const"]] if "const" in rule else rule.get("enum")
    if allowed is not None:
        return any(type(answer) is type(one) and answer == one for one in allowed)
    if isinstance(answer, bool) or not isinstance(answer, (int, float)):
        return False
    return bool(rule.get("minimum", answer) <= answer <= rule.get("maximum", answer))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked now: the fields shown, those that must be answered, and which branches hold."""

    shown: frozenset[str]
    required: frozenset[str]
    holding: tuple[bool, ...]


def asked(schema: Schema, answers: Mapping[str, Any]) -> Asked:
    """What is asked, given the answers so far. A hidden answer never decides about another field."""
    always, must = frozenset(schema.get("properties", {})) - hanging(schema), frozenset(schema.get("required", ()))
    every = frozenset(schema.get("properties", {}))
    shown = always
    holding: tuple[bool, ...] = ()
    sides: tuple[Schema, ...] = ()
    for _ in range(len(every) + 1):
        known = {name: value for name, value in answers.items() if name in shown}
        holding = tuple(holds(branch["if"], known) for branch in branches(schema))
        sides = active(schema, holding)
        now = always | (every & frozenset().union(*map(named, sides)))
        if now == shown:
            break
        shown = now
    required = must.union(*(side.get("required", ()) for side in sides))
    return Asked(shown, required & shown, holding)


def active(schema: Schema, holding: tuple[bool, ...]) -> tuple[Schema, ...]:
    """The `then` or `else` of each branch that counts."""
    pairs = zip(branches(schema), holding, strict=True)
    return tuple(branch.get("then" if held else "else", {}) for branch, held in pairs)
