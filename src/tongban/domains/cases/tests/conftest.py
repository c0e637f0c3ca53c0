import pytest

from tongban.domains.cases.tests.town import Town, build


@pytest.fixture
def town(db: None) -> Town:
    return build()
