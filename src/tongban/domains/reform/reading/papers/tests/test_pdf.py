"""Page breaks of a PDF change nothing: headings are told once, cut rows are whole, broken lines are joined."""

import io
from collections.abc import Callable

import pypdf
import pytest
import typst
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, NumberObject

from tongban.domains.reform.reading.papers import drawn, open_bytes, ruled
from tongban.domains.reform.reading.papers.apart import read_pdf_apart
from tongban.domains.reform.reading.papers.pdf import read_pdf
from tongban.domains.reform.reading.papers.tests.samples import HEAD, Grid, as_docx, as_pdf, plain, words_of
from tongban.kernel.errors import Refusal
from tongban.kernel.printing import _fonts

HEADING = ("序号", "改革事项", "工作举措", "牵头单位")
ACTS = (
    "（1）2025年底前开通线上预约，覆盖全市十二个窗口和三个自助服务点，逐步做到随到随办。\n（2）合并两张申请表格，材料由九份减到四份。",
    "建立“一次告知”清单，由窗口在受理时一次说清，不再让群众多跑一趟；对老年人提供上门服务。",
    "接水三天办结，费用在线缴纳，全程不需要到场。\n每月公布一次办理时间。",
)
UNITS = ("市窗口办", "市数据局、市档案馆、各区人民政府", "市水务局")
WIDTHS = (30, 60, 90, 40)


def _plan(count: int) -> Grid:
    acts = (ACTS[number % 3] for number in range(count))
    rows = ((str(n), f"事项名称共有许多字的第{n}项", act, UNITS[n % 3]) for n, act in enumerate(acts, start=1))
    return plain(*rows)


def _told(data: bytes) -> list[list[str]]:
    (table,) = read_pdf(data, "方案.pdf").tables
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.mark.parametrize("repeated", [True, False])
@pytest.mark.parametrize("height", [200, 230, 337, 402])
def test_a_table_over_many_pages_reads_as_in_word(height: int, *, repeated: bool) -> None:
    grid = _plan(14)
    data = as_pdf(grid, heading=HEADING, columns=WIDTHS, height=height, repeated=repeated, tail=("特此通知。",))
    paper = read_pdf(data, "方案.pdf")
    assert paper.pages is not None and paper.pages > 4
    word = open_bytes("方案.docx", as_docx(plain(HEADING, *[[text for text, _, _ in row] for row in grid.words()])))
    assert words_of(paper) == words_of(word)
    assert [one.text for one in paper.paragraphs] == [*HEAD, "特此通知。"]
    assert not any("—" in one.text for one in paper.paragraphs)  # the numbers of the pages are no text


def test_rows_know_the_page_they_begin_on() -> None:
    (table,) = read_pdf(as_pdf(_plan(6), heading=HEADING, columns=WIDTHS, height=300), "方案.pdf").tables
    pages = [row.place.page for row in table.rows]
    assert pages[0] == 1 and pages == sorted(pages, key=lambda page: page or 0) and pages[-1] not in (1, None)
    assert [row.place.row for row in table.rows] == list(range(1, 8))


DRAWN = """
#set page(width: 300pt, height: 300pt, margin: 40pt)
#set text(font: "Noto Sans CJK SC", size: 10pt, lang: "zh")
青川市人民政府办公室文件
#line(length: 100%, stroke: red)
#rect(width: 100%)[框中的说明]
#table(columns: (40pt, 40pt), [甲], [乙], [一], [二])
#table(columns: (40pt, 40pt), [丙], [丁])
#let open = (x, y) => (left: if x > 0 { 0.5pt }, top: 0.5pt, bottom: 0.5pt)
#table(columns: (40pt, 40pt), stroke: open, [戊], [己], [三], [四])
"""


def test_tables_below_each_other_stay_apart_and_neither_a_line_nor_a_frame_is_a_table() -> None:
    paper = read_pdf(bytes(typst.compile(DRAWN.encode(), format="pdf", font_paths=_fonts())), "方案.pdf")
    drawn_there = (plain(("甲", "乙"), ("一", "二")), plain(("丙", "丁")), plain(("戊", "己"), ("三", "四")))
    assert words_of(paper) == [grid.words() for grid in drawn_there]  # the last has no line at its left and right
    assert [one.text for one in paper.paragraphs] == ["青川市人民政府办公室文件", "框中的说明"]


def test_a_page_that_is_turned_reads_upright() -> None:
    grid = _plan(2)
    turned = _changed(lambda writer: _turn(writer, as_pdf(grid, columns=WIDTHS)))
    assert _told(turned) == [[text for text, _, _ in row] for row in grid.words()]


def _turn(writer: pypdf.PdfWriter, data: bytes) -> None:
    """The page drawn sideways and shown turned, as programs print landscape pages."""
    writer.append(io.BytesIO(data))
    for page in writer.pages:
        high = float(page.mediabox.height)
        page.add_transformation((0, 1, -1, 0, high, 0))
        page.mediabox.upper_right = (high, float(page.mediabox.width))
        page.cropbox.upper_right = page.mediabox.upper_right
        page.rotate(90)


def _changed(change: Callable[[pypdf.PdfWriter], object]) -> bytes:
    writer = pypdf.PdfWriter()
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _code(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        open_bytes("方案.pdf", data)
    return caught.value.code


def test_a_locked_pdf_is_refused_and_one_that_opens_without_a_password_is_read() -> None:
    grid = plain(("序号", "事项"), ("1", "开店"))

    def locked(password: str) -> bytes:
        def change(writer: pypdf.PdfWriter) -> None:
            writer.append(io.BytesIO(as_pdf(grid)))
            writer.encrypt(password, "owner", algorithm="AES-256")

        return _changed(change)

    assert _code(locked("geheim")) == "reform.paper.encrypted"
    assert words_of(open_bytes("方案.pdf", locked(""))) == [grid.words()]


def _with_content(writer: pypdf.PdfWriter, content: bytes, picture: bool = False) -> None:
    page = writer.add_blank_page(300, 400)
    stream = DecodedStreamObject()
    stream.set_data(content)
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    if picture:
        image = DecodedStreamObject()
        image.set_data(b"\x80")
        told = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray"}
        image.update({NameObject(key): NameObject(value) for key, value in told.items()})
        sizes = {"/Width": 1, "/Height": 1, "/BitsPerComponent": 8}
        image.update({NameObject(key): NumberObject(value) for key, value in sizes.items()})
        images = DictionaryObject({NameObject("/P"): writer._add_object(image)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): images})


def test_borders_drawn_as_thin_boxes_around_each_cell_make_a_table() -> None:
    """Word draws no lines: it fills boxes half a point thick, piece by piece, with a small one at each corner."""
    boxes = []
    for x in (50, 120, 200):
        boxes += [f"{x} {y} 0.48 39.5 re f" for y in (200, 240)]
    for y in (200, 240, 280):
        boxes += [f"{x} {y} {width} 0.48 re f" for x, width in ((50.5, 69.5), (120.5, 79.5))]
        boxes += [f"{x} {y} 0.48 0.48 re f" for x in (50, 120, 200)]
    boxes.remove("120 240 0.48 39.5 re f")  # the upper two cells are one
    data = _changed(lambda writer: _with_content(writer, "\n".join(["0.9 g 50 200 150 80 re f 0 g", *boxes]).encode()))
    (page,) = drawn.pages_of(data, "方案.pdf")
    (grid,) = ruled.grids(page.strokes)
    assert [round(one) for one in grid.columns] == [50, 120, 200]
    assert [round(one) for one in grid.rows] == [120, 160, 200]
    upper, lower = grid.cells
    assert upper[0] == upper[1] and len({*upper, *lower}) == 3


def test_scanned_pages_are_refused_and_named() -> None:
    def change(writer: pypdf.PdfWriter) -> None:
        writer.append(io.BytesIO(as_pdf(plain(("序号", "事项"), ("1", "开店")))))
        for _ in range(3):
            _with_content(writer, b"q 290 0 0 390 5 5 cm /P Do Q", picture=True)
        writer.add_blank_page(300, 400)  # an empty page is none

    with pytest.raises(Refusal) as caught:
        open_bytes("方案.pdf", _changed(change))
    assert (caught.value.code, caught.value.values["pages"]) == ("reform.paper.scanned", "2–4")


def test_a_pdf_of_too_many_pages_or_none_of_them_written_is_refused() -> None:
    assert _code(_changed(lambda writer: [writer.add_blank_page(10, 10) for _ in range(601)])) == (
        "reform.paper.too_many_pages"
    )
    assert _code(_changed(lambda writer: writer.add_blank_page(300, 400))) == "reform.paper.empty"
    assert _code(as_pdf(plain(("序号", "事项")))[:900]) == "reform.paper.damaged"


def test_pages_that_unfold_to_gigabytes_or_never_end_are_stopped() -> None:
    lines = b"0 0 m 300 400 l S\n" * 4_000_000  # 72 MB of strokes from 200 kB of file
    bomb = _changed(lambda writer: _with_content(writer, lines))
    with pytest.raises(Refusal) as caught:
        read_pdf_apart(bomb, "方案.pdf", seconds=20, memory=400 * 2**20)
    assert caught.value.code == "reform.paper.too_heavy"
    with pytest.raises(Refusal) as caught:
        read_pdf_apart(bomb, "方案.pdf", seconds=1)
    assert caught.value.code == "reform.paper.too_slow"
