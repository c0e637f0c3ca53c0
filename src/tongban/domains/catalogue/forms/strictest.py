"""One question out of several: the strictest of what each item asks, or a sentence why there is none. Pure.

Words, and the fact that fills it in beforehand, are those of the first item that asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import lcm
from typing import Any

from tongban.domains.catalogue.forms.fields import kind_of

Part = Mapping[str, Any]
FIRST_WINS = ("x-text", "title", "description", "x-help", "x-unit", "x-placeholder", "x-widget", "default", "x-page")
_LOWEST = ("minLength", "minimum", "minItems")
_HIGHEST = ("maxLength", "maximum", "maxItems")
_BOUNDS = tuple(zip(_LOWEST, _HIGHEST, strict=True))
_NEAR = ({"integer", "number"}, {"text", "long_text"})


class Contradiction(Exception):
    """Two questions that no answer satisfies, or that are not the same question. `key` is what contradicts."""

    def __init__(self, key: str, what: str) -> None:
        super().__init__(what)
        self.key, self.what = key, what


def strictest(first: Part, other: Part) -> dict[str, Any]:
    """A property that every answer to both satisfies. Words are those of the first. Raises `Contradiction`."""
    merged = {key: value for key, value in first.items() if key not in ("enum", "x-options")}
    merged |= {key: other[key] for key in FIRST_WINS if key in other and key not in first}
    merged["type"] = _type(first, other)
    merged |= _bounds(first, other)
    _same_unit(first, other)
    if "enum" in first or "enum" in other:
        merged |= _options(first, other)
    for key in ("uniqueItems", "x-attribute"):
        if first.get(key) or other.get(key):
            merged[key] = True
    if "multipleOf" in first and "multipleOf" in other:
        merged["multipleOf"] = _multiple(first["multipleOf"], other["multipleOf"])
    elif "multipleOf" in other:
        merged["multipleOf"] = other["multipleOf"]
    if "const" in other:
        merged["const"] = other["const"]
    merged |= _both(first, other)
    if merged["type"] == "array":
        merged["items"] = _items(first, other)
    return merged


def _type(first: Part, other: Part) -> str:
    """Kinds must agree, but a whole number is also a number and a line is also a text."""
    kinds = {kind_of(first), kind_of(other)}
    if len(kinds) > 1 and not any(kinds <= near for near in _NEAR):
        raise Contradiction("type", f"it is {' here and '.join(sorted(kinds))} there")
    return "integer" if "integer" in (first.get("type"), other.get("type")) else str(first["type"])


def _bounds(first: Part, other: Part) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for keys, choose in ((_LOWEST, max), (_HIGHEST, min)):
        for key in keys:
            if given := [part[key] for part in (first, other) if key in part]:
                found[key] = choose(given)
    for low, high in _BOUNDS:
        if low in found and high in found and found[low] > found[high]:
            raise Contradiction(
                low if low in other else high, f"no answer is at least {found[low]} and at most {found[high]}"
            )
    return found


def _same_unit(first: Part, other: Part) -> None:
    units = [part["x-unit"]["zh"] for part in (first, other) if "x-unit" in part]
    if len(set(units)) > 1:
        raise Contradiction("x-unit", f"it is asked in {units[0]} and in {units[1]}")


def _options(first: Part, other: Part) -> dict[str, Any]:
    enums = [part["enum"] for part in (first, other) if "enum" in part]
    common = [one for one in enums[0] if all(one in enum for enum in enums)]
    if not common:
        raise Contradiction("enum", "they have no option in common")
    labels = {**other.get("x-options", {}), **first.get("x-options", {})}
    return {"enum": common, "x-options": {str(one): labels[str(one)] for one in common if str(one) in labels}}


def _multiple(first: float, other: float) -> float:
    if isinstance(first, int) and isinstance(other, int):
        return lcm(first, other)
    if first != other:
        raise Contradiction("multipleOf", f"it goes in steps of {first} and of {other}")
    return first


def _both(first: Part, other: Part) -> dict[str, Any]:
    """Rules that stand beside each other: patterns and demanded options; one format only."""
    formats = {part["format"] for part in (first, other) if "format" in part}
    if len(formats) > 1:
        raise Contradiction("format", f"it is {' and '.join(sorted(formats))} at once")
    found: dict[str, Any] = {"format": formats.pop()} if formats else {}
    more = [*first.get("allOf", ()), *other.get("allOf", ())]
    for key in ("pattern", "contains"):
        given = [part[key] for part in (first, other) if key in part]
        if given:
            found[key] = given[0]
            more += [{key: one} for one in given[1:] if one != given[0]]
    return found | ({"allOf": more} if more else {})


def _items(first: Part, other: Part) -> dict[str, Any]:
    one, two = first["items"], other["items"]
    if one.get("type") != "object":
        return {**one, **(_options(one, two) if "enum" in one else {})}
    columns = dict(one.get("properties", {}))
    for name, column in two.get("properties", {}).items():
        columns[name] = strictest(columns[name], column) if name in columns else column
    required = [*one.get("required", ()), *two.get("required", ())]
    return {
        **one,
        "properties": columns,
        "required": list(dict.fromkeys(required)),
        **_branches(one, two),
    }


def _branches(first: Part, other: Part) -> dict[str, Any]:
    every = [*branches_of(first), *branches_of(other)]
    return {"allOf": every} if every else {}


def branches_of(schema: Part) -> Iterator[dict[str, Any]]:
    """The conditions of an object as parts of `allOf`, also the one that stands at its top."""
    if "if" in schema:
        yield {key: schema[key] for key in ("if", "then", "else") if key in schema}
    yield from (dict(part) for part in schema.get("allOf", ()))


def together(parts: Sequence[Part]) -> dict[str, Any]:
    """The strictest of several, in their order. Raises `Contradiction`."""
    merged = dict(parts[0])
    for part in parts[1:]:
        merged = strictest(merged, part)
    return merged
