"""Facts that rules read: found by name, compared only with their own kind."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tongban.kernel.errors import Refusal
from tongban.kernel.parameters import Parameter

MISSING = object()
Facts = Mapping[str, Any]
Parameters = Mapping[str, Parameter]


def find(facts: Facts, name: str) -> Any:
    """The fact `name` (Chinese names are fine): the key itself, else a path through mappings by dots; else `MISSING`.

    None counts as missing: a question left blank is not an answer.
    """
    if name in facts:
        found = facts[name]
    else:
        found = facts
        for part in name.split("."):
            found = found.get(part, MISSING) if isinstance(found, Mapping) else MISSING
    return MISSING if found is None else found


def kind_of(value: Any) -> str:
    """number, boolean, date, text or list. Refuses `kernel.rules.value_kind` for anything else."""
    match value:
        case bool():
            return "boolean"
        case int() | float() | Decimal():
            return "number"
        case date() if not isinstance(value, datetime):
            return "date"
        case str():
            return "text"
        case list() | tuple() | set() | frozenset():
            return "list"
        case _:
            raise Refusal("kernel.rules.value_kind", given=type(value).__name__)


NOT_OF_KIND: Mapping[str, str] = {
    "number": "kernel.rules.fact_not_number",
    "boolean": "kernel.rules.fact_not_boolean",
    "date": "kernel.rules.fact_not_date",
    "text": "kernel.rules.fact_not_text",
    "list": "kernel.rules.fact_not_list",
}


def as_kind(value: Any, kind: str, *, name: str) -> Any:
    """`value` as a `kind`; an ISO text may stand for a date. Refuses `kernel.rules.fact_not_<kind>` otherwise."""
    if kind == "date" and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise Refusal(NOT_OF_KIND[kind], field=name, given=value[:40]) from None
    if isinstance(value, Mapping) or value != value or kind_of(value) != kind:
        raise Refusal(NOT_OF_KIND[kind], field=name, given=str(value)[:40])
    return value


def parameter_value(parameters: Parameters, name: str, on: date | None) -> Any:
    """The value of a parameter on the day a rule is asked for. Raises `NotInForce`; without a day it is a bug."""
    if on is None:
        raise ValueError(f"the rule reads the parameter {name}: say on which day")
    return parameters[name].on(on).value
