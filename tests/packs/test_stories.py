"""Every worked example of every pack comes out as the official signed it off: on paper."""

import pytest

from tests.packs.conftest import SMALL, Folder
from tongban.config.packs import KINDS
from tongban.config.settings import PACKS_FOLDER
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.packs import Document, Library

REAL = Library.read(PACKS_FOLDER, KINDS)
TOLD = [*REAL, *Library.read(SMALL, KINDS)]
STORIES = [document for pack in TOLD for document in pack.list("stories")]


@pytest.mark.parametrize("document", STORIES, ids=lambda one: one.file)
def test_a_story_comes_out_on_paper(document: Document) -> None:
    library = REAL if document.pack in REAL.packs else Library.read(SMALL, KINDS)
    assert list(catalogue.play(document.model, catalogue.PaperStage(library))) == []


def test_a_story_that_comes_out_otherwise_says_where(folder: Folder) -> None:
    folder.replace("town/stories/stamp.yaml", "due_on: 2026-03-05, used: 1", "due_on: 2026-03-06, used: 1")
    library = folder.library()
    story = library.view("town").find("stories", "stamp")
    told = list(catalogue.play(story, catalogue.PaperStage(library)))
    assert told == ["2026-03-03 10:00 case promised due_on: wanted 2026-03-06, found 2026-03-05"]


def test_a_story_may_not_do_a_step_before_its_turn(folder: Folder) -> None:
    folder.replace(
        "town/stories/kiosk.yaml", '  - {at: "2026-10-06T10:00", act: complete, track: kiosk, step: look}\n', ""
    )
    library = folder.library()
    with pytest.raises(catalogue.StoryError, match=r"kiosk\.grant waits for kiosk\.look"):
        list(catalogue.play(library.view("town").find("stories", "kiosk"), catalogue.PaperStage(library)))
