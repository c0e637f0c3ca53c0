"""From bytes on disk to paragraphs and table rows, for the formats in which plans arrive.

A `.txt` of a plan writes its table with a TAB before each cell, continues a cell on lines without a TAB and ends a row
with an empty line. A `.docx` has real tables; vertically merged cells are given as `None`, meaning "as above".
"""

import lzma
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml.ns import qn
from docx.table import _Row
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from tongban.kernel.errors import Refusal

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")

Cell = str | None


@dataclass(frozen=True, slots=True)
class Row:
    """One table row and where it stands ("line 42", "table 1 row 7")."""

    cells: tuple[Cell, ...]
    place: str


@dataclass(frozen=True, slots=True)
class Pages:
    """The readable content of a plan file, in order."""

    paragraphs: tuple[str, ...]
    rows: tuple[Row, ...]


def open_plan(path: Path) -> Pages:
    """Read a `.docx` or `.txt` file.

    Refuses `reform.plan.missing`, `.too_large` (over 20 MB, told before reading), `.encrypted`, `.damaged`,
    `.encoding` and `.format`.
    """
    if not path.is_file():
        raise Refusal("reform.plan.missing", file=path.name)
    if (size := path.stat().st_size) > LARGEST_FILE:
        raise Refusal("reform.plan.too_large", file=path.name, megabytes=size // 2**20, limit=LARGEST_FILE // 2**20)
    data = path.read_bytes()
    if data.startswith(OLE_HEADER):
        raise Refusal("reform.plan.encrypted", file=path.name)
    if data.startswith(b"PK"):
        return _read_docx(data, path.name)
    if path.suffix.lower() == ".txt":
        return _read_text(data, path.name)
    raise Refusal("reform.plan.format", file=path.name)


def _read_text(data: bytes, name: str) -> Pages:
    if b"\0" in data:  # no text has one, and no database keeps one
        raise Refusal("reform.plan.encoding", file=name, position=data.index(b"\0"))
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise Refusal("reform.plan.encoding", file=name, position=error.start) from None
    paragraphs = [line for line in lines if not line.startswith("\t")]
    return Pages(tuple(paragraphs), tuple(_text_rows(lines)))


def _text_rows(lines: Sequence[str]) -> Iterator[Row]:
    cells: list[str] = []
    first = 0
    for number, line in enumerate([*lines, ""], start=1):
        if line.startswith("\t"):
            first = first if cells else number
            cells.append(line[1:].strip())
        elif line and cells:
            cells[-1] += "\n" + line.strip()
        elif cells:
            yield Row(tuple(cells), f"line {first}")
            cells = []


def _read_docx(data: bytes, name: str) -> Pages:
    _check_package(data, name)
    try:
        document = docx.Document(BytesIO(data))
        paragraphs = tuple(paragraph.text for paragraph in document.paragraphs)
        rows = tuple(
            Row(tuple(_docx_cells(row)), f"table {number} row {position}")
            for number, table in enumerate(document.tables, start=1)
            for position, row in enumerate(table.rows, start=1)
        )
    except (KeyError, ValueError, LxmlError) as error:
        raise Refusal("reform.plan.damaged", file=name, why=str(error)[:120]) from None
    return Pages(paragraphs, rows)


def _check_package(data: bytes, name: str) -> None:
    """Refuse a package that is not a Word document, is encrypted, broken, or would unpack beyond reason."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            damaged = package.testzip() if sum(one.file_size for one in entries) <= LARGEST_UNPACKED else None
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise Refusal("reform.plan.damaged", file=name, why=str(error)[:120]) from None
    except RuntimeError:  # how zipfile asks for a password
        raise Refusal("reform.plan.encrypted", file=name) from None
    if (unpacked := sum(one.file_size for one in entries)) > LARGEST_UNPACKED:
        limit = LARGEST_UNPACKED // 2**20
        raise Refusal("reform.plan.too_large", file=name, megabytes=unpacked // 2**20, limit=limit)
    if damaged is not None:
        raise Refusal("reform.plan.damaged", file=name, why=damaged)
    if "word/document.xml" not in {one.filename for one in entries}:
        raise Refusal("reform.plan.format", file=name)


def _docx_cells(row: _Row) -> Iterator[Cell]:
    """The cells as written: a continued vertical merge is None, a horizontal merge counts once."""
    for cell in row._tr.iterchildren(qn("w:tc")):
        merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        if merge is not None and merge.get(qn("w:val")) != "restart":
            yield None
        else:
            paragraphs = (Paragraph(one, row) for one in cell.iterchildren(qn("w:p")))  # type: ignore[arg-type]
            yield "\n".join(paragraph.text.strip() for paragraph in paragraphs).strip()
