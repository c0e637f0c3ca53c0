from collections.abc import Iterator

import pytest

from tongban.domains.cases.tests.town import Town, build
from tongban.kernel import packs


@pytest.fixture
def own_packs() -> Iterator[None]:
    """The packs of this installation come back after a test that worked with the town's."""
    before = packs.current()
    yield
    packs.install(before)


@pytest.fixture
def town(db: None, own_packs: None) -> Town:
    return build()


@pytest.fixture
def busy_town(transactional_db: None, own_packs: None) -> Town:
    """The town on a database that other connections see too."""
    return build()
