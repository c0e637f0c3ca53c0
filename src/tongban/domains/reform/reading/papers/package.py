"""Archives that hold office documents (.docx, .xlsx): looked at before anything in them is parsed."""

import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from io import BytesIO

from lxml import etree

from tongban.kernel.errors import Refusal

LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_MARKUP = 16 * 1024 * 1024
"""A part of markup takes many times its size when it is parsed; those of real plans stay below 2 MB."""
MOST_PARTS = 5_000
BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    EOFError,
    OverflowError,
    ValueError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|macrosheets/.*|activex/.*\.bin)$", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)|<\0!\0(D\0O\0C|E\0N\0T)|\0<\0!\0(D\0O\0C|E\0N\0T)", re.IGNORECASE)
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
"""The names of the strict variant of the format, which says the same in other words."""


class Package:
    """An archive that was looked at: neither encrypted nor a bomb nor with anything in it that runs.

    Refuses `reform.paper.encrypted`, `.damaged`, `.unpacks`, `.macros`, `.entities`.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        try:
            self._archive = zipfile.ZipFile(BytesIO(data))
            self.parts = self._look()
        except RuntimeError as error:  # how zipfile asks for a password
            if isinstance(error, NotImplementedError):
                raise self._damaged(error) from None
            raise Refusal("reform.paper.encrypted", file=name) from None
        except BROKEN as error:
            raise self._damaged(error) from None

    def _damaged(self, why: object) -> Refusal:
        return Refusal("reform.paper.damaged", file=self._name, why=str(why)[:120])

    def _look(self) -> frozenset[str]:
        entries = self._archive.infolist()
        names = frozenset(one.filename for one in entries)
        if any(_MACROS.search(one) for one in names):
            raise Refusal("reform.paper.macros", file=self._name)
        unpacked = sum(one.file_size for one in entries)
        markup = max((one.file_size for one in entries if _is_markup(one.filename)), default=0)
        for size, limit in ((unpacked, LARGEST_UNPACKED), (markup, LARGEST_MARKUP)):
            if size > limit or len(entries) > MOST_PARTS:
                told = {"megabytes": size // 2**20, "limit": limit // 2**20}
                raise Refusal("reform.paper.unpacks", file=self._name, **told)
        for one in entries:
            if _is_markup(one.filename):
                if _DECLARATION.search(self._archive.read(one)):
                    raise Refusal("reform.paper.entities", file=self._name, part=one.filename[:120])
            else:
                self._check(one)
        return names

    def _check(self, entry: zipfile.ZipInfo) -> None:
        """Read a part to its end, which checks its sum, without keeping it."""
        with self._archive.open(entry) as part:
            while part.read(1 << 16):
                pass

    def read(self, part: str) -> bytes:
        """The bytes of a part. Refuses `reform.paper.damaged` where there is none of that name."""
        if part not in self.parts:
            raise self._damaged(part)
        data = self._archive.read(part)
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
        return data

    def tree(self, part: str) -> etree._Element:
        """A part of markup. Refuses `reform.paper.damaged`."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(self.read(part), parser)
        except etree.LxmlError as error:
            raise self._damaged(error) from None

    def related(self, part: str, kind: str) -> str | None:
        """The part of a kind (the last word of its relation) that another part, "" for the whole, points to."""
        folder, name = posixpath.split(part)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        if relations not in self.parts:
            return None
        for one in self.tree(relations):
            if one.get("Type", "").endswith("/" + kind) and one.get("TargetMode") != "External":
                target = one.get("Target", "")
                found = posixpath.normpath(target[1:] if target.startswith("/") else posixpath.join(folder, target))
                return found if found in self.parts else None
        return None


def _is_markup(part: str) -> bool:
    return part.lower().endswith((".xml", ".rels", ".vml"))
