"""Between a form of the catalogue and a page: fields to draw from answers, answers read from what was posted.

Pure. Names in HTML are the names of the form; a column of a repeated group is `list.0.column`.
"""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import QueryDict

from tongban.domains.catalogue import api as catalogue
from tongban.kernel import evidence
from tongban.web.components import parts
from tongban.web.wording import pick, t

MOST_RADIOS = 6
ROW_DIGITS = 4
FILES = ("file", "files")
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
    fields: tuple["parts.Field | Upload", ...]


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


@dataclass(frozen=True, slots=True)
class Upload:
    """A question that is answered with files: those given so far, and a place for one more."""

    field: parts.Field
    name: str
    files: tuple[evidence.Evidence, ...]
    may_add: bool
    is_upload: bool = True


Asked = parts.Field | Group | Upload


@dataclass(frozen=True, slots=True)
class Context:
    """What a page needs beside its fields: answers so far, mistakes by pointer, known values by prefill name, files."""

    answers: Mapping[str, Any]
    mistakes: Mapping[str, str]
    known: Mapping[str, Known]
    wrong_url: str = ""
    files: Mapping[str, evidence.Evidence] = field(default_factory=dict)


def draw(fields: Sequence[catalogue.Field], context: Context) -> list[Asked]:
    """The fields of a page, ready for their template."""
    return [_group(one, context) if one.kind == "rows" else _asked(one, one.name, context) for one in fields]


def field_id(pointer: str) -> str:
    """The HTML id that the JSON pointer of a mistake leads to."""
    parts_of = pointer.strip("/").split("/")
    if len(parts_of) == 2 and parts_of[1].isdigit():  # one of several options or files: their question
        parts_of.pop()
    return "f-" + "-".join(parts_of)


def _asked(one: catalogue.Field, name: str, context: Context) -> "parts.Field | Upload":
    return _upload(one, name, context) if one.kind in FILES else _field(one, name, context)


def _upload(one: catalogue.Field, name: str, context: Context) -> Upload:
    path = name.split(".")
    given = _at(context.answers, path)
    ids = given if isinstance(given, list) else [given] if given else []
    pointer = "/" + "/".join(path)
    mistakes = [text for place, text in context.mistakes.items() if place == pointer or place.startswith(pointer + "/")]
    drawn = parts.Field(
        name=f"file.{name}",
        label=pick(one.label),
        kind="file",
        help=pick(one.help) or t("web.space.paper.help"),
        error=mistakes[0] if mistakes else "",
        required=one.required,
        html_id="f-" + name.replace(".", "-"),
    )
    files = tuple(context.files[file] for file in ids if file in context.files)
    return Upload(drawn, name, files, len(files) < (one.max_rows if one.kind == "files" else 1))


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
            tuple(
                _asked(column, f"{one.name}.{index}.{column.name}", context)
                for column in catalogue.columns(one, lines[index] if index < len(lines) else {})
            ),
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
    if one.kind in FILES:
        kept = [file for file in posted.getlist(name) if posted.get("drop") != f"{name}:{file}"]
        return (kept or None) if one.kind == "files" else (kept[-1] if kept else None)
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
    lines = []
    for number in _line_numbers(one, posted):
        if posted.get("remove") == f"{one.name}.{number}":
            continue
        answers = {column.name: _answer(column, f"{prefix}{number}.{column.name}", posted) for column in one.fields}
        lines.append({name: value for name, value in answers.items() if value is not None})
    if posted.get("add") == one.name and len(lines) < one.max_rows:
        lines.append({})
    return lines or None


def _line_numbers(one: catalogue.Field, posted: QueryDict) -> list[int]:
    prefix = f"{one.name}."
    mine = [key.removeprefix(prefix) for key in posted if key.startswith(prefix)]
    numbers = {int(part) for key in mine if _is_row_number(part := key.split(".")[0])}
    return sorted(numbers)[: one.max_rows]


def _is_row_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= ROW_DIGITS


@dataclass(frozen=True, slots=True)
class Slot:
    """A question of a posted page that takes files: its name in HTML, and where its answer is."""

    field: catalogue.Field
    name: str
    path: tuple[str | int, ...]


def slots(fields: Sequence[catalogue.Field], posted: QueryDict) -> list[Slot]:
    """Every place of a posted page where a file may have come, lines of repeated groups included."""
    found = [Slot(one, one.name, (one.name,)) for one in fields if one.kind in FILES]
    for one in fields:
        columns = [column for column in one.fields if column.kind in FILES] if one.kind == "rows" else []
        for place, line in enumerate(_line_numbers(one, posted) if columns else ()):
            found += [
                Slot(column, f"{one.name}.{line}.{column.name}", (one.name, place, column.name)) for column in columns
            ]
    return found


def attach(answers: dict[str, Any], slot: Slot, *, file: str) -> None:
    """Put a file that has arrived into the answers as read."""
    holder: Any = answers
    if len(slot.path) > 1:
        group, line = slot.path[:2]
        holder = (answers.get(str(group)) or [])[int(line)]
    name = str(slot.path[-1])
    holder[name] = [*(holder.get(name) or ()), file] if slot.field.kind == "files" else file


def say_answer(one: catalogue.Field, value: Any, files: Mapping[str, evidence.Evidence] | None = None) -> list[str]:
    """An answer as read on the check page: options in words, lines one by one, amounts with their unit, file names."""
    if value is None or value == "":
        return []
    if one.kind in FILES:
        given = value if isinstance(value, list) else [value]
        return [(files or {})[file].name for file in given if file in (files or {})]
    if one.kind == "rows":
        return [
            t("web.space.joined").join(
                f"{pick(column.label)}{t('web.colon')}{text}"
                for column in one.fields
                for text in say_answer(column, line.get(column.name), files)
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
