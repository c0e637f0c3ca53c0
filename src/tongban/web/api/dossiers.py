"""Dossiers (一企一档, 一人一档): one's own, and for officers who say for what; extracts on paper and their check."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router, Status
from pydantic import BeforeValidator, Field

from tongban.domains.licences.dossier import api as dossier
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.api import access
from tongban.web.api.licences import LicenceState
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import CaseRef, Day, In, Instant, LicenceRef, Out, SubjectOut, Words
from tongban.web.api.writing import NeededKey, once
from tongban.web.space.dossiers import address_of

router = Router()
PER_MINUTE = 10
CHECKS_PER_MINUTE = 20
READERS = ("intake", "review", "approve", "supervise", "audit")
LookRef = Annotated[
    str,
    BeforeValidator(str),
    Field(pattern="^look_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
]
Look = Annotated[
    str | None,
    Query(None, max_length=60, description="Of an officer: the look that was opened today. Left out: one's own."),
]
On = Annotated[Day | None, Query(None, description="The dossier at the end of this day; left out, now.")]
FILE: dict[str, Any] = {
    "responses": {200: {"description": "The extract.", "content": {"application/pdf": {"schema": {}}}}}
}


class HeldOut(Out):
    """A licence as it stood: the record that counted then. `origin`: issued here or imported."""

    id: LicenceRef
    type_id: str
    title: Words
    number: str
    identifier: str
    issuer: Words
    version: int
    state: LicenceState
    issued_at: Instant
    valid_from: date
    valid_until: date | None
    origin: str = Field(examples=["issued"])


class FiledOut(Out):
    """A case as it stood."""

    id: CaseRef
    number: str
    title: Words
    submitted_at: Instant
    status: str = Field(examples=["closed"])


class GivenOut(Out):
    """That somebody could act for the subject, or the subject for somebody (`given` is false)."""

    given: bool
    other: str = Field(description="The other side, covered.", examples=["何**"])
    since: date
    until: date


class DossierOut(Out):
    """Everything of a subject at the end of a day. `all_cases` counts also those that the caller may not see."""

    subject: SubjectOut
    as_of: date
    usable: int = Field(description="Licences that were valid then.")
    licences: list[HeldOut]
    cases: list[FiledOut]
    all_cases: int
    delegations: list[GivenOut]


class FoundIn(In):
    """The beginning of a name, or a whole credit code or identity number."""

    text: Annotated[str, Field(min_length=2, max_length=120, examples=["云汀市禾岚"])]


class FoundOut(Out):
    """Whose dossier the officer may open; at most 50."""

    items: list[SubjectOut]


class LookIn(In):
    """What the dossier is opened for. Its subject reads this."""

    purpose: Annotated[str, Field(max_length=400, examples=["核查投标资格"])]


class OpenedLookOut(Out):
    """The look: it opens the dossier for this officer until the end of the day."""

    id: LookRef


class DossierLookOut(Out):
    """Which agency looked at the dossier, for what."""

    agency: Words
    purpose: str
    opened_at: Instant


class DossierLooksOut(Out):
    """The newest first, at most 50."""

    items: list[DossierLookOut]


class ExtractIn(In):
    """As of which day (left out: today), and for an officer by which look."""

    on: Day | None = None
    look: Annotated[str, Field(max_length=60)] | None = None


class ExtractOut(Out):
    """An extract: its number, by which anybody may check it."""

    number: str = Field(examples=["ABCD-2345-WXYZ"])
    verify_at: str


class ExtractLineOut(Out):
    """A licence on an extract: its state then and now."""

    title: Words
    number: str
    state: LicenceState
    now: LicenceState | None


class CheckedOut(Out):
    """What anybody learns who has the number of an extract; a person is covered. `digest` is SM3 of the file."""

    number: str
    name: str
    code: str
    as_of: Instant
    made_at: Instant
    lines: list[ExtractLineOut]
    cases: int
    digest: str = Field(pattern="^[0-9a-f]{64}$")


@router.post("/dossiers/search", response={200: FoundOut, STATUSES: Problem})
def find_dossiers(request: HttpRequest, *, body: FoundIn) -> dict[str, Any]:
    """Whose dossier an officer may open. Changes nothing; posted, so that names stay out of addresses."""
    access.require_duty(request, *READERS)
    limits.allow_look(request)
    found = dossier.find_holders(body.text, actor=access.actor_of(request).only_posts())
    return {"items": [SubjectOut.of(one, plain=True) for one in found]}


@router.get("/dossiers/{subject}", response={200: DossierOut, STATUSES: Problem})
def get_dossier(request: HttpRequest, *, subject: str, on: On, look: Look) -> DossierOut:
    """A dossier at the end of a day: the caller's own or of those it acts for; with `look` as an officer."""
    told = dossier.get_dossier_then(
        registry.SubjectId.parse(subject),
        as_of=on or moment.today(),
        look=_look(look),
        actor=_reader(request, look),
        now=moment.now(),
    )
    return DossierOut(
        subject=SubjectOut.of(told.subject, plain=True),
        as_of=told.as_of,
        usable=told.usable,
        licences=[HeldOut.model_validate(one) for one in told.licences],
        cases=[FiledOut.model_validate(one) for one in told.cases],
        all_cases=told.all_cases,
        delegations=[_given(one, told) for one in told.delegations],
    )


@router.post("/dossiers/{subject}/looks", response={201: OpenedLookOut, STATUSES: Problem})
def open_dossier(request: HttpRequest, *, subject: str, body: LookIn) -> Status[Any]:
    """Open a dossier as an officer, with a purpose: written down, told to its subject, good until the day ends."""
    access.require_duty(request, *READERS)
    limits.allow_look(request)
    look = dossier.open_dossier(
        subject=registry.SubjectId.parse(subject),
        purpose=body.purpose,
        actor=access.actor_of(request).only_posts(),
        now=moment.now(),
    )
    return Status(201, {"id": str(look)})


@router.get("/dossiers/{subject}/looks", response={200: DossierLooksOut, STATUSES: Problem})
def list_dossier_looks(request: HttpRequest, *, subject: str) -> dict[str, Any]:
    """Which agencies looked at the caller's dossier, and why."""
    actor = access.applicant_of(request)
    return {"items": dossier.list_looks(registry.SubjectId.parse(subject), actor=actor)}


@router.post("/dossiers/{subject}/extracts", response={201: ExtractOut, STATUSES: Problem})
def print_dossier(request: HttpRequest, *, subject: str, body: ExtractIn, key: NeededKey) -> Status[Any]:
    """Draw an extract of a dossier as a PDF with a number of its own."""
    limits.allow(request, "dossier", per_minute=PER_MINUTE)

    def work() -> ExtractOut:
        number = dossier.print_dossier(
            subject=registry.SubjectId.parse(subject),
            as_of=body.on or moment.today(),
            look=_look(body.look),
            address_of=address_of,
            actor=_reader(request, body.look),
            now=moment.now(),
        )
        return ExtractOut(number=number, verify_at=address_of(number))

    return once(request, key, work, status=201)


@router.get("/dossier-extracts/{number}/file", response={200: None, STATUSES: Problem}, openapi_extra=FILE)
def get_dossier_extract(request: HttpRequest, *, number: str) -> HttpResponse:
    """The PDF of an extract, for the account that made it."""
    name, data = dossier.get_extract(number, actor=access.actor_of(request))
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@router.get("/dossier-extracts/{number}", response={200: CheckedOut, STATUSES: Problem}, auth=None)
def check_dossier_extract(request: HttpRequest, *, number: str) -> dossier.Checked:
    """Whether an extract is real, what it said, and what holds now. A number that cannot be one is told as a slip."""
    limits.allow(request, "verify_dossier", per_minute=CHECKS_PER_MINUTE)
    found = dossier.check_extract(number, now=moment.now())
    if found is None:
        raise Refusal("licences.dossier.not_found")
    return found


def _look(text: str | None) -> dossier.LookId | None:
    return dossier.LookId.parse(text) if text else None


def _reader(request: HttpRequest, look: str | None) -> Actor:
    """Who reads: an officer by its posts alone, everybody else without them."""
    return access.actor_of(request).only_posts() if look else access.applicant_of(request)


def _given(one: registry.DelegationView, told: dossier.DossierThen) -> GivenOut:
    given = one.principal.id == told.subject.id
    other = one.agent if given else one.principal
    name = other.name_masked if other else one.helper_name
    return GivenOut(given=given, other=name, since=one.since, until=one.until)
