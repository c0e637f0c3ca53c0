"""What every test shares: a real PostgreSQL, embedded unless DATABASE_URL is set."""

from pathlib import Path

from django.conf import settings

from tongban.config.settings import database
from tongban.kernel import postgres

HOME = Path(__file__).parent / ".tongban" / "test"


def pytest_configure() -> None:
    settings.DATABASES["default"].update(database(postgres.ensure(HOME)))
