"""`tongban commitments` and `tongban metrics rebuild` over the packs of this installation."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import settings

from tongban.cli import environment
from tongban.cli.main import tongban
from tongban.config import packs as installation
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import packs
from tongban.kernel.actors import SYSTEM

START = datetime.fromisoformat("2026-01-05T09:00:00+08:00")
Run = Callable[..., Result]


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Commands on the test database, which pytest has already prepared."""
    monkeypatch.setattr(environment, "prepare", lambda: None)
    library = installation.read_library(Path(settings.PACKS_FOLDER))
    packs.install(library)
    registry.load_packs(library, now=START)
    catalogue.publish(library, actor=SYSTEM, now=START)
    return lambda *arguments: CliRunner().invoke(tongban, arguments, catch_exceptions=False)


def test_every_commitment_of_every_region_is_told_with_its_source(run: Run) -> None:
    told = json.loads(run("commitments", "--json").stdout)
    known = {(one["region"], one["id"]): one for one in told}
    assert len(known) == len(told)
    assert {"500000", "500107", "500110", "500116", "990100"} == {region for region, _ in known}
    city, demo = known["500000", "C002"], known["990100", "C002"]
    assert (city["target"]["value"], demo["target"]["value"]) == (3, 2)
    assert "81" in city["source"]["document"] and "虚构" in demo["source"]["document"]
    assert all(one["source"]["document"] and one["state"] in ("no_cases", "unbound", "breached") for one in told)
    assert all(one["reason"] for one in told if one["state"] == "unbound")


def test_a_district_sees_its_own_promises_and_those_of_its_city(run: Run) -> None:
    told = {one["id"]: one for one in json.loads(run("commitments", "--region", "500107", "--json").stdout)}
    assert told["C003"]["target"]["value"] == 1 and told["C002"]["target"]["value"] == 3
    assert not any("虚构" in one["source"]["document"] for one in told.values())


def test_one_commitment_opens_to_its_cases(run: Run) -> None:
    told = json.loads(run("commitments", "--region", "990100", "--id", "C002", "--json").stdout)
    assert (told["commitment"]["id"], told["cases"], told["total"]) == ("C002", [], 0)
    assert "C002" in run("commitments", "--region", "990100", "--id", "C002").stdout
    assert run("commitments", "--id", "C002").exit_code == 2


def test_people_read_a_line_each(run: Run) -> None:
    lines = run("commitments", "--region", "990100").stdout.splitlines()
    assert any(line.startswith("990100 C002") and "working_day" in line for line in lines)


def test_facts_are_built_again_on_command(run: Run) -> None:
    assert json.loads(run("metrics", "rebuild", "--json").stdout) == {"facts": 0}
