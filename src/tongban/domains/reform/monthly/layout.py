"""The measures of GB/T 9704—2012 in a .docx: page, type, numbers of pages, signature, annex.

A4 with 37 mm above and 28 mm left of a text of 156 × 225 mm (5.2.1), 22 lines of 28 characters (5.2.3), so that the
line is 225 mm / 22 and the character 156 mm / 28. The typefaces of the standard are named; where a computer has not
got them, the font table names what stands in for each.
"""

from collections.abc import Sequence

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

BODY, TITLE, HEI, KAI, NUMBER = "仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"
STAND_IN = {
    BODY: "仿宋,FangSong,FZFangSong-Z02,Noto Serif CJK SC",
    TITLE: "方正小标宋_GBK,小标宋体,华文中宋,宋体,Noto Serif CJK SC",
    HEI: "SimHei,方正黑体_GBK,Noto Sans CJK SC",
    KAI: "楷体,KaiTi,方正楷体_GBK,Noto Serif CJK SC",
    NUMBER: "SimSun,方正书宋_GBK,Noto Serif CJK SC",
}
SIZE_2, SIZE_3, SIZE_4 = 22, 16, 14
"""Points of 2号, 3号 and 4号."""
TOP, LEFT, WIDE, HIGH = 37, 28, 156, 225
LINES, CHARACTERS = 22, 28
LINE = Pt(HIGH / 25.4 * 72 / LINES)
CHARACTER = WIDE / 25.4 * 72 / CHARACTERS
RED = RGBColor(0xFF, 0x00, 0x00)


def prepare(paper: Document) -> None:
    """Page, grid, type of the text, numbers of pages."""
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(TOP), Mm(LEFT)
    section.right_margin, section.bottom_margin = Mm(210 - LEFT - WIDE), Mm(297 - TOP - HIGH)
    section.footer_distance = Mm(297 - TOP - HIGH - 7 - 5)  # the number's dash stands 7 mm under the text (7.5)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "linesAndChars")
    grid.set(qn("w:linePitch"), str(round(LINE.pt * 20)))
    grid.set(qn("w:charSpace"), str(round((CHARACTER - SIZE_3) * 4096)))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)
    style = paper.styles["Normal"]
    style.font.size = Pt(SIZE_3)
    _face(style.element.get_or_add_rPr().get_or_add_rFonts(), BODY)
    style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    style.paragraph_format.line_spacing = LINE
    paper.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    _name_stand_ins(paper)


def head(paper: Document, *, red_head: str, number: str) -> None:
    """The red head 35 mm under the edge of the text (7.2.4), the number two lines below it, a red line under both."""
    if red_head:
        mark = _line(paper, red_head, TITLE, size=SIZE_2 * 1.5, align=WD_ALIGN_PARAGRAPH.CENTER)
        mark.runs[0].font.color.rgb = RED
        mark.paragraph_format.space_before = Mm(35)
        mark.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        _line(paper, "")
        _line(paper, "")
    if number:
        numbered = _line(paper, number, BODY, size=SIZE_3, align=WD_ALIGN_PARAGRAPH.CENTER)
        if red_head:
            _red_line(numbered)
    if red_head or number:
        _line(paper, "")
        _line(paper, "")


def title(paper: Document, text: str) -> None:
    _line(paper, text, TITLE, size=SIZE_2, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, "")


def heading(paper: Document, text: str, *, level: int) -> None:
    """Level 1 in 黑体, level 2 in 楷体, both in 3号, two characters in (7.3.3)."""
    line = _line(paper, text, HEI if level == 1 else KAI)
    _indent(line, 2)
    line.paragraph_format.keep_with_next = True
    level_of = OxmlElement("w:outlineLvl")
    level_of.set(qn("w:val"), str(level - 1))
    line._p.get_or_add_pPr().append(level_of)


def body(paper: Document, text: str, *, indent: int = 2) -> None:
    line = _line(paper, text, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    _indent(line, indent)


def annex_note(paper: Document, names: Sequence[str]) -> None:
    """One line under the text, two characters in; several are numbered and stand under each other (7.3.4)."""
    if not names:
        return
    _line(paper, "")
    for place, name in enumerate(names, 1):
        mark = f"附件：{place}. " if len(names) > 1 else "附件："
        line = _line(paper, (mark if place == 1 else f"{place}. ") + name)
        _indent(line, 2 if place == 1 else 5)


def signature(paper: Document, signer: str, day: str, *, right: tuple[float, float]) -> None:
    """One line under the text (two for the seal's room are the officer's), so many characters from the right."""
    _line(paper, "")
    for text, away in zip((signer, day), right, strict=True):
        line = _line(paper, text, align=WD_ALIGN_PARAGRAPH.RIGHT)
        line.paragraph_format.right_indent = Pt(away * CHARACTER)
        line.paragraph_format.keep_together = True


def annex(paper: Document, mark: str, name: str) -> None:
    """On a page of its own: the mark at the left in 黑体, the title in the third line (7.3.7)."""
    paper.add_section(WD_SECTION.NEW_PAGE)
    _line(paper, mark, HEI)
    _line(paper, "")
    _line(paper, name, TITLE, size=SIZE_2, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(paper, "")


def table(paper: Document, heading: Sequence[str], rows: Sequence[Sequence[str]], *, widths: Sequence[int]) -> None:
    """A ruled table in 4号 as wide as the text; its heading is repeated on every page."""
    found = paper.add_table(rows=0, cols=len(heading))
    found.style = "Table Grid"
    found.alignment = WD_TABLE_ALIGNMENT.CENTER
    found.autofit = False
    for number, cells in enumerate((heading, *rows)):
        row = found.add_row()
        if number == 0:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, text, wide in zip(row.cells, cells, widths, strict=True):
            cell.width = Mm(wide)
            paragraph = cell.paragraphs[0]
            _run(paragraph, text, HEI if number == 0 else BODY, size=SIZE_4)
            paragraph.paragraph_format.line_spacing = Pt(20)


def _line(
    paper: Document,
    text: str,
    face: str = BODY,
    *,
    size: float = SIZE_3,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.LEFT,
) -> Paragraph:
    line = paper.add_paragraph()
    line.alignment = align
    if text:
        _run(line, text, face, size=size)
    if size > SIZE_3:
        line.paragraph_format.line_spacing = Pt(size * 1.6)
    return line


def _run(line: Paragraph, text: str, face: str, *, size: float) -> Run:
    run = line.add_run(text)
    run.font.size = Pt(size)
    _face(run._r.get_or_add_rPr().get_or_add_rFonts(), face)
    return run


def _face(fonts: object, face: str) -> None:
    """Chinese in the standard's typeface; letters and digits too, so that a line keeps its 28 characters."""
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), face)  # type: ignore[attr-defined]
    for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(theme), None)  # type: ignore[attr-defined]


def _indent(line: Paragraph, characters: int) -> None:
    if characters:
        line.paragraph_format.first_line_indent = Pt(characters * CHARACTER)


def _red_line(line: Paragraph) -> None:
    """A red rule as wide as the text, 4 mm under the number (7.2.8)."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "11"), ("color", "FF0000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    line._p.get_or_add_pPr().append(borders)


def _page_number(line: Paragraph, align: WD_ALIGN_PARAGRAPH) -> None:
    """— 1 — in 4号, one character from the outer edge: right on odd pages, left on even ones (7.5)."""
    line.alignment = align
    room = Pt(SIZE_4)
    if align == WD_ALIGN_PARAGRAPH.RIGHT:
        line.paragraph_format.right_indent = room
    else:
        line.paragraph_format.left_indent = room
    line.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    _run(line, "— ", NUMBER, size=SIZE_4)
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("shown", "1"), ("end", "")):
        run = _run(line, text if kind == "shown" else "", NUMBER, size=SIZE_4)
        if kind in ("begin", "separate", "end"):
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif not kind:
            asked = OxmlElement("w:instrText")
            asked.set(qn("xml:space"), "preserve")
            asked.text = text
            run._r.append(asked)
    _run(line, " —", NUMBER, size=SIZE_4)


def _name_stand_ins(paper: Document) -> None:
    """The font table: for each typeface the names under which a computer may have it, or what comes nearest."""
    part = paper.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in STAND_IN.items()
    )
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    part._blob = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts xmlns:w="{space}">{fonts}</w:fonts>'.encode()
