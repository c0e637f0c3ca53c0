"""Between a form of the catalogue and a page: fields to draw from answers, answers read from what was posted.

Pure. Names in HTML are the names of the form; a column of a repeated group is `list.0.column`.
"""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from tongban.domains.catalogue import api as catalogue
from tongban.web.components import parts
from tongban.web.wording import pick, t

MOST_RADIOS = 6
ROW_DIGITS = 4
_PLAIN: Mapping[str, str] = {
    "long_text": "textarea",
    "integer": "number",
    "number": "number",
    "date": "date",
    "email": "email",
    "phone": "tel",
    "boolean": "boolean",
    "choices": "checkboxes",
    "consent": "checkboxes",
}
_WIDTH: Mapping[str, str] = {"integer": "short", "number": "short", "phone": "medium"}
_NARROWED = frozenset({"integer", "number", "phone", "citizen_id", "credit_code", "date", "email"})


@dataclass(frozen=True, slots=True)
class Known:
    """A value that an authority already holds, and where it comes from, in words."""

    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a repeated group."""

    number: int
    name: str
    fields: tuple[parts.Field, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A question that is answered with several lines, such as shareholders."""

    name: str
    label: str
    help: str
    error: str
    rows: tuple[Row, ...]
    may_add: bool
    may_remove: bool
    is_list: bool = True

    @property
    def id(self) -> str:
        return "f-" + self.name


Asked = parts.Field | Group


@dataclass(frozen=True, slots=True)
class Context:
    """What a page needs beside its fields: answers so far, mistakes by pointer, known values by prefill name."""

    answers: Mapping[str, Any]
    mistakes: Mapping[str, str]
    known: Mapping[str, Known]
    wrong_url: str = ""


def draw(fields: Sequence[catalogue.Field], context: Context) -> list[Asked]:
    """The fields of a page, ready for their template."""
    return [_group(one, context) if one.kind == "rows" else _field(one, one.name, context) for one in fields]


def field_id(pointer: str) -> str:
    """The HTML id that the JSON pointer of a mistake leads to."""
    return "f-" + pointer.strip("/").replace("/", "-")


def _field(one: catalogue.Field, name: str, context: Context) -> parts.Field:
    path = name.split(".")
    value = _at(context.answers, path)
    drawn = parts.Field(
        name=name,
        label=pick(one.label),
        kind=_kind(one),
        value=_shown(value),
        help=pick(one.help) or _hint(one),
        error=context.mistakes.get("/" + "/".join(path), ""),
        required=one.required,
        choices=_choices(one, value),
        unit=pick(one.unit),
        width=_WIDTH.get(one.kind, ""),
        autocomplete="off",
        maximum_length=one.max_length,
    )
    known = context.known.get(one.prefill or "")
    if known and known.value == drawn.value:
        return replace(drawn, source=known.source, wrong_url=context.wrong_url)
    return drawn


def _kind(one: catalogue.Field) -> str:
    if one.kind == "choice":
        few = len(one.options) <= MOST_RADIOS
        return {"radio": "radio", "select": "select"}.get(one.widget or "", "radio" if few else "select")
    return _PLAIN.get(one.kind, "text")


def _hint(one: catalogue.Field) -> str:
    return t("web.space.hint.pick_several") if one.kind == "choices" else ""


def _choices(one: catalogue.Field, value: Any) -> tuple[parts.Choice, ...]:
    if one.kind == "boolean":
        return (
            parts.Choice("true", t("web.yes"), chosen=value is True),
            parts.Choice("false", t("web.no"), chosen=value is False),
        )
    if one.kind == "consent":
        return (parts.Choice("true", t("web.space.consent"), chosen=value is True),)
    chosen = value if isinstance(value, list) else [value]
    return tuple(
        parts.Choice(_shown(option.value), pick(option.label), chosen=option.value in chosen) for option in one.options
    )


def _group(one: catalogue.Field, context: Context) -> Group:
    given = context.answers.get(one.name)
    lines = given if isinstance(given, list) else []
    count = max(len(lines), one.min_rows, 1 if one.required else 0)
    rows = tuple(
        Row(
            index + 1,
            f"{one.name}.{index}",
            tuple(_field(column, f"{one.name}.{index}.{column.name}", context) for column in one.fields),
        )
        for index in range(count)
    )
    return Group(
        name=one.name,
        label=pick(one.label),
        help=pick(one.help),
        error=context.mistakes.get(f"/{one.name}", ""),
        rows=rows,
        may_add=count < one.max_rows,
        may_remove=count > max(one.min_rows, 0),
    )


def _at(answers: object, path: Sequence[str]) -> Any:
    value = answers
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _shown(value: Any) -> str:
    if value is None or isinstance(value, (list, dict)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def read(fields: Sequence[catalogue.Field], posted: QueryDict) -> dict[str, Any]:
    """The answers to these fields as posted. What cannot be read as its type is kept as written, for the validator."""
    return {one.name: _rows(one, posted) if one.kind == "rows" else _answer(one, one.name, posted) for one in fields}


def _answer(one: catalogue.Field, name: str, posted: QueryDict) -> Any:
    if one.kind == "choices":
        return [_option(one, text) for text in posted.getlist(name)] or None
    text = posted.get(name, "").replace("\r\n", "\n").strip()
    if one.kind in _NARROWED:
        text = unicodedata.normalize("NFKC", text)
    if not text:
        return None
    if one.kind in ("boolean", "consent"):
        return {"true": True, "false": False}.get(text, text)
    if one.kind in ("integer", "number"):
        return _number(text)
    if one.kind in ("citizen_id", "credit_code"):
        return text.upper().replace(" ", "")
    return _option(one, text) if one.kind == "choice" else text


def _option(one: catalogue.Field, text: str) -> str | int | bool:
    return next((option.value for option in one.options if _shown(option.value) == text), text)


def _number(text: str) -> int | float | str:
    """A number as typed; what is none (also `nan`, `inf` and what no float can hold) stays text for the validator."""
    plain = text.replace(",", "").replace(" ", "")
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        number = float(plain)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _rows(one: catalogue.Field, posted: QueryDict) -> list[dict[str, Any]] | None:
    """Lines in order; `add` = this group adds an empty one, `remove` = `group.index` drops one."""
    prefix = f"{one.name}."
    mine = [key.removeprefix(prefix) for key in posted if key.startswith(prefix)]
    numbers = sorted({int(part) for key in mine if _is_row_number(part := key.split(".")[0])})
    lines = []
    for number in numbers[: one.max_rows]:
        if posted.get("remove") == f"{one.name}.{number}":
            continue
        answers = {column.name: _answer(column, f"{prefix}{number}.{column.name}", posted) for column in one.fields}
        lines.append({name: value for name, value in answers.items() if value is not None})
    if posted.get("add") == one.name and len(lines) < one.max_rows:
        lines.append({})
    return lines or None


def _is_row_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= ROW_DIGITS


def say_answer(one: catalogue.Field, value: Any) -> list[str]:
    """An answer as read on the check page: options in words, lines one by one, amounts with their unit."""
    if value is None or value == "":
        return []
    if one.kind == "rows":
        return [
            t("web.space.joined").join(
                f"{pick(column.label)}{t('web.colon')}{text}"
                for column in one.fields
                for text in say_answer(column, line.get(column.name))
            )
            for line in value
        ]
    if isinstance(value, bool):
        return [t("web.yes") if value else t("web.no")]
    values = value if isinstance(value, list) else [value]
    words = {option.value: pick(option.label) for option in one.options}
    unit = f" {pick(one.unit)}" if one.unit else ""
    return [f"{words.get(part, _grouped(part))}{unit}" for part in values]


def _grouped(value: Any) -> str:
    return f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
