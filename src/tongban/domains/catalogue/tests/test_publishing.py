"""Versions: written once, found by region and day, kept for ever."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.models import Version
from tongban.domains.catalogue.tests.conftest import SMALL, read
from tongban.kernel import events, packs
from tongban.kernel.actors import ANONYMOUS, SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import Library

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
LATER = datetime(2026, 4, 1, 0, 30, tzinfo=SHANGHAI)
pytestmark = pytest.mark.django_db


@pytest.fixture
def published(library: Library) -> Library:
    catalogue.publish(library, actor=SYSTEM, now=FIRST)
    return library


def changed(root: Path, file: str, *, old: str, new: str) -> Library:
    path = root / file
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    library = read(root)
    packs.install(library)
    return library


def test_publishing_writes_every_procedure_of_packs_with_a_region(library: Library) -> None:
    done = catalogue.publish(library, actor=SYSTEM, now=FIRST)
    assert sorted(done.new) == ["town kiosk", "town opening", "town stamp"]


def test_publishing_the_same_again_writes_nothing(published: Library) -> None:
    done = catalogue.publish(read(SMALL), actor=SYSTEM, now=LATER)
    assert (done.new, done.withdrawn, done.unchanged) == ((), (), 3)
    assert Version.objects.count() == 3


def test_each_version_has_its_event(published: Library) -> None:
    recorded = events.read("procedure_town_kiosk")
    assert [(one.type, one.data["number"], one.data["in_force_from"]) for one in recorded] == [
        ("catalogue.version_published.v1", 1, "2026-03-02")
    ]


def test_a_change_is_in_force_from_its_day_and_the_old_version_stays(published: Library, root: Path) -> None:
    old = catalogue.get_procedure("kiosk", region="990102", on=FIRST.date())
    library = changed(root, "town/services/kiosk.yaml", old="在街边设售货亭", new="在路边设售货亭")
    assert catalogue.publish(library, actor=SYSTEM, now=LATER).new == ("town opening", "town kiosk")
    before = catalogue.get_procedure("kiosk", region="990102", on=date(2026, 3, 31))
    after = catalogue.get_procedure("kiosk", region="990102", on=date(2026, 4, 1))
    assert (before.digest, before.summary.zh, after.summary.zh) == (old.digest, "在街边设售货亭", "在路边设售货亭")


def test_going_back_to_old_words_is_a_new_version(published: Library, root: Path) -> None:
    catalogue.publish(changed(root, "town/services/kiosk.yaml", old="在街边", new="在路边"), actor=SYSTEM, now=LATER)
    done = catalogue.publish(read(SMALL), actor=SYSTEM, now=LATER)
    assert done.new == ("town opening", "town kiosk")
    newest, between, oldest = [row[1] for row in catalogue.list_versions("kiosk", region="990102")]
    assert newest == oldest != between


def test_a_removed_pack_does_not_break_old_versions(published: Library) -> None:
    pinned = catalogue.get_procedure("opening", region="990100", on=FIRST.date())
    done = catalogue.publish(Library([]), actor=SYSTEM, now=LATER)
    assert len(done.withdrawn) == 3
    packs.install(Library([]))
    kept = catalogue.get_version(pinned.version_id, on=date(2026, 12, 1))
    assert kept.digest == pinned.digest
    assert catalogue.validate_form(kept, {})[0].text.zh == "请填写名称。"
    assert kept.clocks_for({"area": 5}, track="kiosk")[1].duration.amount == 2


def test_a_withdrawn_procedure_is_offered_no_more(published: Library, root: Path) -> None:
    catalogue.publish(Library([]), actor=SYSTEM, now=LATER)
    with pytest.raises(Refusal, match=r"catalogue.procedure.unknown"):
        catalogue.get_procedure("kiosk", region="990100", on=date(2026, 4, 2))
    assert catalogue.list_procedures("990100", on=date(2026, 4, 2)) == []
    assert catalogue.get_procedure("kiosk", region="990100", on=date(2026, 3, 20)).key == "kiosk"


def test_before_the_first_version_there_is_nothing(published: Library) -> None:
    with pytest.raises(Refusal, match=r"catalogue.procedure.unknown"):
        catalogue.get_procedure("kiosk", region="990100", on=date(2026, 3, 1))


def test_a_version_is_found_by_its_digest_and_an_unknown_one_refused(published: Library) -> None:
    kiosk = catalogue.get_procedure("kiosk", region="990100", on=FIRST.date())
    assert catalogue.get_version(kiosk.digest).version_id == kiosk.version_id
    for unknown in (0, "no such digest"):
        with pytest.raises(Refusal, match=r"catalogue.version.unknown"):
            catalogue.get_version(unknown)


def test_a_form_keeps_its_order_in_the_database(published: Library) -> None:
    kiosk = catalogue.get_procedure("kiosk", region="990100", on=FIRST.date())
    assert [one.name for page in kiosk.pages for one in page.fields] == [
        "name",
        "area",
        "place",
        "electricity",
        "power",
    ]


def test_strangers_may_not_publish(library: Library) -> None:
    with pytest.raises(Refusal, match=r"kernel.authz.denied"):
        catalogue.publish(library, actor=ANONYMOUS, now=FIRST)
    assert Version.objects.count() == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("售货亭", {"kiosk", "opening", "stamp"}),
        ("亭", {"kiosk", "opening", "stamp"}),
        ("开售货", {"opening"}),
        ("货售", set()),
        ("刻章 许可", {"opening", "stamp"}),
        ("kiosk LIC", {"kiosk", "opening"}),
        ("stamp register", {"stamp", "opening"}),
        ("kzdj", {"stamp"}),
        ("'); drop table x; --", set()),
        ("& | ! : *", set()),
        ("", {"kiosk", "opening", "stamp"}),
    ],
)
def test_search(published: Library, *, query: str, found: set[str]) -> None:
    assert {one.key for one in catalogue.list_procedures("990102", on=FIRST.date(), query=query)} == found


def test_what_is_found_in_a_title_comes_first(published: Library) -> None:
    found = [one.key for one in catalogue.list_procedures("990102", on=FIRST.date(), query="刻章")]
    assert found == ["stamp", "opening"]


def test_lists_are_filtered_and_packages_come_first(published: Library) -> None:
    every = catalogue.list_procedures("990100", on=FIRST.date())
    assert every[0].key == "opening"
    assert {one.key for one in catalogue.list_procedures("990100", on=FIRST.date(), audience="enterprise")} == {
        "kiosk",
        "stamp",
    }
    assert [one.key for one in catalogue.list_procedures("990100", on=FIRST.date(), kind="package")] == ["opening"]
    assert every[0].promised is not None
    assert catalogue.list_procedures("123456", on=FIRST.date()) == []
