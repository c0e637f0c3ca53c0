"""Files: uploaded before they are handed in, downloaded by who gave them."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Form, Router, Status, UploadedFile
from pydantic import Field

from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.api import access, reading
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import EvidenceRef, Instant, Out
from tongban.web.api.writing import NeededKey, once

router = Router()
MEDIA_TYPES = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/ofd",
)
BYTES: dict[str, Any] = {
    "responses": {200: {"description": "The bytes.", "content": {kind: {"schema": {}} for kind in MEDIA_TYPES}}}
}
Purpose = Annotated[str, Form("application", min_length=1, max_length=200, description="What it is given for.")]


class EvidenceOut(Out):
    """What is known about a file. `hash` is SM3, in hexadecimal digits; `size` in bytes."""

    id: EvidenceRef
    name: str
    media_type: str
    size: int
    hash: str = Field(pattern="^[0-9a-f]{64}$")
    purpose: str
    at: Instant


@router.post("/evidence", response={201: EvidenceOut, STATUSES: Problem})
def upload(
    request: HttpRequest, *, file: Annotated[UploadedFile, File(...)], key: NeededKey, purpose: Purpose
) -> Status[Any]:
    """Give a file (PDF, PNG, JPEG, DOCX, XLSX, OFD; 10 MB at most). Its content says what it is, not its name."""
    name, data = file.name or "file", evidence.read_whole(file)
    reading.require_writable(name)
    reading.require_writable(purpose)

    def work() -> EvidenceOut:
        by = access.actor_of(request).label
        given = evidence.put(data, name, by=by, purpose=purpose, at=moment.now(), source="api")
        return EvidenceOut.model_validate(evidence.describe(given))

    return once(request, key, work, status=201, content=b"\0".join((name.encode(), purpose.encode(), data)))


@router.get("/evidence/{file}", response={200: EvidenceOut, STATUSES: Problem})
def describe(request: HttpRequest, *, file: str) -> evidence.Evidence:
    """What is known about a file that the caller gave."""
    return _own(request, file)


@router.get("/evidence/{file}/content", response={200: None, STATUSES: Problem}, openapi_extra=BYTES)
def content(request: HttpRequest, *, file: str) -> HttpResponse:
    """The bytes of a file that the caller gave. Files of a case: `GET /cases/{case}/files/{file}`."""
    return download(_own(request, file).id)


def download(file: evidence.EvidenceId) -> HttpResponse:
    """A file to be saved, never shown: it may not run as a page of ours."""
    known, data = evidence.get(file)
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Disposition"] = content_disposition_header(True, known.name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _own(request: HttpRequest, file: str) -> evidence.Evidence:
    found = evidence.describe(evidence.EvidenceId.parse(file))
    if found.by != access.actor_of(request).label:
        raise Refusal("kernel.evidence.unknown", id=file[:80])
    return found
