"""What an applicant does: submit, bring what was missing, withdraw; and drafts."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.api import access, paging
from tongban.web.api.cases import router as opened
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import CaseRef, DraftRef, In, Instant, Out, RegionCode, Slug, SubjectRef
from tongban.web.api.writing import Key, NeededKey, once

router = Router()
MOST_FILES = 50
Ref = Annotated[str, Field(max_length=80)]
Files = Annotated[list[Ref], Field(max_length=MOST_FILES)]
Answers = Annotated[dict[str, Any], Field(description="Answers by the names of the procedure's form.")]

Situations = Annotated[dict[Slug, bool | Annotated[str, Field(max_length=64)]], Field(default_factory=dict)]


class MaterialIn(In):
    """A material and the files it consists of, uploaded before.

    `licence`: true lets the agency take the licence that is held in place of files, false does not.
    """

    id: Slug
    files: Files = Field(default_factory=list)
    licence: bool | None = None

    def given(self) -> cases.MaterialIn:
        return cases.MaterialIn(self.id, tuple(self.files), self.licence)


Materials = Annotated[list[MaterialIn], Field(default_factory=list, max_length=100)]


class DeliveryIn(In):
    """How the result shall arrive: `download`, `counter` or `post`; by post to whom and where."""

    method: Slug
    name: str = Field("", max_length=200)
    phone: str = Field("", max_length=200)
    address: str = Field("", max_length=200)


class SubmissionIn(In):
    """An application. `subject` is one of `GET /me` for whom the caller may act.

    `situations` answers the guided questions of a package; `promised` names the items taken by commitment (告知承诺).
    """

    procedure: Slug
    region: RegionCode
    subject: Ref
    form: Answers
    materials: Materials
    situations: Situations
    promised: list[Slug] = Field(default_factory=list, max_length=50)
    delivery: DeliveryIn | None = None
    draft: Ref | None = Field(None, description="The draft it was made from; it is thrown away.")


class SubmittedOut(Out):
    """The case that was opened."""

    id: CaseRef
    number: str
    status: str


class SupplementIn(In):
    """The whole form again, and the files that were asked for."""

    form: Answers
    materials: Materials


class WithdrawalIn(In):
    """Why; may be left empty."""

    reason: str = Field("", max_length=500)


class DraftIn(In):
    """An application being filled in: nothing in it is checked yet."""

    answers: Answers
    situations: Situations
    page: str = Field("", max_length=64)
    subject: Ref | None = None
    materials: dict[Slug, Files] | None = Field(None, description="Files by material; left out, they stay.")


class DraftOut(Out):
    """A draft of the caller."""

    id: DraftRef
    procedure: str
    region: str
    subject: SubjectRef | None
    answers: dict[str, Any]
    situations: dict[str, str | bool]
    materials: dict[str, list[str]]
    page: str
    saved_at: Instant
    expires_on: date


@opened.post("/cases", response={201: SubmittedOut, STATUSES: Problem})
def submit(request: HttpRequest, *, body: SubmissionIn, key: NeededKey) -> Status[Any]:
    """File an application. Everything that is wrong with it is told at once."""

    def work() -> SubmittedOut:
        actor, now = access.applicant_of(request), moment.now()
        case = cases.submit(
            procedure=body.procedure,
            region=body.region,
            subject=registry.SubjectId.parse(body.subject),
            form=body.form,
            materials=[one.given() for one in body.materials],
            situations=body.situations,
            promised=body.promised,
            delivery=cases.DeliveryIn(**body.delivery.model_dump()) if body.delivery else None,
            draft=cases.DraftId.parse(body.draft) if body.draft else None,
            actor=actor,
            now=now,
        )
        number, status = cases.get_receipt(case, actor)
        return SubmittedOut(id=str(case), number=number, status=status)

    return once(request, key, work, status=201)


@router.post("/cases/{case}/supplement", response={204: None, STATUSES: Problem})
def supplement(request: HttpRequest, *, case: str, body: SupplementIn, key: Key) -> Status[Any]:
    """Bring what the window asked for."""

    def work() -> None:
        cases.supplement(
            case=cases.CaseId.parse(case),
            form=body.form,
            materials=[one.given() for one in body.materials],
            actor=access.applicant_of(request),
            now=moment.now(),
        )

    return once(request, key, work)


@router.post("/cases/{case}/withdrawal", response={204: None, STATUSES: Problem})
def withdraw(request: HttpRequest, *, case: str, body: WithdrawalIn, key: Key) -> Status[Any]:
    """Take the application back."""

    def work() -> None:
        found = cases.CaseId.parse(case)
        cases.withdraw(case=found, reason=body.reason, actor=access.applicant_of(request), now=moment.now())

    return once(request, key, work)


# drafts ------------------------------------------------------------------------------------------------------------


@router.get("/drafts", response={200: paging.Page[DraftOut], STATUSES: Problem})
def list_drafts(request: HttpRequest, *, limit: paging.Limit, cursor: paging.Cursor) -> dict[str, Any]:
    """The caller's drafts, last saved first."""
    found = cases.list_drafts(access.actor_of(request), now=moment.now())
    items, following = paging.slice_of(found, cursor, limit)
    return {"items": items, "next": following}


@router.get("/drafts/{region}/{procedure}", response={200: DraftOut, STATUSES: Problem})
def get_draft(request: HttpRequest, *, region: str, procedure: str) -> cases.DraftView:
    """The caller's draft of this application."""
    return _draft(request, region, procedure)


@router.put("/drafts/{region}/{procedure}", response={200: DraftOut, STATUSES: Problem})
def save_draft(request: HttpRequest, *, region: str, procedure: str, body: DraftIn, key: Key) -> Status[Any]:
    """Keep the answers given so far in place of those kept before."""

    def work() -> DraftOut:
        actor, now = access.actor_of(request), moment.now()
        catalogue.get_procedure(procedure, region=region, on=moment.today())
        cases.save_draft(
            procedure=procedure,
            region=region,
            answers=body.answers,
            situations=body.situations,
            page=body.page,
            subject=_own_subject(request, body.subject, procedure),
            materials=body.materials,
            actor=actor,
            now=now,
        )
        return DraftOut.model_validate(_draft(request, region, procedure))

    return once(request, key, work, status=200)


@router.delete("/drafts/{region}/{procedure}", response={204: None, STATUSES: Problem})
def discard_draft(request: HttpRequest, *, region: str, procedure: str, key: Key) -> Status[Any]:
    """Throw the draft away; one that is gone already is no mistake."""

    def work() -> None:
        actor, now = access.actor_of(request), moment.now()
        found = cases.find_draft(procedure=procedure, region=region, actor=actor, now=now)
        if found:
            cases.discard_draft(draft=found.id, actor=actor, now=now)

    return once(request, key, work)


def _draft(request: HttpRequest, region: str, procedure: str) -> cases.DraftView:
    actor = access.actor_of(request)
    found = cases.find_draft(procedure=procedure, region=region, actor=actor, now=moment.now())
    if found is None:
        raise Refusal("web.api.draft.not_found")
    return found


def _own_subject(request: HttpRequest, given: str | None, procedure: str) -> registry.SubjectId | None:
    """A subject for whom the caller may submit this; anybody else does not exist here."""
    if given is None:
        return None
    found = registry.SubjectId.parse(given)
    if access.actor_of(request).grant_for(registry.get_subject(found).pk, "submit", key=procedure) is None:
        raise Refusal("registry.subject.not_found", id=given)
    return found
