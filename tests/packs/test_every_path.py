"""Every way through every procedure of every real pack: nothing is asked twice, everything can be answered and done."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.packs import walking
from tests.packs.conftest import Folder
from tongban.config.packs import KINDS
from tongban.config.settings import PACKS_FOLDER
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.packs import Library

DAY = date(2026, 11, 20)
LIBRARY = Library.read(PACKS_FOLDER, KINDS)


def different() -> Iterator[tuple[str, str]]:
    """Every procedure of every region, once where a region only inherits it."""
    seen = set()
    for region in (pack.manifest.region for pack in LIBRARY if pack.manifest.region):
        for key in catalogue.keys_in(LIBRARY, region):
            found = procedure(region, key)
            kind = (key, str(found.form), str(found.situations), str([track.conduct for track in found.tracks]))
            if kind not in seen:
                seen.add(kind)
                yield region, key


def procedure(region: str, key: str) -> catalogue.Procedure:
    return catalogue.read_procedure(LIBRARY, key, region=region, on=DAY)


PROCEDURES = list(different())


@pytest.mark.parametrize(("region", "key"), PROCEDURES)
def test_some_answers_lead_to_every_question(*, region: str, key: str) -> None:
    assert list(walking.of_the_whole(procedure(region, key))) == []


@pytest.mark.parametrize(("region", "key"), PROCEDURES)
def test_no_fact_is_asked_twice_and_everything_can_be_answered(*, region: str, key: str) -> None:
    for one in walking.narrowed(procedure(region, key)):
        assert list(walking.of_the_form(one)) == [], dict(one.situation)


@pytest.mark.parametrize(("region", "key"), PROCEDURES)
def test_the_steps_of_what_applies_have_an_order(*, region: str, key: str) -> None:
    for one in walking.narrowed(procedure(region, key)):
        assert list(walking.of_the_order(one)) == [], dict(one.situation)


@pytest.mark.parametrize(("region", "key"), PROCEDURES)
def test_what_the_package_brings_about_is_not_asked(*, region: str, key: str) -> None:
    for one in walking.narrowed(procedure(region, key)):
        assert list(walking.of_what_is_known(one)) == [], dict(one.situation)


# the walk itself finds what is wrong -----------------------------------------------------------------------------


@pytest.fixture
def fair(folder: Folder) -> Folder:
    shutil.copytree(Path(__file__).parent / "guided", folder.root, dirs_exist_ok=True)
    folder.replace("town/forms/kiosk.json", '"x-prefill": "subject.name"', '"x-fact": "kiosk.name"')
    return folder


def walked(folder: Folder) -> list[str]:
    whole = catalogue.read_procedure(folder.library(), "fair", region="990100", on=date(2026, 3, 2))
    return list(walking.of_the_whole(whole)) + [
        told
        for one in walking.narrowed(whole)
        for walk in (walking.of_the_form, walking.of_the_order, walking.of_what_is_known)
        for told in walk(one)
    ]


def test_a_guided_package_is_walked_without_a_complaint(fair: Folder) -> None:
    assert walked(fair) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (
            "town/forms/sign.json",
            '"colour": {"type": "string",',
            '"hue": {"type": "string", "x-page": "sign", "x-text": {"zh": "颜色", "en": "Hue"}}, '
            '"colour": {"type": "string",',
            "颜色 is asked twice",
        ),
        (
            "town/forms/sign.json",
            '"then": {"required": ["lamps"]}\n}',
            '"then": {"required": ["lamps"], "properties": {"colour": {"const": "green"}}}\n}',
            "/colour",
        ),
        (
            "town/packages/fair.yaml",
            "- {service: kiosk, when",
            "- {service: kiosk, steps_after: {look: [sign]}, when",
            "nodes are in a cycle",
        ),
        (
            "town/forms/sign.json",
            '"colour": {"type": "string",',
            '"hue": {"type": "string", "x-page": "sign", "x-text": {"zh": "色", "en": "Hue"}}, '
            '"colour": {"type": "string",',
            "no answers lead to hue",
        ),
    ],
)
def test_the_walk_finds_what_is_wrong(fair: Folder, *, file: str, old: str, new: str, told: str) -> None:
    if told == "no answers lead to hue":
        never = '"if": {"properties": {"lit": {"enum": []}}, "required": ["lit"]}, "then": {"required": ["hue"]}'
        lamps = '{"properties": {"lit": {"const": true}}, "required": ["lit"]},\n  "then": {"required": ["lamps"]}'
        fair.replace(file, '"if": ' + lamps, f'"allOf": [{{{never}}}, {{"if": {lamps}}}]')
    fair.replace(file, old, new)
    assert any(told in one for one in walked(fair))
