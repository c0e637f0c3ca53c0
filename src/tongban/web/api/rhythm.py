"""What the reform owes by days: duties, meetings with their lists and decisions, information reports."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from tongban.domains.reform.rhythm import api as rhythm
from tongban.web import moment
from tongban.web.api import access, paging
from tongban.web.api.problems import STATUSES, Problem
from tongban.web.api.shapes import Instant, Out, RegionCode, Words

router = Router()
READERS = ("reform", "supervise", "review", "approve", "lead")
Month = Annotated[str, Query(..., pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])$", description="A month, as 2026-03.")]
Region = Annotated[RegionCode, Query(..., description="The region whose plans are meant.")]
MeetingKind = Literal["dispatch", "leading_group", "promotion"]


class DutyOut(Out):
    """What a unit owes by a day. `period` is a month, a year, or the id of the plan or event that it is about."""

    rule: str
    governance: str
    title: Words
    document: str
    place: str
    unit: str
    period: str
    due_on: date
    is_provisional: bool
    state: rhythm.DutyState
    count: int
    at_least: int
    at_most: int | None
    met_on: date | None


class MeetingOut(Out):
    """A meeting in a list."""

    id: str = Field(description="meeting_…")
    region: str
    kind: MeetingKind
    period: str
    title: str
    planned_at: Instant | None
    place: str
    held_on: date | None
    closed_at: Instant | None
    measures_count: int
    decisions_count: int
    decisions_open: int


class MeetingLineOut(Out):
    """A measure on a meeting's list as it stood at the cut, the gravest first."""

    position: int
    measure: str
    plan_number: str
    anchor: str
    item: str
    text: str
    lead: list[str]
    cooperating: list[str]
    due_on: date | None
    concern: rhythm.Concern
    concerns: list[str]
    days: int
    reason: str
    reason_unit: str


class DecisionOut(Out):
    """A task that a meeting gave."""

    id: str = Field(description="decision_…")
    number: int
    text: str
    unit: str
    due_on: date
    measure: str | None
    state: rhythm.DecisionState
    done_on: date | None


class MeetingDetailOut(Out):
    """A meeting whole. `cut_at`: the instant to which its list speaks."""

    meeting: MeetingOut
    cut_at: Instant
    agenda: list[str]
    items: list[MeetingLineOut]
    next: str | None
    attendance: dict[str, str]
    decisions: list[DecisionOut]
    minutes: str
    corrections: list[str]


class ReportOut(Out):
    """An information report of a unit."""

    id: str = Field(description="report_…")
    unit: str
    kind: str
    period: str
    title: str
    text: str
    state: Literal["filed", "accepted", "returned"]
    reason: str
    filed_at: Instant


class CountOut(Out):
    """How many reports a unit filed for the month against the rule."""

    unit: str
    filed: int
    returned: int
    at_least: int
    at_most: int | None
    due_on: date
    state: rhythm.DutyState


class ReportsOut(Out):
    """A month's reports, and the counts of its units."""

    items: list[ReportOut]
    next: str | None
    counts: list[CountOut]


@router.get("/duties", response={200: paging.Page[DutyOut], STATUSES: Problem})
def list_duties(
    request: HttpRequest, *, region: Region, month: Month, limit: paging.Limit, cursor: paging.Cursor
) -> dict[str, Any]:
    """The duties due in a month: the office's region, or a unit's own."""
    actor = access.require_duty(request, *READERS)
    first = date.fromisoformat(f"{month}-01")
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    found = rhythm.list_duties_of(region, actor=actor, first=first, last=last, today=moment.today())
    items, following = paging.slice_of(found, cursor, limit)
    return {"items": [_duty(one) for one in items], "next": following}


@router.get("/meetings", response={200: paging.Page[MeetingOut], STATUSES: Problem})
def list_meetings(
    request: HttpRequest, *, region: Region, limit: paging.Limit, cursor: paging.Cursor
) -> dict[str, Any]:
    """The meetings of a region that the caller may see, the latest month first."""
    actor = access.require_duty(request, *READERS)
    found = rhythm.list_meetings(region, actor=actor, today=moment.today())
    items, following = paging.slice_of(found, cursor, limit)
    return {"items": [_meeting(one) for one in items], "next": following}


@router.get("/meetings/{meeting}", response={200: MeetingDetailOut, STATUSES: Problem})
def get_meeting(request: HttpRequest, *, meeting: str, limit: paging.Limit, cursor: paging.Cursor) -> MeetingDetailOut:
    """One meeting with its list, worst first."""
    actor = access.require_duty(request, *READERS)
    found = rhythm.get_meeting(rhythm.MeetingId.parse(meeting), actor=actor, today=moment.today())
    items, following = paging.slice_of(found.lines, cursor, limit)
    return MeetingDetailOut(
        meeting=_meeting(found.summary),
        cut_at=found.cut_at,
        agenda=list(found.agenda),
        items=[_line(one) for one in items],
        next=following,
        attendance={one.unit: one.state for one in found.attendance},
        decisions=[_decision(one) for one in found.decisions],
        minutes=found.minutes,
        corrections=[one.text for one in found.corrections],
    )


@router.get("/reports", response={200: ReportsOut, STATUSES: Problem})
def list_reports(
    request: HttpRequest, *, region: Region, month: Month, limit: paging.Limit, cursor: paging.Cursor
) -> ReportsOut:
    """A month's information reports that the caller may see, and the counts against the rule."""
    actor = access.require_duty(request, *READERS)
    counts = rhythm.count_reports(region, month, actor=actor, today=moment.today())
    items, following = paging.slice_of(rhythm.list_reports(region, actor=actor, period=month), cursor, limit)
    return ReportsOut(items=[_report(one) for one in items], next=following, counts=[_count(one) for one in counts])


def _duty(one: rhythm.DutyView) -> DutyOut:
    return DutyOut(
        rule=one.rule.id,
        governance=one.rule.governance,
        title=one.rule.title,
        document=one.rule.source.document,
        place=one.rule.source.place,
        unit=one.unit,
        period=one.period,
        due_on=one.due_on,
        is_provisional=one.is_provisional,
        state=one.state,
        count=one.count,
        at_least=one.at_least,
        at_most=one.at_most,
        met_on=one.met_on,
    )


def _meeting(one: rhythm.MeetingSummary) -> MeetingOut:
    return MeetingOut(
        id=str(one.id),
        region=one.region,
        kind=one.kind,
        period=one.period,
        title=one.title,
        planned_at=one.planned_at,
        place=one.place,
        held_on=one.held_on,
        closed_at=one.closed_at,
        measures_count=one.lines,
        decisions_count=one.decisions,
        decisions_open=one.decisions_open,
    )


def _line(one: rhythm.LineView) -> MeetingLineOut:
    return MeetingLineOut(
        position=one.position,
        measure=str(one.measure),
        plan_number=one.plan_number,
        anchor=one.anchor,
        item=one.item,
        text=one.text,
        lead=list(one.lead),
        cooperating=list(one.cooperating),
        due_on=one.due_on,
        concern=rhythm.Concern(one.concern),
        concerns=list(one.concerns),
        days=one.days,
        reason=one.reason,
        reason_unit=one.reason_unit,
    )


def _decision(one: rhythm.DecisionView) -> DecisionOut:
    return DecisionOut(
        id=str(one.id),
        number=one.number,
        text=one.text,
        unit=one.unit,
        due_on=one.due_on,
        measure=str(one.measure) if one.measure else None,
        state=one.state,
        done_on=one.done_on,
    )


def _report(one: rhythm.ReportView) -> ReportOut:
    return ReportOut(
        id=str(one.id),
        unit=one.unit,
        kind=one.kind,
        period=one.period,
        title=one.title,
        text=one.text,
        state=one.state,
        reason=one.reason,
        filed_at=one.filed_at,
    )


def _count(one: rhythm.CountView) -> CountOut:
    return CountOut(
        unit=one.unit,
        filed=one.filed,
        returned=one.returned,
        at_least=one.at_least,
        at_most=one.at_most,
        due_on=one.due_on,
        state=one.state,
    )
