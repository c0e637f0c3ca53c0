"""Judging the answers of an application: every mistake at once, each with its path, a stable code and a sentence."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import jsonschema_rs

from tongban.domains.catalogue.forms import fields as shapes
from tongban.domains.catalogue.forms.fields import Field, Page
from tongban.domains.catalogue.forms.visibility import Asked, active, asked
from tongban.kernel import identifiers, texts
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

DEEPEST = 4
MOST_VALIDATORS = 64
_FILE = re.compile(r"evidence_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # who gave it, `cases` judges


@dataclass(frozen=True, slots=True)
class FieldError:
    """One mistake: a JSON pointer to the answer, the name of its top field, a stable code, the sentence."""

    path: str
    field: str
    code: str
    text: Text


def _is(parse: Callable[[str], object]) -> Callable[[Any], bool]:
    def judge(value: Any) -> bool:
        try:
            parse(str(value))
        except Refusal:
            return False
        return True

    return judge


def is_mobile_phone(value: Any) -> bool:
    """A mainland mobile number: eleven digits that begin with 13 … 19, with or without +86, spaces or hyphens."""
    digits = str(value).replace(" ", "").replace("-", "").removeprefix("+86")
    return len(digits) == 11 and digits.isascii() and digits.isdigit() and digits[0] == "1" and digits[1] in "3456789"


FORMATS: dict[str, Callable[..., bool]] = {
    "x-credit-code": _is(identifiers.CreditCode.parse),
    "x-citizen-id": _is(identifiers.CitizenId.parse),
    "x-phone": is_mobile_phone,
    "x-file": lambda value: _FILE.fullmatch(str(value)) is not None,
}


@dataclass(frozen=True)
class Form:
    """A schema made ready: its fields and the validators for each set of questions asked so far."""

    schema: Mapping[str, Any]
    fields: tuple[Field, ...]
    lines: Mapping[str, "Form"] = field(default_factory=dict, repr=False, compare=False)
    _validators: dict[Asked, jsonschema_rs.Draft202012Validator] = field(
        default_factory=dict, repr=False, compare=False
    )

    @classmethod
    def build(cls, schema: Mapping[str, Any]) -> "Form":
        """A form from a schema that the subset allows; each line of a repeated group is a form of its own."""
        fields = shapes.fields_of(schema)
        lines = {one.name: cls.build(one.row) for one in fields if one.row is not None}
        return cls(schema, fields, lines)

    def field(self, name: str) -> Field | None:
        return next((one for one in self.fields if one.name == name), None)

    def visible_pages(self, answers: Mapping[str, Any]) -> tuple[Page, ...]:
        """The pages with the fields that are asked after these answers, `required` as it is now."""
        return shapes.pages_of(self.schema, self.asked_fields(answers))

    def asked_fields(self, answers: Mapping[str, Any]) -> tuple[Field, ...]:
        """The fields that are asked after these answers, `required` as it is now."""
        now = asked(self.schema, clean(answers))
        return tuple(replace(one, required=one.name in now.required) for one in self.fields if one.name in now.shown)

    def clean(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """The answers that count: texts trimmed, blanks and answers to questions that are not asked left out."""
        kept = clean(answers)
        shown = asked(self.schema, kept).shown
        known = frozenset(self.schema.get("properties", {}))
        return {name: self._lines_of(name, value) for name, value in kept.items() if name in shown or name not in known}

    def _lines_of(self, name: str, value: Any) -> Any:
        """A repeated group with each of its lines cleaned; any other answer as it is."""
        if name not in self.lines or not isinstance(value, list):
            return value
        return [self.lines[name].clean(line) if isinstance(line, Mapping) else line for line in value]

    def errors(self, answers: object) -> list[FieldError]:
        """Everything that is wrong with the answers, in the order of the form. Never raises."""
        if not isinstance(answers, Mapping):
            return [_error("catalogue.form.not_an_object", [], _WHOLE)]
        if unreadable := list(_unreadable(answers, [])):
            return [_error("catalogue.form.unreadable", path, self._labelled(path)) for path in unreadable]
        found = list(self._mistakes(clean(answers), _TOP))
        order = {one.name: place for place, one in enumerate(self.fields)}
        return sorted(found, key=lambda error: (order.get(error.field, -1), _lines_in_order(error.path)))

    def _mistakes(self, kept: Mapping[str, Any], line: "_Line") -> Iterator[FieldError]:
        now = asked(self.schema, kept)
        yield from self._strangers(kept, now.shown, line)
        yield from self._judged(kept, now, line)
        for name, form in self.lines.items():
            lines = kept.get(name) if name in now.shown else None
            top = self.field(name)
            if top is not None and isinstance(lines, list):
                for index, one in enumerate(lines):
                    if isinstance(one, Mapping):
                        yield from form._mistakes(one, _Line(top, index))

    def _strangers(self, answers: Mapping[str, Any], shown: frozenset[str], line: "_Line") -> Iterator[FieldError]:
        for name in answers:
            known = self.field(name)
            if known is None:
                yield _error("catalogue.form.unknown_field", [*line.path, name], _named(name))
            elif name not in shown:
                yield _error("catalogue.form.not_asked", [*line.path, name], line.labelled(known))

    def _judged(self, answers: Mapping[str, Any], now: Asked, line: "_Line") -> Iterator[FieldError]:
        if now not in self._validators:
            if len(self._validators) >= MOST_VALIDATORS:
                self._validators.clear()
            self._validators[now] = _compile(self.schema, now)
        judged = {name: value for name, value in answers.items() if name in now.shown}
        for error in self._validators[now].iter_errors(judged):
            yield self._told(error, line)

    def _told(self, error: jsonschema_rs.ValidationError, line: "_Line") -> FieldError:
        path = list(error.instance_path)
        details = error.kind.as_dict()
        if error.kind.name == "required":
            path.append(details["property"])
        one = line.labelled(self._labelled(path))
        code = _code(error.kind.name, one, details)
        return _error(code, [*line.path, *path], one, **self._values(path, one, details))

    def _values(self, path: Sequence[str | int], one: Field, details: Mapping[str, Any]) -> dict[str, object]:
        """What the sentence needs beside the label: the limit, or the value that is expected."""
        limit = details.get("limit", details.get("multiple_of", ""))
        expected = details.get("expected_value", "")
        if path and "contains" in self.schema.get("properties", {}).get(path[0], {}):
            expected = self.schema["properties"][path[0]]["contains"].get("const", expected)
        label = next((option.label for option in one.options if option.value == expected), None)
        return {"limit": limit, "expected": label or expected}

    def _labelled(self, path: Sequence[str | int]) -> Field:
        """The field at a path of this form."""
        top = self.field(str(path[0])) if path else None
        if top is not None and len(path) > 2 and isinstance(path[1], int) and top.name in self.lines:
            return _Line(top, path[1]).labelled(self.lines[top.name]._labelled(path[2:]))
        return top or (_named(str(path[0])) if path else _WHOLE)


@dataclass(frozen=True, slots=True)
class _Line:
    """Where a form stands: at the top, or as line `index` of the repeated group `group`."""

    group: Field | None = None
    index: int = 0

    @property
    def path(self) -> list[str | int]:
        return [self.group.name, self.index] if self.group else []

    def labelled(self, column: Field) -> Field:
        """A column with the label of its list and its row number."""
        if self.group is None:
            return column
        row, top = self.index + 1, self.group.label
        label = Text(zh=f"{top.zh}第{row}行的{column.label.zh}", en=f"{column.label.en} ({top.en}, row {row})")
        return replace(column, label=label)


_TOP = _Line()


def _lines_in_order(path: str) -> list[tuple[bool, int, str]]:
    """A pointer as something to sort by: the tenth line comes after the second."""
    return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in path.split("/")]


def clean(value: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with texts trimmed and blanks left out, also in rows; other values are kept as they are."""
    return {name: kept for name, given in value.items() if (kept := _clean(given)) is not None}


def _clean(given: Any) -> Any:
    if isinstance(given, str):
        return given.strip() or None
    if isinstance(given, Mapping):
        return clean(given)
    if isinstance(given, (list, tuple)):
        return [kept for part in given if (kept := _clean(part)) is not None] or None
    return given


_WHOLE = Field("", "text", Text(zh="申请信息", en="the application"))


def _named(name: str) -> Field:
    shown = name[:60]
    return Field(name, "text", Text(zh=f"“{shown}”", en=f'"{shown}"'))


def _unreadable(value: Any, path: list[str | int]) -> Iterator[list[str | int]]:
    """Paths of what no database can keep: control characters, halves of characters, endless numbers, depth."""
    if len(path) > DEEPEST:
        yield path
    elif isinstance(value, Mapping):
        for name, part in value.items():
            bad = not isinstance(name, str) or _is_broken(name)
            yield from [[*path, "?"]] if bad else _unreadable(part, [*path, name])
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            yield from _unreadable(part, [*path, index])
    elif isinstance(value, str):
        yield from [path] if _is_broken(value) else []
    elif not _is_plain(value):
        yield path


def _is_plain(value: Any) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or (isinstance(value, int) and abs(value) < 2**63)


def _is_broken(text: str) -> bool:
    return any((ord(letter) < 32 and letter not in "\n\r\t") or 0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def _compile(schema: Mapping[str, Any], now: Asked) -> jsonschema_rs.Draft202012Validator:
    """The validator for one set of questions: conditions resolved, no word of ours, every length limited."""
    properties = {name: _plain(part) for name, part in schema.get("properties", {}).items() if name in now.shown}
    for side in active(schema, now.holding):
        for name, narrower in side.get("properties", {}).items():
            if name in properties and isinstance(narrower, Mapping) and narrower:
                properties[name]["allOf"] = [*properties[name].get("allOf", ()), narrower]
    effective = {"type": "object", "properties": properties, "required": sorted(now.required)}
    return jsonschema_rs.Draft202012Validator(effective, formats=FORMATS, validate_formats=True)


def _plain(part: Mapping[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {key: value for key, value in part.items() if not key.startswith("x-")}
    kind = shapes.kind_of(part)
    if part.get("type") == "string" and "enum" not in part:
        plain.setdefault("maxLength", shapes.LONGEST_PROSE if kind == "long_text" else shapes.LONGEST_TEXT)
    if part.get("type") == "array":
        plain.setdefault("maxItems", shapes.MOST_ROWS)
        items = part.get("items", {})
        plain["items"] = {"type": "object"} if kind == "rows" else _plain(items)  # a line is judged as its own form
    return plain


_CODES: Mapping[str, str] = {
    "type": "wrong_type",
    "enum": "not_an_option",
    "minLength": "too_short",
    "maxLength": "too_long",
    "minimum": "too_small",
    "exclusiveMinimum": "too_small",
    "maximum": "too_large",
    "exclusiveMaximum": "too_large",
    "multipleOf": "not_a_step",
    "pattern": "wrong_pattern",
    "minItems": "too_few",
    "maxItems": "too_many",
    "uniqueItems": "repeated",
    "const": "not_this",
    "contains": "must_include",
}
_REQUIRED: Mapping[str, str] = {
    "choice": "choose",
    "choices": "choose",
    "boolean": "choose",
    "consent": "not_confirmed",
    "rows": "add_row",
    "file": "attach",
    "files": "attach",
}


def _code(keyword: str, one: Field, details: Mapping[str, Any]) -> str:
    if keyword == "required":
        return f"catalogue.form.{_REQUIRED.get(one.kind, 'required')}"
    if keyword == "format":
        return f"catalogue.form.{shapes.FORMATS.get(str(details.get('format')), 'wrong_pattern')}"
    if keyword == "const" and one.kind in ("boolean", "consent"):
        return "catalogue.form.not_confirmed" if details.get("expected_value") else "catalogue.form.not_this"
    if keyword == "type":
        return f"catalogue.form.{'not_a_number' if one.kind in ('integer', 'number') else 'wrong_type'}"
    return f"catalogue.form.{_CODES.get(keyword, 'wrong')}"


def _in(values: Mapping[str, object], language: str) -> dict[str, object]:
    return {name: value.in_(language) if isinstance(value, Text) else value for name, value in values.items()}


def _error(code: str, path: Sequence[str | int], one: Field, **values: object) -> FieldError:
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    text = Text(
        zh=texts.say(code, "zh", field=one.label.zh, **_in(values, "zh")),
        en=texts.say(code, "en", field=one.label.en, **_in(values, "en")),
    )
    return FieldError(pointer, str(path[0]) if path else "", code, text)
