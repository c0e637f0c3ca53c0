"""Nothing outside the lists: an application for an item that no list in force names is not taken."""

from dataclasses import replace

from tongban.domains.cases.models import CaseRow, Serial
from tongban.domains.cases.tests.town import NOW, Town, library, refused, submit
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import packs
from tongban.kernel.authz import SYSTEM
from tongban.kernel.packs import Document, Library


def without(*items: str) -> Library:
    """The town's library with a list of powers that lacks these items."""

    def shortened(document: Document) -> Document:
        if document.kind != "lists":
            return document
        left = tuple(one for one in document.model.entries if one.item not in items)
        return replace(document, model=document.model.model_copy(update={"entries": left}))

    return Library(replace(pack, documents=tuple(map(shortened, pack.documents))) for pack in library())


def publish(changed: Library) -> None:
    packs.install(changed)
    catalogue.publish(changed, actor=SYSTEM, now=NOW)


def test_an_item_outside_the_list_is_refused_and_nothing_is_written(town: Town) -> None:
    publish(without("seal_item"))
    with refused("catalogue.list.not_on_list"):
        submit(town)
    assert not CaseRow.objects.exists()
    assert not Serial.objects.exists()


def test_a_region_without_a_list_takes_nothing_in(town: Town) -> None:
    bare = (replace(pack, documents=tuple(one for one in pack.documents if one.kind != "lists")) for pack in library())
    publish(Library(bare))
    with refused("catalogue.list.none_in_force"):
        submit(town)
    assert not CaseRow.objects.exists()


def test_an_item_that_comes_back_on_the_list_is_taken(town: Town) -> None:
    publish(without("seal_item"))
    publish(library())
    assert submit(town)
