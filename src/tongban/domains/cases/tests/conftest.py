from collections.abc import Callable
from pathlib import Path

import pytest

from tongban.domains.cases.tests import town as town_module
from tongban.domains.cases.tests.joint import with_joint_handling
from tongban.domains.cases.tests.town import Town, build


@pytest.fixture(scope="module")
def founded(once: Callable[[Callable[[], Town]], Town]) -> Town:
    return once(build)


@pytest.fixture
def town(founded: Town, db: None) -> Town:
    return founded


@pytest.fixture
def busy_town(transactional_db: None) -> Town:
    """The town on a database that other connections see too."""
    return build()


@pytest.fixture
def joint_town(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The town with a joint handling, an item in its turn that two agencies do, and a renewal."""
    monkeypatch.setattr(town_module, "library", lambda: with_joint_handling(tmp_path))
    return build()
