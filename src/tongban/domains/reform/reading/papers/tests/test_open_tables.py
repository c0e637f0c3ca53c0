"""Tables ruled only across are tables; numbers of rows are no numbers of pages."""

import pytest
import typst

from tongban.domains.reform.reading.papers.pdf import read_pdf
from tongban.kernel.printing import _fonts

PAGE = """
#set page(width: 400pt, height: 300pt, margin: 40pt{numbering})
#set text(font: "Noto Serif CJK SC", size: 10pt, lang: "zh")
"""
ROWS = [
    ["序号", "实事", "牵头单位", "时限"],
    ["1", "修一座过街天桥，两端加装电梯，方便推车行人。", "市交通局", "8月"],
    ["2", "补种行道树。", "市园林局、市城管局", "10月"],
    ["3", "更换站牌三百块，夜间能看清字，附上换乘说明。", "市公交集团", "全年"],
]


def _compiled(body: str, numbering: str = "") -> bytes:
    source = PAGE.format(numbering=numbering) + body
    return bytes(typst.compile(source.encode(), font_paths=_fonts()))


@pytest.mark.parametrize("aligned", ["top", "horizon"])
def test_a_table_without_upright_lines_is_one(aligned: str) -> None:
    cells = ", ".join(f"[{text}]" for row in ROWS for text in row)
    lines = "table.hline(y: 0), table.hline(y: 1), table.hline(y: 4)"
    data = _compiled(f"#table(columns: (30pt, 1fr, 80pt, 40pt), stroke: none, align: {aligned}, {lines}, {cells})")
    (table,) = read_pdf(data, "实事.pdf").tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == ROWS


def test_lines_above_and_below_a_text_are_no_table() -> None:
    line = "#line(length: 100%)\n"
    data = _compiled(f"{line}青川市人民政府文件\n{line}关于便民提速的通知。\n{line}")
    assert not read_pdf(data, "通知.pdf").tables


@pytest.mark.parametrize("numbering", ["", ', numbering: "1"', ', numbering: "— 1 —"'])
def test_a_row_number_at_the_foot_of_a_page_stays(numbering: str) -> None:
    body = "\n\n".join(f"{n}\n\n办成第{n}件小事。\n\n市数据局" for n in range(1, 25))
    paper = read_pdf(_compiled(body, numbering), "清单.pdf")
    assert (paper.pages or 0) > 3
    told = [one.text for one in paper.paragraphs]
    assert [text for text in told if text.isdigit()] == [str(n) for n in range(1, 25)]
