"""Lists: published with their day, found by region and day, and nothing done or asked outside them."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.models import ListVersion
from tongban.domains.catalogue.tests.conftest import SMALL, read
from tongban.kernel import events, packs
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import Library

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 3, 2, 8, tzinfo=SHANGHAI)
LATER = datetime(2026, 4, 1, 0, 30, tzinfo=SHANGHAI)
LISTS = "town/lists/lists-2026.yaml"
STAMP = "    - {item: stamp, title: {zh: 刻章登记, en: Stamp register}, basis: {document: 虚构印章法, place: 第八条}}\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def published(library: Library) -> Library:
    catalogue.publish(library, actor=SYSTEM, now=FIRST)
    return library


def changed(root: Path, old: str, new: str) -> Library:
    path = root / LISTS
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    library = read(root)
    packs.install(library)
    return library


def listed(key: str, on: date, region: str = "990102") -> None:
    procedure = catalogue.read_procedure(packs.current(), key, region=region, on=on)
    catalogue.require_listed(procedure, region=region, on=on)


def test_publishing_writes_each_list_once_with_its_event(library: Library) -> None:
    assert catalogue.publish(library, actor=SYSTEM, now=FIRST).lists == ("town powers_2026",)
    assert catalogue.publish(read(SMALL), actor=SYSTEM, now=LATER).lists == ()
    assert ListVersion.objects.count() == 1
    recorded = events.read("list_town_powers_2026")
    assert [(one.type, one.data["number"], one.data["entries"]) for one in recorded] == [
        ("catalogue.list_published.v1", 1, 2)
    ]


def test_a_list_is_found_by_region_and_day(published: Library) -> None:
    found = catalogue.list_lists("990102", on=FIRST.date())
    assert [(one.key, one.kind, one.origin, one.number) for one in found] == [("powers_2026", "powers", "town", 1)]
    assert catalogue.get_list(found[0].id) == found[0]
    assert catalogue.list_lists("990102", on=date(2019, 12, 31)) == []
    assert catalogue.list_lists("123456", on=FIRST.date()) == []
    entry = catalogue.stands_on("stamp", kind="powers", region="990102", on=FIRST.date())
    assert entry is not None
    assert entry.title.en == "Stamp register"


def test_an_unknown_list_is_refused(published: Library) -> None:
    with pytest.raises(Refusal, match=r"catalogue.list.unknown"):
        catalogue.get_list(0)


def test_what_is_on_the_list_may_be_done(published: Library) -> None:
    listed("kiosk", FIRST.date())
    listed("opening", FIRST.date(), "990100")


def test_what_is_not_on_the_list_may_not(published: Library, root: Path) -> None:
    catalogue.publish(changed(root, STAMP, ""), actor=SYSTEM, now=LATER)
    listed("kiosk", LATER.date())
    for key, region in (("stamp", "990102"), ("opening", "990100")):
        with pytest.raises(Refusal, match=r"catalogue.list.not_on_list"):
            listed(key, LATER.date(), region)


def test_a_change_of_a_list_never_changes_yesterday(published: Library, root: Path) -> None:
    catalogue.publish(changed(root, STAMP, ""), actor=SYSTEM, now=LATER)
    listed("stamp", date(2026, 3, 31))
    assert [one.number for one in catalogue.list_history("990102", kind="powers")] == [2, 1]


def test_a_withdrawn_list_leaves_nothing_to_rest_on(published: Library, root: Path) -> None:
    (root / LISTS).unlink()
    library = read(root)
    packs.install(library)
    assert catalogue.publish(library, actor=SYSTEM, now=LATER).lists_withdrawn == ("town powers_2026",)
    with pytest.raises(Refusal, match=r"catalogue.list.none_in_force"):
        listed("kiosk", LATER.date())
    assert events.read("list_town_powers_2026")[-1].type == "catalogue.list_withdrawn.v1"


def test_a_successor_takes_the_place_of_a_list(library: Library, root: Path) -> None:
    text = (root / LISTS).read_text("utf-8")
    follows = text.replace("powers_2026", "powers_2027").replace("since: 2020-01-01", "since: 2026-06-01")
    (root / "town/lists/lists-2027.yaml").write_text(follows.replace(STAMP, ""), "utf-8")
    successor = read(root)
    packs.install(successor)
    catalogue.publish(successor, actor=SYSTEM, now=FIRST)
    listed("stamp", date(2026, 5, 31))
    with pytest.raises(Refusal, match=r"catalogue.list.not_on_list"):
        listed("stamp", date(2026, 6, 1))
    assert [one.key for one in catalogue.list_lists("990102", on=date(2026, 6, 1))] == ["powers_2027"]


def test_a_list_that_has_ended_counts_no_more(library: Library, root: Path) -> None:
    ended = changed(root, "since: 2020-01-01", "since: 2020-01-01\n  until: 2026-03-31")
    catalogue.publish(ended, actor=SYSTEM, now=FIRST)
    listed("kiosk", date(2026, 3, 31))
    with pytest.raises(Refusal, match=r"catalogue.list.none_in_force"):
        listed("kiosk", date(2026, 4, 1))


def test_a_proof_outside_the_list_may_not_be_asked(library: Library, root: Path) -> None:
    path = root / "town/services/kiosk.yaml"
    path.write_text(
        path.read_text("utf-8").replace("  - id: drawing\n", "  - id: drawing\n    proof: place\n"), "utf-8"
    )
    proofs = (
        "- {id: proofs, title: {zh: 证明清单, en: Proofs}, kind: proofs, year: 2026, since: 2026-01-01,"
        " source: {document: 演示虚构}, entries: [{proof: site, title: {zh: 位置, en: Site}}]}\n"
    )
    (root / "town/lists/proofs.yaml").write_text(proofs, "utf-8")
    spoilt = read(root)
    packs.install(spoilt)
    catalogue.publish(spoilt, actor=SYSTEM, now=FIRST)
    with pytest.raises(Refusal, match=r"catalogue.list.proof_not_on_list"):
        listed("kiosk", FIRST.date())
    (root / "town/lists/proofs.yaml").write_text(proofs.replace("site", "place"), "utf-8")
    catalogue.publish(read(root), actor=SYSTEM, now=FIRST)
    listed("kiosk", FIRST.date())
