"""Rhythm rules and their stories: what the checks say of a rule that nobody plays and of names that nobody has."""

import pytest

from tests.packs.conftest import Folder

RULES, STORY = "town/rhythm/town.yaml", "town/rhythm_stories/dispatch.yaml"
RULE = """- id: dispatch
  governance: G10
  title: {zh: 月调度, en: Monthly dispatch}
  source: {document: 演示虚构, place: 一}
  regions: ["990100"]
  since: 2020-01-01
  who: office
  unit: {zh: 市改革办, en: Reform office}
  what: dispatch
  when: {kind: monthly, day: 25, day_off: next}
"""
PLAYED = """title: {zh: 月调度, en: A dispatch}
region: "990100"
rules: [dispatch]
plan:
  number: 青府发〔2025〕1号
  title: 示例方案
  issuer: 青川市人民政府
  issued_on: 2025-06-16
  items:
    - {title: 事项甲, lead: [市水务局], measures: [2025-12]}
do:
  - {at: "2025-07-25T09:00", act: wait}
then:
  - at: "2025-07-25T09:01"
    duties:
      - {rule: dispatch, period: 2025-07, state: near}
"""


@pytest.fixture
def rhythmic(folder: Folder) -> Folder:
    folder.write(RULES, RULE)
    folder.write(STORY, PLAYED)
    return folder


def _found(folder: Folder, check: str) -> list[tuple[str, int, str]]:
    problems = [one for one in folder.problems(all_grades=True) if one.check == check]
    assert all(one.mend for one in problems)
    return [(one.file, one.line, one.what) for one in problems]


def test_a_rule_that_is_played_is_faultless(rhythmic: Folder) -> None:
    assert rhythmic.problems(all_grades=True) == []


def test_a_region_that_nobody_knows_is_named(rhythmic: Folder) -> None:
    line = rhythmic.replace(RULES, 'regions: ["990100"]', 'regions: ["990199"]')
    found = _found(rhythmic, "rhythm_rules_name_regions_and_agencies")
    assert [(file, at) for file, at, _ in found] == [(RULES, line)]
    assert "990199" in found[0][2]


def test_a_story_of_an_unknown_rule_is_named(rhythmic: Folder) -> None:
    line = rhythmic.replace(STORY, "rules: [dispatch]", "rules: [dispatch, despatch]")
    found = _found(rhythmic, "rhythm_stories_play_known_rules")
    assert [(file, at) for file, at, _ in found] == [(STORY, line)]
    assert "despatch" in found[0][2]


def test_a_rule_that_no_story_plays_is_named(rhythmic: Folder) -> None:
    rhythmic.file(STORY).unlink()
    found = _found(rhythmic, "every_rhythm_rule_has_a_story")
    assert [file for file, _, _ in found] == [RULES]
