"""Draws the files of a licence, seals and keeps them. A file once given stays as it is; what is new gets a new one.

An agency without a seal in use (or whose seal has expired) is no reason to leave the holder without a file: it is
drawn unsealed, says so on its face, and is drawn again with the seal as soon as there is one.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from django.db import transaction

from tongban.domains.licences import metadata, queries
from tongban.domains.licences.file_models import LicenceFile
from tongban.domains.licences.files import drawing, faces
from tongban.domains.licences.files.face import Annotation, Face
from tongban.domains.licences.files.history import FilesDrawn
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.licences.ofd import signing, writer
from tongban.domains.licences.seals import api as seals
from tongban.domains.registry.api import AgencyId
from tongban.kernel import events, evidence
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_time
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal

Form = Literal["ofd", "pdf"]
FORMS: tuple[Form, ...] = ("ofd", "pdf")
MEDIA_TYPES: Mapping[Form, str] = {"ofd": "application/ofd", "pdf": "application/pdf"}
PURPOSE = "licence file"
SOURCE = "tongban.licences"
WITHOUT_SEAL = frozenset({"licences.seal.none_in_use", "licences.seal.not_begun", "licences.seal.expired"})
"""What may be the matter with an agency's seal so that the file is drawn without; everything else is tried again."""
_NAMES = UUID("6f0b8d0a-2b5e-4b53-9c55-8d1d4a3f8a11")
AddressOf = Callable[[str], str]


@transaction.atomic
def get_file(
    *, licence: LicenceId, form: Form, address_of: AddressOf, actor: Actor, now: datetime
) -> tuple[str, bytes]:
    """The licence's file with the name to save it under: the one that was drawn after issue, else drawn now.

    `address_of(token)` is the full public address of the verify page; it is printed as the QR code.
    Refuses `licences.licence.not_found` also when the actor may not see the licence, and what drawing refuses:
    `licences.file.{field_missing,character_missing,too_long,layout_unknown}`, `licences.seal.service_…`.
    """
    row = queries.licence_row(licence, actor=actor)
    kept = _current(row, form=form, at=now) or _draw(row, address_of, actor=actor, now=now)[form]
    _, data = evidence.get(evidence.EvidenceId.parse(kept.evidence))
    return file_name(row, form), data


@transaction.atomic
def draw_files(*, licence: LicenceId, address_of: AddressOf, actor: Actor, now: datetime) -> bool:
    """Draw and seal both forms unless they are there and current; whether anything was drawn. Refuses as `get_file`."""
    row = queries.licence_row(licence)
    if _current(row, form="ofd", at=now):
        return False
    _draw(row, address_of, actor=actor, now=now)
    return True


def draw_copy(row: Licence, *, annotation: Annotation, address: str, doc_id: str, at: datetime) -> dict[Form, bytes]:
    """Both forms of an annotated copy (加注件), sealed where the issuer's seal is in use. Nothing is kept here.

    `address` is the public page of the copy; `doc_id` 32 hexadecimal digits of its own. Refuses as `get_file`.
    """
    face = faces.annotated(faces.face_of(row, address=address, at=at), annotation)
    pdf, ofd = _make(face, _sealer(row, at), doc_id=doc_id, at=at, what=str(LicenceId(row.uuid)))
    return {"pdf": pdf, "ofd": ofd}


def list_unsealed(agency: AgencyId, *, limit: int = 1000) -> list[LicenceId]:
    """Licences of an agency whose current file carries no seal: to be drawn again when a seal comes into use."""
    newest = LicenceFile.objects.filter(licence__issuer__uuid=agency.value, form="ofd")
    rows = newest.order_by("licence", "-id").distinct("licence").values_list("licence__uuid", "seal")
    return [LicenceId(uuid) for uuid, seal in rows if not seal][:limit]


def file_name(row: Licence, form: Form) -> str:
    return f"{row.type_id}-{row.number}.{form}"


def latest(row: Licence, form: Form) -> LicenceFile | None:
    return LicenceFile.objects.filter(licence=row, form=form).order_by("-id").first()


def _current(row: Licence, *, form: Form, at: datetime) -> LicenceFile | None:
    """The kept file, while it says what the licence says and is sealed or cannot be."""
    kept = latest(row, form)
    if kept is None or kept.content != faces.content_digest(faces.face_of(row, address="", at=at)):
        return None
    return kept if kept.seal or _sealer(row, at) is None else None


def _sealer(row: Licence, at: datetime) -> seals.Sealer | None:
    """The issuer's seal; None when it has none that may be set now."""
    try:
        return seals.seal_for(AgencyId(row.issuer.uuid), at=at)
    except Refusal as refused:
        if refused.code in WITHOUT_SEAL:
            return None
        raise


def _draw(row: Licence, address_of: AddressOf, *, actor: Actor, now: datetime) -> dict[Form, LicenceFile]:
    """Draw both forms and keep them, once for everybody who asks at this instant."""
    known = list(LicenceFile.objects.filter(licence=row).values_list("id", flat=True))
    Licence.objects.select_for_update().only("id").get(pk=row.pk)
    if LicenceFile.objects.filter(licence=row).exclude(id__in=known).exists():  # drawn while we waited for the row
        return {form: kept for form in FORMS if (kept := latest(row, form))}
    face, sealer = faces.face_of(row, address=address_of(row.token), at=now), _sealer(row, now)
    content = faces.content_digest(face)
    what = str(LicenceId(row.uuid))
    pdf, ofd = _make(face, sealer, doc_id=uuid5(_NAMES, f"{row.uuid} {content}").hex, at=now, what=what)
    made: dict[Form, bytes] = {"ofd": ofd, "pdf": pdf}
    seal = str(sealer.id) if sealer else ""
    files = [
        LicenceFile(
            licence=row,
            form=form,
            content=content,
            digest=sm3(data),
            evidence=str(
                evidence.put(data, file_name(row, form), by=actor.label, purpose=PURPOSE, at=now, source=SOURCE)
            ),
            seal=seal,
            drawn_at=now,
        )
        for form, data in made.items()
    ]
    LicenceFile.objects.bulk_create(files)
    drawn = FilesDrawn(what, ofd=files[0].digest, pdf=files[1].digest, seal=seal)
    events.append(str(LicenceId(row.root)), [drawn], actor=actor.label, at=now)
    return dict(zip(made, files, strict=True))


def _make(face: Face, sealer: seals.Sealer | None, *, doc_id: str, at: datetime, what: str) -> tuple[bytes, bytes]:
    """PDF and OFD."""
    if sealer is None:
        drawn = drawing.draw(face, doc_id=doc_id)
        return drawn.pdf, writer.pack(drawn.parts.files)
    told = metadata.short_names(
        {"sealer": face.issuer.zh, "sealed_at": law_time(at).isoformat(timespec="seconds"), "seal": sealer.name}, {}
    )
    drawn = drawing.draw(replace(face, sealed=True, metadata={**face.metadata, **told}), doc_id=doc_id)
    return drawn.pdf, signing.sign(drawn.parts, sealer, at=at, stamp=drawn.stamp, what=what)
