"""Reading cases: lists, one case, its history, its clocks, its files, and what falls to an officer."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tongban.domains.cases import api as cases
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.api import access, files, paging
from tongban.web.api.case_shapes import (
    CaseLine,
    CaseOut,
    ClocksOut,
    InboxOut,
    Status,
    TimelineOut,
    inbox_line,
    line,
    whole,
)
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import Day, RegionCode, Slug

router = Router()
Words = Annotated[str, Query("", max_length=60, description="A number, or a part of a name or title.")]
Duty = Literal["intake", "review", "approve", "lead"]


@router.get("/cases", response={200: paging.Page[CaseLine], STATUSES: Problem})
def list_cases(
    request: HttpRequest,
    *,
    scope: Annotated[
        Literal["mine", "all"], Query("mine", description="`mine`: as an applicant. `all`: also what one's posts open.")
    ],
    status: Annotated[list[Status], Query([], description="One or several.")],
    region: Annotated[RegionCode | None, Query(None)],
    procedure: Annotated[Slug | None, Query(None)],
    text: Words,
    submitted_from: Annotated[Day | None, Query(None)],
    submitted_until: Annotated[Day | None, Query(None)],
    due_until: Annotated[Day | None, Query(None, description="Undecided and due until this day.")],
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """Cases that the caller may see, newest first."""
    actor = access.actor_of(request) if scope == "all" else access.applicant_of(request)
    filters = cases.CaseFilters(
        status=status,
        region=region,
        procedure=procedure,
        text=text,
        submitted_from=submitted_from,
        submitted_until=submitted_until,
        due_until=due_until,
    )
    found = cases.list_cases(actor, filters, cursor, now=moment.now(), limit=limit)
    known = {grant.subject for grant in actor.grants}
    rows = [line(one, plain=one.subject.pk in known) for one in found.rows]
    return {"items": rows, "next": found.next_cursor}


@router.get("/cases/{case}", response={200: CaseOut, STATUSES: Problem})
def get_case(request: HttpRequest, *, case: str) -> dict[str, Any]:
    """One case, with what the caller may lawfully do next."""
    found, actor = cases.CaseId.parse(case), access.actor_of(request)
    return whole(cases.get_case(found, actor, now=moment.now()), cases.options(found, actor, now=moment.now()))


@router.get("/cases/{case}/timeline", response={200: TimelineOut, STATUSES: Problem})
def get_timeline(request: HttpRequest, *, case: str) -> dict[str, Any]:
    """What happened, oldest first."""
    return {"items": cases.timeline(cases.CaseId.parse(case), access.actor_of(request)), "next": None}


@router.get("/cases/{case}/clocks", response={200: ClocksOut, STATUSES: Problem})
def get_clocks(request: HttpRequest, *, case: str) -> dict[str, Any]:
    """Every clock with the spans that explain it."""
    found = cases.CaseId.parse(case)
    cases.get_case(found, access.actor_of(request), now=moment.now())
    return {"items": [one.as_dict() for one in cases.clocks(found, moment.now())], "next": None}


@router.get(
    "/cases/{case}/files/{file}", response={200: None, STATUSES: Problem}, openapi_extra=files.BYTES, url_name="file"
)
def get_file(request: HttpRequest, *, case: str, file: str) -> HttpResponse:
    """The bytes of a file that was handed in with a case, for who may see what was handed in."""
    view = cases.get_case(cases.CaseId.parse(case), access.actor_of(request), now=moment.now())
    wanted = evidence.EvidenceId.parse(file)
    if all(str(wanted) not in material.files for material in view.materials):
        raise Refusal("kernel.evidence.unknown", id=file[:80])
    return files.download(wanted)


@router.get("/inbox", response={200: InboxOut, STATUSES: Problem})
def get_inbox(
    request: HttpRequest,
    *,
    colour: Annotated[cases.Colour | None, Query(None)],
    duty: Annotated[Duty | None, Query(None)],
    item: Annotated[Slug | None, Query(None, description="The key of a track.")],
    procedure: Annotated[Slug | None, Query(None)],
    region: Annotated[RegionCode | None, Query(None)],
    text: Words,
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """Open steps that fall to the caller's posts, due soonest first."""
    actor = access.require_duty(request, "intake", "review", "approve", "lead")
    filters = cases.InboxFilters(colour, duty, item, procedure=procedure, region=region, text=text)
    found = cases.inbox(actor, filters, cursor, now=moment.now(), limit=limit)
    return {
        "items": [inbox_line(one) for one in found.rows],
        "next": found.next_cursor,
        "total": found.total,
        "by_colour": found.by_colour,
        "by_duty": found.by_duty,
        "is_counted_whole": found.is_counted_whole,
    }
