"""The proposals against pairs that were found by reading, and the time they take. Needs the real plans."""

import time
from pathlib import Path

import pytest
import yaml

from tongban.domains.reform import reading
from tongban.domains.reform.lineage.papers import measures_of, tasks_of
from tongban.domains.reform.lineage.proposing import propose
from tongban.domains.reform.lineage.scoring import MOST, Score, read_pairs, score

HERE = Path(__file__).resolve()
PAIRS = HERE.parents[6] / "tests" / "fixtures" / "lineage_pairs.yaml"
FOLDER = next((one for root in HERE.parents if (one := root / "shared" / "plans").is_dir()), None)
pytestmark = pytest.mark.skipif(FOLDER is None, reason="the real plans (../shared/plans) are not here")


@pytest.fixture(scope="module")
def plans() -> dict[str, reading.Plan]:
    assert FOLDER is not None
    return {file.name[:3]: reading.read_plan(file) for file in sorted(FOLDER.glob("[0-9]*.txt"))}


@pytest.fixture(scope="module")
def scored(plans: dict[str, reading.Plan]) -> Score:
    return score(read_pairs(yaml.safe_load(PAIRS.read_text("utf-8"))), plans)


def test_forty_of_forty_six_pairs_are_among_the_first_three(scored: Score) -> None:
    assert len(scored.pairs) == 46
    assert scored.within(MOST) >= 43
    assert scored.apart >= 40
    assert scored.within(1) >= 34


def test_the_relations_are_right_as_often_as_measured(scored: Score) -> None:
    assert scored.exact >= 27
    assert scored.allowed >= 32


def test_the_longest_two_plans_are_compared_in_two_seconds(plans: dict[str, reading.Plan]) -> None:
    tasks, measures = tasks_of(plans["001"]), measures_of(plans["002"])
    assert (len(tasks), len(measures)) == (206, 176)
    began = time.process_time()
    propose(tasks, measures)
    assert time.process_time() - began <= 2
