"""The comparison itself, on a plan of three measures whose entries and reading are known."""

from dataclasses import replace
from datetime import date

from tongban.domains.reform import duty
from tongban.domains.reform.duty.quantities import Unit
from tongban.domains.reform.duty.score import Entered, Promised, Read, same, score
from tongban.domains.reform.duty.target_words import Comparator

PLAN = "青川府办发〔2025〕7号"
ISSUED = date(2025, 3, 4)


def measure(text: str, *, item: int, number: int | None = None, position: int = 1, is_body: bool = False) -> Read:
    return Read(
        PLAN,
        item,
        number,
        position,
        duty.read_targets(text, issued_on=ISSUED),
        duty.read_absolutes(text),
        duty.read_deadlines(text, issued_on=ISSUED),
        is_body,
    )


READ = (
    measure("2025年底前等待控制在10分钟以内，办理环节减至3个。", item=1, number=1),
    measure("不得重复要材料。", item=1, number=2, position=2),
    measure("培育示范店20家。", item=2),
    measure("每月通报一次进展。", item=0, is_body=True),
)
TEN = Promised(Comparator.AT_MOST, 10, Unit.MINUTE)
THREE = Promised(Comparator.AT_MOST, 3, Unit.COUNT, "环节")
TWENTY = Promised(Comparator.EQUAL, 20, Unit.COUNT, "家")
ENTRIES = (
    Entered("C1a", "C1", "numeric", PLAN, ("1(1)",), (TEN,), date(2025, 12, 31)),
    Entered("C1b", "C1", "numeric", PLAN, ("1",), (THREE,), None),
    Entered("C2", "C2", "numeric", PLAN, ("2",), (TWENTY,), None),
    Entered("M1", "M1", "dated", PLAN, ("1(1)",), (), date(2025, 12, 31)),
    Entered("A1", "A1", "absolute", PLAN, ("1(2)",), (), None),
)
DATES = {(PLAN, "1(1)"): (date(2025, 12, 31),)}


def test_what_is_entered_and_read_alike_scores_full() -> None:
    found = score(ENTRIES, READ, dates=DATES)
    assert {name: share.share for name, share in found.shares.items()} == dict.fromkeys(found.shares, 1.0)
    assert found.shares["numeric_recall"].of == 2 and found.shares["numeric_numbers"].of == 3


def test_a_commitment_with_one_number_missing_is_missed_whole_and_named() -> None:
    wrong = replace(ENTRIES[1], numbers=(replace(THREE, value=2),))
    found = score((ENTRIES[0], wrong), READ, dates=DATES).shares
    assert (found["numeric_recall"].right, found["numeric_numbers"].right) == (0, 1)
    assert "C1b" in found["numeric_recall"].missed[0]
    assert (found["numeric_precision"].right, found["numeric_precision"].of) == (1, 3)


def test_a_wrong_day_and_one_too_many_are_told_apart() -> None:
    found = score(ENTRIES, READ, dates={(PLAN, "2"): (date(2026, 1, 1),)}).shares
    assert (found["dates_found"].right, found["dates_found"].of) == (0, 1)
    assert (found["dates_right"].right, found["dates_right"].of) == (0, 1)
    late = replace(ENTRIES[3], deadline=date(2026, 12, 31))
    assert score((late,), READ, dates={}).shares["dated"].right == 0


def test_entries_of_plans_that_were_not_read_do_not_count() -> None:
    other = replace(ENTRIES[2], plan="青川府办发〔2024〕1号")
    assert score((other,), READ, dates={}).shares["numeric_recall"].of == 0


def test_a_number_whose_only_number_is_a_date_is_found_by_it() -> None:
    by_date = replace(ENTRIES[0], numbers=())
    assert score((by_date,), READ, dates={}).shares["numeric_recall"].right == 1
    assert score((replace(by_date, deadline=date(2027, 1, 1)),), READ, dates={}).shares["numeric_recall"].right == 0


def test_comparators_units_and_measure_words_must_agree() -> None:
    (target,) = duty.read_targets("培育示范店20家。")
    assert same(TWENTY, target)
    assert not same(replace(TWENTY, comparator=Comparator.AT_MOST), target)
    assert not same(replace(TWENTY, counted="件"), target)
    assert not same(replace(TWENTY, unit=Unit.CALENDAR_DAY, counted=""), target)
    (days,) = duty.read_targets("5日内办结。")
    assert not same(Promised(Comparator.AT_MOST, 5, Unit.WORKING_DAY), days)


def test_places_name_items_printed_measures_and_positions() -> None:
    first, second = READ[0], READ[1]
    assert first.stands_at("1") and first.stands_at("1(1)") and not first.stands_at("1(2)")
    assert second.stands_at("1#2") and not second.stands_at("1#1")
    assert READ[3].stands_at("body 四(二)") and not first.stands_at("body 1")
