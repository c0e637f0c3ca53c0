"""Licences shown to others: presentations, scans, looks, annotated copies, files checked, the public status list."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import File, Query, Router, Status, UploadedFile
from pydantic import AliasChoices, BeforeValidator, Field

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.kernel import evidence
from tongban.kernel.digests import sm3
from tongban.web import limits, moment
from tongban.web.api import access, paging
from tongban.web.api.licences import FieldOut, LicenceOut, LicenceState, PublicLicenceOut
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import In, Instant, LicenceRef, Out, Words
from tongban.web.api.writing import NeededKey, once
from tongban.web.space.licences import copy_address
from tongban.web.wording import t

router = Router()
_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
SCANS_PER_MINUTE = 60
LISTS_PER_MINUTE = 60
FILES_PER_MINUTE = 6
FRESH = 300  # seconds for which an answer of the status list may be kept
Ref = BeforeValidator(lambda value: value if value is None else str(value))
LookRef = Annotated[str, Ref, Field(pattern=f"^look_{_UUID}")]
CopyRef = Annotated[str, Ref, Field(pattern=f"^copy_{_UUID}")]
CopyState = Literal["running", "over", "withdrawn", "unknown"]
FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The copy.",
            "content": {"application/pdf": {"schema": {}}, "application/ofd": {"schema": {}}},
        }
    }
}


def _address(told: str) -> str:
    """The public page of a copy; an answer that is given again holds it already."""
    return told if "://" in told else copy_address(told)


class PresentationOut(Out):
    """A code that one counter may take, once, until `expires_at`. It is told here and never again."""

    code: str
    expires_at: Instant


class ScanIn(In):
    """The code as typed or scanned, what for, and the case (if for one). A scan without a purpose is refused."""

    code: Annotated[str, Field(max_length=300)]
    purpose: Annotated[str, Field(max_length=1000)]
    case: Annotated[str, Field(max_length=60)] | None = None


class ShownOut(Out):
    """What was taken: the licence, the lines seen, and the ids of the case's materials that it now satisfies."""

    look: LookRef
    licence: LicenceOut
    fields_: list[FieldOut] = Field(alias="fields")
    taken: list[str]
    purpose: str
    case: str
    at: Instant


class LookOut(Out):
    """One look at a licence, as its holder may know it."""

    id: LookRef
    licence: LicenceRef
    title: Words
    at: Instant
    agency: Words
    officer: str
    purpose: str
    case: str
    fields_: list[Words] = Field(alias="fields")
    materials: list[str]


class CopyIn(In):
    """What is written on an annotated copy. `until` is its last day."""

    purpose: Annotated[str, Field(max_length=1000)]
    recipient: Annotated[str, Field(max_length=1000)]
    until: date


class CopyOut(Out):
    """An annotated copy (加注件)."""

    id: CopyRef
    licence: LicenceRef
    purpose: str
    recipient: str
    maker: str
    made_at: Instant
    until: date
    withdrawn_at: Instant | None
    state: CopyState
    verify_at: Annotated[str, BeforeValidator(_address)] = Field(
        validation_alias=AliasChoices("token", "verify_at"),
        description="The public page that tells what the copy is worth.",
    )


class CopiesOut(Out):
    """All copies of one licence that the caller may read, the newest first."""

    items: list[CopyOut]


class PublicCopyOut(Out):
    """A copy as anybody who has it may see it."""

    purpose: str
    recipient: str
    maker: str
    made_at: Instant
    until: date
    withdrawn_at: Instant | None


class CopyVerificationOut(Out):
    """`counts`: the copy runs and the licence behind it is valid. `copy` is null exactly when it is unknown."""

    state: CopyState
    licence_state: LicenceState
    counts: bool
    checked_at: Instant
    copy_: PublicCopyOut | None = Field(alias="copy")
    licence: PublicLicenceOut | None


class FindingOut(Out):
    """One thing that was looked at in a file. `is_fault`: because of it the file must not be relied on."""

    code: str
    message: str
    is_fault: bool


class FileReportOut(Out):
    """What a file is worth: its findings, and, of a file that comes from here, the licence and its state now.

    Of an annotated copy `copy_state` tells whether the copy itself still counts; it is null for any other file.
    """

    form: Literal["ofd", "pdf"]
    digest: str = Field(pattern="^[0-9a-f]{64}$", description="SM3 of the bytes that were sent.")
    is_good: bool
    state: LicenceState
    copy_state: CopyState | None
    findings: list[FindingOut]
    licence: PublicLicenceOut | None


class StatusLineOut(Out):
    """One licence and its state; nothing about people."""

    identifier: str
    state: LicenceState
    valid_until: date | None


class StatusListOut(Out):
    """A part of the list as of `at`; `next` is the cursor of the following part."""

    at: Instant
    items: list[StatusLineOut]
    next: str | None


@router.post("/licences/{licence}/presentations", response={201: PresentationOut, STATUSES: Problem})
def present_licence(request: HttpRequest, *, licence: str) -> Status[Any]:
    """Show a licence: a new code for 60 seconds and one use. An older code of the caller for it is over at once."""
    found, actor = licences.LicenceId.parse(licence), access.applicant_of(request)
    return Status(201, licences.present(licence=found, actor=actor, now=moment.now()))


@router.post("/licences/scans", response={200: ShownOut, STATUSES: Problem}, by_alias=True)
def scan_licence(request: HttpRequest, *, body: ScanIn) -> licences.Shown:
    """Take a shown licence, once. Without an idempotency key: the code itself counts once, and a repetition is told."""
    limits.allow(request, "scan", per_minute=SCANS_PER_MINUTE)
    case = cases.CaseId.parse(body.case) if body.case else None
    actor = access.actor_of(request).only_posts()
    return licences.scan(code=body.code, case=case, purpose=body.purpose, actor=actor, now=moment.now())


@router.get("/licences/looks", response={200: paging.Page[LookOut], STATUSES: Problem}, by_alias=True)
def list_looks(
    request: HttpRequest,
    *,
    licence: Annotated[str | None, Query(None, description="Of this licence only.", max_length=60)],
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """Who looked at licences, the newest first: a holder sees the looks at its own, an officer those it made."""
    found = licences.list_looks(
        actor=access.actor_of(request),
        licence=licences.LicenceId.parse(licence) if licence else None,
        before=licences.LookId.parse(cursor) if cursor else None,
        limit=limit + 1,
    )
    following = str(found[limit - 1].id) if len(found) > limit else None
    return {"items": found[:limit], "next": following}


@router.get("/licences/{licence}/copies", response={200: CopiesOut, STATUSES: Problem})
def list_copies(request: HttpRequest, *, licence: str) -> dict[str, Any]:
    """The annotated copies of a licence."""
    found, actor, now = licences.LicenceId.parse(licence), access.actor_of(request), moment.now()
    licences.get_licence(found, actor=actor, now=now)
    return {"items": licences.list_copies(licence=found, actor=actor, now=now)}


@router.post("/licences/{licence}/copies", response={201: CopyOut, STATUSES: Problem})
def make_copy(request: HttpRequest, *, licence: str, body: CopyIn, key: NeededKey) -> Status[Any]:
    """Make an annotated copy with purpose, recipient and last day written on it."""

    def work() -> CopyOut:
        actor, now = access.actor_of(request), moment.now()
        made = licences.make_copy(
            licence=licences.LicenceId.parse(licence),
            purpose=body.purpose,
            recipient=body.recipient,
            until=body.until,
            actor=actor,
            now=now,
        )
        return CopyOut.model_validate(licences.get_copy(made, actor=actor, now=now))

    return once(request, key, work, status=201)


@router.post("/licence-copies/{copy_id}/withdrawal", response={204: None, STATUSES: Problem})
def withdraw_copy(request: HttpRequest, *, copy_id: str) -> Status[Any]:
    """From now on the copy does not count. Twice changes nothing."""
    licences.withdraw_copy(copy=licences.CopyId.parse(copy_id), actor=access.actor_of(request), now=moment.now())
    return Status(204, None)


@router.get("/licence-copies/{copy_id}/file", response={200: None, STATUSES: Problem}, openapi_extra=FILE)
def get_copy_file(
    request: HttpRequest, *, copy_id: str, form: Annotated[Literal["pdf", "ofd"], Query("pdf")]
) -> HttpResponse:
    """The copy as a file, while it counts: always the same bytes."""
    name, data = licences.get_copy_file(
        copy=licences.CopyId.parse(copy_id),
        form=form,
        address_of=copy_address,
        actor=access.actor_of(request),
        now=moment.now(),
    )
    response = HttpResponse(data, content_type=f"application/{form}")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@router.get(
    "/licence-copies/verification/{token}",
    response={200: CopyVerificationOut, STATUSES: Problem},
    auth=None,
    by_alias=True,
)
def verify_copy(request: HttpRequest, *, token: str) -> licences.CopyVerification:
    """What whoever has a copy learns: what for, for whom, until when, and the state of the licence behind it."""
    return licences.verify_copy(token, now=moment.now())


@router.post("/licences/file-verification", response={200: FileReportOut, STATUSES: Problem}, auth=None, by_alias=True)
def verify_file(request: HttpRequest, *, file: Annotated[UploadedFile, File(...)]) -> FileReportOut:
    """Check an OFD or PDF of a licence (10 MB at most). Nothing of it is kept; refused is only what cannot be read."""
    limits.allow(request, "verify_file", per_minute=FILES_PER_MINUTE)
    data, now = evidence.read_whole(file), moment.now()
    copy = licences.find_copy(data, now=now)
    if copy is not None:
        return FileReportOut(
            form="pdf" if data.startswith(b"%PDF-") else "ofd",
            digest=sm3(data),
            is_good=copy.counts,
            state=copy.licence_state,
            copy_state=str(copy.state),
            findings=[],
            licence=PublicLicenceOut.model_validate(copy.licence),
        )
    report = licences.check_file(data, now=now)
    findings = [
        FindingOut(code=one.code, message=t(one.code, **one.values), is_fault=one.is_fault) for one in report.findings
    ]
    return FileReportOut(
        form=report.form,
        digest=sm3(data),
        is_good=report.is_good,
        state=report.state,
        copy_state=None,
        findings=findings,
        licence=PublicLicenceOut.model_validate(report.licence) if report.licence else None,
    )


@router.get("/licences/statuses", response={200: StatusListOut, STATUSES: Problem}, auth=None)
def list_statuses(
    request: HttpRequest,
    response: HttpResponse,
    *,
    cursor: Annotated[str, Query("", description="The identifier that the part before ended with.", max_length=160)],
) -> dict[str, Any]:
    """The state of every licence, up to 1,000 a part, without anything about people. May be kept for 5 minutes."""
    limits.allow(request, "verify_status", per_minute=LISTS_PER_MINUTE)
    part = licences.list_states(now=moment.now(), cursor=cursor)
    response["Cache-Control"] = f"public, max-age={FRESH}"
    return {"at": part.at, "items": part.lines, "next": part.next}
