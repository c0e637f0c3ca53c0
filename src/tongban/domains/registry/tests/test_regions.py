"""Regions and agencies have lives, and old records keep their meaning."""

from datetime import date

import pytest

from tongban.domains.registry import api as registry
from tongban.domains.registry.models import Agency, Region
from tongban.domains.registry.tests.conftest import NOW
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.packs import Library

pytestmark = pytest.mark.usefixtures("city")


def test_a_code_means_what_it_meant_on_the_day() -> None:
    assert registry.get_region("990102", date(2020, 12, 31)).name.zh == "临江县"
    assert registry.get_region("990102", date(2021, 1, 1)).name.zh == "临江区"
    assert registry.get_region("990102").level == "district"


def test_a_retired_code_stays_readable_and_leads_on() -> None:
    assert registry.get_region("990101").successor == "990102"
    with pytest.raises(Refusal, match="not_in_force"):
        registry.get_region("990101", date(2021, 1, 1))
    with pytest.raises(Refusal, match=r"region\.unknown"):
        registry.get_region("123456")


def test_lists_are_of_a_day() -> None:
    then = [region.name.zh for region in registry.list_regions("990100", date(2020, 6, 1))]
    assert then == ["老城区", "临江县", "青崖区"]
    assert [region.code for region in registry.list_regions("990100")] == ["990102", "990103"]


def test_a_region_sees_below_itself_and_what_it_succeeded() -> None:
    assert registry.subtree("990000") == {"990000", "990100", "990101", "990102", "990103"}
    assert registry.subtree("990102") == {"990101", "990102"}
    assert registry.subtree("000001") == {"000001"}


def test_who_governed_a_division_before_it_moved_no_longer_sees_it() -> None:
    Region.objects.create(code="990200", name_zh="远山市", name_en="Far", level="city", since=date(2000, 1, 1))
    Region.objects.filter(code="990103").update(until=date(2024, 12, 31))
    Region.objects.create(
        code="990103", name_zh="青崖区", name_en="Qingya", level="district", parent="990200", since=date(2025, 1, 1)
    )
    assert registry.subtree("990200") == {"990200", "990103"}
    assert "990103" not in registry.subtree("990100")
    agency = registry.get_agency("990100", "tax", on=NOW.date()).id
    title = Text(zh="科员", en="Officer")
    post = registry.create_post(agency=agency, title=title, duties=("review",), actor=SYSTEM, now=NOW)
    account = registry.create_staff(username="officer", name="王二", post=post, actor=SYSTEM, now=NOW)
    assert registry.actor_of(account, now=NOW).regions_with("review") == registry.subtree("990100")


def test_the_nearest_pack_rules() -> None:
    assert registry.pack_of("990103") == "qingya"
    assert registry.pack_of("990102") == "yun"
    with pytest.raises(Refusal, match="no_pack"):
        registry.pack_of("990000")


def test_the_nearest_agency_of_the_day_plays_the_role() -> None:
    assert registry.get_agency("990103", "market_regulation", on=date(2026, 1, 1)).region == "990103"
    assert registry.get_agency("990102", "market_regulation", on=date(2026, 1, 1)).name.zh == "云汀市市场监督管理局"
    old = registry.get_agency("990103", "market_regulation", on=date(2018, 12, 31))
    assert old.name.zh == "云汀市工商行政管理局"
    assert old.successor == registry.get_agency("990100", "market_regulation", on=date(2019, 1, 1)).id
    with pytest.raises(Refusal, match=r"agency\.unknown"):
        registry.get_agency("990103", "tax", on=date(2018, 6, 14))


def test_loading_twice_changes_nothing(library: Library) -> None:
    before = list(Region.objects.order_by("pk").values()), list(Agency.objects.order_by("pk").values())
    happened = len(events.read("registry_packs"))
    registry.load_packs(library, now=NOW)
    assert (list(Region.objects.order_by("pk").values()), list(Agency.objects.order_by("pk").values())) == before
    assert len(events.read("registry_packs")) == happened == 1


def test_an_entered_credit_code_survives_a_load(library: Library) -> None:
    Agency.objects.filter(role="tax").update(credit_code="91350100M000100Y43")
    registry.load_packs(library, now=NOW)
    assert registry.get_agency("990100", "tax", on=NOW.date()).credit_code == "91350100M000100Y43"
