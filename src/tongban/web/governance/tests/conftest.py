"""The city of the pages' tests, with an officer of the reform office."""

import pytest
from django.test import Client

from tongban.web.tests.conftest import City, _seat, _staff, city, founded

__all__ = ["City", "city", "founded", "reform"]


@pytest.fixture
def reform(city: City) -> Client:
    """The browser of somebody who keeps the ledger and watches the promises of the whole city."""
    account = _staff("reform")
    _seat(account, "reform_office", "reform")
    return city.client_of("reform")
