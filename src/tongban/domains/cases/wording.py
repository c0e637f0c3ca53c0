"""Words of this domain in both languages at once."""

from collections.abc import Mapping
from typing import Any

from tongban.domains.catalogue import api as catalogue
from tongban.kernel import evidence
from tongban.kernel.declaration import Text
from tongban.kernel.durations import Duration
from tongban.kernel.errors import Refusal
from tongban.kernel.texts import say

NOTHING = Text(zh="—", en="—")


def both(code: str, /, **values: object) -> Text:
    """A sentence in both languages. A `Text` among the values is told in the language of each sentence."""
    return Text(zh=say(code, "zh", **values), en=say(code, "en", **values))


def joined(parts: list[Text]) -> Text:
    """A list in words: 、 between the parts in Chinese, commas in English."""
    if not parts:
        return NOTHING
    return Text(zh="、".join(part.zh for part in parts), en=", ".join(part.en for part in parts))


def duration(value: Duration) -> Text:
    """So much time with its unit: 15个工作日, 15 working days."""
    unit = both(f"kernel.duration.unit.{value.unit}")
    return Text(zh=f"{value.amount}{unit.zh}", en=f"{value.amount} {unit.en}")


def answer(field: catalogue.Field, given: Any) -> Text:
    """One answer in words: choices by their label, yes and no, amounts with their unit, rows line by line."""
    if given is None or given in ("", []):
        return NOTHING
    if isinstance(given, bool):
        return both("cases.answer.yes" if given else "cases.answer.no")
    if field.kind == "rows":
        return _lines([_row(field, row) for row in given])
    if field.kind in ("file", "files"):
        return joined([_same(file_name(one)) for one in (given if isinstance(given, list) else [given])])
    if field.kind == "choices":
        return joined([_option(field, one) for one in given])
    if field.kind == "choice":
        return _option(field, given)
    said = f"{given:,}" if isinstance(given, (int, float)) else str(given)
    return Text(zh=f"{said} {field.unit.zh}", en=f"{said} {field.unit.en}") if field.unit else Text(zh=said, en=said)


def file_name(file: str) -> str:
    """The name that a file was given; one that is gone has none."""
    try:
        return evidence.describe(evidence.EvidenceId.parse(file)).name
    except Refusal:
        return "—"


def _same(text: str) -> Text:
    return Text(zh=text, en=text)


def _row(field: catalogue.Field, row: Mapping[str, Any]) -> Text:
    parts = [(column.label, answer(column, row[column.name])) for column in field.fields if column.name in row]
    return Text(
        zh="；".join(f"{label.zh}：{value.zh}" for label, value in parts) or "—",
        en="; ".join(f"{label.en}: {value.en}" for label, value in parts) or "—",
    )


def _lines(rows: list[Text]) -> Text:
    return Text(zh="\n".join(row.zh for row in rows), en="\n".join(row.en for row in rows))


def _option(field: catalogue.Field, given: Any) -> Text:
    found = next((option.label for option in field.options if option.value == given), None)
    return found or Text(zh=str(given), en=str(given))
