"""Word documents (.docx), as a reader sees them: merged cells, automatic numbers, neither text boxes nor deletions."""

from collections.abc import Iterator

from lxml.etree import _Element

from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.package import Package
from tongban.domains.reform.reading.papers.word_styles import Numbers, Styles, W, property_of
from tongban.domains.reform.reading.papers.writing import RawCell, RawRow, Writer
from tongban.kernel.errors import Refusal

_WRAPPERS = frozenset(W + one for one in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml"))
_RUNS = _WRAPPERS | {W + one for one in ("r", "hyperlink", "fldSimple", "ruby", "rubyBase")}
_SIGNS = {W + "tab": " ", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}


def read_word(package: Package, name: str) -> Paper:
    """A `.docx`. Refuses `reform.paper.damaged`, `.too_much`, `.empty`."""
    main = package.related("", "officeDocument") or "word/document.xml"
    body = package.tree(main).find(W + "body")
    if body is None:
        raise Refusal("reform.paper.damaged", file=name, why=main)
    return _Reader(package, main, name).read(body)


class _Reader:
    def __init__(self, package: Package, main: str, name: str) -> None:
        styles, numbering = package.related(main, "styles"), package.related(main, "numbering")
        self._styles = Styles(package.tree(styles) if styles else None)
        self._numbers = Numbers(package.tree(numbering) if numbering else None, self._styles)
        self._writer = Writer(name, "docx")

    def read(self, body: _Element) -> Paper:
        for block in _inner(body, W + "p", W + "tbl"):
            if block.tag == W + "p":
                self._writer.paragraph(self._paragraph(block), level=self._styles.level(block))
            else:
                self._writer.table(self._rows(block))
        return self._writer.paper()

    def _paragraph(self, paragraph: _Element) -> str:
        number = self._numbers.next(paragraph)
        return number + "".join(_runs(paragraph)).strip()

    def _rows(self, table: _Element) -> list[RawRow]:
        rows: list[RawRow] = []
        for row in _inner(table, W + "tr"):
            if row.find(f"{W}trPr/{W}del") is None:
                rows.append(RawRow(list(self._cells(row)), len(rows) + 1))
        return rows

    def _cells(self, row: _Element) -> Iterator[RawCell]:
        before, after = (_count(property_of(row, "trPr", one), 0) for one in ("gridBefore", "gridAfter"))
        if before:
            yield RawCell("", columns=before)
        cells: list[RawCell] = []
        for cell in _inner(row, W + "tc"):
            columns = _count(property_of(cell, "tcPr", "gridSpan"), 1)
            if property_of(cell, "tcPr", "hMerge", missing="continue") == "continue" and cells:
                cells[-1] = RawCell(cells[-1].text, cells[-1].is_continued, cells[-1].columns + columns)
            elif property_of(cell, "tcPr", "vMerge", missing="continue") == "continue":
                cells.append(RawCell("", True, columns))
            else:
                cells.append(RawCell("\n".join(self._lines(cell)), False, columns))
        yield from cells
        if after:
            yield RawCell("", columns=after)

    def _lines(self, cell: _Element) -> Iterator[str]:
        """The paragraphs of a cell; a table inside it gives one line for each of its rows."""
        for block in _inner(cell, W + "p", W + "tbl"):
            if block.tag == W + "p":
                yield self._paragraph(block)
            else:
                for row in self._rows(block):
                    yield " ".join(one.text.replace("\n", "") for one in row.cells if one.text)


def _count(told: str | None, least: int) -> int:
    return min(max(int(told), least), 200) if told and told.isdecimal() else least


def _inner(element: _Element, *tags: str) -> Iterator[_Element]:
    """The children of a kind, also those in content controls and tracked insertions."""
    for child in element:
        if child.tag in tags:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inner(child, *tags)


def _runs(element: _Element) -> Iterator[str]:
    """The visible text of a paragraph. Text boxes and drawings float elsewhere on the page and are left out."""
    for child in element:
        if child.tag == W + "t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[str(child.tag)]
        elif child.tag in _RUNS and child.find(f"{W}rPr/{W}vanish") is None:
            yield from _runs(child)
