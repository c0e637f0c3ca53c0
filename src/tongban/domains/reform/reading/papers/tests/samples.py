"""Small fictional papers in every form, written by programs that know nothing of how they are read."""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from io import BytesIO

import docx
import typst
from docx.table import Table as WordTable
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tongban.domains.reform.reading.papers import Paper
from tongban.kernel.printing import _fonts

HEAD = ("青川市人民政府办公室", "关于印发青川市便民提速工作方案的通知", "青川府办发〔2025〕7号")
Words = tuple[str, bool, int]
"""A cell as read: its text, whether it only continues the one above, how many columns it covers."""


@dataclass(frozen=True)
class Span:
    """A cell: where it begins, how far it reaches, what it says."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(frozen=True)
class Grid:
    """A table without gaps."""

    height: int
    width: int
    cells: tuple[Span, ...]

    def words(self) -> list[list[Words]]:
        """What a reader must find."""
        found: list[list[Words]] = []
        for row in range(self.height):
            here = [one for one in self.cells if one.row <= row < one.row + one.rows]
            here.sort(key=lambda one: one.column)
            found.append([("" if one.row < row else one.text, one.row < row, one.columns) for one in here])
        return found

    def starting_in(self, row: int) -> Iterator[Span]:
        yield from (one for one in self.cells if one.row == row)


def plain(*rows: Sequence[str]) -> Grid:
    """A table without merged cells."""
    cells = tuple(Span(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    return Grid(len(rows), len(rows[0]), cells)


def words_of(paper: Paper) -> list[list[list[Words]]]:
    return [[[(one.text, one.is_continued, one.columns) for one in row.cells] for row in t.rows] for t in paper.tables]


def as_docx(grid: Grid, head: Sequence[str] = HEAD) -> bytes:
    document = docx.Document()
    for line in head:
        document.add_paragraph(line)
    fill_word(document.add_table(rows=grid.height, cols=grid.width), grid)
    return saved(document.save)


def fill_word(table: WordTable, grid: Grid) -> None:
    for one in grid.cells:
        cell = table.cell(one.row, one.column)
        if one.rows > 1 or one.columns > 1:
            cell = cell.merge(table.cell(one.row + one.rows - 1, one.column + one.columns - 1))
        cell.text = one.text


def saved(save: Callable[[BytesIO], object]) -> bytes:
    file = BytesIO()
    save(file)
    return file.getvalue()


def as_html(grid: Grid, head: Sequence[str] = HEAD) -> bytes:
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td rowspan="{one.rows}" colspan={one.columns}>{escape(one.text).replace(chr(10), "<br>")}</td>'
            for one in sorted(grid.starting_in(row), key=lambda one: one.column)
        )
        + "</tr>"
        for row in range(grid.height)
    )
    told = "".join(f"<p>{escape(line)}</p>" for line in head)
    return f"<!DOCTYPE html><html><body>{told}<table>{rows}</table></body></html>".encode()


def as_xlsx(grid: Grid) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for one in grid.cells:
        sheet.cell(one.row + 1, one.column + 1).value = one.text
        if one.rows > 1 or one.columns > 1:
            sheet.merge_cells(
                start_row=one.row + 1,
                start_column=one.column + 1,
                end_row=one.row + one.rows,
                end_column=one.column + one.columns,
            )
    return saved(book.save)


def as_txt(grid: Grid, head: Sequence[str] = HEAD) -> bytes:
    lines = [*head]
    for row in grid.words():
        lines += ["\t" + text for text, _, _ in row] + [""]
    return "\n".join(lines).encode()


def repacked(data: bytes, change: Callable[[str, bytes], bytes], more: Mapping[str, bytes] | None = None) -> bytes:
    """An office document with its parts changed and others added."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
        for part, content in (more or {}).items():
            new.writestr(part, content)
    return file.getvalue()


TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set page(width: 300pt, height: data.height * 1pt, margin: 40pt, numbering: "— 1 —")
#set text(font: "Noto Sans CJK SC", size: 10pt, lang: "zh")
#for line in data.head [#line \\ ]
#let cells = data.cells.map(one => table.cell(
  x: one.column, y: one.row, rowspan: one.rows, colspan: one.columns, breakable: true, one.text))
#let heading = if data.repeated { (table.header(..data.heading),) } else { data.heading }
#table(columns: data.columns, stroke: 0.5pt, inset: 3pt, ..heading, ..cells)
#for line in data.tail [#line \\ ]
"""


def as_pdf(
    grid: Grid,
    *,
    head: Sequence[str] = HEAD,
    heading: Sequence[str] = (),
    tail: Sequence[str] = (),
    columns: Sequence[int] | None = None,
    height: int = 400,
    repeated: bool = True,
) -> bytes:
    """The grid below a heading of one row, which is printed on each page anew when it is `repeated`."""
    below = 1 if heading else 0
    data = {
        "head": list(head),
        "tail": list(tail),
        "heading": list(heading),
        "repeated": bool(heading) and repeated,
        "height": height,
        "cells": [
            {"row": c.row + below, "column": c.column, "rows": c.rows, "columns": c.columns, "text": c.text}
            for c in grid.cells
        ],
    }
    widths = "".join(f"{one}pt, " for one in columns or [220 // grid.width] * grid.width)
    return bytes(
        typst.compile(
            TEMPLATE.replace("data.columns", f"({widths})").encode(),
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    )
