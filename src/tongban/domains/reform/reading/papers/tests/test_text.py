"""Plain text in the encodings in which it arrives, with its lines and pages."""

import pytest

from tongban.domains.reform.reading.papers import open_bytes
from tongban.domains.reform.reading.papers.writing import tidy

LINES = "青川市人民政府办公室\r\n关于印发便民提速工作方案的通知\r\n\r\n　　１．开店少跑路。\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "gb2312"])
def test_each_encoding_gives_the_same_lines(encoding: str) -> None:
    paper = open_bytes("方案.txt", LINES.encode(encoding))
    assert [(one.text, one.place.line) for one in paper.paragraphs] == [
        ("青川市人民政府办公室", 1),
        ("关于印发便民提速工作方案的通知", 2),
        ("１．开店少跑路。", 4),
    ]
    assert paper.text.split("\n")[2] == ""
    assert paper.pages is None


def test_cells_begin_with_a_tab_and_go_on_without_one() -> None:
    text = (
        "附件\n\n\t序号\n\t事项\n\n\t1\n\t开店\n少跑路\n\n\n\t一、用水\n\n说明\n\t2\n\t用气[bookmark: _GoBack]\u200b\n"
    )
    paper = open_bytes("方案.txt", text.encode())
    told = [[[cell.text for cell in row.cells] for row in table.rows] for table in paper.tables]
    assert told == [[["序号", "事项"], ["1", "开店\n少跑路"], ["一、用水"]], [["2", "用气"]]]
    assert [row.spans_all for row in paper.tables[0].rows] == [False, False, True]
    assert [row.place.line for table in paper.tables for row in table.rows] == [3, 6, 11, 14]
    assert [row.place.row for row in paper.tables[0].rows] == [1, 2, 3]


def test_form_feeds_count_pages() -> None:
    paper = open_bytes("方案.txt", "第一页\n\f第二页\n第二页又\n\f\n第三页".encode())
    assert paper.pages == 3
    assert [one.place.page for one in paper.paragraphs] == [1, 2, 2, 3]
    assert [one.place.line for one in paper.paragraphs] == [1, 2, 3, 5]


def test_signs_that_only_look_like_others_become_these() -> None:
    assert tidy("⼯作措施由⺠政部⻔负责，\u00a0见\uf9b4\t。\n\n \u200b") == "工作措施由民政部门负责， 见領 。"
