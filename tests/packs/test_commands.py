"""`tongban packs …` and loading: answers, exit codes, all or nothing."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from tests.packs.conftest import SMALL, Folder
from tongban.cli.packs import packs as command
from tongban.config.packs import install_later, load_everything
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal

NOW = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_check_answers_json_and_ends_well_when_all_is_well() -> None:
    done = CliRunner().invoke(command, ["check", str(SMALL), "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["ok"], answer["problems"]) == (0, True, [])
    assert answer["packs"][1] == {
        "id": "town",
        "version": "2026.11.2",
        "grade_claimed": "silver",
        "grade_reached": "gold",
        "documents": 31,
    }


def test_check_tells_each_problem_with_its_place_and_ends_with_1(folder: Folder) -> None:
    line = folder.replace("town/services/stamp.yaml", "agency: police", "agency: polise")
    done = CliRunner().invoke(command, ["check", str(folder.root), "--json"])
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["ok"]) == (1, False)
    assert answer["problems"] == [
        {
            "pack": "town",
            "file": "town/services/stamp.yaml",
            "line": line,
            "check": "agencies_are_known",
            "grade": "bronze",
            "what": "nobody holds the role 'polise' in 990100",
            "mend": "did you mean 'police'?",
        }
    ]
    assert {one["id"]: one["grade_reached"] for one in answer["packs"]} == {"land": "gold", "town": "none"}


def test_check_in_words_names_file_and_line(folder: Folder) -> None:
    folder.replace("town/services/stamp.yaml", "agency: police", "agency: polise")
    done = CliRunner().invoke(command, ["check", str(folder.root)])
    assert "town/services/stamp.yaml:6: [bronze] agencies_are_known: nobody holds" in done.stdout


def test_list_counts_the_documents_of_each_kind() -> None:
    done = CliRunner().invoke(command, ["list", str(SMALL), "--json"])
    town = json.loads(done.stdout)[1]
    assert (town["needs"], town["documents"]["forms"], town["documents"]["stories"]) == (["land"], 3, 3)


@pytest.mark.django_db
def test_loading_takes_over_regions_and_publishes_and_twice_changes_nothing() -> None:
    try:
        assert len(load_everything(now=NOW, folder=SMALL).new) == 3
        assert registry.get_region("990102").name.zh == "临江区"
        assert load_everything(now=NOW, folder=SMALL).new == ()
        assert catalogue.get_procedure("kiosk", region="990102", on=NOW.date()).pack == "town"
    finally:
        install_later()


@pytest.mark.django_db
def test_a_faulty_pack_loads_nothing(folder: Folder) -> None:
    folder.replace("town/services/stamp.yaml", "agency: police", "agency: polise")
    with pytest.raises(Refusal, match=r"kernel\.packs\.faulty"):
        load_everything(now=NOW, folder=folder.root)
    assert registry.find_region("990102") is None


def test_a_folder_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refusal, match=r"kernel\.packs\.no_folder"):
        load_everything(now=NOW, folder=Path("/nowhere/at/all"))
