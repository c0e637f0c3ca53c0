"""Proposals: the measure that speaks of the same thing comes first, whatever words surround it."""

from dataclasses import replace

import pytest

from tongban.domains.reform.lineage.proposing import propose, shared_runs
from tongban.domains.reform.lineage.tests.plans import LOWER, UPPER, task
from tongban.domains.reform.lineage.texts import grams, unit_likeness


def test_each_task_finds_its_measure_first() -> None:
    found = propose(UPPER, LOWER)
    firsts = {key: proposals[0].key for key, proposals in found.items() if proposals and proposals[0].is_likely}
    assert firsts == {"water": "w", "trees": "t", "library": "l"}


def test_a_task_that_nothing_answers_has_no_likely_measure() -> None:
    found = propose(UPPER, LOWER)["ferry"]
    assert not any(one.is_likely for one in found)


def test_a_time_limit_alone_makes_no_likeness() -> None:
    tasks = [task("a", "公证书在3个工作日以内办结。")]
    measures = [task("same", "公证书当日出证。"), task("other", "渔船检验3个工作日以内办结。")]
    assert [one.key for one in propose(tasks, measures)["a"]] == ["same"]
    assert not any("工作" in gram for gram in grams(tasks[0].text))


def test_a_plan_that_prints_the_task_beside_its_measure_is_believed() -> None:
    beside = replace(LOWER[3], quoted=UPPER[2].text)
    found = propose(UPPER, (*LOWER[:3], beside))["ferry"][0]
    assert (found.key, found.likeness.is_quoted) == ("bees", True)
    unread = propose(UPPER, (*LOWER[:3], beside), uses_quoted=False)["ferry"]
    assert not any(one.is_likely for one in unread)


def test_the_same_office_of_city_and_district_counts_as_one() -> None:
    assert unit_likeness(["市水务局", "市城管局"], ["区水务局"]) == pytest.approx(0.7071, abs=1e-4)
    assert unit_likeness(["市水务局"], []) == 0
    twins = (replace(LOWER[3], key="far", units=("区城管局",)), replace(LOWER[3], key="near", units=("区水务局",)))
    asked = task("bees", "养蜂农户的花期补贴。")
    assert propose([replace(asked, units=("市水务局",))], twins)["bees"][0].key == "near"


def test_proposals_name_the_words_and_units_of_both() -> None:
    water = replace(UPPER[0], units=("市水务局", "市城管局"))
    found = propose([water], [replace(LOWER[0], units=("区水务局",))])["water"][0]
    assert found.shared_units == ("市水务局",)
    assert found.shared == ("小型项目接水办理时间压缩至",)
    assert shared_runs("甲乙丙。丁戊", "甲乙丙。丁戊") == ()


def test_at_most_so_many_are_proposed_and_the_order_is_the_same_every_time() -> None:
    many = [replace(LOWER[0], key=f"w{place}") for place in range(9)]
    found = propose(UPPER[:1], many, most=3)["water"]
    assert [one.key for one in found] == ["w0", "w1", "w2"]
    assert propose((), many) == {}
    assert propose(UPPER[:1], ()) == {"water": ()}
