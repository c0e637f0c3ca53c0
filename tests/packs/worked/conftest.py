"""The stage on which the packs' worked examples are played: the real commands, on a real database."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings

from tongban.cli.story_stage import RealStage
from tongban.config.packs import read_library
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.actors import SYSTEM


@pytest.fixture(scope="session")
def library() -> packs.Library:
    return read_library(settings.PACKS_FOLDER)


@pytest.fixture(scope="module")
def country(once: Callable[[Callable[[], None]], None], library: packs.Library) -> None:
    """An empty country with the packs loaded, long before any story begins."""
    began = datetime.fromisoformat("2025-12-01T09:00:00+08:00")

    def load() -> None:
        packs.install(library)
        registry.load_packs(library, now=began)
        catalogue.publish(library, actor=SYSTEM, now=began)

    once(load)


@pytest.fixture
def stage(country: None, db: None) -> RealStage:
    return RealStage()
