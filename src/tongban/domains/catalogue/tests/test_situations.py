"""Guided questions lead to the items that apply; what is left of a procedure after them is whole."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from tongban.domains.catalogue import api as catalogue
from tongban.domains.catalogue.situations import paths
from tongban.domains.catalogue.tests.conftest import SMALL, read
from tongban.kernel import packs
from tongban.kernel.errors import Refusal

EVERYTHING: dict[str, str | bool] = {"has_licence": False, "stamp": "round", "stamp_now": True, "lit": True}


@pytest.fixture
def fair(root: Path) -> catalogue.Procedure:
    copytree(SMALL.parent / "guided", root, dirs_exist_ok=True)
    kiosk = root / "town" / "forms" / "kiosk.json"
    prefill = '"x-prefill": "subject.name"'
    kiosk.write_text(kiosk.read_text("utf-8").replace(prefill, prefill + ', "x-fact": "kiosk.name"'), "utf-8")
    library = read(root)
    packs.install(library)
    return catalogue.read_procedure(library, "fair", region="990100", on=date(2026, 3, 2))


def open_after(fair: catalogue.Procedure, answers: dict[str, str | bool]) -> list[str]:
    return [one.id for one in catalogue.ask_situations(fair, answers)]


def test_questions_follow_from_answers(fair: catalogue.Procedure) -> None:
    assert open_after(fair, {}) == ["has_licence", "stamp"]
    assert open_after(fair, {"has_licence": True, "stamp": "none"}) == []
    assert open_after(fair, {"has_licence": False, "stamp": "round"}) == ["stamp_now", "lit"]


def test_an_answer_to_a_question_that_is_not_asked_does_not_count(fair: catalogue.Procedure) -> None:
    found = catalogue.guided(fair.situations, {"has_licence": True, "stamp": "none", "stamp_now": True, "lit": True})
    assert (found.kept, found.open) == ({"has_licence": True, "stamp": "none"}, ())


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"weather": "fine"}, "unknown"),
        ({"has_licence": "perhaps"}, "outside"),
        ({"has_licence": 1}, "outside"),
        ({"stamp": True}, "outside"),
        ({"has_licence": False}, "unanswered"),
        ({"has_licence": True, "stamp": "none"}, "nothing"),
    ],
)
def test_what_cannot_be_narrowed_is_refused(
    fair: catalogue.Procedure, *, answers: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal, match=rf"catalogue\.situation\.{code}"):
        catalogue.narrow(fair, answers)


def test_only_what_applies_is_left(fair: catalogue.Procedure) -> None:
    stamp = catalogue.narrow(fair, {"has_licence": True, "stamp": "square", "stamp_now": True})
    assert [track.key for track in stamp.tracks] == ["stamp"]
    assert [stage.title.zh for stage in stamp.stages] == ["刻章"]
    assert [fee.track for fee in stamp.fees] == ["stamp"]
    assert (stamp.version_id, stamp.digest) == (fair.version_id, fair.digest)
    assert {one.name for page in stamp.pages for one in page.fields} == {"name", "stamp_kind"}


def test_a_step_does_not_wait_for_an_item_that_does_not_apply(fair: catalogue.Procedure) -> None:
    assert catalogue.narrow(fair, EVERYTHING).waits_for("stamp", "register") == {("stamp", "check"), ("kiosk", "grant")}
    alone = catalogue.narrow(fair, {"has_licence": True, "stamp": "square", "stamp_now": True})
    assert alone.waits_for("stamp", "register") == {("stamp", "check")}


def test_a_paper_is_asked_unless_another_item_that_applies_issues_it(fair: catalogue.Procedure) -> None:
    whole = catalogue.narrow(fair, EVERYTHING).material("licence_copy")
    alone = catalogue.narrow(fair, {"has_licence": True, "stamp": "square", "stamp_now": True}).material("licence_copy")
    assert whole is not None
    assert alone is not None
    assert (whole.issued_by, alone.issued_by) == ("kiosk", None)


def test_an_answered_question_is_not_asked_again_in_the_form(fair: catalogue.Procedure) -> None:
    narrowed = catalogue.narrow(fair, EVERYTHING)
    asked = {one.name: one.required for page in catalogue.visible_pages(narrowed, {}) for one in page.fields}
    assert "lit" not in asked
    assert asked["lamps"] is True
    assert catalogue.clean_answers(narrowed, {"lit": False})["lit"] is True
    assert "lit" in {one.name for page in catalogue.answered_pages(narrowed, {}) for one in page.fields}
    dark = catalogue.narrow(fair, EVERYTHING | {"lit": False})
    assert "lamps" not in {one.name for page in catalogue.visible_pages(dark, {}) for one in page.fields}


def wanted(procedure: catalogue.Procedure, answers: dict[str, object], *promised: str) -> dict[str, bool]:
    return {one.id: one.required for one in catalogue.asked_materials(procedure, answers, promised=promised)}


def test_papers_are_asked_where_their_condition_holds_and_not_where_a_promise_replaces_them(
    fair: catalogue.Procedure,
) -> None:
    lit, dark = catalogue.narrow(fair, EVERYTHING), catalogue.narrow(fair, EVERYTHING | {"lit": False})
    assert wanted(lit, {})["power_report"] is True
    assert "power_report" not in wanted(dark, {})
    assert "firmness_report" not in wanted(dark, {}, "sign")
    assert wanted(dark, {})["drawing"] is True
    assert wanted(dark, {})["licence_copy"] is False


def test_an_item_reads_the_answers_under_its_own_names(fair: catalogue.Procedure) -> None:
    narrowed = catalogue.narrow(fair, EVERYTHING)
    assert narrowed.track("sign").names["title"] == "name"
    assert narrowed.answers_of("sign", {"name": "青禾亭"})["title"] == "青禾亭"


def test_every_path_is_walked_once(fair: catalogue.Procedure) -> None:
    found = list(paths(fair.situations))
    assert len(found) == 15
    assert len({tuple(sorted(one.items(), key=str)) for one in found}) == len(found)
    assert list(paths(())) == [{}]
