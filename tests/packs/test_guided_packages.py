"""Guided questions: the small library with a package that asks them, and the mistakes that the checks find in it."""

import shutil
from pathlib import Path

import pytest

from tests.packs.conftest import Folder

GUIDED = Path(__file__).parent / "guided"
FAIR, SIGN = "town/packages/fair.yaml", "town/services/sign.yaml"


@pytest.fixture
def guided(folder: Folder) -> Folder:
    shutil.copytree(GUIDED, folder.root, dirs_exist_ok=True)
    folder.replace(
        "town/forms/kiosk.json", '"x-prefill": "subject.name"', '"x-prefill": "subject.name", "x-fact": "kiosk.name"'
    )
    return folder


def test_the_guided_library_is_faultless(guided: Folder) -> None:
    assert guided.problems(all_grades=True) == []


@pytest.mark.parametrize(
    ("check", "file", "old", "new", "told"),
    [
        ("conditions_of_packages_are_known", FAIR, "field: situation.stamp,", "field: situation.stemp,", "stemp"),
        ("conditions_of_packages_are_known", FAIR, "value: [round, square]", "value: [round, oval]", "'oval'"),
        ("conditions_of_packages_are_known", FAIR, "field: situation.stamp,", "field: situation.lit,", "asked before"),
        ("conditions_of_packages_are_known", FAIR, "  - id: stamp_now", "  - id: stamp", "two questions"),
        ("situations_are_reachable", FAIR, "value: [round, square]}", "value: [none]}", ""),
        (
            "situations_answer_fields",
            FAIR,
            "answers: lit",
            "answers: glow",
            "no field 'glow' in the form",
        ),
        ("situations_answer_fields", FAIR, "answers: lit", "answers: colour", "does not take True, False"),
        ("conditions_of_materials_are_known", SIGN, "field: form.lit,", "field: form.glow,", "'form.glow'"),
        ("stories_fit_their_procedure", "town/stories/fair.yaml", "stamp: none, lit", "lit", "Do you need a stamp?"),
        ("stories_fit_their_procedure", "town/stories/fair.yaml", "stamp: none", "stamp: oval", "oval"),
    ],
)
def test_a_planted_mistake_is_found(guided: Folder, *, check: str, file: str, old: str, new: str, told: str) -> None:
    line = guided.replace(file, old, new)
    if check == "situations_are_reachable":
        extra = (
            '{all: [{field: situation.stamp, op: "=", value: none}, {field: situation.stamp, op: "=", value: round}]}'
        )
        guided.replace(file, "when: {field: situation.stamp, op: in, value: [none]}", f"when: {extra}")
        told = "no answers lead to the question stamp_now"
    found = [one for one in guided.problems() if one.check == check]
    assert (file, line) in {(one.file, one.line) for one in found}, found
    assert any(told in one.what for one in found)
    assert all(one.mend for one in found)
