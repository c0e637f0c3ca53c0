"""Answers that a form takes, made from its schema alone: for walking every way through every package."""

import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import islice, product
from math import prod
from typing import Any
from zlib import crc32

from hypothesis import find, settings
from hypothesis import strategies as st

from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.forms.visibility import active, asked, branches
from tongban.kernel.identifiers import CitizenId

FORMATS = {
    "date": "2026-11-02",
    "email": "someone@example.test",
    "x-credit-code": "91990102MA9C000128",
    "x-citizen-id": str(CitizenId.compose(region="990102", born_on=date(1990, 5, 4), sequence=1)),
    "x-phone": "13900000001",
    "x-file": "evidence_0190c2f0-0000-4000-8000-000000000001",
}
TEXTS = (
    "青禾餐饮有限公司",
    "云汀市临江区云桥路一号",
    "林一",
    "2026-11",
    "A1234567",
    "12345678",
    "一二三四五六七八九十",
)


def whole_answers(procedure: catalogue.Procedure, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to every question that is asked once `chosen` is answered so. What is not asked is not answered."""
    answers: dict[str, Any] = dict(chosen)
    for _ in range(len(procedure.form["properties"]) + 1):
        fields = [one for page in catalogue.answered_pages(procedure, answers) for one in page.fields]
        more = {one.name: value(_part(procedure, one.name, answers)) for one in fields if one.name not in answers}
        if not more:
            break
        answers |= more
    return catalogue.clean_answers(procedure, answers)


def _part(procedure: catalogue.Procedure, name: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of a field with what the branches that hold now narrow it to."""
    part = dict(procedure.form["properties"][name])
    now = asked(procedure.form, {**answers, **procedure.filled})
    for side in active(procedure.form, now.holding):
        rule = side.get("properties", {}).get(name)
        if isinstance(rule, Mapping):
            part = {**part, **rule}
    return part


def value(part: Mapping[str, Any]) -> Any:
    """One answer that a property takes."""
    if "const" in part:
        return part["const"]
    if "enum" in part:
        return part["enum"][0]
    match part["type"]:
        case "boolean":
            return False
        case "integer" | "number":
            lowest = part.get("minimum", min(1, part.get("maximum", 1)))
            step = part.get("multipleOf", 1 if part["type"] == "integer" else 0)
            return -(-lowest // step) * step if step else lowest
        case "array":
            return _list(part)
    if "format" in part:
        return FORMATS[part["format"]]
    return _text(
        (part.get("pattern", ""), *(one["pattern"] for one in part.get("allOf", ()) if "pattern" in one)),
        shortest=part.get("minLength", 1),
        longest=part.get("maxLength", 1000),
    )


def _list(part: Mapping[str, Any]) -> list[Any]:
    items, count = part["items"], max(1, part.get("minItems", 0))
    if items.get("type") == "object":
        return [_line(items) for _ in range(count)]
    if "format" in items:
        return [FORMATS[items["format"]]] * count
    demanded = [part["contains"]["const"]] if "contains" in part else []
    rest = [one for one in items["enum"] if one not in demanded]
    return (demanded + rest)[: max(count, len(demanded))]


def _line(items: Mapping[str, Any]) -> dict[str, Any]:
    line: dict[str, Any] = {}
    for _ in items["properties"]:
        now = asked(items, line)
        line |= {name: value(items["properties"][name]) for name in now.required if name not in line}
    return line


@cache
def _text(patterns: tuple[str, ...], *, shortest: int, longest: int) -> str:
    def fits(text: str) -> bool:
        told = text.strip() == text and shortest <= len(text) <= longest
        return told and all(re.search(pattern, text) for pattern in patterns)

    padded = (text * (-(-shortest // len(text)) or 1) for text in TEXTS)
    for text in (*TEXTS, *(one[:longest] for one in padded), *(str(number) for number in (1, 10, 1000))):
        if fits(text):
            return text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        strategy = st.from_regex(patterns[0] or ".", alphabet=st.characters(codec="utf-8"))
        return find(strategy, fits, settings=settings(max_examples=5000, database=None))


def choices(procedure: catalogue.Procedure, *, most: int = 60) -> Iterator[dict[str, Any]]:
    """Answers to the questions on which others hang: each of their answers once, then all together or a sample."""
    deciding: dict[str, list[Any]] = {}
    for branch in branches(procedure.form):
        for name, rule in branch["if"]["properties"].items():
            part = procedure.form["properties"][name]
            deciding.setdefault(name, _options(part)).extend(_edges(rule, part))
    deciding = {name: list(dict.fromkeys(found)) for name, found in deciding.items() if name not in procedure.filled}
    yield {}
    for name, found in deciding.items():
        yield from ({name: one} for one in found)
    together = list(product(*deciding.values())) if prod(map(len, deciding.values())) <= most else []
    yield from (dict(zip(deciding, one, strict=True)) for one in together)
    for turn in range(0 if together else most):
        yield {name: found[_lot(procedure.digest, name, turn) % len(found)] for name, found in deciding.items()}


def _lot(*parts: object) -> int:
    """A number that looks drawn, the same in every run."""
    return crc32(repr(parts).encode())


def _options(part: Mapping[str, Any]) -> list[Any]:
    if "enum" in part:
        return list(part["enum"])
    return [True, False] if part["type"] == "boolean" else [value(part)]


def _edges(rule: Mapping[str, Any], part: Mapping[str, Any]) -> Iterator[Any]:
    """Numbers on both sides of a condition, as far as the field takes them."""
    low, high = part.get("minimum", 0), part.get("maximum", 10**9)
    for key in ("minimum", "maximum"):
        if key in rule and "enum" not in part:
            yield from (one for one in (rule[key] - 1, rule[key], rule[key] + 1) if low <= one <= high)


def fitting(procedure: catalogue.Procedure, *, most: int = 60) -> Iterator[dict[str, Any]]:
    """Whole answers for every choice that leaves no contradiction to what a branch demands."""
    for chosen in islice(choices(procedure, most=most), most * 2):
        shown = {one.name for page in catalogue.answered_pages(procedure, chosen) for one in page.fields}
        kept = {name: one for name, one in chosen.items() if name in shown}
        yield whole_answers(procedure, kept)
