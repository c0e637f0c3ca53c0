"""The part of JSON Schema that a form may use, and what is wrong with one that uses more. Pure.

The same tables make the reference page, so what is documented is what is checked.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import jsonschema_rs

from tongban.domains.catalogue.forms.fields import FORMATS
from tongban.domains.catalogue.forms.visibility import branches

TOP = frozenset(
    {"$schema", "title", "type", "additionalProperties", "required", "properties", "allOf", "if", "then", "else"}
    | {"x-text", "x-pages"}
)
WORDS = frozenset({"x-text", "x-help", "x-page", "x-order", "x-prefill", "x-attribute", "x-unit", "x-placeholder"})
IDENTITY = frozenset({"x-fact", "x-items", "x-always"})
ALWAYS = frozenset({"type", "title", "description", "x-widget", "default"}) | WORDS | IDENTITY
BY_TYPE: Mapping[str, frozenset[str]] = {
    "string": frozenset({"minLength", "maxLength", "pattern", "format", "enum", "x-options"}),
    "integer": frozenset({"minimum", "maximum", "multipleOf", "enum", "x-options"}),
    "number": frozenset({"minimum", "maximum", "multipleOf"}),
    "boolean": frozenset({"const"}),
    "array": frozenset({"items", "minItems", "maxItems", "uniqueItems", "contains"}),
}
ROWS = frozenset({"type", "properties", "required", "additionalProperties", "allOf", "if", "then", "else"})
FILES = frozenset({"type", "format"})
CHOICES = frozenset({"type", "enum", "x-options"})
CONDITION = frozenset({"const", "enum", "minimum", "maximum", "type"})
NARROWER = frozenset(
    {"const", "enum", "minimum", "maximum", "minItems", "maxItems", "minLength", "maxLength", "pattern"}
)
WIDGETS = frozenset({"long_text", "money", "radio", "select"})
TEXTS = ("x-text", "x-help", "x-unit", "x-placeholder")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_FACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")

_META = jsonschema_rs.Draft202012Validator({"$ref": "https://json-schema.org/draft/2020-12/schema"})

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Misuse:
    """One thing a form says that it may not: where, what, how to mend."""

    place: Place
    what: str
    mend: str


def misuses(schema: Mapping[str, Any]) -> Iterator[Misuse]:
    """Everything in a form that is outside the subset, in the order it stands."""
    if broken := list(_broken(schema)):
        yield from broken
        return
    yield from _keys(schema, TOP, ())
    if schema.get("type") != "object":
        yield Misuse(("type",), "a form is an object", 'write "type": "object"')
    if schema.get("additionalProperties", False) is not False:
        yield Misuse(("additionalProperties",), "a form takes no answers it does not name", "leave it out")
    properties = schema.get("properties")
    if not isinstance(properties, dict) or not properties:
        yield Misuse(("properties",), "a form has at least one property", "add properties")
        return
    pages = {str(page.get("id")) for page in _dicts(schema.get("x-pages"))}
    yield from _pages(schema)
    yield from _required(schema, properties, ())
    for name, part in properties.items():
        yield from _property(name, part, ("properties", name), pages=pages, in_row=False)
    yield from _conditions(schema, properties)


def _broken(schema: Mapping[str, Any]) -> Iterator[Misuse]:
    """What makes it no JSON Schema at all; nothing further is asked of such a form."""
    for error in _META.iter_errors(dict(schema)):
        yield Misuse(tuple(error.instance_path), f"this is not JSON Schema: {error.message[:160]}", "correct the value")


def _dicts(given: Any) -> list[Mapping[str, Any]]:
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _keys(given: Mapping[str, Any], allowed: frozenset[str], place: Place) -> Iterator[Misuse]:
    for key in given:
        if key not in allowed:
            near = get_close_matches(key, sorted(allowed), n=1)
            mend = f"did you mean {near[0]!r}?" if near else f"use only: {', '.join(sorted(allowed))}"
            yield Misuse((*place, key), f"{key!r} is outside the subset of a form here", mend)


def _pages(schema: Mapping[str, Any]) -> Iterator[Misuse]:
    pages = schema.get("x-pages", [])
    seen: set[object] = set()
    for index, page in enumerate(pages if isinstance(pages, list) else [pages]):
        place: Place = ("x-pages", index)
        if not isinstance(page, dict) or not isinstance(page.get("id"), str) or "title" not in page:
            yield Misuse(place, "a page has an id and a title", 'write {"id": …, "title": {"zh": …, "en": …}}')
            continue
        yield from _keys(page, frozenset({"id", "title", "text"}), place)
        yield from (one for key in ("title", "text") if key in page for one in _text(page[key], (*place, key)))
        if page["id"] in seen:
            yield Misuse(place, f"the page {page['id']!r} is given twice", "give it another id")
        seen.add(page["id"])


def _text(given: Any, place: Place) -> Iterator[Misuse]:
    whole = isinstance(given, dict) and set(given) == {"zh", "en"}
    if not whole or not all(isinstance(one, str) and one.strip() for one in given.values()):
        yield Misuse(place, "a text needs zh and en, nothing else", 'write {"zh": …, "en": …}')


def _required(schema: Mapping[str, Any], properties: Mapping[str, Any], place: Place) -> Iterator[Misuse]:
    required = schema.get("required", [])
    for index, name in enumerate(required if isinstance(required, list) else []):
        if name not in properties:
            near = get_close_matches(str(name), list(properties), n=1)
            mend = f"did you mean {near[0]!r}?" if near else "add the property or leave it out"
            yield Misuse((*place, "required", index), f"{name!r} is required but no property", mend)


def _property(name: str, part: Any, place: Place, *, pages: set[str], in_row: bool) -> Iterator[Misuse]:
    if not _NAME.fullmatch(name):
        yield Misuse(place, f"{name!r} is no name of a field", "use lower-case letters, figures and _")
    if not isinstance(part, dict) or part.get("type") not in BY_TYPE or (in_row and part["type"] == "array"):
        known = ", ".join(sorted(BY_TYPE if not in_row else set(BY_TYPE) - {"array"}))
        yield Misuse(place, f"{name!r} needs a type", f"one of: {known}")
        return
    yield from _keys(part, ALWAYS | BY_TYPE[part["type"]], place)
    if "x-text" not in part:
        yield Misuse(place, f"{name!r} has no words", 'add "x-text": {"zh": …, "en": …}')
    yield from (one for key in TEXTS if key in part for one in _text(part[key], (*place, key)))
    yield from _options(part, place)
    yield from _pattern(part, place)
    yield from _identity(part, place)
    if part.get("const", True) is not True:
        yield Misuse((*place, "const"), "only a yes can be demanded", 'write "const": true')
    if "format" in part and part["format"] not in FORMATS:
        yield Misuse((*place, "format"), f"unknown format {part['format']!r}", f"one of: {', '.join(sorted(FORMATS))}")
    if "x-widget" in part and part["x-widget"] not in WIDGETS:
        yield Misuse(
            (*place, "x-widget"), f"unknown widget {part['x-widget']!r}", f"one of: {', '.join(sorted(WIDGETS))}"
        )
    if not in_row and pages and str(part.get("x-page")) not in pages:
        what = f"{name!r} is on no page" if "x-page" not in part else f"there is no page {part['x-page']!r}"
        yield Misuse((*place, "x-page"), what, f"one of: {', '.join(sorted(pages))}")
    if part["type"] == "array":
        yield from _items(part, place)


def _identity(part: Mapping[str, Any], place: Place) -> Iterator[Misuse]:
    fact, items = part.get("x-fact"), part.get("x-items", [])
    if fact is not None and not (isinstance(fact, str) and _FACT.fullmatch(fact)):
        yield Misuse((*place, "x-fact"), f"{fact!r} is no name of a fact", 'write it with dots: "enterprise.name"')
    if not isinstance(items, list) or not all(isinstance(one, str) for one in items):
        yield Misuse((*place, "x-items"), "x-items lists the items that need the answer", 'write ["<item>", …]')
    if part.get("x-always", True) is not True:
        yield Misuse((*place, "x-always"), "x-always is true or left out", 'write "x-always": true')


def _pattern(part: Mapping[str, Any], place: Place) -> Iterator[Misuse]:
    """A pattern that cannot be compiled would stop the judging of every application."""
    if "pattern" not in part:
        return
    try:
        jsonschema_rs.Draft202012Validator({"pattern": part["pattern"]})
    except (jsonschema_rs.ValidationError, ValueError):
        yield Misuse((*place, "pattern"), f"{part['pattern']!r} is no regular expression", "correct the pattern")


def _options(part: Mapping[str, Any], place: Place) -> Iterator[Misuse]:
    if "enum" not in part:
        return
    labels = part.get("x-options", {})
    for index, value in enumerate(part["enum"]):
        if not isinstance(value, (str, int)):
            yield Misuse((*place, "enum", index), f"{value!r} is no option", "an option is a text or a whole number")
        elif not isinstance(labels, dict) or str(value) not in labels:
            yield Misuse((*place, "enum", index), f"the option {value!r} has no words", "add it to x-options")
    for value, label in labels.items() if isinstance(labels, dict) else ():
        if value not in [str(one) for one in part["enum"]]:
            yield Misuse((*place, "x-options", value), f"{value!r} is no option", "add it to enum or leave it out")
        yield from _text(label, (*place, "x-options", value))


def _items(part: Mapping[str, Any], place: Place) -> Iterator[Misuse]:
    items, inside = part.get("items"), (*place, "items")
    if not isinstance(items, dict) or items.get("type") not in ("object", "string"):
        yield Misuse(inside, "a list holds rows (objects) or options (texts with enum)", "write the items")
        return
    if items.get("format") == "x-file":
        yield from _keys(items, FILES, inside)
        return
    if items["type"] == "string":
        yield from _keys(items, CHOICES, inside)
        if "enum" not in items:
            yield Misuse(inside, "a list of texts needs its options", "add enum and x-options, or use rows")
        yield from _options(items, inside)
        if part.get("contains") is not None and not _is_known_option(part["contains"], items):
            yield Misuse((*place, "contains"), "only an option can be demanded", 'write {"const": <an option>}')
        return
    yield from _keys(items, ROWS, inside)
    columns = items.get("properties") if isinstance(items.get("properties"), dict) else {}
    yield from _required(items, columns or {}, inside)
    for name, column in (columns or {}).items():
        yield from _property(name, column, (*inside, "properties", name), pages=set(), in_row=True)
    yield from _conditions(items, columns or {}, inside)


def _is_known_option(contains: Any, items: Mapping[str, Any]) -> bool:
    return isinstance(contains, dict) and set(contains) == {"const"} and contains["const"] in items.get("enum", [])


def _conditions(schema: Mapping[str, Any], properties: Mapping[str, Any], root: Place = ()) -> Iterator[Misuse]:
    for index, part in enumerate(_dicts(schema.get("allOf"))):
        yield from _keys(part, frozenset({"if", "then", "else"}), (*root, "allOf", index))
        if "if" not in part:
            yield Misuse((*root, "allOf", index), "a part of allOf is a condition", 'write {"if": …, "then": …}')
    places: list[Place] = [root] if "if" in schema else []
    places += [(*root, "allOf", index) for index, part in enumerate(_dicts(schema.get("allOf"))) if "if" in part]
    for place, branch in zip(places, branches(schema), strict=True):
        yield from _condition(branch["if"], properties, (*place, "if"))
        for side in ("then", "else"):
            if side in branch:
                yield from _side(branch[side], properties, (*place, side))


def _condition(condition: Any, properties: Mapping[str, Any], place: Place) -> Iterator[Misuse]:
    if not isinstance(condition, dict) or set(condition) != {"properties", "required"}:
        yield Misuse(
            place, "a condition has properties and required", 'write {"properties": …, "required": [the same]}'
        )
        return
    if set(condition["required"]) != set(condition["properties"]):
        yield Misuse((*place, "required"), "a condition requires exactly the fields it asks", "name the same fields")
    for name, rule in condition["properties"].items():
        here = (*place, "properties", name)
        part = properties.get(name)
        if not isinstance(part, dict):
            yield Misuse(here, f"the condition asks {name!r}, which is no property", "name a property of this form")
        elif not ("enum" in part or part.get("type") in ("boolean", "integer", "number")):
            yield Misuse(here, f"{name!r} is no choice, number or yes-no question", "ask another field")
        elif not isinstance(rule, dict) or not set(rule) - {"type"} <= CONDITION or not set(rule) - {"type"}:
            yield Misuse(here, "a condition compares with const, enum, minimum or maximum", 'e.g. {"const": true}')
        elif "enum" in part and (strange := [one for one in _values(rule) if one not in part["enum"]]):
            yield Misuse(here, f"{strange} are no options of {name!r}", "use its options")


def _values(rule: Mapping[str, Any]) -> list[Any]:
    return [rule["const"]] if "const" in rule else list(rule.get("enum", []))


def _side(side: Any, properties: Mapping[str, Any], place: Place) -> Iterator[Misuse]:
    if not isinstance(side, dict):
        yield Misuse(place, "a branch is an object", 'write {"required": […]}')
        return
    yield from _keys(side, frozenset({"required", "properties"}), place)
    yield from _required(side, properties, place)
    for name, narrower in side.get("properties", {}).items():
        here = (*place, "properties", name)
        if name not in properties:
            yield Misuse(here, f"{name!r} is no property", "name a property of this form")
        elif isinstance(narrower, dict):
            yield from _keys(narrower, NARROWER, here)
            yield from _pattern(narrower, here)
        elif narrower is not True:
            yield Misuse(here, "a branch shows a field or narrows its answer", "write {} or a rule")
