"""Spelled units become agencies of the plan's region when that is sure, with the spellings that packs give."""

from datetime import UTC, date, datetime

import pytest

from tongban.domains.reform.ledger import units
from tongban.domains.registry import api as registry
from tongban.kernel import packs

pytestmark = pytest.mark.django_db
QIJIANG, DAY = "500110", date(2026, 11, 20)


def test_names_aliases_and_offices_of_the_city_are_found_and_the_unsure_are_not() -> None:
    registry.load_packs(packs.current(), now=datetime(2026, 11, 20, tzinfo=UTC))
    names = (
        "区财政局",
        "区纪委监委",
        "新城建设管委会（食品园区管委会）",
        "重庆海关",
        "区文化旅游会",
        "各街镇",
        "江津区财政局",
    )
    found = units.agencies_of(QIJIANG, names, on=DAY)
    assert list(found) == ["区财政局", "区纪委监委", "新城建设管委会（食品园区管委会）", "重庆海关"]
    finance = next(one for one in registry.list_agencies([QIJIANG], DAY) if one.role == "finance")
    assert found["区财政局"] == finance.pk


def test_a_city_means_its_own_office_and_a_district_only_by_its_name() -> None:
    registry.load_packs(packs.current(), now=datetime(2026, 11, 20, tzinfo=UTC))
    rows = {one.pk: one.region for one in registry.list_agencies(["500000", QIJIANG], DAY)}
    found = units.agencies_of("500000", ("财政局", "綦江区财政局", "区财政局"), on=DAY)
    assert {name: rows[pk] for name, pk in found.items()} == {"财政局": "500000", "綦江区财政局": QIJIANG}
