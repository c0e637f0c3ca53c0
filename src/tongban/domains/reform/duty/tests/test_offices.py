"""Which agency a spelled unit is, in a district of our own."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.reform import duty
from tongban.domains.reform.duty.offices import Office, one_letter_apart

DAY = date(2025, 3, 4)
REGIONS = ("青川区", "白河区", "云汀市")


def office(role: str, name: str, short: str, *, region: str = "区", **more: object) -> Office:
    home = {"区": ("990103", "青川区"), "市": ("990100", "云汀市"), "镇": ("990103001", "柳溪镇")}[region]
    return Office(role, home[0], home[1], name, short, **more)  # type: ignore[arg-type]  # the test's own words


HOME = (
    office("finance", "青川区财政局", "区财政局"),
    office("housing", "青川区住房和城乡建设委员会", "区住建委", aliases=("区住建委（区人防办）",)),
    office("culture", "青川区文化旅游委员会", "区文化旅游委"),
    office("window", "青川区政务服务局", "区政务局", until=date(2024, 12, 31), successor="data"),
    office("data", "青川区数据局", "区数据局", since=date(2025, 1, 1)),
    office("science", "青川区科学局", "区科学局", until=date(2024, 6, 30)),
    office("science", "青川区科技创新局", "区科创局", since=date(2024, 7, 1)),
    office("finance", "云汀市财政局", "市财政局", region="市"),
    office("customs", "云汀海关", "云汀海关", region="市"),
    office("town_office", "柳溪镇人民政府", "柳溪镇", region="镇", level="town"),
)


def told(name: str, at: date = DAY) -> tuple[str, tuple[str, ...], str]:
    found = duty.resolve(name, HOME, at=at, regions=REGIONS)
    return found.kind, found.agency_ids, found.why.removeprefix("reform.unit_name.")


@pytest.mark.parametrize(
    ("name", "kind", "ids", "why"),
    [
        ("区财政局", "agency", ("finance",), "name"),
        ("青川区财政局", "agency", ("finance",), "name"),
        ("财政局", "agency", ("finance",), "prefix"),
        ("青川财政局", "agency", ("finance",), "prefix"),
        ("区 财 政 局", "agency", ("finance",), "name"),
        ("云汀海关", "agency", ("customs",), "name"),
        ("区住建委（区人防办）", "agency", ("housing",), "alias"),
        ("区财政局（区国资办）", "agency", ("finance",), "bracket"),
        ("区政务局", "agency", ("data",), "successor"),
        ("区科学局", "agency", ("science",), "successor"),
        ("各镇街", "group", ("town_office",), "towns"),
        ("各街镇", "group", ("town_office",), "towns"),
        ("各区县政府", "group", (), "districts"),
        ("区级有关部门", "group", (), "generic"),
        ("有关单位", "group", (), "generic"),
        ("区财政局等部门", "group", ("finance",), "and_group"),
        ("白河区财政局", "unknown", (), "elsewhere"),
        ("区气象台", "unknown", (), "unknown"),
        ("", "unknown", (), "unknown"),
    ],
)
def test_a_spelled_unit_is_an_agency_a_group_or_unknown(
    name: str, *, kind: str, ids: tuple[str, ...], why: str
) -> None:
    assert told(name) == (kind, ids, why)


def test_a_misprint_is_proposed_and_never_applied() -> None:
    found = duty.resolve("区文化旅游会", HOME, at=DAY)
    assert (found.kind, found.agency_ids, found.proposal) == ("misprint", (), "区文化旅游委")


def test_a_letter_between_two_agencies_is_no_proposal() -> None:
    twins = (office("one", "青川区农业委员会", "区农业委会"), office("two", "青川区商业委员会", "区商业委会"))
    assert duty.resolve("区工业委会", twins, at=DAY).kind == "unknown"


def test_the_district_office_is_meant_before_the_citys() -> None:
    assert duty.resolve("市财政局", HOME, at=DAY).why == "reform.unit_name.name"
    only_city = tuple(one for one in HOME if one.region == "990100")
    assert duty.resolve("区财政局", only_city, at=DAY).kind in ("unknown", "misprint")


def test_an_office_below_is_meant_only_with_the_name_of_its_region() -> None:
    below = (office("finance", "云汀市财政局", "市财政局", region="市"), replace(HOME[0], level="district"))
    assert duty.resolve("青川区财政局", below, at=DAY).offices == (below[1],)
    assert duty.resolve("区财政局", below, at=DAY).kind != "agency"


def test_before_its_end_an_agency_is_itself() -> None:
    assert told("区政务局", date(2024, 5, 1)) == ("agency", ("window",), "name")


def test_a_chain_of_successors_that_bites_its_tail_ends() -> None:
    circle = (
        office("a", "青川区甲局", "区甲局", until=date(2020, 1, 1), successor="b"),
        office("b", "青川区乙局", "区乙局", until=date(2020, 1, 1), successor="a"),
    )
    assert duty.resolve("区甲局", circle, at=DAY).kind == "unknown"


@pytest.mark.parametrize(
    ("first", "second", "near"),
    [
        ("财政局", "财政局", False),
        ("财政局", "财整局", True),
        ("财政局", "财局", True),
        ("财政局", "区财政局", True),
        ("财政局", "政财局", True),
        ("财政局", "税务局", False),
    ],
)
def test_one_letter_apart(first: str, second: str, near: bool) -> None:
    assert one_letter_apart(first, second) is near
    assert one_letter_apart(second, first) is near


@given(st.text(alphabet="甲乙丙丁局委", min_size=1, max_size=6), st.integers(0, 6), st.sampled_from("戊己"))
def test_a_letter_put_in_is_one_letter_apart(name: str, place: int, letter: str) -> None:
    longer = name[:place] + letter + name[place:]
    assert one_letter_apart(name, longer)


@given(st.text(alphabet="区市各有关镇街等部门（）财政局文化旅游委", max_size=12))
def test_any_name_gets_one_honest_answer(name: str) -> None:
    found = duty.resolve(name, HOME, at=DAY, regions=REGIONS)
    assert (found.kind == "misprint") == (found.proposal is not None)
    assert found.kind != "unknown" or not found.agency_ids
