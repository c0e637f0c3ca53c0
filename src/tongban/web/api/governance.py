"""Promises with their numbers, plans with their measures, and the proof of the log."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Status
from pydantic import Field

from tongban.domains.metrics import api as metrics
from tongban.domains.reform import api as reform
from tongban.kernel import audit
from tongban.web import moment
from tongban.web.administration import verification
from tongban.web.api import access, paging
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import CaseRef, Instant, MeasureRef, Out, PlanRef, RegionCode, Words
from tongban.web.api.writing import Key, once
from tongban.web.wording import t

router = Router()
MOST_ANCHORS = 31
PromiseState = Literal["met", "breached", "no_cases", "unbound", "undetermined"]


class SourceOut(Out):
    """The document in which a promise stands, and where."""

    document: str
    place: str
    url: str


class TargetOut(Out):
    """The number promised, and the day from which it holds."""

    op: Literal["<=", "<", "=", ">=", ">"]
    value: int | float
    unit: str
    unit_text: Words | None
    since: date | None


class MonthOut(Out):
    """One month of a promise; `value` is null without cases."""

    month: date
    value: float | None
    cases: int
    state: PromiseState


class CommitmentOut(Out):
    """A promise in a region with what happened: `value` over `cases`, in the unit of the target.

    `dated` and `absolute` ones may have no target: they are done by the deadline, or hold without exception.
    """

    id: str
    region: str
    region_name: Words
    title: Words
    statement: Words | None
    source: SourceOut
    responsible: list[Words]
    metric: str | None
    metric_title: Words | None
    kind: Literal["numeric", "dated", "absolute"]
    target: TargetOut | None
    deadline: date | None
    state: PromiseState
    value: float | None
    defined: float | None
    cases: int
    breaking: int
    late_open: int
    waiting: int
    withdrawn: int
    period_start: date | None
    series: list[MonthOut]
    data_at: Instant | None
    reason: Words | None
    note: Words | None


class CommitmentCaseOut(Out):
    """One case behind the number. Not `finished`: `value` is so far."""

    case: CaseRef
    number: str
    track: str
    region: str
    value: float
    breaking: bool
    finished: bool
    started_at: Instant
    ended_at: Instant | None


class CommitmentDetailOut(Out):
    """A promise opened down to its cases, breaking ones first; `hidden` of them the caller may not see."""

    commitment: CommitmentOut
    items: list[CommitmentCaseOut]
    next: str | None
    total: int
    hidden: int


class PlanOut(Out):
    """A plan in the ledger."""

    id: PlanRef
    region: str
    title: str
    number: str
    issuer: str
    issued_on: date | None
    imported_at: Instant
    items_count: int = Field(description="How many items it has.")
    measures_count: int


class DeadlineOut(Out):
    """A deadline as written, and its day."""

    text: str
    due_on: date | None
    kind: str
    is_striving: bool


class MeasureOut(Out):
    """One measure of a plan with its units, deadlines and how it stands. `anchor` names its place in the plan."""

    id: MeasureRef
    anchor: str
    chapter: str
    item_number: int
    item_title: str
    number: int | None
    text: str
    lead: list[str]
    cooperating: list[str]
    deadlines: list[DeadlineOut]
    due_on: date | None
    state: reform.MeasureState
    light: reform.Light
    reported_done: bool
    share: int


class LedgerOut(Out):
    """A plan's measures under a filter, and how many there are of each light in all."""

    plan: PlanOut
    items: list[MeasureOut]
    next: str | None
    chapters: list[str]
    lights: dict[str, int]


class RunOut(Out):
    """What a run of the verification looked at and found."""

    ok: bool
    started_at: Instant
    ended_at: Instant
    streams: int
    events: int
    anchors: int
    problems: list["AuditProblemOut"]


class AuditProblemOut(Out):
    """One thing that is not as it was written."""

    stream: str
    number: int
    code: str
    message: str


class AnchorOut(Out):
    """One day's seal of the whole log."""

    number: int
    day: date
    at: Instant
    streams: int
    events: int
    hash: str


class AuditOut(Out):
    """The last verification of the log (null before the first), since when one is waited for, and the last seals."""

    last: RunOut | None
    asked_at: Instant | None
    anchors: list[AnchorOut]


@router.get("/commitments", response={200: paging.Page[CommitmentOut], STATUSES: Problem}, auth=None)
def list_commitments(
    request: HttpRequest,
    *,
    region: Annotated[RegionCode | None, Query(None, description="Only promises of this region.")],
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """Every promise with its number: public."""
    found = metrics.list_commitments(region, now=moment.now())
    items, following = paging.slice_of(found, cursor, limit)
    return {"items": items, "next": following}


@router.get(
    "/commitments/{region}/{commitment}",
    response={200: CommitmentDetailOut, STATUSES: Problem},
    auth=access.ANYBODY,
)
def get_commitment(
    request: HttpRequest, *, region: str, commitment: str, limit: paging.Limit, cursor: paging.Cursor
) -> dict[str, Any]:
    """One promise; its cases for who supervises, reforms or audits the region."""
    actor, offset = access.actor_of(request), paging.offset_of(cursor)
    found = metrics.get_commitment(commitment, region, actor=actor, now=moment.now(), offset=offset, limit=limit)
    return {
        "commitment": found.view,
        "items": found.cases,
        "next": paging.cursor_at(offset + limit, found.total),
        "total": found.total,
        "hidden": found.hidden,
    }


@router.get("/plans", response={200: paging.Page[PlanOut], STATUSES: Problem})
def list_plans(
    request: HttpRequest,
    *,
    region: Annotated[RegionCode, Query("")],
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """The plans of the regions that the caller reforms or supervises, the newest first."""
    found = reform.list_plans(actor=access.require_duty(request, "reform", "supervise"), region=region)
    items, following = paging.slice_of(found, cursor, limit)
    return {"items": [_plan(one) for one in items], "next": following}


@router.get("/plans/{plan}", response={200: LedgerOut, STATUSES: Problem})
def get_plan(
    request: HttpRequest,
    *,
    plan: str,
    chapter: Annotated[str, Query("", max_length=200)],
    unit: Annotated[str, Query("", max_length=200)],
    light: Annotated[reform.Light | None, Query(None)],
    words: Annotated[str, Query("", max_length=200)],
    limit: paging.Limit,
    cursor: paging.Cursor,
) -> dict[str, Any]:
    """A plan's measures, filtered."""
    wanted = reform.LedgerFilter(chapter=chapter, unit=unit, light=light or "", words=words)
    actor = access.require_duty(request, "reform", "supervise")
    found = reform.get_ledger(reform.PlanId.parse(plan), actor=actor, today=moment.today(), wanted=wanted)
    items, following = paging.slice_of(found.measures, cursor, limit)
    return {
        "plan": _plan(found.plan),
        "items": items,
        "next": following,
        "chapters": found.chapters,
        "lights": {str(light): count for light, count in found.lights.items()},
    }


@router.get("/audit", response={200: AuditOut, STATUSES: Problem})
def get_audit(request: HttpRequest) -> dict[str, Any]:
    """Whether the log is what was written."""
    access.require_duty(request, "audit", "supervise")
    last = verification.last()
    return {
        "last": _run(last) if last else None,
        "asked_at": verification.asked_at(),
        "anchors": audit.list_anchors(MOST_ANCHORS),
    }


@router.post("/audit/verification", response={202: None, STATUSES: Problem})
def verify_audit(request: HttpRequest, *, key: Key) -> Status[Any]:
    """Have every chain recomputed as soon as a worker is free; `GET /audit` then tells the result."""
    access.require_duty(request, "audit", "supervise")

    def work() -> None:
        verification.ask(moment.now())

    return once(request, key, work, status=202)


def _plan(plan: reform.PlanView) -> PlanOut:
    return PlanOut(
        id=str(plan.id),
        region=plan.region,
        title=plan.title,
        number=plan.number,
        issuer=plan.issuer,
        issued_on=plan.issued_on,
        imported_at=plan.imported_at,
        items_count=plan.items,
        measures_count=plan.measures,
    )


def _run(last: verification.Result) -> RunOut:
    problems = [
        AuditProblemOut(**one, message=t(one["code"], stream=one["stream"], number=one["number"]))
        for one in last.problems
    ]
    return RunOut(
        ok=last.ok,
        started_at=last.started_at,
        ended_at=last.ended_at,
        streams=last.streams,
        events=last.events,
        anchors=last.anchors,
        problems=problems,
    )
