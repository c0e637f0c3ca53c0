"""What a file is, by its content: an allow-list. Pure.

Libraries that guess take any archive for a document and see no macros; here what is not recognised for certain is
refused, and so is everything that could run.
"""

import io
import re
import zipfile
from dataclasses import dataclass

from tongban.kernel.errors import Refusal

MOST_ENTRIES = 5_000
MOST_UNPACKED = 200 * 1024 * 1024
_RUNS = re.compile(
    r"(vbaproject|vbadata|macrosheets?/|activex|customui|oleobject)|"
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|msi|sh|elf|so|py|php|hta|lnk|svg|html?|xhtml|swf)$",
    re.IGNORECASE,
)
_MARKUP = re.compile(rb"^\s*(<\?xml|<!doctype|<html|<svg|<script)", re.IGNORECASE)
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is accepted; the first suffix is the one it is given."""

    media_type: str
    suffixes: tuple[str, ...]


PDF = Kind("application/pdf", (".pdf",))
PNG = Kind("image/png", (".png",))
JPEG = Kind("image/jpeg", (".jpg", ".jpeg"))
DOCX = Kind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
OFD = Kind("application/ofd", (".ofd",))


def recognise(data: bytes) -> Kind:
    """The kind of the file. Refuses `kernel.evidence.unknown_kind`, `.active_content` and `.unsafe_archive`."""
    if data.startswith(b"%PDF-"):
        return _pdf(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return PNG
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(_PROGRAMS) or _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")[:200]):
        raise Refusal("kernel.evidence.active_content")
    if data.startswith(_OLD_OFFICE):
        raise Refusal("kernel.evidence.old_office")
    raise Refusal("kernel.evidence.unknown_kind")


def _pdf(data: bytes) -> Kind:
    if b"%%EOF" not in data[-2048:]:
        raise Refusal("kernel.evidence.cut_off")
    names = re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), data)  # /Java#53cript is a name too
    if re.search(rb"/(JavaScript|JS|Launch|EmbeddedFile)\b", names):
        raise Refusal("kernel.evidence.active_content")
    return PDF


def _archive(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
        raise Refusal("kernel.evidence.cut_off") from None
    names = [entry.filename for entry in entries]
    if (
        len(entries) > MOST_ENTRIES
        or sum(entry.file_size for entry in entries) > MOST_UNPACKED
        or any(entry.flag_bits & 0x1 for entry in entries)
        or any(name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") for name in names)
    ):
        raise Refusal("kernel.evidence.unsafe_archive")
    if any(_RUNS.search(name) for name in names):
        raise Refusal("kernel.evidence.active_content")
    for mark, kind in (("OFD.xml", OFD), ("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if mark in names and (kind is OFD or "[Content_Types].xml" in names):
            return kind
    raise Refusal("kernel.evidence.unknown_kind")
