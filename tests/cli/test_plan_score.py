"""`tongban plan score` over a folder of plans: the real ones where they are, and a small one of our own."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tongban.cli import plan_score
from tongban.cli.plan import plan
from tongban.domains.reform.tests import plans as written

SHARED = Path("shared", "plans")


@pytest.fixture(scope="module")
def real_plans() -> Path:
    found = [one / SHARED for one in Path(__file__).resolve().parents if (one / SHARED).is_dir()]
    if not found:
        pytest.skip("the five plans (../shared/plans) are not on this machine")
    return found[0]


def test_the_five_plans_are_read_within_the_goals(real_plans: Path) -> None:
    result = CliRunner().invoke(plan, ["score", "--plans", str(real_plans), "--json"])
    told = json.loads(result.stdout)
    assert {name: told[name]["share"] >= goal for name, goal in told["goals"].items()} == dict.fromkeys(
        told["goals"], True
    )
    assert result.exit_code == 0 and told["ok"] and told["plans"] == 5
    assert (told["numeric_recall"]["of"], told["dated"]["of"], told["absolute_recall"]["of"]) == (133, 46, 31)
    assert told["dates_found"]["of"] == 82 + 84 + 1 + 5 + 3
    assert all(share["right"] >= 0.95 * share["of"] for share in told["units"].values())


def test_people_read_a_line_for_each_figure_and_every_miss(real_plans: Path) -> None:
    result = CliRunner().invoke(plan, ["score", "--plans", str(real_plans)])
    assert "goal 0.95" in result.stdout
    assert "区文化旅游会: misprint 区文化旅游委" in result.stdout


def test_a_plan_of_nobodys_packs_scores_nothing_and_reads_all_the_same(tmp_path: Path) -> None:
    written.write_text(tmp_path)
    ((found, body),) = plan_score.read_plans(tmp_path)
    assert plan_score.key_of(found) == "青川府办发〔2025〕7号"
    read = list(plan_score.parts(found, body))
    assert [one.is_body for one in read] == [False] * len(found.measures) + [True]
    assert [str(day) for one in read for day in (deadline.date for deadline in one.deadlines)][:2] == [
        "2025-12-31",
        "2025-06-30",
    ]


def test_a_folder_without_plans_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(plan, ["score", "--plans", str(tmp_path)])
    assert result.exit_code == 1 and "no plan" in result.output


def test_dates_are_read_from_every_pack(tmp_path: Path) -> None:
    folder = tmp_path / "here" / "plans"
    folder.mkdir(parents=True)
    (folder / "dates.yaml").write_text('- issued_on: 2025-03-04\n  dates: {"1(1)": [2025-12-31]}\n', "utf-8")
    assert list(plan_score.dates(tmp_path)) == [("2025-03-04", "1(1)")]
