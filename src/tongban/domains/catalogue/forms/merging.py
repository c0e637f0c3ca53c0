"""Several forms as one in which no fact is asked twice. Pure.

Two fields are one question when they name the same fact (`x-fact`), or else have the same name. What another item of
the package issues or registers is not asked at all: its answer is the one that it is issued from. Names stay those of
the whole package, whichever of its items apply, so that an answer keeps its name.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tongban.domains.catalogue.forms.strictest import Contradiction, branches_of, strictest
from tongban.domains.catalogue.forms.visibility import hanging

Place = tuple[str | int, ...]
REGISTERED = frozenset({"credit_code", "established_on", "region", "legal_representative"})
"""What a registration itself brings about a new enterprise; nobody can be asked it before."""


@dataclass(frozen=True, slots=True)
class ItemForm:
    """One item with its own form, and what a grant of it brings.

    `licence` is the type it issues with `values` (its fields by field of this form); `registers` are the facts of a
    new enterprise by field of this form, None when it registers none.
    """

    item: str
    schema: Mapping[str, Any] = field(repr=False)
    licence: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    registers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction between two items: where it stands in the form of the later one, what, how to mend."""

    item: str
    place: Place
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Merged:
    """The one form. `names`: for each item, its own field names and what they are called here (None: not asked)."""

    schema: dict[str, Any]
    names: dict[str, dict[str, str | None]]
    clashes: tuple[Clash, ...]


def merge(items: Sequence[ItemForm], *, applying: frozenset[str] | None = None) -> Merged:
    """The form of those items that apply (all of them, left out), with the names it has for all of them."""
    naming = _Naming.of(items)
    kept = [one for one in items if applying is None or one.item in applying]
    names = {one.item: dict(_names(one, kept, naming)) for one in kept}
    clashes = list(naming.clashes)
    properties: dict[str, dict[str, Any]] = {}
    for one in kept:
        for name in _in_order(one.schema):
            if (called := names[one.item][name]) is not None and not _is_issued(one, name, kept):
                part = _alone(one, name)
                if called in properties:
                    clashes += _join(properties, called, part, one=one, name=name)
                else:
                    properties[called] = part
    clashes += [clash for one in kept for clash in _lost(one, names[one.item], properties)]
    return Merged(_whole(kept, names, properties), names, tuple(clashes))


# names ---------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Naming:
    """What each field of each item is called in the whole package, and which names contradict each other."""

    called: dict[tuple[str, str], str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)
    _facts: dict[str, str] = field(default_factory=dict)  # fact → name
    _names: dict[str, tuple[str | None, str, str]] = field(default_factory=dict)  # name → fact, label, item

    @classmethod
    def of(cls, items: Sequence[ItemForm]) -> "_Naming":
        naming = cls()
        for one in items:
            for name in _in_order(one.schema):
                naming._add(one.item, name, one.schema["properties"][name])
        return naming

    def _add(self, item: str, name: str, part: Mapping[str, Any]) -> None:
        fact, label = part.get("x-fact"), part.get("x-text", {}).get("zh", name)
        known = self._names.get(name)
        if fact in self._facts:
            called = self._facts[fact]
        elif known is None:
            called = name
        elif fact and known[0] and known[0] != fact:
            called = f"{item}_{name}"
            what = f"the field {name!r} of {item} is the fact {fact}, that of {known[2]} is {known[0]}"
            self.clashes.append(Clash(item, ("properties", name, "x-fact"), what, "rename one of the fields"))
        elif not (fact or known[0]) and label != known[1]:
            called = name
            what = f"the field {name!r} is {label!r} in {item} and {known[1]!r} in {known[2]}"
            mend = "write the same x-fact in both if it is one question, else rename one"
            self.clashes.append(Clash(item, ("properties", name, "x-text"), what, mend))
        else:
            called = name
        self.called[item, name] = called
        if called not in self._names or (fact and not self._names[called][0]):
            self._names[called] = (fact, label, item)
        if fact:
            self._facts.setdefault(fact, called)


def _names(one: ItemForm, kept: Sequence[ItemForm], naming: _Naming) -> Iterator[tuple[str, str | None]]:
    for name in _in_order(one.schema):
        source = _issued(one, name, kept)
        if source is None:
            yield name, naming.called[one.item, name]
        else:
            item, own = source
            yield name, naming.called[item, own] if own else None


def _is_issued(one: ItemForm, name: str, kept: Sequence[ItemForm]) -> bool:
    return _issued(one, name, kept) is not None


def _issued(one: ItemForm, name: str, kept: Sequence[ItemForm]) -> tuple[str, str] | None:
    """The other item that brings this fact about, and the field of its form that it comes from (or nothing)."""
    place, _, rest = str(one.schema["properties"][name].get("x-prefill", "")).partition(".")
    for other in kept:
        if other.item == one.item:
            continue
        if place == "licence" and other.licence and rest.partition(".")[0] == other.licence:
            return other.item, _own_field(other, other.values.get(rest.partition(".")[2], ""))
        if place == "subject" and other.registers is not None and one.registers is None:
            if rest in other.registers:
                return other.item, _own_field(other, other.registers[rest])
            if rest in REGISTERED:
                return other.item, ""
    return None


def _own_field(one: ItemForm, name: str) -> str:
    return name if name in one.schema.get("properties", {}) else ""


# fields --------------------------------------------------------------------------------------------------------------


def _in_order(schema: Mapping[str, Any]) -> list[str]:
    properties = schema.get("properties", {})
    return sorted(properties, key=lambda name: properties[name].get("x-order", 0))


def _alone(one: ItemForm, name: str) -> dict[str, Any]:
    """The question as one item asks it, marked with the item and whether the item always asks it."""
    part = {**one.schema["properties"][name], "x-items": [one.item]}
    always = part.get("x-always") or name not in hanging(one.schema)
    return part | ({"x-always": True} if always else {})


def _join(
    properties: dict[str, dict[str, Any]], called: str, part: dict[str, Any], *, one: ItemForm, name: str
) -> Iterator[Clash]:
    first = properties[called]
    try:
        merged = strictest(first, part)
    except Contradiction as contradiction:
        whose = first["x-items"][0]
        what = f"{name!r} of {one.item} contradicts that of {whose}: {contradiction.what}"
        mend = "let both take the same answers, or rename one"
        yield Clash(one.item, ("properties", name, contradiction.key), what, mend)
        merged = dict(first)
    merged["x-items"] = [*first["x-items"], one.item]
    if "x-fact" in first or "x-fact" in part:
        merged["x-fact"] = first.get("x-fact", part.get("x-fact"))
    if first.get("x-always") or part.get("x-always"):
        merged["x-always"] = True
    properties[called] = merged


def _lost(one: ItemForm, names: Mapping[str, str | None], properties: Mapping[str, Any]) -> Iterator[Clash]:
    """A condition on an answer that nobody gives, because another item issues it, can never be judged."""
    at_top = 1 if "if" in one.schema else 0
    for index, branch in enumerate(branches_of(one.schema)):
        place: Place = ("if",) if index < at_top else ("allOf", index - at_top, "if")
        for name in branch.get("if", {}).get("properties", {}):
            if name in names and names[name] not in properties:
                what = f"{one.item} asks by {name!r}, which another item of the package issues"
                yield Clash(one.item, place, what, "ask by another field")


# the whole -----------------------------------------------------------------------------------------------------------


def _whole(
    kept: Sequence[ItemForm],
    names: Mapping[str, Mapping[str, str | None]],
    properties: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    pages = _pages(kept)
    fallback = pages[0]["id"] if pages else None
    placed = {}
    for order, (name, part) in enumerate(properties.items(), 1):
        page = {"x-page": part.get("x-page", fallback)} if fallback else {}
        placed[name] = {**part, "x-order": order, **page}
    required = [
        called
        for one in kept
        for name in one.schema.get("required", ())
        if (called := names[one.item].get(name)) in properties
    ]
    branches = [
        renamed
        for one in kept
        for branch in branches_of(one.schema)
        if (renamed := _renamed(branch, names[one.item], properties))
    ]
    whole: dict[str, Any] = {"type": "object", "required": list(dict.fromkeys(required)), "properties": placed}
    return whole | ({"x-pages": pages} if pages else {}) | ({"allOf": branches} if branches else {})


def _pages(kept: Sequence[ItemForm]) -> list[dict[str, Any]]:
    """Every page once, by id; the first title and text win."""
    found: dict[str, dict[str, Any]] = {}
    for one in kept:
        for page in one.schema.get("x-pages", ()):
            found[page["id"]] = {**page, **found.get(page["id"], {})}
    return list(found.values())


def _renamed(
    branch: Mapping[str, Any], names: Mapping[str, str | None], properties: Mapping[str, Any]
) -> dict[str, Any] | None:
    """A condition with the names of the merged form. One that hangs on what is not asked is left out."""
    if any(names.get(name) not in properties for name in branch["if"].get("properties", {})):
        return None

    def part(given: Mapping[str, Any]) -> dict[str, Any]:
        renamed: dict[str, Any] = {}
        if "properties" in given:
            pairs = [(names.get(name), rule) for name, rule in given["properties"].items()]
            renamed["properties"] = {called: rule for called, rule in pairs if called in properties}
        if "required" in given:
            renamed["required"] = [names[one] for one in given["required"] if names.get(one) in properties]
        return renamed

    return {key: part(branch[key]) for key in ("if", "then", "else") if key in branch}


def restricted(schema: Mapping[str, Any], applying: frozenset[str]) -> dict[str, Any]:
    """A written form without the fields that only absent items need (`x-items`)."""
    given = schema.get("properties", {})
    kept = {name: part for name, part in given.items() if not part.get("x-items") or applying & set(part["x-items"])}
    names = {name: name for name in kept}
    branches = [found for one in branches_of(schema) if (found := _renamed(one, names, kept))]
    rest = {key: value for key, value in schema.items() if key not in ("if", "then", "else", "allOf")}
    required = [name for name in schema.get("required", ()) if name in kept]
    return rest | {"required": required, "properties": kept} | ({"allOf": branches} if branches else {})


def page_clashes(items: Sequence[ItemForm]) -> Iterator[Clash]:
    """Pages of one id with different titles: one topic must have one name."""
    titles: dict[str, tuple[str, str]] = {}
    for one in items:
        for index, page in enumerate(one.schema.get("x-pages", ())):
            title = page["title"]["zh"]
            first, item = titles.setdefault(page["id"], (title, one.item))
            if first != title:
                what = f"the page {page['id']!r} is {title!r} in {one.item} and {first!r} in {item}"
                yield Clash(one.item, ("x-pages", index, "title"), what, "use one title, or two ids")
