"""Reading a month from the ledger, the dispatch and the information reports."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.domains.reform.ledger.queries import narrowed
from tongban.domains.reform.ledger.viewing import measure_view, with_parts
from tongban.domains.reform.monthly.answers import DueNext, Lagging, MonthlyReport, Reported
from tongban.domains.reform.monthly.authz import MONTHLY
from tongban.domains.reform.rhythm import api as rhythm
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

LAGGING_SHOWN, DUE_SHOWN = 15, 300
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


def get_monthly(region: str, period: str, *, actor: authz.Actor, now: datetime) -> MonthlyReport:
    """The report of a region for a month (`2026-10`), by the ledger as it stands `now`.

    Refuses `kernel.authz.denied` outside the actor's regions, `reform.monthly.period` for what is no month or one that
    has not begun.
    """
    authz.require(actor, "read", LedgerPlan(region=region), resource=MONTHLY)
    today = law_day(now)
    if not _MONTH.fullmatch(period) or period > f"{today:%Y-%m}":
        raise Refusal("reform.monthly.period", period=period[:20])
    first, following, beyond = _months(period)
    whole = ledger.LedgerFilter(region=region)
    board = ledger.get_board(whole, actor=actor, today=today)
    problems = tuple(ledger.list_problems(region, actor=actor))
    dispatch = _last_dispatch(region, period, actor=actor, today=today)
    decided = rhythm.list_decisions(region=region, actor=actor, today=today)
    rows = narrowed(whole, actor=actor, today=today)
    lagging = _lagging(region, actor=actor, today=today)
    return MonthlyReport(
        region=region,
        region_name=registry.get_region(region).name,
        period=period,
        cut_at=now,
        total=board.total,
        lights=board.lights,
        states=board.states,
        closed_in_month=rows.filter(closed_on__gte=first, closed_on__lt=following).count(),
        units=board.units,
        lagging=_explained(lagging[:LAGGING_SHOWN], dispatch, problems, actor=actor, today=today),
        lagging_total=len(lagging),
        problems=problems,
        dispatch=dispatch,
        decisions=tuple(one for one in decided if dispatch and one.meeting == dispatch.id),
        reports=_reported(region, period, actor=actor, today=today),
        next_month=following,
        due_next=_due(whole, following, beyond, actor=actor, today=today),
        decisions_next=sum(following <= one.due_on < beyond and one.done_on is None for one in decided),
    )


def _months(period: str) -> tuple[date, date, date]:
    """The first days of a month and of the two after it."""
    first = date.fromisoformat(f"{period}-01")
    following = (first + timedelta(days=32)).replace(day=1)
    return first, following, (following + timedelta(days=32)).replace(day=1)


def _lagging(region: str, *, actor: authz.Actor, today: date) -> list[Lagging]:
    """The late ones, the longest first, then those that were opened again and are not late."""
    found: dict[str, Lagging] = {}
    for wanted in (
        ledger.LedgerFilter(region=region, light=ledger.Light.OVERDUE),
        ledger.LedgerFilter(region=region, state=ledger.MeasureState.REOPENED),
    ):
        after = ""
        while True:
            some = ledger.list_measures(wanted, actor=actor, today=today, after=after, limit=500)
            for one in some.measures:
                found.setdefault(str(one.id), _lag(one, today))
            after = some.next
            if not after:
                break
    return list(found.values())


def _lag(one: ledger.MeasureView, today: date) -> Lagging:
    return Lagging(
        measure=one.id,
        anchor=one.anchor,
        item=one.item_title,
        text=one.text,
        lead=one.lead,
        due_on=one.due_on,
        days=(today - one.due_on).days if one.is_overdue and one.due_on else 0,
        is_reopened=one.state == ledger.MeasureState.REOPENED,
        reason="",
        said_by="",
    )


def _explained(
    lagging: list[Lagging],
    dispatch: rhythm.MeetingSummary | None,
    problems: tuple[ledger.ProblemView, ...],
    *,
    actor: authz.Actor,
    today: date,
) -> tuple[Lagging, ...]:
    """With what the unit said to the last dispatch, else the problem that it raised."""
    said = {one.measure: (one.text, "") for one in reversed(problems)}
    if dispatch is not None:
        lines = rhythm.get_meeting(dispatch.id, actor=actor, today=today).lines
        said |= {line.measure: (line.reason, line.reason_unit) for line in lines if line.reason}
    told = ((one, *said.get(one.measure, ("", ""))) for one in lagging)
    return tuple(replace(one, reason=reason, said_by=unit) for one, reason, unit in told)


def _last_dispatch(region: str, period: str, *, actor: authz.Actor, today: date) -> rhythm.MeetingSummary | None:
    meetings = rhythm.list_meetings(region, actor=actor, today=today, kind="dispatch")
    return next((one for one in meetings if one.closed_at and one.period <= period), None)


def _reported(region: str, period: str, *, actor: authz.Actor, today: date) -> Reported:
    reports = rhythm.list_reports(region, actor=actor, period=period)
    states = [one.state for one in reports]
    asked = tuple(rhythm.count_reports(region, period, actor=actor, today=today))
    return Reported(len(states), states.count("accepted"), states.count("returned"), asked)


def _due(
    wanted: ledger.LedgerFilter, first: date, beyond: date, *, actor: authz.Actor, today: date
) -> tuple[DueNext, ...]:
    rows = narrowed(wanted, actor=actor, today=today).exclude(state=ledger.MeasureState.CLOSED)
    rows = rows.filter(due_on__gte=first, due_on__lt=beyond).order_by("due_on", "pk")[:DUE_SHOWN]
    views = (measure_view(row, today) for row in with_parts(rows))
    return tuple(
        DueNext(one.id, one.anchor, one.item_title, one.text, one.lead, one.due_on, one.share)
        for one in views
        if one.due_on is not None
    )
