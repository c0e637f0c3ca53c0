"""`tongban plan lineage` on two plans of the demo city, without a database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tongban.cli.plan import plan
from tongban.kernel.errors import Refusal

PLANS = Path(__file__).resolve().parents[2] / "packs" / "demo" / "plans"
UPPER, LOWER = PLANS / "yunting-2025.txt", PLANS / "districts" / "990102-linjiang-2025.txt"
PAIRS = """
- {name: A, asked: "001 2(1)", answer: "002 1(2)", relations: [looser]}
- {name: B, asked: "001 9", answer: "002 7", relations: [equal]}
- {name: C, asked: "001 3", answer: "002 9", relations: [new]}
"""


def _run(*arguments: str) -> str:
    answer = CliRunner().invoke(plan, ["lineage", *arguments], catch_exceptions=False)
    assert answer.exit_code == 0, answer.output
    return answer.output


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The two plans under the names by which pairs know them, and the pairs."""
    for name, file in (("001-city.txt", UPPER), ("002-district.txt", LOWER)):
        (tmp_path / name).write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "pairs.yaml").write_text(PAIRS, "utf-8")
    return tmp_path


def test_each_task_names_its_measures_and_what_was_compared() -> None:
    answer = json.loads(_run(str(UPPER), str(LOWER), "--json"))
    assert (answer["upper"], answer["lower"]) == ("云汀府发〔2025〕6号", "临江府发〔2025〕11号")
    task = next(one for one in answer["tasks"] if one["task"] == "§1.2(1)")
    best = task["proposals"][0]
    assert (task["relation"], best["measure"], best["likely"]) == ("looser", "§1.1(2)", True)
    assert best["findings"][0]["upper"].endswith("新企业2个工作日")
    assert best["findings"][0]["lower"].endswith("新企业3个工作日")
    missing = next(one for one in answer["tasks"] if one["task"] == "§5.12(2)")
    assert missing["relation"] == "missing"
    assert "20 tasks" in _run(str(UPPER), str(LOWER))


def test_pairs_are_scored_by_rank_and_relation(folder: Path) -> None:
    found = json.loads(_run(str(folder), "--score", str(folder / "pairs.yaml"), "--json"))
    assert (found["pairs"], found["first"], found["relation_exact"]) == (3, 2, 2)
    ranks = {row["pair"]: row["rank"] for row in found["rows"]}
    assert (ranks["A"], ranks["B"]) == (1, 1)
    assert ranks["C"] not in {1, 2, 3}
    assert found["confusion"]["looser"] == {"looser": 1}
    assert "A  rank   1  looser → looser" in _run(str(folder), "--score", str(folder / "pairs.yaml"))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('- {name: A, asked: "somewhere", answer: "002 1", relations: [equal]}', "reform.lineage.pairs_malformed"),
        ('- {name: A, asked: "001 1", answer: "002 1", relations: [better]}', "reform.lineage.pairs_malformed"),
        ('- {name: A, asked: "001 99", answer: "002 1", relations: [equal]}', "reform.lineage.pairs_no_place"),
    ],
)
def test_pairs_that_are_wrong_are_refused(folder: Path, line: str, code: str) -> None:
    (folder / "pairs.yaml").write_text(line, "utf-8")
    with pytest.raises(Refusal) as refused:
        _run(str(folder), "--score", str(folder / "pairs.yaml"))
    assert refused.value.code == code


def test_a_folder_without_pairs_is_a_mistake_of_use(folder: Path) -> None:
    answer = CliRunner().invoke(plan, ["lineage", str(folder)])
    assert answer.exit_code == 2
