"""Opens a paper by what it is, never by what it is called."""

from pathlib import Path

from tongban.domains.reform.reading.papers.apart import read_pdf_apart
from tongban.domains.reform.reading.papers.blocks import Paper
from tongban.domains.reform.reading.papers.package import parts_of
from tongban.domains.reform.reading.papers.text import read_text
from tongban.domains.reform.reading.papers.word import read_word
from tongban.kernel.errors import Refusal

LARGEST_FILE = 20 * 1024 * 1024
PDF_HEADER = b"%PDF-"
OLE_HEADER = bytes.fromhex("d0cf11e0a1b11ae1")


def open_paper(path: Path) -> Paper:
    """Read a paper from disk. Refuses `reform.paper.missing` and what `open_bytes` refuses; the size is looked at
    before the file is read.
    """
    if not path.is_file():
        raise Refusal("reform.paper.missing", file=path.name)
    _require_small(path.stat().st_size, path.name)
    return open_bytes(path.name, path.read_bytes())


def open_bytes(name: str, data: bytes) -> Paper:
    """Read a paper; `name` is only told, except that text without a sign of its own must be called `.txt`.

    Refuses `reform.paper.` `too_large` (over 20 MB), `empty`, `encrypted`, `damaged`, `unpacks`, `too_much`, `encoding`
    and `format`.
    """
    _require_small(len(data), name)
    if not data:
        raise Refusal("reform.paper.empty", file=name)
    if data.startswith(OLE_HEADER):
        raise Refusal("reform.paper.encrypted", file=name)
    if data.startswith(b"PK"):
        if "word/document.xml" in parts_of(data, name):
            return read_word(data, name)
        raise Refusal("reform.paper.format", file=name)
    if PDF_HEADER in data[:1024]:
        return read_pdf_apart(data, name)
    if name.lower().endswith(".txt"):
        return read_text(data, name)
    raise Refusal("reform.paper.format", file=name)


def _require_small(size: int, name: str) -> None:
    if size > LARGEST_FILE:
        raise Refusal("reform.paper.too_large", file=name, megabytes=size // 2**20, limit=LARGEST_FILE // 2**20)
