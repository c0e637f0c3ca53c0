"""One document of a pack, with the lines it was written on; and a pack as it was read."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from tongban.kernel.packs.manifest import Manifest
from tongban.kernel.packs.problems import Grade, Problem

Place = tuple[str | int, ...]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(part: str | int) -> Any:
    """A day among the keys: pydantic tells it as text, the reader of YAML knows it as a date."""
    if isinstance(part, str) and _DAY.fullmatch(part):
        with suppress(ValueError):
            return date.fromisoformat(part)
    return part


class Marks(Protocol):
    """Whoever knows on which line a path of keys was written (`strict_yaml.Lines`)."""

    def line(self, place: Any, /) -> int: ...


class LineFinder:
    """Lines of one file by path of keys. A path that is not in the file finds its nearest parent."""

    def __init__(self, marks: Marks | None = None) -> None:
        self._marks = marks

    def line(self, place: Sequence[str | int] = ()) -> int:
        known = tuple(_as_written(part) for part in place)
        while self._marks is not None:
            try:
                return self._marks.line(known)
            except LookupError:
                if not known:
                    break
                known = known[:-1]
        return 1


@dataclass(frozen=True, slots=True)
class Document:
    """A declaration and where it stands. `root` is its place inside its file (an index in a list, or nothing)."""

    kind: str
    id: str
    pack: str
    file: str
    model: Any = field(repr=False)
    lines: LineFinder = field(repr=False, compare=False)
    root: Place = ()
    overrides: bool = False

    def line(self, *place: str | int) -> int:
        return self.lines.line((*self.root, *place))


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder as it was read. Mistakes found while reading are in `problems`; what could be read is there."""

    manifest: Manifest
    folder: Path
    documents: tuple[Document, ...] = field(repr=False)
    problems: tuple[Problem, ...] = ()
    manifest_lines: LineFinder = field(default_factory=lambda: LineFinder(), repr=False, compare=False)

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def claimed(self) -> Grade:
        return Grade.of(self.manifest.grade)

    def list(self, kind: str) -> "Iterable[Document]":
        return (document for document in self.documents if document.kind == kind)
