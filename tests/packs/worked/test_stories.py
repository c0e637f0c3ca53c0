"""Every worked example of every pack happens as an official would sign it off."""

from typing import Protocol

import pytest
from django.conf import settings

from tongban.config.packs import read_library
from tongban.domains.catalogue.stories import Act, Story, Then, play


class Stage(Protocol):
    def perform(self, story: Story, act: Act) -> None: ...
    def observe(self, story: Story, then: Then) -> dict[str, object]: ...


STORIES: dict[str, Story] = {
    f"{pack.id}:{document.id}": document.model
    for pack in read_library(settings.PACKS_FOLDER)
    for document in pack.list("stories")
}


@pytest.mark.parametrize("story", list(STORIES.values()), ids=list(STORIES))
def test_a_worked_example_comes_out_as_written(story: Story, stage: Stage) -> None:
    assert list(play(story, stage)) == []
