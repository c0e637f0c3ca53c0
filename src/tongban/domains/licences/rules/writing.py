"""What is written on a licence, and how people read it."""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal
from unicodedata import normalize

from tongban.domains.licences.definitions import LicenceField, LicenceType
from tongban.kernel.errors import Refusal

NAME_LENGTH = 200
Values = dict[str, Any]
"""By field: a text, or for `rows` a list with one mapping per row."""


def fill(kind: LicenceType, values: Mapping[str, object], holder: Mapping[str, str]) -> Values:
    """What is written on the licence, by field, in the type's order.

    `values` come from the decision (by field id, or by form field), `holder` from the registry.
    Refuses `licences.fields.missing` with the titles of all required fields that have no value.
    """
    return _complete(kind, {field.id: _value(field, values, holder) for field in kind.fields})


def rewrite(
    kind: LicenceType, held: Mapping[str, Any], given: Mapping[str, object], *, how: Literal["set", "add"] = "set"
) -> tuple[Values, tuple[str, ...]]:
    """What is written after a change, and the ids of the fields that differ. What is not given stays; `add` puts rows
    after those that are there, and sets everything else.

    Refuses `licences.change.{unknown_field,fixed_field}` and `licences.fields.missing`.
    """
    known = {name: field for field in kind.fields for name in _names(field)}
    if strange := sorted(set(given) - set(known)):
        raise Refusal("licences.change.unknown_field", type=kind.title, fields=strange)
    written = {field.id: held.get(field.id) or "" for field in kind.fields}
    for name, value in given.items():
        field = known[name]
        new = _written(field, value)
        if field.kind == "rows" and how == "add":
            old = written[field.id] or []
            new = [*old, *(row for row in new if row not in old)]
        written[field.id] = new
    changed = tuple(field.id for field in kind.fields if written[field.id] != (held.get(field.id) or ""))
    _may_change(kind, changed)
    return _complete(kind, written), changed


def changeable(kind: LicenceType) -> tuple[LicenceField, ...]:
    """The fields that a change may write anew: those that the type names, or all; never the code of the holder, for a
    licence does not change hands."""
    named = kind.life.change.fields if kind.life.change else ()
    return tuple(field for field in kind.fields if field.origin != "holder.code" and (not named or field.id in named))


def _may_change(kind: LicenceType, changed: Sequence[str]) -> None:
    allowed = {field.id for field in changeable(kind)}
    if fixed := [field.title for field in kind.fields if field.id in changed and field.id not in allowed]:
        raise Refusal("licences.change.fixed_field", type=kind.title, fields=fixed)


def _complete(kind: LicenceType, found: Values) -> Values:
    if missing := [field.title.zh for field in kind.fields if field.required and not found[field.id]]:
        raise Refusal("licences.fields.missing", type=kind.title.zh, fields=missing)
    return {name: value for name, value in found.items() if value}


def _names(field: LicenceField) -> Iterator[str]:
    yield field.id
    place, _, name = (field.origin or "").partition(".")
    if place == "form":
        yield name


def _value(field: LicenceField, values: Mapping[str, object], holder: Mapping[str, str]) -> Any:
    if field.id in values:
        return _written(field, values[field.id])
    place, _, name = (field.origin or "").partition(".")
    return _written(field, values.get(name) if place == "form" else holder.get(name))


def _written(field: LicenceField, value: object) -> Any:
    return text_of(value) if field.kind != "rows" else list(_rows(field, value))


def _rows(field: LicenceField, value: object) -> Iterator[dict[str, str]]:
    """Rows as they are kept: the columns of the field that have a value. A text is one row with its first column."""
    rows = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    for row in rows:
        told = row if isinstance(row, Mapping) else {field.columns[0].id: row}
        if found := {one.id: text for one in field.columns if (text := text_of(told.get(one.id)))}:
            yield found


def text_of(value: object) -> str:
    """A value as text on a licence: lists with 、 between, rows with ；, yes and no as words, nothing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Sequence) and not isinstance(value, str):
        between = "；" if any(isinstance(part, Mapping) for part in value) else "、"
        return between.join(text for part in value if (text := text_of(part)))
    if isinstance(value, Mapping):
        return " ".join(text for part in value.values() if (text := text_of(part)))
    return " ".join(str(value).split())


def rows_of(field: LicenceField, value: object) -> tuple[tuple[str, ...], ...]:
    """The rows of a stored value, each with a text for every column in the order of the columns."""
    rows = value if isinstance(value, list) else []
    return tuple(tuple(row.get(column.id, "") for column in field.columns) for row in rows)


def lines_of(field: LicenceField, value: Any) -> tuple[str, ...]:
    """A stored value as people read it, line by line: one per row for rows, else one."""
    if field.kind == "rows":
        return tuple(" ".join(filter(None, row)) for row in rows_of(field, value))
    return (shown(value, field.kind),)


def told(field: LicenceField, value: Any) -> str:
    """A stored value as one text for people, rows with ； between."""
    return "；".join(lines_of(field, value))


def shown(value: str, kind: str) -> str:
    """A stored text as people read it: a date as 2026年3月2日, an amount of fen as yuan, the rest as it is."""
    if kind == "date":
        try:
            day = date.fromisoformat(value)
        except ValueError:
            return value
        return f"{day.year}年{day.month}月{day.day}日"
    if kind == "money" and value.isdecimal():
        yuan, fen = divmod(int(value), 100)
        return f"{yuan:,}.{fen:02d} 元"
    return value


def same_name(given: str, held: str) -> bool:
    """Whether two names are the same to a reader (width and spaces do not count), in time that tells nothing."""
    return hmac.compare_digest(_plain(given), _plain(held))


def _plain(name: str) -> bytes:
    folded = "".join(normalize("NFKC", name).split()).casefold()
    return folded[:NAME_LENGTH].ljust(NAME_LENGTH).encode()
