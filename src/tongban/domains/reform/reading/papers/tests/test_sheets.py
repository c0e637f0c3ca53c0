"""Spreadsheets give what their sheets show."""

from datetime import date, timedelta

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tongban.domains.reform.reading.papers import open_bytes
from tongban.domains.reform.reading.papers.tests.samples import repacked, saved, words_of
from tongban.kernel.errors import Refusal


def _book(rows: list[list[object]]) -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for row in rows:
        sheet.append(row)
    return book, sheet


def test_values_are_told_as_the_sheet_shows_them() -> None:
    book, sheet = _book([[1, 0.95, 12.5, date(2025, 6, 30), date(2026, 1, 1) - timedelta(days=1), True, 0.1]])
    for cell, form in (("B1", "0%"), ("D1", "yyyy-mm-dd"), ("E1", 'yyyy"年"m"月"'), ("G1", '0.0"%"')):
        sheet[cell].number_format = form
    ((row,),) = words_of(open_bytes("台账.xlsx", saved(book.save)))
    assert [text for text, _, _ in row] == ["1", "95%", "12.5", "2025年6月30日", "2025年12月", "TRUE", "0.1"]


def test_several_sheets_are_told_by_name_and_hidden_ones_not_at_all() -> None:
    book, sheet = _book([["青川市改革台账"], [], ["序号", "事项"], [1, "开店"], [None, None, None]])
    sheet.title = "一季度"
    sheet.merge_cells("A1:B1")
    second = book.create_sheet("二季度")
    second["B3"] = "用水"
    book.create_sheet("空")
    hidden = book.create_sheet("暗")
    hidden["A1"] = "隐"
    hidden.sheet_state = "hidden"
    paper = open_bytes("台账.xlsx", saved(book.save))
    assert [(one.text, one.level) for one in paper.paragraphs] == [("一季度", 1), ("二季度", 1)]
    assert words_of(paper) == [
        [
            [("青川市改革台账", False, 2)],
            [("序号", False, 1), ("事项", False, 1)],
            [("1", False, 1), ("开店", False, 1)],
        ],
        [[("", False, 1), ("用水", False, 1)]],
    ]
    assert [[row.place.row for row in table.rows] for table in paper.tables] == [[1, 3, 4], [3]]
    assert paper.tables[0].rows[0].spans_all


def test_a_formula_tells_the_value_it_was_stored_with_or_is_refused() -> None:
    book, sheet = _book([["数量", 1], ["合计", "=B1*3"]])
    data = saved(book.save)
    with pytest.raises(Refusal) as caught:
        open_bytes("台账.xlsx", data)
    assert (caught.value.code, caught.value.values["place"]) == ("reform.paper.uncomputed", f"{sheet.title}!B2")

    def computed(part: str, content: bytes) -> bytes:
        return content.replace(b"<v/>", b"<v>3</v>").replace(b"<v></v>", b"<v>3</v>") if "sheet1" in part else content

    assert words_of(open_bytes("台账.xlsx", repacked(data, computed)))[0][1][1] == ("3", False, 1)
