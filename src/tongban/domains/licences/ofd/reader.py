"""Opens a package of OFD that somebody sent: nothing is written to disk, nothing is drawn, every size has a limit.

Read are the entry (`OFD.xml`), the list of signatures and each signature; all other parts are only bytes whose digests
are compared. What could harm the reader is refused with a code of its own; what is merely wrong about the content is
for the caller to say.
"""

import base64
import binascii
import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from tongban.domains.licences.ofd.writer import NAMESPACE
from tongban.kernel.errors import Refusal

MOST_BYTES = 20 * 1024 * 1024
MOST_PARTS = 400
MOST_UNPACKED = 80 * 1024 * 1024
MOST_RATIO, RATIO_FROM = 150, 256 * 1024
"""No part larger than `RATIO_FROM` may grow by more than this when it is unpacked: text of a page grows tenfold."""
DEEPEST = 32
LONGEST_PATH = 200
ENTRY = "OFD.xml"
_ZIP = b"PK\x03\x04"
_O = f"{{{NAMESPACE}}}"


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that a signature protects; `digest` is None when it is not readable base64."""

    path: str
    digest: bytes | None


@dataclass(frozen=True, slots=True)
class SignatureFile:
    """One signature of the package: where it lies and what it says. Paths have no leading slash."""

    path: str
    xml: bytes
    check_method: str
    references: tuple[Reference, ...]
    value_path: str
    seal_path: str
    kind: str


@dataclass(frozen=True, slots=True)
class OfdPackage:
    """A package as it was read: its files by path, its metadata, its signatures in their order."""

    files: Mapping[str, bytes]
    doc_id: str
    title: str
    custom: Mapping[str, str]
    signatures_path: str
    signatures: tuple[SignatureFile, ...]


def read(data: bytes) -> OfdPackage:
    """Open a package.

    Refuses `licences.file.not_ofd`, `.too_large`, `.too_many_parts`, `.bomb`, `.encrypted`, `.unsafe_path`,
    `.duplicate_part`, `.corrupt`, `.entities` (a document type or entities in XML) and `.too_deep`.
    """
    if len(data) > MOST_BYTES:
        raise Refusal("licences.file.too_large", megabytes=MOST_BYTES // (1024 * 1024))
    if not data.startswith(_ZIP):
        raise Refusal("licences.file.not_ofd")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = dict(_unpacked(archive))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        raise Refusal("licences.file.corrupt") from None
    if ENTRY not in files:
        raise Refusal("licences.file.not_ofd")
    return _package(files)


def _unpacked(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    entries = [one for one in archive.infolist() if not one.is_dir()]
    if len(entries) > MOST_PARTS:
        raise Refusal("licences.file.too_many_parts", most=MOST_PARTS)
    seen: set[str] = set()
    left = MOST_UNPACKED
    for entry in entries:
        _check(entry, seen)
        with archive.open(entry) as part:
            content = part.read(min(left, entry.file_size) + 1)
        left -= len(content)
        if left < 0 or len(content) > entry.file_size:
            raise Refusal("licences.file.bomb")
        yield entry.filename, content


def _check(entry: zipfile.ZipInfo, seen: set[str]) -> None:
    """What the archive's own list says about a part, before it is unpacked."""
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise Refusal("licences.file.encrypted")
    if not _is_plain(name):
        raise Refusal("licences.file.unsafe_path")
    if (folded := name.casefold()) in seen:
        raise Refusal("licences.file.duplicate_part", part=name)
    seen.add(folded)
    grown = entry.file_size / max(entry.compress_size, 1)
    if entry.file_size > MOST_UNPACKED or (entry.file_size > RATIO_FROM and grown > MOST_RATIO):
        raise Refusal("licences.file.bomb")


def _is_plain(name: str) -> bool:
    return (
        0 < len(name) <= LONGEST_PATH
        and name.isprintable()
        and not set(name) & {"\\", ":"}
        and not name.startswith("/")
        and all(part not in ("", ".", "..") for part in name.split("/"))
    )


def parse(content: bytes) -> etree._Element:
    """An XML part: no document type, no entities, not too deep. Refuses as `read` does."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refusal("licences.file.corrupt") from None
    if root.getroottree().docinfo.internalDTD is not None or any(
        isinstance(one, etree._Entity) for one in root.iter(etree.Entity)
    ):
        raise Refusal("licences.file.entities")
    if _is_too_deep(root):
        raise Refusal("licences.file.too_deep")
    return root


def _is_too_deep(root: etree._Element) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


def _package(files: Mapping[str, bytes]) -> OfdPackage:
    entry = parse(files[ENTRY])
    if entry.tag != f"{_O}OFD":
        raise Refusal("licences.file.not_ofd")
    custom = {
        one.get("Name", ""): one.text or ""
        for one in entry.iterfind(f"{_O}DocBody/{_O}DocInfo/{_O}CustomDatas/{_O}CustomData")
    }
    listed = _path(_text(entry, f"{_O}DocBody/{_O}Signatures"), ENTRY)
    return OfdPackage(
        files=files,
        doc_id=_text(entry, f"{_O}DocBody/{_O}DocInfo/{_O}DocID"),
        title=_text(entry, f"{_O}DocBody/{_O}DocInfo/{_O}Title"),
        custom=custom,
        signatures_path=listed,
        signatures=tuple(_signatures(files, listed)),
    )


def _signatures(files: Mapping[str, bytes], listed: str) -> Iterator[SignatureFile]:
    if not listed:
        return
    if listed not in files:
        raise Refusal("licences.file.corrupt")
    for one in parse(files[listed]).iterfind(f"{_O}Signature"):
        path = _path(one.get("BaseLoc", ""), listed)
        if path not in files:
            raise Refusal("licences.file.corrupt")
        yield _signature(path, files[path], kind=one.get("Type", "Seal"))


def _signature(path: str, xml: bytes, *, kind: str) -> SignatureFile:
    root = parse(xml)
    references = root.find(f"{_O}SignedInfo/{_O}References")
    if root.tag != f"{_O}Signature" or references is None:
        raise Refusal("licences.file.corrupt")
    return SignatureFile(
        path=path,
        xml=xml,
        check_method=references.get("CheckMethod", "MD5"),  # the default of the standard; nobody trusts it
        references=tuple(
            Reference(_path(one.get("FileRef", ""), path), _decoded(_text(one, f"{_O}CheckValue")))
            for one in references.iterfind(f"{_O}Reference")
        ),
        value_path=_path(_text(root, f"{_O}SignedValue"), path),
        seal_path=_path(_text(root, f"{_O}SignedInfo/{_O}Seal/{_O}BaseLoc"), path),
        kind=kind,
    )


def _text(element: etree._Element, path: str) -> str:
    return (element.findtext(path) or "").strip()


def _path(location: str, base: str) -> str:
    """A location (ST_Loc) as a path in the package: absolute ones from its root, others from the file that says it."""
    if not location:
        return ""
    start = "" if location.startswith("/") else posixpath.dirname(base)
    return posixpath.normpath(posixpath.join(start, location.lstrip("/")))


def _decoded(text: str) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
