"""Opens a paper by what it is, never by what it is called."""

import re
from pathlib import Path

from tongban.domains.reform.reading.papers.apart import read_pdf_apart
from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.html import read_html
from tongban.domains.reform.reading.papers.package import Package
from tongban.domains.reform.reading.papers.sheet import read_sheet
from tongban.domains.reform.reading.papers.text import read_text
from tongban.domains.reform.reading.papers.word import read_word
from tongban.kernel.errors import Refusal

LARGEST_FILE = 20 * 1024 * 1024
LARGEST_TEXT = 8 * 1024 * 1024
OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")
OLE_OF_A_LOCKED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
PDF_HEADER = b"%PDF-"
OTHERS = (
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"RIFF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf"),
    *(b"\x1f\x8b", b"MZ", b"\x7fELF", b"%!PS", b"MIME-Version:", b"BZh", b"\xfd7zXZ"),
)
"""How files begin that are no text, and some that are but carry a document packed inside."""
_MARKUP = re.compile(
    rb"\s*(<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}\?>\s*)*<(!doctype\s+html|html|head|body|meta|div|table)\b",
    re.I | re.S,
)
_OTHER_MARKUP = re.compile(rb"\s*<(\?xml|!doctype|svg)", re.IGNORECASE)
_WORD = re.compile(r"word/document\d*\.xml", re.IGNORECASE)
_BOOK = re.compile(r"xl/workbook\d*\.xml", re.IGNORECASE)


def open_paper(path: Path) -> Paper:
    """Read a paper from disk. Refuses `reform.paper.missing` and what `open_bytes` refuses; the size is looked at
    before the file is read.
    """
    if not path.is_file():
        raise Refusal("reform.paper.missing", file=path.name)
    _require_small(path.stat().st_size, path.name)
    return open_bytes(path.name, path.read_bytes())


def open_bytes(name: str, data: bytes) -> Paper:
    """Read a paper: .txt, .docx, .pdf with text, .html or .xlsx, told apart by content; `name` is only told on.

    Refuses `reform.paper.` `too_large` (over 20 MB, a text over 8 MB), `empty`, `format`, `old_format`, `encrypted`,
    `damaged`, `macros`, `entities`, `unpacks`, `too_much`, `encoding`, `nested`, `uncomputed`, `scanned`, `unmapped`,
    `too_many_pages`, `too_slow` and `too_heavy`.
    """
    _require_small(len(data), name)
    if not data.strip():
        raise Refusal("reform.paper.empty", file=name)
    if data.startswith(OLE_HEADER):
        code = "encrypted" if OLE_OF_A_LOCKED_PACKAGE in data else "old_format"
        raise Refusal(f"reform.paper.{code}", file=name)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _office(data, name)
    if PDF_HEADER in data[:1024]:
        return read_pdf_apart(data, name)
    if data.startswith(OTHERS):
        raise Refusal("reform.paper.format", file=name)
    return _text(data, name)


def _office(data: bytes, name: str) -> Paper:
    package = Package(data, name)
    if any(_WORD.fullmatch(one) for one in package.parts):
        return read_word(package, name)
    if any(_BOOK.fullmatch(one) for one in package.parts):
        return read_sheet(package, data, name)
    raise Refusal("reform.paper.format", file=name)


def _text(data: bytes, name: str) -> Paper:
    _require_small(len(data), name, LARGEST_TEXT)
    start = data[:4096].removeprefix(b"\xef\xbb\xbf")
    start = start.replace(b"\0", b"") if start.startswith((b"\xff\xfe", b"\xfe\xff")) else start
    if _MARKUP.match(start.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")):
        return read_html(data, name)
    if _OTHER_MARKUP.match(start):
        raise Refusal("reform.paper.format", file=name)
    return read_text(data, name)


def _require_small(size: int, name: str, limit: int = LARGEST_FILE) -> None:
    if size > limit:
        raise Refusal("reform.paper.too_large", file=name, megabytes=size // 2**20, limit=limit // 2**20)
