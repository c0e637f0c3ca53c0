"""What a form asks after some answers: branches of `if`/`then`/`else` on choices and yes-no questions.

A field that some branch names (in `required`, or as a key of `properties`) is asked only while a branch that names
it holds. Every other field is always asked. A hidden field has no answer, so what hangs on it is hidden too.
"""

from collections.abc import Iterator, Mapping
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
    found = [named(branch.get(side, {})) for branch in branches(schema) for side in ("then", "else")]
    return frozenset().union(*found) - always


def holds(condition: Schema, answers: Mapping[str, Any]) -> bool:
    """Whether an `if` is true of the answers. Only `const` and `enum` of top-level fields can be asked."""
    if any(name not in answers for name in condition.get("required", ())):
        return False
    return all(
        _matches(rule, answers[name]) for name, rule in condition.get("properties", {}).items() if name in answers
    )


def _matches(rule: Schema, answer: Any) -> bool:
    allowed = [rule["const"]] if "const" in rule else rule.get("enum", [])
    return any(type(answer) is type(one) and answer == one for one in allowed)


def asked(schema: Schema, answers: Mapping[str, Any]) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the fields that are asked, and of those that must be answered, given the answers so far."""
    decided = hanging(schema)
    every = frozenset(schema.get("properties", {}))
    shown, required = every - decided, frozenset(schema.get("required", ()))
    for _ in range(len(decided) + 1):
        known = {name: value for name, value in answers.items() if name in shown}
        sides = [branch.get("then" if holds(branch["if"], known) else "else", {}) for branch in branches(schema)]
        now = (every - decided) | (every & frozenset().union(*map(named, sides)))
        required = frozenset(schema.get("required", ())).union(*(side.get("required", ()) for side in sides))
        if now == shown:
            break
        shown = now
    return shown, required & shown
