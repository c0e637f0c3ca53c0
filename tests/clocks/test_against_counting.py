"""What `tongban check clocks` and `tongban bench clocks` do, on a small scale at every run."""

import json

from click.testing import CliRunner

from tongban.cli import bench_clocks, check_clocks


def test_random_clocks_agree_with_counting_days() -> None:
    result = CliRunner().invoke(check_clocks.check, ["clocks", "--number", "3000", "--seed", "7", "--json"])
    answer = json.loads(result.stdout)
    assert (answer["ok"], answer["clocks"], answer["disagreements"]) == (True, 3000, [])
    assert result.exit_code == 0


def test_the_bench_judges_every_clock() -> None:
    result = CliRunner().invoke(bench_clocks.clocks, ["--number", "2000", "--json"])
    answer = json.loads(result.stdout)
    assert sum(answer["states"].values()) == 2000
    assert set(answer["states"]) == {"running", "paused", "overdue"}
