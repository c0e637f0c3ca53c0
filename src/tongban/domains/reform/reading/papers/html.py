"""Web pages (.html): the text of the page without what surrounds it. Nothing is ever fetched."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.decoding import decode
from tongban.domains.reform.reading.papers.spans import Spanned, rows_of
from tongban.domains.reform.reading.papers.writing import RawRow, Writer
from tongban.kernel.errors import Refusal

MOST_ELEMENTS = 300_000
LONGEST_SURROUNDING = 300
_NEVER = frozenset(
    {
        "script", "style", "noscript", "template", "head", "svg", "math", "iframe", "object", "embed",
        "button", "select", "textarea", "input", "nav", "footer", "aside", "audio", "video", "canvas", "map"
    }
)  # fmt: skip
_SURROUNDING = frozenset(
    {
        "nav", "navbar", "navigation", "menu", "breadcrumb", "breadcrumbs", "crumb", "crumbs", "footer",
        "foot", "sidebar", "share", "bdsharebuttonbox", "toolbar", "pager", "pagination", "copyright",
        "search", "login", "qrcode", "related", "recommend", "print", "topbar"
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p",
        "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "caption"
    }
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORDS = re.compile(r"[a-z]+")
_HEADING = re.compile(r"h([1-6])")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_BROKEN_IN_SOURCE = re.compile(r"(?<=[\u2e80-\uffef])[ \t\r\f]*\n[ \t\r\n\f]*(?=[\u2e80-\uffef])")


def read_html(data: bytes, name: str) -> Paper:
    """A web page. Refuses `reform.paper.encoding`, `.nested`, `.damaged`, `.too_much`, `.empty`."""
    text = decode(data, name)
    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        page = document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refusal("reform.paper.damaged", file=name, why=str(error)[:120]) from None
    if any(one.type_name == "ERR_RESOURCE_LIMIT" for one in parser.error_log):
        raise Refusal("reform.paper.nested", file=name)
    if sum(1 for _ in page.iter()) > MOST_ELEMENTS:
        raise Refusal("reform.paper.too_much", file=name, most=MOST_ELEMENTS)
    writer = Writer(name, "html")
    body = page.find("body")
    _Walker(writer, page).walk(page if body is None else body)
    return writer.paper()


class _Walker:
    """Goes through the blocks of a page in order; text that stands between blocks is a paragraph too."""

    def __init__(self, writer: Writer, page: HtmlElement) -> None:
        self._writer = writer
        self._loose: list[str] = []
        self._mark = ""
        self._holders = _holders(page)
        self._marks = _marks(page)

    def walk(self, element: HtmlElement, level: int | None = None) -> None:
        """The blocks inside an element; what it says before the first is a block too."""
        self._end()
        self._mark = self._marks.get(element, self._mark)
        self._loose.append(element.text or "")
        for child in element:
            self._child(child, level)
            self._loose.append(child.tail or "")
        self._end(level)

    def _end(self, level: int | None = None) -> None:
        for line in _marked(_lines("".join(self._loose)), self._mark):
            self._writer.paragraph(line, level=level)
            self._mark = ""
        self._loose.clear()

    def _child(self, child: HtmlElement, level: int | None) -> None:
        if not isinstance(child.tag, str) or _is_left_out(child):
            return
        if child.tag == "table" and _is_data(child):
            self._end(level)
            for caption in child.findall("caption"):
                self.walk(caption)
            rows = enumerate(rows_of(self._rows(child)), start=1)
            self._writer.table(RawRow(cells, number) for number, cells in rows)
        elif child.tag in _BLOCKS or child in self._holders:
            self._end(level)
            heading = _HEADING.fullmatch(child.tag)
            self.walk(child, int(heading[1]) if heading else level)
        else:
            self._loose.append(_inline(child))

    def _rows(self, table: HtmlElement) -> Iterator[Iterator[Spanned]]:
        left = sum(1 for _ in _table_rows(table))
        for row in _table_rows(table):
            yield (self._cell(cell, left) for cell in row if cell.tag in ("td", "th"))
            left -= 1

    def _cell(self, cell: HtmlElement, left: int) -> Spanned:
        """A cell; `left` rows are left in the table, so far reaches the one that says 0."""
        rows, columns = (_number(cell.get(name, "1")) for name in ("rowspan", "colspan"))
        return Spanned("\n".join(self._cell_lines(cell)), min(rows or left, left), max(columns, 1))

    def _cell_lines(self, cell: HtmlElement) -> Iterator[str]:
        return _marked(self._plain_lines(cell), self._marks.get(cell, ""))

    def _plain_lines(self, cell: HtmlElement) -> Iterator[str]:
        parts = [cell.text or ""]
        for child in cell.iterchildren():
            if not isinstance(child.tag, str) or _is_left_out(child):
                pass
            elif child.tag in _BLOCKS or child in self._holders:
                yield from _lines("".join(parts))
                yield from self._cell_lines(child)
                parts.clear()
            else:
                parts.append(_inline(child))
            parts.append(child.tail or "")
        yield from _lines("".join(parts))


def _marked(lines: Iterator[str], mark: str) -> Iterator[str]:
    """The lines that say something, the first of them after its mark."""
    for line in lines:
        if line.strip():
            yield mark + line.strip()
            mark = ""


def _holders(page: HtmlElement) -> set[HtmlElement]:
    """The elements with a block somewhere inside."""
    found: set[HtmlElement] = set()
    for block in page.iter(*_BLOCKS):
        above = block.getparent()
        while above is not None and above not in found:
            found.add(above)
            above = above.getparent()
    return found


def _marks(page: HtmlElement) -> dict[HtmlElement, str]:
    """What a browser prints before the entries of ordered lists."""
    marks = {}
    for listed in page.iter("ol"):
        number = _number(listed.get("start", "1"))
        for entry in listed.findall("li"):
            number = _number(entry.get("value", str(number)))
            marks[entry] = f"{number}. "
            number += 1
    return marks


def _lines(text: str) -> Iterator[str]:
    """White space as a browser shows it; `\\v` stands for a line break that was asked for."""
    joined = _BROKEN_IN_SOURCE.sub("", text)
    for line in joined.split("\v"):
        yield _WHITE.sub(" ", line)


def _inline(element: HtmlElement) -> str:
    """The text of an element whose descendants stand in the line, `\\v` for each line break."""
    if not isinstance(element.tag, str) or _is_left_out(element):
        return ""
    if element.tag == "br":
        return "\v"
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)


def _is_left_out(element: HtmlElement) -> bool:
    if element.tag in _NEVER or element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
        return True
    told = f"{element.get('class', '')} {element.get('id', '')} {element.get('role', '')}".lower()
    if told.isspace() or not _SURROUNDING & set(_WORDS.findall(told)):
        return False
    if element.find(".//h1") is not None or element.find(".//table") is not None:
        return False
    said = len(element.text_content())  # some sites call the whole text "print" or "content share"
    linked = sum(len(one.text_content()) for one in element.iter("a"))
    return said < LONGEST_SURROUNDING or linked > 0.5 * said


def _is_data(table: HtmlElement) -> bool:
    """Whether a table shows a table and does not only lay out a page."""
    if table.find(".//table") is not None:
        return False
    return any(
        sum(_number(cell.get("colspan", "1")) for cell in row if cell.tag in ("td", "th")) > 1
        for row in _table_rows(table)
    )


def _table_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from child.findall("tr")


def _number(told: str) -> int:
    found = re.match(r"\s*(\d{1,6})", told)
    return int(found[1]) if found else 1
