import pytest

from tongban.domains.cases.tests.town import Town, build


@pytest.fixture
def town(db: None) -> Town:
    return build()


@pytest.fixture
def busy_town(transactional_db: None) -> Town:
    """The town on a database that other connections see too."""
    return build()
