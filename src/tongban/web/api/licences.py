"""Electronic licences: mine, one, its PDF, and whether one is real."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Router
from pydantic import BeforeValidator, Field

from tongban.domains.licences import api as licences
from tongban.kernel.clock import midnight
from tongban.web import limits, moment
from tongban.web.api import access, paging
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import Day, EvidenceRef, In, Instant, LicenceRef, Out, Words
from tongban.web.space.dossier import verify_address

router = Router()
PER_MINUTE = 20
LicenceState = Literal["valid", "suspended", "expired", "replaced", "revoked", "not_yet_valid", "unknown"]
Ending = Literal["", "annulled", "penalised", "cancelled"]
FILE: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file.",
            "content": {kind: {"schema": {}} for kind in licences.MEDIA_TYPES.values()},
        }
    }
}


class FieldOut(Out):
    """One line of a licence."""

    id: str
    title: Words
    value: str
    kind: str
    columns: list[Words] = Field(description="Of a list of rows (several addresses); else empty.")
    rows: list[list[str]]


class FoldedOut(Out):
    """A permit of the same holder that is shown on a licence (一企一证), with its own number and state."""

    title: Words
    number: str
    identifier: str
    issuer: Words
    valid_until: date | None
    state: LicenceState


class LicenceOut(Out):
    """A licence for its holder and for officers. Valid from `valid_from` to `valid_until`, both days included."""

    id: LicenceRef
    type_id: str
    title: Words
    number: str
    identifier: str
    region: str
    holder_name: str
    holder_code: str
    issuer: Words
    fields_: list[FieldOut] = Field(alias="fields")
    state: LicenceState
    issued_at: Instant
    valid_from: date
    valid_until: date | None
    revoked_at: Instant | None
    revocation_reason: str
    revocation_basis: str
    ending: Ending = Field(description="How it was taken back: 撤销, 吊销 or 注销.")
    version: int = Field(ge=1, le=999, description="Which record of the licence this is; a change makes the next.")
    cause: Literal["issue", "change", "renew", "replace", "restore"]
    replaced_at: Instant | None = Field(description="From when the next record counts instead; may be in the future.")
    suspended_at: Instant | None
    suspended_until: date | None = Field(description="The last day of the suspension; null until it is lifted.")
    suspension_reason: str
    suspension_basis: str
    case: str
    track: str
    verify_at: Annotated[str, BeforeValidator(verify_address)] = Field(
        validation_alias="token", description="The public page that says whether it is real."
    )
    demo: bool
    folded: list[FoldedOut] = Field(description="Told when one licence is asked for; empty in lists.")


class MomentOut(Out):
    """Something that happened to a licence: `version` is the record, `who` the office, `case` the decision."""

    type: str
    at: Instant
    version: int
    sentence: Words
    who: Words
    reason: str
    basis: str
    fields_: list[Words] = Field(alias="fields", description="Titles of what a change wrote anew.")
    case: str
    evidence: list[EvidenceRef]


class RecordOut(Out):
    """One record of a licence and its state now."""

    id: LicenceRef
    version: int
    identifier: str
    state: LicenceState


class HistoryOut(Out):
    """The whole life of a licence, oldest first, and its records."""

    moments: list[MomentOut]
    records: list[RecordOut]


class StateOut(Out):
    """Which record of a licence counted at the end of a day; null before the first was issued."""

    on: date
    licence: LicenceRef | None
    state: LicenceState | None


class PublicLicenceOut(Out):
    """A licence as anybody may see it; a person's name and code are masked."""

    title: Words
    number: str
    identifier: str
    issuer: Words
    holder: str
    holder_code: str
    fields_: list[FieldOut] = Field(alias="fields")
    issued_on: date
    valid_from: date
    valid_until: date | None
    revoked_on: date | None
    ending: Ending
    version: int
    suspended_on: date | None
    suspended_until: date | None
    replaced_on: date | None
    demo: bool
    folded: list[FoldedOut]


class VerificationOut(Out):
    """`licence` is null exactly when the state is `unknown`."""

    state: LicenceState
    checked_at: Instant
    licence: PublicLicenceOut | None


class VerificationIn(In):
    """What is printed on the licence."""

    identifier: Annotated[str, Field(min_length=1, max_length=160)]
    holder_name: Annotated[str, Field(min_length=1, max_length=160)]


@router.get("/licences", response={200: paging.Page[LicenceOut], STATUSES: Problem}, by_alias=True)
def list_licences(request: HttpRequest, *, limit: paging.Limit, cursor: paging.Cursor) -> dict[str, Any]:
    """The licences of the caller and of those it may act for, the newest first."""
    before = licences.LicenceId.parse(cursor) if cursor else None
    actor, now = access.applicant_of(request), moment.now()
    found = licences.list_licences(actor=actor, now=now, before=before, limit=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    return {"items": found[:limit], "next": following}


@router.get(
    "/licences/verification/{token}", response={200: VerificationOut, STATUSES: Problem}, auth=None, by_alias=True
)
def verify_token(request: HttpRequest, *, token: str) -> licences.Verification:
    """What whoever scanned the code of a licence learns. An unknown code is an answer, not an error."""
    return licences.verify(token, now=moment.now())


@router.post("/licences/verification", response={200: VerificationOut, STATUSES: Problem}, auth=None, by_alias=True)
def verify_identifier(request: HttpRequest, *, body: VerificationIn) -> licences.Verification:
    """The same by what is printed on it. Changes nothing; posted, so that the name stays out of addresses."""
    limits.allow(request, "verify", per_minute=PER_MINUTE)
    return licences.verify_by_identifier(body.identifier, holder_name=body.holder_name, now=moment.now())


@router.get("/licences/{licence}", response={200: LicenceOut, STATUSES: Problem}, by_alias=True)
def get_licence(request: HttpRequest, *, licence: str) -> licences.LicenceView:
    """One licence that the caller may see."""
    found, actor = licences.LicenceId.parse(licence), access.actor_of(request)
    return licences.get_licence(found, actor=actor, now=moment.now())


@router.get("/licences/{licence}/history", response={200: HistoryOut, STATUSES: Problem}, by_alias=True)
def get_licence_history(request: HttpRequest, *, licence: str) -> dict[str, Any]:
    """Everything that happened to the licence that a record belongs to, and all its records."""
    found, actor = licences.LicenceId.parse(licence), access.actor_of(request)
    told = licences.history_of(found, actor=actor, now=moment.now())
    names = ("id", "version", "identifier", "state")
    return {"moments": told.moments, "records": [dict(zip(names, one, strict=True)) for one in told.records]}


@router.get("/licences/{licence}/state", response={200: StateOut, STATUSES: Problem})
def get_licence_state(request: HttpRequest, *, licence: str, on: Day) -> dict[str, Any]:
    """Which record of this licence counted at the end of a day in the past, or now for today, and its state then."""
    found, actor, now = licences.LicenceId.parse(licence), access.actor_of(request), moment.now()
    licences.get_licence(found, actor=actor, now=now)
    told = licences.state_on(found, min(now, midnight(on + timedelta(days=1)) - timedelta(microseconds=1)))
    return {"on": on, "licence": told[0] if told else None, "state": told[1] if told else None}


@router.get("/licences/{licence}/certificate", response={200: None, STATUSES: Problem}, openapi_extra=FILE)
def get_certificate(request: HttpRequest, *, licence: str, form: licences.Form = "pdf") -> HttpResponse:
    """The licence as a file: `ofd` is the original with its issuer's seal, `pdf` its twin for reading and printing.

    Always the same bytes, until the licence says something else or its issuer's first seal comes into use.
    """
    found, actor = licences.LicenceId.parse(licence), access.actor_of(request)
    name, data = licences.get_file(licence=found, form=form, address_of=verify_address, actor=actor, now=moment.now())
    response = HttpResponse(data, content_type=licences.MEDIA_TYPES[form])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
