"""Plain text: its encoding, its lines, and tables that are written with a TAB before each cell."""

import re

from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.decoding import decode
from tongban.domains.reform.reading.papers.writing import RawCell, RawRow, Writer

_LINE_ENDS = re.compile(r"\r\n|\r|\n")


def read_text(data: bytes, name: str) -> Paper:
    """A `.txt`: each line is a paragraph as it stands, with its number.

    A line that begins with a TAB opens a cell, lines without one continue it, an empty line ends the row. Form feeds,
    as programs put them between the pages of a PDF, count pages. Refuses `reform.paper.encoding` and `.empty`.
    """
    writer = Writer(name, "txt")
    rows: list[RawRow] = []
    cells: list[str] = []
    text = decode(data, name)
    pages = text.count("\f") + 1 if "\f" in text.strip("\f \n\r") else None
    page, first = 1, 0

    def end_row() -> None:
        if cells:
            rows.append(RawRow([RawCell(one) for one in cells], len(rows) + 1, page if pages else None, first))
            cells.clear()

    def end_table() -> None:
        end_row()
        writer.table(rows)
        rows.clear()

    for number, line in enumerate(_LINE_ENDS.split(text), start=1):
        page += line.count("\f")
        bare = line.replace("\f", "")
        if bare.startswith("\t"):
            first = first if cells else number
            cells.append(bare[1:])
        elif not bare.strip():
            end_row()
            if not rows:
                writer.blank()
        elif cells:
            cells[-1] += "\n" + bare
        else:
            end_table()
            writer.paragraph(bare, page=page if pages else None, line=number)
    end_table()
    return writer.paper(pages=pages)
