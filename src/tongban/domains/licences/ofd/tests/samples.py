"""A small document with one of each thing."""

import struct
import zlib
from datetime import date

from tongban.domains.licences.ofd.document import Attachment, OfdDocument, Page, Picture, Shape, TextRun

DOC_ID = "0123456789abcdef" * 2


def png() -> bytes:
    """One red pixel."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = struct.pack(">LLBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00\xff\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


DOCUMENT = OfdDocument(
    doc_id=DOC_ID,
    title="样本 <1> & 2",
    author="云汀市市场监督管理局",
    created=date(2026, 3, 2),
    pages=(
        Page(
            210,
            297,
            (
                Shape((10, 10, 190, 277), "M 0 0 L 190 0 L 190 277 L 0 277 C", stroke=(1, 2, 3)),
                TextRun("营业执照 Licence 1111", 20, 40, 8, bold=True, tracking=2),
                TextRun("a<b & “c”", 20, 60, 4, colour=(200, 0, 0)),
                TextRun("演示", 60, 200, 30, turn=-30, alpha=40),
                Picture((150, 20, 30, 40), png()),
                TextRun("   ", 20, 80, 4),
            ),
        ),
        Page(210, 297, (TextRun("第二页", 20, 40, 8),)),
    ),
    custom={"ZZMC": "营业执照", "KZ_scope": "<软件>&“开发”"},
    attachments=(Attachment("licence.json", b"{}"),),
)
