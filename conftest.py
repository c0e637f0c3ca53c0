"""What every test shares: a real PostgreSQL, embedded unless DATABASE_URL is set."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from tongban.config.packs import read_library
from tongban.config.settings import database
from tongban.kernel import packs, postgres

HOME = Path(__file__).parent / ".tongban" / "test"


def pytest_configure() -> None:
    settings.DATABASES["default"].update(database(postgres.ensure(HOME)))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Transactional tests empty their tables by TRUNCATE, which the append-only tables refuse everywhere else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where tgname like '%_untruncated'")
        for table, trigger in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger {trigger}")


@cache
def own_packs() -> packs.Library:
    return read_library(Path(settings.PACKS_FOLDER))


@pytest.fixture(autouse=True)
def packs_stay_installed() -> Iterator[None]:
    """A test may install other packs; the next one finds the project's own again."""
    yield
    packs.install_later(own_packs)
