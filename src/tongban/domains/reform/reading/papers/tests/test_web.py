"""Web pages give their text and tables without what surrounds them."""

from tongban.domains.reform.reading.papers import Paper, open_bytes
from tongban.domains.reform.reading.papers.tests.samples import words_of


def _read(body: str, head: str = "") -> Paper:
    return open_bytes("网页.html", f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


def _texts(paper: Paper) -> list[str]:
    return [one.text for one in paper.paragraphs]


def test_a_page_of_a_government_site_gives_its_text_alone() -> None:
    page = _read(
        """<form id="aspnetForm"><div class="top-nav nav">首页 政务公开 互动</div>
        <div class="breadcrumb">您的位置：<a href=x>首页</a></div><script>var x = "脚本";</script>
        <div class="article print-area"><h1>青川市便民提速
        工作方案</h1><style>p { color: red }</style>
        <div class="TRS_Editor"><p>　　一、总体要求</p><p align=center>第一段<br>第二行 <b>强调</b>说明。</p>
        直接的文字<span style="display: none">暗藏</span>。<!-- 注释 --></div></div>
        <div class="share">分享到微信</div><footer>主办：青川市人民政府</footer></form>"""
    )
    assert _texts(page) == ["青川市便民提速工作方案", "一、总体要求", "第一段", "第二行 强调说明。", "直接的文字。"]
    assert [one.level for one in page.paragraphs] == [1, None, None, None, None]


def test_text_that_a_site_calls_by_the_name_of_a_frame_is_kept() -> None:
    long = "落实改革举措，公开办理结果。" * 40
    assert _texts(_read(f'<div id="print">{long}</div>')) == [long]


def test_lists_carry_their_numbers() -> None:
    page = _read('<ol start=3><li>开店<li value="7"><p>用水</p></ol><ul><li>用气</ul>')
    assert _texts(page) == ["3. 开店", "7. 用水", "用气"]


def test_cells_keep_their_lines_and_layout_tables_are_no_tables() -> None:
    page = _read(
        """<table><tr><td><p>题头</p></td></tr><tr><td>
        <table><thead><tr><th>序号<th>措施</thead><tbody><tr><td><ol><li>开店</ol><td><p>（1）一。</p><p>（2）二。</p>
        <tr><td rowspan=0>2<td>甲&nbsp;局<br>乙局</tbody></table></td></tr></table>"""
    )
    assert _texts(page) == ["题头"]
    assert [[[text for text, _, _ in row] for row in table] for table in words_of(page)] == [
        [["序号", "措施"], ["1. 开店", "（1）一。\n（2）二。"], ["2", "甲 局\n乙局"]]
    ]


def test_a_page_in_gb18030_is_read_whatever_it_declares() -> None:
    text = "<html><head><meta charset=utf-8></head><body><p>青川市便民提速工作方案的通知。</p></body></html>"
    assert _texts(open_bytes("a", text.encode("gb18030"))) == ["青川市便民提速工作方案的通知。"]
    assert _texts(open_bytes("a", text.encode("utf-16"))) == ["青川市便民提速工作方案的通知。"]
