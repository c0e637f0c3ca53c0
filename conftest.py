"""What every test shares: a real PostgreSQL, embedded unless DATABASE_URL is set."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tongban.config.settings import database
from tongban.kernel import packs, postgres

HOME = Path(__file__).parent / ".tongban" / "test"


def pytest_configure() -> None:
    settings.DATABASES["default"].update(database(postgres.ensure(HOME, durable=False)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Transactional tests empty their tables by TRUNCATE, which the append-only tables refuse everywhere else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where tgname like '%_untruncated'")
        for table, trigger in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger {trigger}")


@pytest.fixture(autouse=True)
def own_packs() -> Iterator[None]:
    """A library of packs that one test installs ends with it."""
    with packs.kept():
        yield
