"""A small, faultless library of two invented packs, written to a folder that each test may spoil."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tongban.config.packs import CHECKS, KINDS
from tongban.kernel.packs import Library, Problem, run_checks

HERE = Path(__file__).parent
SMALL = HERE / "small"


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of packs of one test."""

    root: Path

    def file(self, name: str) -> Path:
        return self.root / name

    def write(self, name: str, text: str) -> None:
        path = self.file(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def replace(self, name: str, old: str, new: str) -> int:
        """Replace a text that stands once; the line (from 1) where it stood."""
        text = self.file(name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        self.file(name).write_text(text.replace(old, new), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    def library(self) -> Library:
        return Library.read(self.root, KINDS)

    def problems(self, *, all_grades: bool = False) -> Sequence[Problem]:
        return run_checks(self.library(), CHECKS, all_grades=all_grades)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A copy of the small library."""
    for file in SMALL.rglob("*"):
        if file.is_file():
            target = tmp_path / file.relative_to(SMALL)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    return Folder(tmp_path)
