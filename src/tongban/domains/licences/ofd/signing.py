"""Seals a document: the digest of every file in one signature, and the seal's picture on the page.

GB/T 33190-2016 clause 17 says how the signature lies in the package, GB/T 38540-2020 what the seal is and how it signs.
"""

import base64
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from tongban.domains.licences.ofd.document import Parts, Stamp
from tongban.domains.licences.ofd.reader import OfdPackage, SignatureFile
from tongban.domains.licences.ofd.writer import CREATOR, NAMESPACE, SIGNATURES, pack
from tongban.kernel.digests import sm3

SM3 = "1.2.156.10197.1.401"
SM3_NAMES = frozenset({SM3, "SM3"})
SM2_WITH_SM3 = "1.2.156.10197.1.501"
FOLDER = "Doc_0/Signs/Sign_0"
SIGNATURE, SEAL, VALUE = f"{FOLDER}/Signature.xml", f"{FOLDER}/Seal.esl", f"{FOLDER}/SignedValue.dat"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_XMLNS = f'xmlns:ofd="{NAMESPACE}"'
_ID = "s001"


class Sealed(Protocol):
    """What a seal gives for a signature."""

    @property
    def signed_value(self) -> bytes: ...


class Sealer(Protocol):
    """A seal that can sign: its structure and the size of its picture are known before it does."""

    @property
    def der(self) -> bytes: ...
    @property
    def width_mm(self) -> int: ...
    @property
    def height_mm(self) -> int: ...
    def seal(self, signature_xml: bytes, *, path: str, at: datetime, what: str = "") -> Sealed: ...


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what a signature says about its package."""

    code: str
    values: Mapping[str, object]


def digest(content: bytes) -> bytes:
    return bytes.fromhex(sm3(content))


def sign(parts: Parts, sealer: Sealer, *, at: datetime, stamp: Stamp, what: str = "") -> bytes:
    """The package with one seal over all of it. `parts` were assembled with `signed=True`; `at` is the instant of
    sealing (aware), `stamp` says where its picture is shown, `what` is the id of the thing, for the seal's own record.
    """
    files = dict(parts.files)
    files[SIGNATURES] = _signatures()
    files[SEAL] = sealer.der
    shrunk = min(1.0, stamp.most / max(sealer.width_mm, sealer.height_mm))
    wide, high = sealer.width_mm * shrunk, sealer.height_mm * shrunk
    boundary = " ".join(f"{one:.5g}" for one in (stamp.x - wide / 2, stamp.y - high / 2, wide, high))
    files[SIGNATURE] = _signature(files, at=at, annotation=(parts.page_ids[stamp.page], boundary))
    files[VALUE] = sealer.seal(files[SIGNATURE], path=f"/{SIGNATURE}", at=at, what=what).signed_value
    return pack(files)


def _signatures() -> bytes:
    return (
        f"{_HEAD}<ofd:Signatures {_XMLNS}><ofd:MaxSignId>{_ID}</ofd:MaxSignId>"
        f'<ofd:Signature ID="{_ID}" Type="Seal" BaseLoc="/{SIGNATURE}"/></ofd:Signatures>'
    ).encode()


def _signature(files: Mapping[str, bytes], *, at: datetime, annotation: tuple[int, str]) -> bytes:
    references = "".join(
        f'<ofd:Reference FileRef="/{path}"><ofd:CheckValue>{base64.b64encode(digest(content)).decode()}'
        f"</ofd:CheckValue></ofd:Reference>"
        for path, content in files.items()
    )
    page, boundary = annotation
    return (
        f"{_HEAD}<ofd:Signature {_XMLNS}><ofd:SignedInfo>"
        f'<ofd:Provider ProviderName="{CREATOR}" Company="{CREATOR}" Version="1"/>'
        f"<ofd:SignatureMethod>{SM2_WITH_SM3}</ofd:SignatureMethod>"
        f"<ofd:SignatureDateTime>{at.astimezone(UTC):%Y%m%d%H%M%SZ}</ofd:SignatureDateTime>"
        f'<ofd:References CheckMethod="{SM3}">{references}</ofd:References>'
        f'<ofd:StampAnnot ID="a001" PageRef="{page}" Boundary="{boundary}"/>'
        f"<ofd:Seal><ofd:BaseLoc>/{SEAL}</ofd:BaseLoc></ofd:Seal></ofd:SignedInfo>"
        f"<ofd:SignedValue>/{VALUE}</ofd:SignedValue></ofd:Signature>"
    ).encode()


def compare(package: OfdPackage, signature: SignatureFile) -> Iterator[Fault]:
    """Everything in which the package differs from what a signature protects: a changed part, a missing one, one
    that nobody protects, a digest other than SM3. Nothing when all of it is as it was signed.
    """
    if signature.check_method.upper() not in SM3_NAMES:
        yield Fault("licences.file.digest_not_sm3", {"method": signature.check_method})
        return
    protected: set[str] = set()
    for one in signature.references:
        protected.add(one.path)
        content = package.files.get(one.path)
        if content is None:
            yield Fault("licences.file.part_missing", {"part": one.path})
        elif one.digest is None or not hmac.compare_digest(one.digest, digest(content)):
            yield Fault("licences.file.part_changed", {"part": one.path})
    for path in package.files:
        if path not in protected and path not in _own_parts(package, signature):
            yield Fault("licences.file.part_unprotected", {"part": path})


def _own_parts(package: OfdPackage, signature: SignatureFile) -> frozenset[str]:
    """What no signature can protect: itself and its value; and what a later signature adds to the package."""
    later = package.signatures[package.signatures.index(signature) + 1 :]
    own = {signature.path, signature.value_path}
    added = {path for one in later for path in (one.path, one.value_path, one.seal_path)}
    return frozenset(own | added | ({package.signatures_path} if later else set()))
