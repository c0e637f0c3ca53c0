"""What a pack says becomes one procedure: tracks, waits, materials, clocks of the day, fees."""

from datetime import date

import pytest

from tongban.domains.catalogue import api as catalogue
from tongban.kernel.durations import Duration, Unit
from tongban.kernel.errors import NotInForce, Refusal
from tongban.kernel.packs import Library


def days(amount: int) -> Duration:
    return Duration(amount, Unit.WORKING_DAY)


def test_a_service_is_a_procedure_with_one_track(kiosk: catalogue.Procedure) -> None:
    assert [track.key for track in kiosk.tracks] == ["kiosk"]
    assert (kiosk.lead_role, kiosk.accept_duty, kiosk.tracks[0].agency_role) == ("window", "intake", "market")
    assert kiosk.tracks[0].deciding_step.id == "grant"


def test_a_package_has_a_track_per_item_and_writes_its_waits_out(opening: catalogue.Procedure) -> None:
    assert [track.key for track in opening.tracks] == ["kiosk", "stamp"]
    assert opening.waits_for("stamp", "register") == {("stamp", "check"), ("kiosk", "grant")}
    assert opening.waits_for("kiosk", "look") == frozenset()


def test_materials_of_a_package_are_asked_once_and_as_strictly_as_the_strictest_item(
    opening: catalogue.Procedure,
) -> None:
    drawing = opening.material("drawing")
    assert drawing is not None
    assert (drawing.required, drawing.copies, drawing.tracks) == (True, 1, ("kiosk", "stamp"))


def test_what_the_package_issues_itself_is_not_asked(opening: catalogue.Procedure) -> None:
    licence = opening.material("licence_copy")
    assert licence is not None
    assert licence.issued_by == "kiosk"


@pytest.mark.parametrize(
    ("on", "promised", "statutory"), [("2024-12-31", 8, 20), ("2026-01-31", 8, 10), ("2026-02-01", 5, 10)]
)
def test_clocks_are_those_that_govern_the_day(library: Library, *, on: str, promised: int, statutory: int) -> None:
    kiosk = catalogue.read_procedure(library, "kiosk", region="990100", on=date.fromisoformat(on))
    assert [(clock.kind, clock.duration) for clock in kiosk.clocks] == [
        ("statutory", days(statutory)),
        ("promised", days(promised)),
    ]


def test_a_day_without_the_promise_is_a_hole_and_not_a_default(library: Library) -> None:
    with pytest.raises(NotInForce):
        catalogue.read_procedure(library, "kiosk", region="990100", on=date(2019, 12, 31))


@pytest.mark.parametrize(
    ("area", "promised", "basis"), [(10, 2, "方案第3项：十平方米以下"), (11, 5, "云汀方案（演示虚构）")]
)
def test_answers_choose_the_promise_and_the_choice_explains_itself(
    kiosk: catalogue.Procedure, *, area: int, promised: int, basis: str
) -> None:
    statutory, chosen = kiosk.clocks_for({"area": area})
    assert (statutory.duration, chosen.duration, chosen.basis) == (days(10), days(promised), basis)
    assert chosen.trace is not None
    assert chosen.trace["facts"] == {"form.area": area}


def test_a_choice_also_governs_its_track_in_a_package(opening: catalogue.Procedure) -> None:
    assert opening.clocks_for({"area": 5}, track="kiosk")[1].duration == days(2)
    assert opening.clocks_for({"area": 5})[0].duration == days(6)


def test_fees_are_those_of_the_tracks(opening: catalogue.Procedure, kiosk: catalogue.Procedure) -> None:
    assert (opening.fee_fen, kiosk.fee_fen) == (1250, 0)


def test_a_district_is_answered_by_the_pack_above_it(library: Library) -> None:
    assert catalogue.pack_of(library, "990102") == "town"
    assert catalogue.pack_of(library, "990000") is None


def test_an_unknown_procedure_is_refused(library: Library) -> None:
    with pytest.raises(Refusal, match=r"catalogue.procedure.unknown"):
        catalogue.read_procedure(library, "circus", region="990100", on=date(2026, 3, 2))


def test_the_guide_says_everything_in_either_language(opening: catalogue.Procedure) -> None:
    zh, en = catalogue.guide(opening, "zh"), catalogue.guide(opening, "en")
    assert [fact.value for fact in zh.facts] == ["6个工作日", "按各事项分别计算", "0次", "12.50元"]
    assert en.facts[0].value == "6 working day(s)"
    assert zh.tracks[1].agency == "云汀警务局"
    assert zh.tracks[1].steps[1].waits_for == ("售货亭许可: 决定",)
    assert [one.exempt for one in zh.materials if one.id == "licence_copy"] == ["免提交：由本次办理的“售货亭许可”生成"]
    assert zh.is_fiction


def test_a_guide_names_the_nearest_agency(library: Library) -> None:
    stamp = catalogue.read_procedure(library, "stamp", region="990102", on=date(2026, 3, 2))
    names = catalogue.agency_names(library, "990102", on=date(2026, 3, 2))
    assert catalogue.guide(stamp, "zh", names=names).tracks[0].agency == "临江警务分局"


def test_a_guide_lists_the_promises_among_which_answers_choose(kiosk: catalogue.Procedure) -> None:
    guide = catalogue.guide(kiosk, "zh")
    assert guide.facts[0].value == "最长5个工作日"
    assert [(one.text, one.length) for one in guide.promises] == [
        ("方案第3项：十平方米以下", "2个工作日"),
        ("其他情形", "5个工作日"),
    ]
