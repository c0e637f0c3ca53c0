from pathlib import Path

import pytest
from pytest_django import Settings

from tongban.web.api.tests.city import City, build


@pytest.fixture
def city(db: None, settings: Settings, tmp_path: Path) -> City:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody logs in by password here
    settings.EVIDENCE_FOLDER = tmp_path
    return build()
