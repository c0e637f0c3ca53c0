"""Plans of fictional cities, each in a layout of its own, are read as a person reads them."""

from pathlib import Path

import pytest

from tongban.domains.reform.reading import read_plan
from tongban.domains.reform.tests.scoring import FIELDS, load, rows_of, score

LAYOUTS = Path(__file__).parent / "layouts"
NAMES = sorted(file.stem for file in LAYOUTS.glob("*.yaml"))


def _paper(name: str) -> Path:
    (paper,) = (file for file in LAYOUTS.glob(f"{name}.*") if file.suffix != ".yaml")
    return paper


@pytest.mark.parametrize("name", NAMES)
def test_a_layout_is_read_whole(name: str) -> None:
    wanted, plan = load(LAYOUTS / f"{name}.yaml"), read_plan(_paper(name))
    told = score(rows_of(plan), wanted["rows"])
    assert {field: (told[field].precision, told[field].recall) for field in FIELDS} == dict.fromkeys(FIELDS, (1.0, 1.0))
    assert len(plan.measures) == len(wanted["rows"])
    document = plan.document
    assert [document.title, document.number, document.issuer, document.issued_on] == wanted["document"]
    assert len(plan.items) == wanted.get("items", len(plan.items))
    assert len(plan.clauses) == wanted.get("clauses", len(plan.clauses))
    chapters = list(dict.fromkeys(item.chapter for item in plan.items))
    assert chapters == wanted.get("chapters", chapters)


def test_there_are_enough_layouts() -> None:
    assert len(NAMES) >= 12
