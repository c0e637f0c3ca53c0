"""`tongban story`: a worked example is played on a database of its own and told day by day."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from tongban.cli.main import tongban
from tongban.config.packs import read_library
from tongban.domains.cases import api as cases
from tongban.domains.reform import api as reform
from tongban.kernel import packs
from tongban.kernel.authz import SYSTEM

Run = Callable[..., Result]
KIND = "demo:company_setup_two_days"


@pytest.fixture
def run(db: None) -> Run:
    """Django is connected already, so the story is played in the test's own transaction."""
    packs.install(read_library(settings.PACKS_FOLDER))
    return lambda *arguments: CliRunner().invoke(tongban, ["story", *arguments])


def test_every_story_of_the_packs_is_named(run: Run) -> None:
    answered = run("list", "--json")
    rows = {row["id"]: row for row in json.loads(answered.stdout)}
    kinds = ("stories", "rhythm_stories")
    told = {f"{pack.id}:{story.id}" for pack in packs.current() for kind in kinds for story in pack.list(kind)}
    assert set(rows) == told and rows[KIND]["days"] == 10 and rows[KIND]["region"] == "990102"
    assert KIND in run("list").output


def test_a_story_is_told_with_its_clocks_and_leaves_nothing_behind(run: Run) -> None:
    answered = run("play", KIND, "--json")
    assert answered.exit_code == 0, answered.output
    told = json.loads(answered.stdout)
    assert told["problems"] == [] and told["number"].startswith("990102")
    assert told["events"][0]["type"] == "cases.case_submitted.v1"
    assert told["events"][-1]["type"] == "cases.case_closed.v1"
    assert all(one["sentence"]["zh"] and one["sentence"]["en"] for one in told["events"])
    assert told["looks"] and {"due_on", "used", "left", "state"} <= told["looks"][0]["seen"].keys()
    for clock in told["clocks"]:
        assert sum(span["counted"] for span in clock["spans"]) == clock["used"]
    assert cases.count_cases(SYSTEM) == 0


def test_a_story_that_comes_out_otherwise_says_where(run: Run, tmp_path: Path) -> None:
    source = Path(settings.PACKS_FOLDER) / "demo" / "stories" / "company_setup_two_days.yaml"
    text = source.read_text("utf-8")
    assert "due_on: 2026-10-10" in text
    changed = tmp_path / "mine.yaml"
    changed.write_text(text.replace("due_on: 2026-10-10", "due_on: 2026-10-09", 1), "utf-8")
    answered = run("play", str(changed))
    assert answered.exit_code == 1
    assert "wanted 2026-10-09, found 2026-10-10" in answered.output
    assert "调休上班" in answered.output


@pytest.mark.parametrize(
    ("which", "why"),
    [("no_such_story", "there is no story"), ("missing.yaml", "there is no file"), ("wrong.yaml", "procedure")],
)
def test_what_is_no_story_is_said_in_a_line(*, run: Run, tmp_path: Path, which: str, why: str) -> None:
    (tmp_path / "wrong.yaml").write_text("title: {zh: 甲, en: A}\n", "utf-8")
    answered = run("play", str(tmp_path / which) if which.endswith(".yaml") else which)
    assert answered.exit_code == 1 and why in answered.output


def test_a_story_of_governance_tells_what_was_due_and_leaves_nothing_behind(run: Run) -> None:
    answered = run("play", "chongqing:qijiang_dispatch", "--json")
    assert answered.exit_code == 0, answered.output
    told = json.loads(answered.stdout)
    assert told["problems"] == [] and told["number"].startswith("綦江府发")
    last = {one["period"]: one["state"] for one in told["duties"][-1]["duties"]}
    assert last["2022-09"] == "missed" and last["2022-10"] == "met"
    assert reform.list_plans(actor=SYSTEM) == []
