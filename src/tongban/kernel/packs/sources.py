"""One file of a pack as data with lines. Whatever is wrong with the bytes becomes one sentence, never an exception."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tongban.kernel import strict_yaml
from tongban.kernel.packs.documents import LineFinder

MAX_BYTES = 1_000_000


class Unreadable(Exception):
    """The file cannot be read at all: the line, the reason, the way out."""

    def __init__(self, line: int, what: str, mend: str) -> None:
        super().__init__(what)
        self.line, self.what, self.mend = line, what, mend


def read(path: Path, root: Path) -> tuple[Any, LineFinder]:
    """The content of a YAML or JSON file and its lines. Raises `Unreadable` and nothing else."""
    text = _text(path, root)
    try:
        if path.suffix == ".json":
            return _json(text)
        data, lines = strict_yaml.load_marked(text)
    except strict_yaml.StrictYamlError as error:
        raise Unreadable(error.line, error.what, "write it in the strict form of docs/reference/packs.md") from None
    except RecursionError:
        raise Unreadable(1, "the document is nested too deeply", "keep it flat") from None
    return data, LineFinder(lines)


def _text(path: Path, root: Path) -> str:
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            raise Unreadable(0, "the file is a link that leaves the folder of packs", "copy the file into the pack")
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(0, f"the file is larger than {MAX_BYTES} bytes", "split it")
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unreadable(line, "the file is not UTF-8", "save it as UTF-8 without a byte order mark") from None
    except OSError as error:
        raise Unreadable(0, f"the file cannot be opened ({error.strerror})", "check its name and rights") from None


def _json(text: str) -> tuple[Any, LineFinder]:
    try:
        data = json.loads(text, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, f"this is not JSON: {error.msg}", "mend the JSON") from None
    except _Twin as error:
        raise Unreadable(_line_of_twin(text, error.key), f"the key {error.key!r} is given twice", "keep one") from None
    except ValueError as error:
        raise Unreadable(1, f"this is not JSON: {error}", "mend the JSON") from None
    return data, LineFinder(JsonLines(text))


class _Twin(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twin(key)
        found[key] = value
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")


def _line_of_twin(text: str, key: str) -> int:
    lines = JsonLines(text)
    return lines.twin or 1


class JsonLines:
    """On which line each path of a JSON text begins. One pass over text that is known to be JSON."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at: dict[tuple[str | int, ...], int] = {}
        self.twin: int | None = None
        self._position, self._line = 0, 1
        self._value(())

    def line(self, place: Sequence[str | int], /) -> int:
        return self._at[tuple(place)]

    def _peek(self) -> str:
        while self._text[self._position] in " \t\r\n":
            self._step()
        return self._text[self._position]

    def _step(self) -> None:
        self._line += self._text[self._position] == "\n"
        self._position += 1

    def _value(self, path: tuple[str | int, ...]) -> None:
        first = self._peek()
        self._at.setdefault(path, self._line)
        if first == "{":
            self._object(path)
        elif first == "[":
            self._array(path)
        elif first == '"':
            self._string()
        else:
            while self._position < len(self._text) and self._text[self._position] not in ",]} \t\r\n":
                self._position += 1

    def _object(self, path: tuple[str | int, ...]) -> None:
        self._step()
        while self._peek() != "}":
            if self._peek() == ",":
                self._step()
                self._peek()
            line, key = self._line, self._string()
            if (*path, key) in self._at and self.twin is None:
                self.twin = line
            self._at.setdefault((*path, key), line)
            self._peek()
            self._step()  # the colon
            self._value((*path, key))
        self._step()

    def _array(self, path: tuple[str | int, ...]) -> None:
        self._step()
        index = 0
        while self._peek() != "]":
            if self._peek() == ",":
                self._step()
            self._value((*path, index))
            index += 1
        self._step()

    def _string(self) -> str:
        start = self._position
        self._position += 1
        while self._text[self._position] != '"':
            self._position += 2 if self._text[self._position] == "\\" else 1
        self._position += 1
        return str(json.loads(self._text[start : self._position]))
