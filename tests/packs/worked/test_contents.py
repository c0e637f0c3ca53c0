"""What the packs promise, held against the inventory of the plans and against themselves."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tongban.config.packs import check_packs
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import packs
from tongban.kernel.errors import NotInForce
from tongban.kernel.identifiers import CreditCode

INVENTORY = Path("shared", "facts", "plans-inventory.md")
NUMBER = re.compile(r"C[0-9]{3}|[MA][0-9]{2}")
EVERY = (
    {f"C{one:03d}" for one in range(1, 134)}
    | {f"M{one:02d}" for one in range(1, 47)}
    | {f"A{one:02d}" for one in range(1, 32)}
)
LOW_RISK = {"external_works": True, "road_works": True, "low_risk_small": True}
WATER = {"external_works": False, "road_works": False, "low_risk_small": False}


def test_the_packs_have_no_problem_below_the_grade_they_claim(library: packs.Library) -> None:
    assert [str(problem) for problem in check_packs(library).problems] == []


def test_every_commitment_of_the_plans_is_held(library: packs.Library) -> None:
    held = {
        match.group()
        for pack in library
        for one in pack.list("commitments")
        if (match := NUMBER.match(one.id)) and not pack.manifest.is_fiction
    }
    assert held == EVERY


def test_every_commitment_says_where_it_stands_who_answers_and_how_it_is_measured(library: packs.Library) -> None:
    for pack in library:
        roles = {one.model.id for one in library.view(pack.id).documents("agencies")}
        for document in () if pack.manifest.is_fiction else pack.list("commitments"):
            one = document.model
            assert one.source.at and one.measured_by and one.responsible, one.id
            assert set(one.responsible) <= roles, one.id
            assert one.kind == {"C": "numeric", "M": "dated", "A": "absolute"}[one.id[0]], one.id


def test_the_numbers_are_those_of_the_inventory(library: packs.Library) -> None:
    """Each number of a commitment stands in the row of the inventory that it was taken from."""
    found = [one / INVENTORY for one in Path(settings.PACKS_FOLDER).parents if (one / INVENTORY).exists()]
    if not found:
        pytest.skip("the inventory of the plans (../shared/facts) is not on this machine")
    lines = found[0].read_text("utf-8").splitlines()
    rows = {line.split("|")[1].strip(): line for line in lines if line.startswith(("| C", "| A", "| M"))}
    scaled = {"C050": "3.25", "C069a": "80", "C081": "3 亿", "C125a": "3000 万", "C132": "3 年", "C067": "0 工作日"}
    scaled |= {
        "C090a": "400 亿元",
        "C090b": "150 亿元",
        "C008": "实时",
        "C068": "即办即取",
        "C129": "每月",
        "C130": "每月",
    }
    wrong = []
    for pack in library:
        if pack.manifest.is_fiction:
            continue
        for document in pack.list("commitments"):
            row = rows[(NUMBER.match(document.id) or [""])[0]]
            if document.model.target is None:
                if document.model.kind == "dated" and not _names(row, document.model.deadline):
                    wrong.append(f"{document.id}: {document.model.deadline} is not in {row[:90]}")
                continue
            value = document.model.target.value
            told = scaled.get(document.id, f"{value:g}" if isinstance(value, float) else str(value))
            if told not in row.replace(",", "") and document.id not in WORDS:
                wrong.append(f"{document.id}: {told} is not in {row[:90]}")
    assert wrong == []


def _names(row: str, day: date) -> bool:
    """A row tells a day as it is, or in words where the plan does."""
    words = {date(2021, 12, 31): "2021 年底", date(2019, 12, 31): "2020年前"}
    return str(day) in row or words.get(day, "-") in row


# Commitments whose number the inventory writes in words, or as two numbers in one.
WORDS = {
    "C020": "five surveys become one",
    "C096": "全量",
    "C111": "5 万人次",
    "C118": "2 万人次",
    "C131": "每年",
    "C133": "a year, held as the deadline",
    "A03": "一律免于提交",
    "A05": "不再提交",
}


@pytest.mark.parametrize(
    ("region", "answers", "days"),
    [
        ("500000", WATER | {"pipe_diameter": 25}, 4),
        ("500000", WATER | {"pipe_diameter": 25, "external_works": True}, 4),
        ("500000", WATER | {"pipe_diameter": 40, "road_works": True}, 7),
        ("500000", WATER | {"pipe_diameter": 80}, 7),
        ("500000", WATER | {"pipe_diameter": 150, "road_works": True}, 7),
        ("500000", WATER | {"pipe_diameter": 100, "external_works": True}, 9),
        ("500000", WATER | {"pipe_diameter": 200}, 9),
        (
            "500107",
            LOW_RISK | {"pipe_diameter": 40},
            5,
        ),
        ("500107", WATER | {"pipe_diameter": 200, "external_works": True}, 9),
        ("500107", WATER | {"pipe_diameter": 25}, 4),
        ("990100", WATER | {"pipe_diameter": 25}, 3),
        ("990100", WATER | {"pipe_diameter": 100, "external_works": True}, 8),
    ],
)
def test_the_promise_of_a_water_connection(
    *, library: packs.Library, region: str, answers: dict[str, object], days: int
) -> None:
    procedure = catalogue.read_procedure(library, "water_connection", region=region, on=date(2026, 6, 18))
    promised = [one for one in procedure.clocks_for(answers) if one.kind == "promised"]
    assert [str(one.duration) for one in promised] == [f"{days} working_day"]


@pytest.mark.parametrize(
    ("region", "on", "days"),
    [
        ("500000", date(2021, 10, 8), 3),
        ("500000", date(2026, 6, 1), 3),
        ("500107", date(2026, 6, 1), 1),
        ("990102", date(2026, 6, 1), 2),
    ],
)
def test_the_promise_of_a_company_set_up(*, library: packs.Library, region: str, on: date, days: int) -> None:
    procedure = catalogue.read_procedure(library, "company_setup", region=region, on=on)
    assert [str(one.duration) for one in procedure.clocks if one.kind == "promised"] == [f"{days} working_day"]
    assert len(procedure.tracks) == 6 and len(procedure.stages) == 3
    assert procedure.fee_fen == 0 and procedure.visits == 0


def test_the_package_begins_when_its_last_item_joined(library: packs.Library) -> None:
    with pytest.raises(NotInForce):
        catalogue.read_procedure(library, "company_setup", region="500000", on=date(2020, 6, 1))


def test_real_agencies_have_no_invented_code_and_fictional_ones_a_lawful_one(library: packs.Library) -> None:
    for pack in library:
        for document in pack.list("agencies"):
            code = document.model.credit_code
            assert (code is not None) == pack.manifest.is_fiction, document.id
            if code is not None:
                assert str(CreditCode.parse(code))[2:6] == "9901"


def test_only_the_demo_city_can_issue_licences(library: packs.Library) -> None:
    for pack in library:
        for document in pack.list("licences"):
            assert (document.model.type_code is not None) == pack.manifest.is_fiction
