"""`tongban clock explain` and the parts of `tongban bench advance` that can be tested without measuring."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from tongban.cli import bench_statements, bench_town
from tongban.cli.main import tongban
from tongban.domains.cases import api as cases
from tongban.kernel import timemachine
from tongban.kernel.authz import SYSTEM
from tongban.kernel.errors import Refusal

Run = Callable[..., Result]


@pytest.fixture(scope="module")
def settled(once: Callable[[Callable[[], bench_town.City]], bench_town.City]) -> bench_town.City:
    return once(bench_town.settle)


@pytest.fixture
def city(settled: bench_town.City, db: None) -> bench_town.City:
    return settled


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///the-one-of-the-test")  # Django is connected already
    yield lambda *arguments: CliRunner().invoke(tongban, arguments)


def test_every_clock_is_explained_and_its_spans_add_up(city: bench_town.City, run: Run) -> None:
    timemachine.travel(datetime.fromisoformat("2026-03-04T10:00:00+08:00"))
    answered = run("clock", "explain", str(city.case), "--json")
    assert answered.exit_code == 0, answered.output
    told = json.loads(answered.stdout)
    assert told["case"] == str(city.case)
    assert {"case", "business_licence"} <= {clock["scope"] for clock in told["clocks"]}
    for clock in told["clocks"]:
        assert {"kind", "allowed", "unit", "used", "left", "due_on", "state", "source"} <= clock.keys()
        assert sum(span["counted"] for span in clock["spans"]) == clock["used"] == 2
    shown = run("clock", "explain", told["number"])
    assert shown.exit_code == 0 and told["clocks"][0]["source"] in shown.output
    unknown = run("clock", "explain", "99010020260302999999")
    assert isinstance(unknown.exception, Refusal) and unknown.exception.code == "cases.case.unknown"


def test_the_acts_of_the_benchmark_take_a_copy_to_its_end(city: bench_town.City) -> None:
    bench_town.make_copies(city.case, 2)
    for number in (1, 2):
        case = bench_town.copy_id(number)
        for act, actor in zip(city.acts, bench_town.actors(city.acts), strict=True):
            bench_town.perform(case, act, actor=actor)
        assert cases.get_case(case, SYSTEM, now=bench_town.ACTED).status == "closed"
        assert cases.differences(case) == []


def test_a_script_repeats_the_statements_of_an_act_on_other_cases(city: bench_town.City) -> None:
    bench_town.make_copies(city.case, 3)
    actors = bench_town.actors(city.acts)
    for number, place in ((1, 0), (2, 0)):
        case = bench_town.copy_id(number)

        def act(case: cases.CaseId = case, place: int = place) -> None:
            bench_town.perform(case, city.acts[place], actor=actors[place])

        text = bench_statements.script(case, act, copies=(3, 3))
        assert str(case.value) not in text and text.count("\\gset") == 1
        said = [word for word in re.findall(r"^(\w+)", text, re.MULTILINE) if word.islower()]
        assert said[:4] == ["begin", "select", "insert", "with"]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from kernel_event where stream = %s", [str(bench_town.copy_id(3))])
        assert cursor.fetchone() == (2,)
