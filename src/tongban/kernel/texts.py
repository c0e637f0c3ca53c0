"""Every sentence a person reads, in Chinese and English, by a stable code.

Texts are data (`strings/*.yaml` beside the code that uses them): `code: {zh: …, en: …}` with `{name}` placeholders.
They are read once at start; `say` never fails on a missing value, because a refusal must always reach its reader.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path

import yaml

from tongban.kernel.declaration import Text
from tongban.kernel.errors import TongbanError

_TEXTS: dict[str, Mapping[str, str]] = {}


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


def load(files: Iterable[Path]) -> None:
    """Read text files; the same code in two files is a mistake that stops the start."""
    for file in sorted(files):
        for code, languages in (yaml.safe_load(file.read_text("utf-8")) or {}).items():
            if code in _TEXTS and _TEXTS[code] != languages:
                raise ValueError(f"{file}: the text {code} is given twice")
            if set(languages) != {"zh", "en"}:
                raise ValueError(f"{file}: the text {code} needs zh and en, nothing else")
            _TEXTS[code] = languages


def codes() -> frozenset[str]:
    return frozenset(_TEXTS)


def say(code: str, language: str, /, **values: object) -> str:
    """The sentence for `code` in `zh` or `en` (anything else reads Chinese). An unknown code is shown as itself."""
    languages = _TEXTS.get(code)
    if languages is None:
        return code
    text = languages["en" if language.startswith("en") else "zh"]
    return text.format_map(_Blank({name: _plain(value, language) for name, value in values.items()}))


def _plain(value: object, language: str) -> object:
    """A value as words: lists are joined, a day and a `Text` are told in its language, an error as its own sentence."""
    if isinstance(value, TongbanError):
        return say(value.code, language, **value.values)
    if isinstance(value, Text):
        return value.in_(language)
    if isinstance(value, (list, tuple, set, frozenset)):
        return (", " if language.startswith("en") else "、").join(str(_plain(part, language)) for part in value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value:%-d %B %Y}" if language.startswith("en") else f"{value.year}年{value.month}月{value.day}日"
    return value
