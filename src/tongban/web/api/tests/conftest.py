from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from tongban.web.api.tests.city import City, build


@pytest.fixture(scope="module")
def founded(once: Callable[[Callable[[], City]], City]) -> City:
    return once(build)


@pytest.fixture
def city(founded: City, db: None, evidence_folder: Path) -> City:
    return founded


@pytest.fixture
def evidence_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_FOLDER = tmp_path
    return tmp_path
