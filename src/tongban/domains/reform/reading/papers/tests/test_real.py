"""The public plans, where they stand beside this clone: one plan in three forms is one plan."""

import re
from pathlib import Path

import pytest

from tongban.domains.reform.reading.papers import Paper, open_paper

SHARED = Path(__file__).resolve().parents[8] / "shared" / "plans"
WHOLE = {"000-qijiang-2022-27": (123, 84, 53), "001-chongqing-2019-81": (151, 21, 54)}
"""Rows of the table, paragraphs outside of it, pages of the PDF."""


def _open(name: str) -> Paper:
    if not (SHARED / name).exists():
        pytest.skip(f"the public plan {name} is not beside this clone")
    return open_paper(SHARED / name)


def _cells(paper: Paper) -> list[list[str]]:
    """The rows without their white space, the empty cells at the end of a row left out."""
    (table,) = paper.tables
    rows = [[re.sub(r"\s", "", cell.text) for cell in row.cells] for row in table.rows]
    return [row[: max((n for n, text in enumerate(row, start=1) if text), default=0)] for row in rows]


@pytest.mark.parametrize("name", WHOLE)
def test_text_word_and_pdf_of_a_plan_carry_the_same_cells_and_paragraphs(name: str) -> None:
    text, word, pdf = (_open(f"{name}.{form}") for form in ("txt", "docx", "pdf"))
    assert (len(_cells(word)), len(word.paragraphs), pdf.pages) == WHOLE[name]
    assert _cells(word) == _cells(pdf)
    assert _cells(word)[1:] == _cells(text)[1:]  # the headings of 001 differ in the files themselves
    told = [[re.sub(r"\s", "", one.text) for one in paper.paragraphs] for paper in (text, word, pdf)]
    assert told[0] == told[1] == told[2]


@pytest.mark.parametrize(("name", "most"), [("000-qijiang-2022-27", 12), ("001-chongqing-2019-81", 0)])
def test_broken_lines_of_a_pdf_are_joined_as_word_has_them(name: str, most: int) -> None:
    """What is left in 000: a line that Word broke by hand where it was full, and spaces at the end of a set line."""
    word, pdf = (_open(f"{name}.{form}").tables[0] for form in ("docx", "pdf"))
    pairs = [
        (one.text, other.text)
        for above, below in zip(word.rows, pdf.rows, strict=True)
        for one, other in zip(above.cells, below.cells, strict=True)
    ]
    assert sum(one != other for one, other in pairs) <= most


@pytest.mark.parametrize(
    ("name", "lines"), [("002-jiulongpo-2021", 3348), ("003-jiangjin-2021-113", 92), ("004-chongqing-2020-63", 61)]
)
def test_a_plan_without_a_ruled_table_gives_its_lines_as_they_stand(name: str, lines: int) -> None:
    paper = _open(f"{name}.txt")
    assert not paper.tables and len(paper.paragraphs) == lines
    raw = (SHARED / f"{name}.txt").read_text("utf-8").splitlines()
    for one in paper.paragraphs:
        assert one.place.line is not None
        assert raw[one.place.line - 1].strip() == one.text
        assert paper.text[one.place.start : one.place.end] == one.text
