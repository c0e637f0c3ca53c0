"""Word documents (.docx)."""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.table import _Row
from docx.text.paragraph import Paragraph as WordParagraph
from lxml.etree import LxmlError

from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.package import require_sound
from tongban.domains.reform.reading.papers.writing import RawCell, RawRow, Writer
from tongban.kernel.errors import Refusal


def read_word(data: bytes, name: str) -> Paper:
    """A `.docx`. Refuses `reform.paper.damaged`, `.encrypted`, `.unpacks`, `.too_much`, `.empty`."""
    require_sound(data, name)
    writer = Writer(name, "docx")
    try:
        for block in _document(data).iter_inner_content():
            if isinstance(block, WordTable):
                writer.table([RawRow(list(_cells(row)), number) for number, row in enumerate(block.rows, start=1)])
            else:
                writer.paragraph(block.text)
    except (KeyError, ValueError, LxmlError) as error:
        raise Refusal("reform.paper.damaged", file=name, why=str(error)[:120]) from None
    return writer.paper()


def _document(data: bytes) -> Document:
    return docx.Document(BytesIO(data))


def _cells(row: _Row) -> Iterator[RawCell]:
    """The cells as written: a horizontal merge counts once and tells how many columns it covers."""
    for cell in row._tr.tc_lst:
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        is_continued = merge is not None and merge.get(qn("w:val")) != "restart"
        lines = (WordParagraph(one, row).text for one in cell.iterchildren(qn("w:p")))  # type: ignore[arg-type]
        yield RawCell("" if is_continued else "\n".join(lines), is_continued, cell.grid_span)
