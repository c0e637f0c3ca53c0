"""Every story of governance comes out as its plan asks: what is due on which day, who is late, what is named first."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.conf import settings

from tongban.cli.rhythm_stage import RhythmStage
from tongban.config.packs import read_library
from tongban.domains.reform.rhythm.definitions import RhythmStory
from tongban.domains.registry import api as registry
from tongban.kernel import packs

LIBRARY = read_library(settings.PACKS_FOLDER)
STORIES: dict[str, RhythmStory] = {
    f"{pack.id}:{document.id}": document.model for pack in LIBRARY for document in pack.list("rhythm_stories")
}


@pytest.fixture(scope="module")
def long_ago(once: Callable[[Callable[[], None]], None]) -> None:
    """The regions and agencies of the packs, before any story begins. No catalogue: nobody applies for anything."""

    def load() -> None:
        packs.install(LIBRARY)
        registry.load_packs(LIBRARY, now=datetime.fromisoformat("2019-07-01T09:00:00+08:00"))

    once(load)


@pytest.mark.usefixtures("long_ago", "db")
@pytest.mark.parametrize("story", list(STORIES.values()), ids=list(STORIES))
def test_a_story_of_governance_comes_out_as_written(story: RhythmStory) -> None:
    assert list(RhythmStage().play(story)) == []


def test_every_rule_with_a_rhythm_has_a_story() -> None:
    rules = {document.id for pack in LIBRARY for document in pack.list("rhythm")}
    assert rules == {rule for story in STORIES.values() for rule in story.rules}
