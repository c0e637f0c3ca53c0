"""Answers of a form as they are written on a licence: in Chinese, choices by their label, amounts with their unit."""

from collections.abc import Mapping
from typing import Any

from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences.rules import text_of
from tongban.kernel.declaration import Text
from tongban.kernel.texts import say


def both(code: str, /, **values: object) -> Text:
    """A sentence in both languages. A `Text` among the values is told in the language of each sentence."""
    return Text(zh=say(code, "zh", **values), en=say(code, "en", **values))


def values_in_words(procedure: catalogue.Procedure, track: str, values: Mapping[str, object]) -> dict[str, object]:
    """The values of a decision, each as the form that asked for it words it."""
    asked = {field.name: field for page in procedure.pages for field in page.fields}
    item = procedure.track(track)
    sources = {name: item.names.get(own, own) or own for name, own in item.result.values.items()}
    return {name: _words(asked.get(sources.get(name, "")), value) for name, value in values.items()}


def _words(field: catalogue.Field | None, value: Any) -> Any:
    if field is None or value is None or isinstance(value, bool):
        return text_of(value)
    if field.kind == "rows":
        return [_row(field, row) for row in value]
    if field.options:
        labels = {option.value: option.label.zh for option in field.options}
        return text_of([labels.get(one, one) for one in (value if isinstance(value, list) else [value])])
    if isinstance(value, (int, float)):
        return f"{value:,} {field.unit.zh}" if field.unit else str(value)
    return text_of(value)


def _row(field: catalogue.Field, row: Mapping[str, Any]) -> dict[str, str]:
    return {column.name: text_of(_words(column, row[column.name])) for column in field.fields if column.name in row}
