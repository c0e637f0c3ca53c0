"""What every test shares: a real PostgreSQL, embedded unless DATABASE_URL is set."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker

from tongban.config.settings import database
from tongban.kernel import packs, postgres, sm2

HOME = Path(__file__).parent / ".tongban" / "test"
TRANSACTIONAL = "transactional_db"


def pytest_configure(config: pytest.Config) -> None:
    settings.DATABASES["default"].update(database(postgres.ensure(HOME, durable=False)))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose
    sm2.ITERATIONS = 2_000  # so is the real number
    papers = TemporaryDirectory(prefix="tongban-test-")
    settings.EVIDENCE_FOLDER = Path(papers.name)
    settings.SEAL_FOLDER = Path(papers.name) / "seals"
    config.add_cleanup(papers.cleanup)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Transactional tests empty their tables by TRUNCATE, which the append-only tables refuse everywhere else."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text, tgname from pg_trigger where tgname like '%_untruncated'")
        for table, trigger in cursor.fetchall():
            cursor.execute(f"alter table {table} disable trigger {trigger}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What stands for a whole file stands in an open transaction, which no other connection sees."""
    standing, seen = (
        {item.path for item in items if name in getattr(item, "fixturenames", ())} for name in ("once", TRANSACTIONAL)
    )
    if mixed := standing & seen:
        raise pytest.UsageError(f"tests on several connections want a file of their own: {sorted(map(str, mixed))}")


@pytest.fixture(scope="module")
def once(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[Callable[[], Any]], Any]]:
    """`once(build)`, in a fixture of the module: what `build` makes stands for all tests of a file, each of which adds
    to it in a transaction of its own; after the last everything is undone, installed packs too.
    """
    with packs.kept(), ExitStack() as standing:

        def build(make: Callable[[], Any]) -> Any:
            with django_db_blocker.unblock():
                standing.enter_context(transaction.atomic())
                return make()

        yield build
        with django_db_blocker.unblock():
            if connection.in_atomic_block:
                transaction.set_rollback(True)
            standing.close()


@pytest.fixture(autouse=True)
def own_packs() -> Iterator[None]:
    """A library of packs that one test installs ends with it."""
    with packs.kept():
        yield
