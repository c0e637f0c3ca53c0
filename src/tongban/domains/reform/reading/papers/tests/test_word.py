"""What Word shows is what is read: automatic numbers, deletions, boxes, tables inside tables."""

from collections.abc import Callable, Sequence

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from tongban.domains.reform.reading.papers import Paper, open_bytes
from tongban.domains.reform.reading.papers.numerals import printed
from tongban.domains.reform.reading.papers.tests.samples import as_docx, fill_word, plain, repacked, saved, words_of

LEVELS = {
    0: ("chineseCountingThousand", "%1、", "nothing"),
    1: ("chineseCountingThousand", "（%2）", "nothing"),
    2: ("decimal", "%3.", "tab"),
    3: ("decimal", "%3.%4", "space"),
}


def _read(write: Callable[[Document], object]) -> Paper:
    document = docx.Document()
    write(document)
    return open_bytes("方案.docx", saved(document.save))


def _define(document: Document, levels: dict[int, tuple[str, str, str]], *, number: int = 90, anew: str = "") -> None:
    told = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:suff w:val="{suffix}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text, suffix) in levels.items()
    )
    numbering = document.part.numbering_part.element
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{told}</w:abstractNum>')
    numbering.insert(0, abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/>{anew}</w:num>')
    )


def _listed(paragraph: Paragraph, level: int, number: int = 90) -> None:
    inner = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(inner))


def _texts(paper: Paper) -> list[str]:
    return [one.text for one in paper.paragraphs]


def test_automatic_numbers_stand_in_the_text() -> None:
    def write(document: Document) -> None:
        _define(document, LEVELS)
        for text, level in (
            ("要求", 0),
            ("任务", 0),
            ("开店", 1),
            ("少跑", 2),
            ("快办", 2),
            ("细则", 3),
            ("用水", 1),
            ("接通", 2),
        ):
            _listed(document.add_paragraph(text), level)
        document.add_paragraph("正文。")
        _listed(document.add_paragraph("保障"), 0)

    found = [
        "一、要求",
        "二、任务",
        "（一）开店",
        "1. 少跑",
        "2. 快办",
        "2.1 细则",
        "（二）用水",
        "1. 接通",
        "正文。",
        "三、保障",
    ]
    assert _texts(_read(write)) == found


def test_a_column_that_numbers_itself_is_read() -> None:
    def write(document: Document) -> None:
        _define(document, {0: ("decimal", "%1", "nothing")})
        table = document.add_table(rows=4, cols=2)
        fill_word(table, plain(("序号", "事项"), ("", "开店"), ("", "用水"), ("", "用气")))
        for row in table.rows[1:]:
            _listed(row.cells[0].paragraphs[0], 0)

    (rows,) = words_of(_read(write))
    assert [row[0][0] for row in rows] == ["序号", "1", "2", "3"]


def test_a_list_that_starts_anew_and_one_by_its_style() -> None:
    def write(document: Document) -> None:
        _define(document, {0: ("decimal", "%1.", "tab")})
        anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
        _define(document, {0: ("decimal", "%1.", "tab")}, number=91, anew=anew)
        style = document.styles["List Paragraph"].element
        style.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="91"/></w:numPr>'))
        _listed(document.add_paragraph("甲"), 0)
        document.add_paragraph("乙", style="List Paragraph")
        document.add_paragraph("丙", style="List Paragraph")
        _listed(document.add_paragraph("丁"), 0)

    assert _texts(_read(write)) == ["1. 甲", "5. 乙", "6. 丙", "2. 丁"]


@pytest.mark.parametrize(
    ("form", "number", "text"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百零五"),
        ("ideographDigital", 10, "一〇"),
        ("decimalEnclosedCircle", 3, "③"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("decimalFullWidth", 12, "１２"),
        ("ideographTraditional", 2, "乙"),
        ("anything", 7, "7"),
    ],
)
def test_numbers_are_printed_as_word_prints_them(form: str, number: int, text: str) -> None:
    assert printed(number, form) == text


def test_headings_have_levels_and_deletions_boxes_and_hidden_words_are_not_read() -> None:
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>"
        "</v:textbox></v:shape></w:pict></w:r>"
    )
    parts = (
        "<w:r><w:t>全市</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:hyperlink><w:r><w:t>措施</w:t></w:r></w:hyperlink>"
        "<w:r><w:br/><w:t>第二行</w:t></w:r>" + box
    )

    def write(document: Document) -> None:
        document.add_heading("一、总体要求", level=2)
        names = f'{nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"'
        control = f"<w:sdt {names}><w:sdtContent><w:p>{parts}</w:p></w:sdtContent></w:sdt>"
        document.element.body.insert(1, parse_xml(control))

    paper = _read(write)
    assert [(one.text, one.level) for one in paper.paragraphs] == [("一、总体要求", 2), ("全市新措施\n第二行", None)]


def test_a_table_inside_a_cell_gives_its_lines() -> None:
    def write(document: Document) -> None:
        table = document.add_table(rows=1, cols=2)
        table.cell(0, 0).text = "措施"
        inner = table.cell(0, 1).add_table(rows=2, cols=2)
        fill_word(inner, plain(("指标", "目标"), ("时限", "3天")))

    assert words_of(_read(write)) == [[[("措施", False, 1), ("指标 目标\n时限 3天", False, 1)]]]


HEADING = ("序号", "事项", "牵头单位")


@pytest.mark.parametrize("between", [(), ("",), ("", "（续表）"), ("— 3 —",)])
def test_a_table_that_a_page_break_cut_in_two_is_one(between: Sequence[str]) -> None:
    def write(document: Document) -> None:
        for rows in ((HEADING, ("1", "开店", "甲局")), (HEADING, ("2", "用水", "乙局"))):
            table = document.add_table(rows=2, cols=3)
            fill_word(table, plain(*rows))
            if rows[1][0] == "1":
                for text in between:
                    document.add_paragraph(text)

    paper = _read(write)
    assert words_of(paper) == [plain(HEADING, ("1", "开店", "甲局"), ("2", "用水", "乙局")).words()]
    assert [row.place.row for row in paper.tables[0].rows] == [1, 2, 3]


def test_tables_with_other_headings_or_words_between_stay_apart() -> None:
    def write(document: Document) -> None:
        for heading, text in ((HEADING, ""), (("序号", "单位", "电话"), ""), (("序号", "单位", "电话"), "附表三")):
            if text:
                document.add_paragraph(text)
            fill_word(document.add_table(rows=2, cols=3), plain(heading, ("1", "甲", "乙")))

    assert len(_read(write).tables) == 3


def test_a_document_in_the_strict_form_is_read() -> None:
    usual, strict = (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    grid = plain(HEADING, ("1", "开店", "甲局"))
    data = repacked(
        as_docx(grid), lambda part, content: content.replace(usual, strict) if "document" in part else content
    )
    assert words_of(open_bytes("方案.docx", data)) == [grid.words()]
