"""Near-due, overdue, on-time share and working days used, by agency, item or step. Set-wise SQL, one statement each.

An item is measured by the clock that binds it: its own in a package, that of the whole otherwise, the promise before
the statute. A step is measured from its opening to its doing, and is on time by the due day that it stands under.
Days are counted by the calendar of the region that is asked about: the start day not, the last one counted, paused days
left out. Withdrawn and refused applications were not decided, and are not in the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from django.db import connection

from tongban.domains.cases import wording
from tongban.domains.cases.authz import FIGURES, HEADING, WATCHING
from tongban.domains.cases.models import StepRow
from tongban.domains.cases.numbers import near_due
from tongban.domains.cases.watch.limits import ahead
from tongban.domains.cases.watch.views import ClockFigures, ClockStatistics
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import law_day, midnight
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

By = Literal["agency", "item", "step"]
LONGEST_PERIOD = 1100
"""Days: three years. Longer questions belong to a report that is made once."""
LOOKS_BACK = timedelta(days=1100)

_ITEMS = """
with decided_by as (
    select s.case_id, s.agency_id, s.track, s.done_at, case when c.package then s.track else 'case' end as scope
    from cases_step s join cases_case c on c.id = s.case_id
    where s.decides and s.region = any(%(regions)s)
      and (%(everywhere)s or s.agency_id = any(%(agencies)s))
      and (s.state in ('open', 'waiting') or s.done_at >= %(since)s and s.done_at < %(until)s)
), measured as (
    select i.agency_id, i.track, '' as step, k.due_on, i.done_at, k.pauses, i.done_at is null as runs,
        (k.started_at at time zone 'Asia/Shanghai')::date as began_on,
        (i.done_at at time zone 'Asia/Shanghai')::date as done_on
    from decided_by i join lateral (
        select k.* from cases_clock k where k.case_id = i.case_id and k.scope = i.scope
        order by k.round desc, k.kind = 'promised' desc limit 1
    ) k on true
    where i.done_at is not null or k.stopped_at is null
), judged as (
    select m.*, (%(counts)s::int[])[done_on - %(first)s::date + 1] - (%(counts)s::int[])[began_on - %(first)s::date + 1]
        - case when pauses = '[]'::jsonb then 0 else (
            select count(distinct d.place) from jsonb_array_elements(m.pauses) p,
                generate_series(
                    greatest(((p ->> 'start')::timestamptz at time zone 'Asia/Shanghai')::date, began_on + 1)
                        - %(first)s::date + 1,
                    least(((p ->> 'end')::timestamptz at time zone 'Asia/Shanghai')::date - 1, done_on)
                        - %(first)s::date + 1
                ) d (place)
            where (%(counts)s::int[])[d.place] > (%(counts)s::int[])[d.place - 1]
        ) end as used
    from measured m
)
"""
_STEPS = """
with measured as (
    select agency_id, track, step, due_on, state = 'open' as runs, done_at,
        (opened_at at time zone 'Asia/Shanghai')::date as began_on,
        (done_at at time zone 'Asia/Shanghai')::date as done_on
    from cases_step
    where region = any(%(regions)s) and (%(everywhere)s or agency_id = any(%(agencies)s))
      and (state = 'open' or state = 'done' and done_at >= %(since)s and done_at < %(until)s)
), judged as (
    select *, (%(counts)s::int[])[done_on - %(first)s::date + 1] - (%(counts)s::int[])[began_on - %(first)s::date + 1]
        as used
    from measured
)
"""
_FIGURES = """
select agency_id, track, step, grouping(agency_id) = 1 as is_total,
    count(*) filter (where runs),
    count(*) filter (where runs and due_on >= %(today)s and due_on <= %(near)s),
    count(*) filter (where runs and due_on < %(today)s),
    count(*) filter (where done_at is not null),
    count(*) filter (where done_at is not null and (due_on is null or done_on <= due_on)),
    percentile_cont(0.5) within group (order by used) filter (where used is not null),
    percentile_cont(0.9) within group (order by used) filter (where used is not null)
from (
    select agency_id, case %(by)s when 'agency' then '' else track end as track,
        case %(by)s when 'step' then step else '' end as step, runs, due_on, done_at, done_on, used
    from judged
) f group by grouping sets ((agency_id, track, step), ())
"""


@dataclass(frozen=True, slots=True)
class ClockAsked:
    """A question for figures. Days of the period are both counted."""

    region: str
    since: date
    until: date
    by: By = "item"
    agency: registry.AgencyId | None = None


def clock_statistics(actor: Actor, asked: ClockAsked, *, now: datetime) -> ClockStatistics:
    """Figures of a region (with those below) and a period, for supervisors of it and for heads about their agencies.

    Refuses `kernel.authz.denied` for everybody else, `registry.region.unknown`, `cases.statistics.period`.
    """
    authz.require(actor, "read", resource=FIGURES)
    if not asked.since <= asked.until <= asked.since + timedelta(days=LONGEST_PERIOD):
        raise Refusal("cases.statistics.period", longest=LONGEST_PERIOD // 366)
    registry.get_region(asked.region)
    given = _scope(actor, asked) | _period(asked, now=now) | {"by": asked.by}
    with connection.cursor() as cursor:
        cursor.execute((_STEPS if asked.by == "step" else _ITEMS) + _FIGURES, given)
        found = cursor.fetchall()
    words = _Words(found)
    figures = [words.figures(row) for row in found if not row[3]]
    return ClockStatistics(
        by=asked.by,
        since=asked.since,
        until=asked.until,
        region=asked.region,
        rows=tuple(sorted(figures, key=lambda one: (-one.overdue, -one.near_due, -one.running, -one.finished))),
        total=next(words.figures(row) for row in found if row[3]),
    )


def _scope(actor: Actor, asked: ClockAsked) -> dict[str, Any]:
    """Whose figures: everybody's where the actor watches, else those of the agencies that it heads."""
    below = registry.subtree(asked.region)
    watched = below if actor == SYSTEM else below & actor.regions_with(*WATCHING)
    headed = sorted(actor.agencies_with(*HEADING))
    regions, everywhere, agencies = (watched, True, []) if watched else (below, False, headed)
    if asked.agency is not None:
        chosen = registry.get_agency_by_id(asked.agency).pk
        everywhere, agencies = False, [chosen] if everywhere or chosen in headed else []
    return {"regions": sorted(regions), "everywhere": everywhere, "agencies": agencies}


def _period(asked: ClockAsked, *, now: datetime) -> dict[str, Any]:
    today = law_day(now)
    calendar = registry.calendar_of(asked.region)
    first = asked.since - LOOKS_BACK
    return {
        "today": today,
        "near": ahead(calendar, today, near_due(asked.region, on=today)),
        "since": midnight(asked.since),
        "until": midnight(asked.until + timedelta(days=1)),
        "first": first,
        "counts": _counted(calendar, first, max(today, asked.until)),
    }


def _counted(calendar: WorkCalendar, first: date, last: date) -> list[int]:
    """For each day from the first on, how many working days there were up to it. A year without calendar has none."""
    counts: list[int] = []
    worked = 0
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        worked += day.year in calendar.years and calendar.is_working(day)
        counts.append(worked)
    return counts


class _Words:
    """The names of everything that figures are about, by one question each."""

    def __init__(self, found: Sequence[Sequence[Any]]) -> None:
        self._agencies = registry.list_agencies_by_pk({row[0] for row in found if not row[3]})
        tracks = {row[1] for row in found if row[1]}
        rows = StepRow.objects.filter(track__in=tracks).order_by("track", "step", "-pk").distinct("track", "step")
        self._steps = {(row.track, row.step): row for row in rows} if tracks else {}
        self._items = {row.track: Text(zh=row.track_zh, en=row.track_en) for row in self._steps.values()}

    def figures(self, row: Sequence[Any]) -> ClockFigures:
        agency, track, step, is_total, *counts, median, p90 = row
        running, near, overdue, finished, on_time = counts
        return ClockFigures(
            agency=None if is_total else self._agencies[agency],
            track=track or "",
            item=None if is_total else self._item(track, step),
            step=step or "",
            step_title=self._step(track, step) if step else None,
            running=running,
            near_due=near,
            overdue=overdue,
            finished=finished,
            on_time=on_time,
            median=median,
            p90=p90,
        )

    def _item(self, track: str, step: str) -> Text | None:
        if track:
            return self._items.get(track)
        return wording.both("cases.statistics.window") if step else None

    def _step(self, track: str, step: str) -> Text:
        found = self._steps.get((track, step))
        if found is None or not track:
            return wording.both("cases.step.intake")
        return Text(zh=found.title_zh, en=found.title_en)
