"""Thirty mistakes planted in one workbook, thirty told, each at its place. No database."""

from datetime import date

import pytest
from openpyxl import Workbook

from tongban.domains.reform.sheets import comparing, writing
from tongban.domains.reform.sheets.book import Base, Header, Line, StepLine
from tongban.domains.reform.sheets.changes import Read
from tongban.domains.reform.sheets.columns import HIDDEN, LEDGER, STEPS
from tongban.domains.reform.sheets.here import Known
from tongban.domains.reform.sheets.tests.books import edited, put
from tongban.kernel import spreadsheets
from tongban.kernel.texts import say

DAY = date(2026, 6, 30)
STATES = {7: "closed", 8: "closing_asked"}


def line(place: int) -> Line:
    steps = (
        StepLine(1, "调研", date(2026, 1, 31), 1, date(2026, 1, 20)),
        StepLine(2, "上线", date(2026, 3, 31), 2, None),
        StepLine(3, "推广", date(2026, 5, 31), 1, None),
    )
    return Line(
        id=f"m{place:03}",
        anchor=f"§1.{place}",
        chapter="一、开店",
        item=f"{place}. 少跑路",
        measure=f"把第 {place} 张表并进一张表。",
        lead="市窗口办",
        cooperating="市数据局",
        due_on=DAY,
        state=STATES.get(place, "under_way"),
        agency="市窗口办",
        share=40,
        classification="parallel",
        steps=steps if place < 20 else (),
    )


LINES = [line(place) for place in range(1, 41)]
IDS = frozenset(one.id for one in LINES)
FOREIGN = "m040"
"""A measure on which the reader may do nothing."""


def book() -> bytes:
    return writing.write(LINES, Header("plan_x", "2026-02-01"), sign=lambda _: "s", title="试点方案", language="zh")


def read(data: bytes) -> Read:
    sheets = [one for one in spreadsheets.read(data, "台账.xlsx") if one.name != HIDDEN]
    mine = IDS - {FOREIGN}
    known = Known(
        lines={one.id: one for one in LINES},
        base={one.id: Base.of(one) for one in LINES},
        agencies={"市窗口办": "agency_1", "市数据局": "agency_2"},
        works=mine,
        reports=mine,
        governs=mine,
    )
    return comparing.read(sheets, known)


IN_LEDGER: list[tuple[int, str, object, str]] = [
    (2, "id", None, "reform.sheet.id.missing"),
    (3, "id", "m999", "reform.sheet.id.unknown"),
    (5, "id", "m003", "reform.sheet.id.twice"),
    (6, "measure", "换成我的话。", "reform.sheet.cell.shut"),
    (7, "due_on", date(2027, 1, 1), "reform.sheet.cell.shut"),
    (10, "state", "已销号", "reform.sheet.cell.shut"),
    (11, "lead", "市水务局", "reform.sheet.cell.shut"),
    (12, "agency", "市月亮局", "reform.sheet.agency.unknown"),
    (13, "agency", None, "reform.sheet.agency.emptied"),
    (14, "share", "一半", "reform.sheet.cell.number"),
    (15, "share", 140, "reform.sheet.cell.range"),
    (17, "progress", "长" * 2001, "reform.sheet.cell.too_long"),
    (18, "classification", "很好", "reform.sheet.cell.class"),
    (20, "classification", None, "reform.sheet.class_emptied"),
    (21, "reason", "没有改分类", "reform.sheet.reason_alone"),
    (22, "wants", "市数据局", "reform.sheet.wants_alone"),
    (8, "progress", "又做了一点", "reform.measure.closed"),
    (9, "progress", "又做了一点", "reform.measure.closing_asked"),
    (41, "problem", "别人的问题", "reform.sheet.not_yours.report"),
]
ELSEWHERE: list[tuple[int, str, object, tuple[str, str]]] = [
    (16, "share", 60, ("progress", "reform.sheet.share_alone")),
    (19, "classification", "优势", ("reason", "reform.sheet.reason_missing")),
]
"""Written in one column, wrong by what another one lacks."""
IN_STEPS: list[tuple[int, str, object, str]] = [
    (2, "text", "改掉已经完成的", "reform.sheet.step.done"),
    (6, "day", "下周二", "reform.sheet.cell.day"),
    (9, "day", date(2026, 12, 31), "reform.steps.after_deadline"),
    (12, "text", None, "reform.sheet.step.no_text"),
    (15, "weight", 0, "reform.sheet.cell.range"),
    (33, "step", 77, "reform.sheet.step.unknown"),
    (37, "step", 2, "reform.sheet.step.twice"),
    (40, "id", "m777", "reform.sheet.id.unknown"),
    (43, "day", date(2026, 2, 1), "reform.steps.order"),
]


def plant(opened: Workbook) -> None:
    ledger, steps = opened["台账"], opened["自定步骤"]
    for row, column, value, _ in IN_LEDGER:
        put(ledger, row, **{column: value})
    for row, column, value, _ in ELSEWHERE:
        put(ledger, row, **{column: value})
    for row, column, value, _ in IN_STEPS:
        put(steps, row, **{column: value})


def test_thirty_planted_mistakes_are_thirty_named_places() -> None:
    found = read(edited(book(), plant))
    letters = {
        name: {one.id: spreadsheets.place(at) for at, one in enumerate(columns)}
        for name, columns in (("台账", LEDGER), ("自定步骤", STEPS))
    }
    planted = {("台账", f"{letters['台账'][column]}{row}", code) for row, column, _, code in IN_LEDGER}
    planted |= {("台账", f"{letters['台账'][column]}{row}", code) for row, _, _, (column, code) in ELSEWHERE}
    planted |= {("自定步骤", f"{letters['自定步骤'][column]}{row}", code) for row, column, _, code in IN_STEPS}
    assert len(planted) == 30
    assert {(one.sheet, one.cell, one.code) for one in found.mistakes} == planted
    assert len(found.mistakes) == 30
    assert found.changes == ()
    for one in found.mistakes:
        assert "{" not in say(one.code, "zh", **one.values) and "…" not in say(one.code, "zh", **one.values)


def test_a_file_nobody_wrote_in_asks_for_nothing() -> None:
    found = read(book())
    assert (found.changes, found.mistakes, found.rows, found.missing) == ((), (), 40, 0)


def test_sorted_filtered_and_shortened_files_mean_the_same() -> None:
    def shuffle(opened: Workbook) -> None:
        ledger = opened["台账"]
        rows = [[cell.value for cell in row] for row in ledger.iter_rows(min_row=2)]
        ledger.delete_rows(2, len(rows))
        for row in reversed(rows[5:]):
            ledger.append(row)
        opened["自定步骤"].delete_rows(2, 30)

    found = read(edited(book(), shuffle))
    assert (found.changes, found.mistakes, found.rows, found.missing) == ((), (), 35, 5)


def test_right_edits_are_told_as_changes() -> None:
    def write(opened: Workbook) -> None:
        ledger, steps = opened["台账"], opened["自定步骤"]
        put(ledger, 2, agency="市数据局")
        put(ledger, 3, progress="并好了两张表")
        put(ledger, 3, share="60%")
        put(ledger, 4, classification="Weak")
        put(ledger, 4, reason="进度落后")
        put(ledger, 5, problem="缺接口")
        put(ledger, 5, wants="市数据局，市档案馆")
        put(steps, 3, day="2026年4月15日")
        end = steps.max_row + 1
        for column, value in (("id", "m030"), ("text", "摸底"), ("day", date(2026, 3, 1))):
            put(steps, end, **{column: value})

    found = read(edited(book(), write))
    assert found.mistakes == ()
    assert [(one.measure, one.act) for one in found.changes] == [
        ("m001", "agency"),
        ("m002", "progress"),
        ("m003", "classification"),
        ("m004", "problem"),
        ("m001", "steps"),
        ("m030", "steps"),
    ]
    assert found.changes[1].values == {"text": "并好了两张表", "share": 60}
    assert found.changes[3].values["wants"] == ["市数据局", "市档案馆"]
    assert found.changes[4].values["steps"][0] == ["上线", "2026-04-15", 2]
    assert found.changes[5].values["steps"] == [["摸底", "2026-03-01", 1]]
    assert not any(one.is_conflict for one in found.changes)


@pytest.mark.parametrize(
    ("heading", "code"), [("完成比例", "reform.sheet.heading.missing"), ("分类", "reform.sheet.heading.twice")]
)
def test_a_changed_heading_is_named(heading: str, code: str) -> None:
    def write(opened: Workbook) -> None:
        place = [one.id for one in LEDGER].index("share") + 1
        opened["台账"].cell(row=1, column=place, value=heading)

    codes = [one.code for one in read(edited(book(), write)).mistakes]
    assert code in codes


def test_a_missing_sheet_is_named() -> None:
    def write(opened: Workbook) -> None:
        del opened["自定步骤"]

    assert [one.code for one in read(edited(book(), write)).mistakes] == ["reform.sheet.sheet_missing"]
