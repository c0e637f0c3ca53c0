"""What the tests of the policy share."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker
from tests.architecture import policy_town


@pytest.fixture(scope="module")
def policy(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[policy_town.Town]:
    """Built once for all roles, inside a transaction that is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield policy_town.build()
        transaction.set_rollback(True)
