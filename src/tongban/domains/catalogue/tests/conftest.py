"""The small invented library of tests/packs, read with the kinds that this domain knows."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.kinds import KINDS
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.packs import Library, declarations

SMALL = Path(__file__).resolve().parents[5] / "tests" / "packs" / "small"
DAY = date(2026, 3, 2)


def read(root: Path) -> Library:
    return Library.read(root, [*declarations.KINDS, *registry.KINDS, *KINDS])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the small library that a test may change."""
    return Path(copytree(SMALL, tmp_path / "packs"))


@pytest.fixture
def library() -> Library:
    """The small library, installed."""
    found = read(SMALL)
    packs.install(found)
    return found


@pytest.fixture
def kiosk(library: Library) -> catalogue.Procedure:
    return catalogue.read_procedure(library, "kiosk", region="990102", on=DAY)


@pytest.fixture
def opening(library: Library) -> catalogue.Procedure:
    return catalogue.read_procedure(library, "opening", region="990100", on=DAY)
