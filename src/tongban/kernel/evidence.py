"""Bytes that prove something: kept by their digest, with source, time and purpose; never changed, never run.

A file is stored once under `settings.EVIDENCE_FOLDER` by the SM3 of its content; who gave it, when and what for is a
row of its own each time. What comes in is recognised by its content (`sniffing`), never by the name it was given.
"""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import connection, transaction

from tongban.kernel import sniffing
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal, TongbanError
from tongban.kernel.ids import Id
from tongban.kernel.models import EvidenceRow

LONGEST_NAME = 200


class EvidenceId(Id):
    prefix = "evidence"


class EvidenceDamaged(TongbanError):
    """The stored bytes are missing or are not those that were given: for the operator, not for a citizen."""


class Readable(Protocol):
    """An upload, or anything else that gives its bytes piece by piece."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about one file. `hash` is SM3 in hexadecimal, `size` in bytes, `by` an actor's label."""

    id: EvidenceId
    name: str
    media_type: str
    size: int
    hash: str
    by: str
    source: str
    purpose: str
    at: datetime


def read_whole(stream: Readable) -> bytes:
    """The bytes of an upload, at most one more than the limit: `put` then refuses it without the rest in memory."""
    return stream.read(settings.EVIDENCE_LIMIT + 1)


def put(data: bytes, name: str, *, by: str, purpose: str, at: datetime, source: str = "upload") -> EvidenceId:
    """Keep a file. `name` is shown to people only; `source` says where it came from (`upload`, a system's name).

    Refuses `kernel.evidence.empty`, `.too_large` (settings.EVIDENCE_LIMIT bytes), `.unknown_kind`, `.active_content`
    (macros, programs, scripts), `.unsafe_archive` (encrypted, bomb, odd paths) and `.no_purpose`.
    """
    if not purpose.strip():
        raise Refusal("kernel.evidence.no_purpose")
    if not data:
        raise Refusal("kernel.evidence.empty")
    limit = settings.EVIDENCE_LIMIT
    if len(data) > limit:
        raise Refusal("kernel.evidence.too_large", megabytes=limit // (1024 * 1024))
    kind = sniffing.recognise(data)
    digest = sm3(data)
    found = EvidenceId.new()
    with transaction.atomic():
        _hold(digest)
        _store(data, _place(digest))
        EvidenceRow.objects.create(
            uuid=found.value,
            name=_harmless(name, kind),
            media_type=kind.media_type,
            size=len(data),
            hash=digest,
            by=by,
            source=source,
            purpose=purpose.strip(),
            at=at,
        )
    return found


def forget(files: Iterable[EvidenceId], *, by: str) -> int:
    """Remove files that `by` gave and that prove nothing (a draft that was never filed); how many there were.

    Who calls knows that nothing refers to them any more. The bytes go when the transaction is committed and nobody
    else gave the same; files that somebody else gave, or that are gone, are left as they are.
    """
    rows = EvidenceRow.objects.filter(uuid__in=[one.value for one in files], by=by)
    digests = set(rows.values_list("hash", flat=True))
    count, _ = rows.delete()
    for digest in digests:
        transaction.on_commit(partial(_drop, digest))
    return count


def _drop(digest: str) -> None:
    """Remove bytes that no row names; nobody can give the same bytes meanwhile."""
    with transaction.atomic():
        _hold(digest)
        if not EvidenceRow.objects.filter(hash=digest).exists():
            _place(digest).unlink(missing_ok=True)


def _hold(digest: str) -> None:
    """Until the end of the transaction nobody else stores or removes these bytes."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"evidence {digest}"])


def get(evidence: EvidenceId) -> tuple[Evidence, bytes]:
    """What is known about a file, and its bytes, compared with their digest.

    Refuses `kernel.evidence.unknown`; raises `EvidenceDamaged` when the bytes are not those that were given.
    """
    known = describe(evidence)
    try:
        data = _place(known.hash).read_bytes()
    except FileNotFoundError:
        raise EvidenceDamaged("kernel.evidence.damaged", id=str(evidence)) from None
    if sm3(data) != known.hash:
        raise EvidenceDamaged("kernel.evidence.damaged", id=str(evidence))
    return known, data


def describe(evidence: EvidenceId) -> Evidence:
    """What is known about a file, without its bytes. Refuses `kernel.evidence.unknown`."""
    row = EvidenceRow.objects.filter(uuid=evidence.value).first()
    if row is None:
        raise Refusal("kernel.evidence.unknown", id=str(evidence))
    return Evidence(
        id=evidence,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        hash=row.hash,
        by=row.by,
        source=row.source,
        purpose=row.purpose,
        at=row.at,
    )


def _place(digest: str) -> Path:
    return Path(settings.EVIDENCE_FOLDER) / digest[:2] / digest[2:4] / digest


def _store(data: bytes, place: Path) -> None:
    """Write once, whole or not at all: a reader never sees half a file, whatever happens to the machine."""
    if place.exists() and place.stat().st_size == len(data):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(place)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _harmless(name: str, kind: sniffing.Kind) -> str:
    """The last part of the name, printable, not too long, ending as its content does."""
    last = name.replace("\\", "/").rpartition("/")[2]
    stem = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    for suffix in kind.suffixes:
        if stem.lower().endswith(suffix):
            stem = stem[: -len(suffix)]
            break
    return (stem[:LONGEST_NAME] or "file") + kind.suffixes[0]
