"""YAML that means what it says, with the line of everything.

Plain YAML turns `on` into True, `9:30` into 570 and `010` into 8, and keeps the last of two equal keys in silence.
Here a plain word is a text, except `true`, `false`, `null`, decimal whole numbers, decimal fractions and ISO days.
Refused, each with its line: a key given twice, an empty value, anchors, aliases, tags, several documents, a day
that does not exist, nesting deeper than 60. Built on the event stream, so neither depth nor aliases cost memory.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from tongban.kernel.errors import TongbanError

DEEPEST = 60
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None}
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Place = tuple[str | int | date, ...]


class StrictYamlError(TongbanError):
    """A file that cannot be read without guessing. `code`, and in `values` the `file`, `line` (from 1) and details."""

    def __init__(self, code: str, /, *, file: str, line: int, what: str, **values: object) -> None:
        super().__init__(code, file=file, line=line, **values)
        self.file, self.line, self.what = file, line, what


@dataclass(frozen=True, slots=True)
class Lines:
    """Where each value of a file stands."""

    places: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line (from 1) of the value at `place` (keys and list positions); or its nearest parent's."""
        while place and place not in self.places:
            place = place[:-1]
        return self.places.get(place, 1)


def load(source: str | Path) -> Any:
    """The data of a YAML text or file: dicts, lists, str, int, float, bool, date, None. Raises `StrictYamlError`."""
    return load_marked(source)[0]


def load_marked(source: str | Path) -> tuple[Any, Lines]:
    """The data and the line of each value. Raises `StrictYamlError`; an empty file is None."""
    name = str(source) if isinstance(source, Path) else "<text>"
    try:
        text = source.read_text("utf-8") if isinstance(source, Path) else source
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise StrictYamlError("kernel.yaml.not_utf8", file=name, line=line, what="the file is not UTF-8") from None
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        raise _syntax(error, name) from None
    return builder.data, Lines(builder.places)


def _syntax(error: yaml.YAMLError, name: str) -> StrictYamlError:
    mark = getattr(error, "problem_mark", None)
    what = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
    line = mark.line + 1 if mark else 1
    return StrictYamlError("kernel.yaml.syntax", file=name, line=line, what=what, detail=what)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being filled; `key` is the key whose value comes next."""

    holder: dict[Any, Any] | list[Any]
    place: Place
    key: Any = None
    wants_key: bool = True


@dataclass(slots=True)
class _Builder:
    """Turns parser events into data without recursion."""

    file: str
    data: Any = None
    places: dict[Place, int] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    documents: int = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._error("kernel.yaml.several_documents", event, "one file holds one document")
        elif isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
            self.stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise self._error("kernel.yaml.no_alias", event, "anchors and aliases are not used here")
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)

    def _node(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            raise self._error("kernel.yaml.no_alias", event, "anchors and aliases are not used here")
        if (tag := getattr(event, "tag", None)) is not None:
            raise self._error("kernel.yaml.no_tag", event, f"the tag {tag} is not used here", tag=str(tag))
        if isinstance(event, yaml.ScalarEvent):
            value = self._scalar(event)
            if self.stack and isinstance(self.stack[-1].holder, dict) and self.stack[-1].wants_key:
                self._key(event, value)
            else:
                self._value(event, value)
        else:
            self._open(event)

    def _open(self, event: yaml.NodeEvent) -> None:
        if self.stack and isinstance(self.stack[-1].holder, dict) and self.stack[-1].wants_key:
            raise self._error("kernel.yaml.key_not_plain", event, "a key is a word, a number or a day")
        if len(self.stack) >= DEEPEST:
            raise self._error("kernel.yaml.too_deep", event, f"nested deeper than {DEEPEST}", deepest=DEEPEST)
        holder: dict[Any, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        place = self._value(event, holder)
        self.stack.append(_Open(holder, place))

    def _key(self, event: yaml.ScalarEvent, key: Any) -> None:
        top = self.stack[-1]
        if key is None or isinstance(key, (bool, float)):
            raise self._error("kernel.yaml.key_not_plain", event, "a key is a word, a number or a day")
        if isinstance(top.holder, dict) and key in top.holder:
            raise self._error("kernel.yaml.key_twice", event, f"the key {key} is given twice", key=str(key))
        top.key, top.wants_key = key, False
        self.places[(*top.place, key)] = _line(event)

    def _value(self, event: yaml.NodeEvent, value: Any) -> Place:
        if not self.stack:
            self.data = value
            return ()
        top = self.stack[-1]
        if isinstance(top.holder, dict):
            top.holder[top.key] = value
            top.wants_key = True
            return (*top.place, top.key)
        place = (*top.place, len(top.holder))
        top.holder.append(value)
        self.places[place] = _line(event)
        return place

    def _scalar(self, event: yaml.ScalarEvent) -> str | int | float | bool | date | None:
        text = str(event.value)
        if event.style is not None and event.style != "":
            return text
        if text == "":
            raise self._error("kernel.yaml.empty", event, 'a value is missing; write null or ""')
        if text in _WORDS:
            return _WORDS[text]
        if len(text) <= 18 and _WHOLE.fullmatch(text):
            return int(text)
        if len(text) <= 32 and _FRACTION.fullmatch(text):
            return float(text)
        if _DAY.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise self._error("kernel.yaml.no_such_day", event, f"{text} is no day", given=text) from None
        return text

    def _error(self, code: str, event: yaml.Event, what: str, **values: object) -> StrictYamlError:
        line = _line(event)
        return StrictYamlError(code, file=self.file, line=line, what=what, **values)
