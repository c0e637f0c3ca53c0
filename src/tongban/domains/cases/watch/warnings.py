"""Finding the clocks that have come near their end or passed it. Hand-written SQL, and here alone in this room.

Reason: a million running clocks are looked at several times a day. One statement reads the few that are due soon by
the index on the due day and writes those not yet warned of; nothing runs for each clock in Python. `cases_running` is
a view (migration 0005): all that runs and can be late, clocks, the window's days and promises to be checked; what is
paused has no due day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import WarningRow
from tongban.domains.cases.watch.happenings import WarningId, WarningRaised
from tongban.domains.cases.watch.limits import HORIZON, Regime, regimes
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM

AT_ONCE = 500

_REGIONS = "select distinct region from cases_running where due_on <= %s"

_RAISE = """
with limits as (
    select * from unnest(%(regions)s::text[], %(kinds)s::text[], %(procedures)s::text[], %(rules)s::text[],
        %(days)s::date[]) as l (region, kind, procedure, rule, near_until)
), near as (
    select r.*, c.procedure, c.agency_id as window_agency, l.rule,
        case when r.due_on < %(today)s then 'overdue' else 'near_due' end as level
    from cases_running r
    join cases_case c on c.id = r.case_id
    join lateral (
        select * from limits l where l.region = r.region and l.kind = r.kind and l.procedure in ('', c.procedure)
        order by l.procedure desc limit 1
    ) l on true
    where r.due_on <= %(horizon)s and r.due_on <= l.near_until
), fresh as (
    select * from near n where not exists (
        select 1 from cases_warning w where w.case_id = n.case_id and w.scope = n.scope and w.kind = n.kind
        and w.started_at = n.started_at and w.level = n.level and w.ended_at is null
    ) order by due_on limit %(limit)s
)
insert into cases_warning as w (uuid, case_id, scope, kind, level, started_at, due_on, region, track, step, agency_id,
    rule, raised_at, raised_on, reminded)
select gen_random_uuid(), f.case_id, f.scope, f.kind, f.level, f.started_at, f.due_on, f.region,
    coalesce(s.track, ''), coalesce(s.step, ''), coalesce(s.agency_id, f.window_agency),
    f.rule, %(now)s, %(today)s, '[]'::jsonb
from fresh f left join lateral (
    select s.track, s.step, s.agency_id from cases_step s
    where s.case_id = f.case_id and s.state = 'open' and (f.scope = 'case' or s.track = f.scope)
      and (f.kind = 'check') = (s.step = 'later-check')
    order by s.due_on nulls last, s.place limit 1
) s on true
on conflict (case_id, scope, kind, started_at, level) do update set ended_at = null, due_on = excluded.due_on
    where w.ended_at is not null
returning w.id, w.xmax::text = '0'
"""
"""A warning that ended (the clock was paused) and holds again is the same warning: nobody is told twice."""

_END = """
update cases_warning w set ended_at = %(now)s where w.ended_at is null and not exists (
    select 1 from cases_running r
    where r.case_id = w.case_id and r.scope = w.scope and r.kind = w.kind and r.started_at = w.started_at
    and case w.level when 'overdue' then r.due_on < %(today)s else r.due_on = w.due_on and r.due_on >= %(today)s end
)
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """The rules of all regions as columns: region, kind, procedure (empty for all), rule, near until."""

    rows: tuple[tuple[str, str, str, str, date], ...]

    @classmethod
    def of(cls, found: Sequence[Regime]) -> "Limits":
        return cls(
            tuple(
                (one.region, kind, procedure, rule.id, one.near_until(rule))
                for one in found
                for rule in one.rules.values()
                for kind in rule.watches
                for procedure in rule.procedures or ("",)
            )
        )

    def columns(self) -> dict[str, list[Any]]:
        names = ("regions", "kinds", "procedures", "rules", "days")
        return {name: [row[place] for row in self.rows] for place, name in enumerate(names)}


def regions_at_work(today: date) -> list[Regime]:
    """The regions with a clock that is due within the horizon, with their rules."""
    with connection.cursor() as cursor:
        cursor.execute(_REGIONS, [today + HORIZON])
        codes = [code for (code,) in cursor.fetchall()]
    return regimes(sorted(codes), on=today)


def end_what_no_longer_holds(*, today: date, now: datetime) -> int:
    """Close the warnings of clocks that were stopped, paused, extended or begun anew; how many."""
    with connection.cursor() as cursor:
        cursor.execute(_END, {"now": now, "today": today})
        return int(cursor.rowcount)


def raise_due(found: Sequence[Regime], *, today: date, now: datetime) -> list[int]:
    """Record every warning that is due and was not raised before, with its event; the rows of the new ones."""
    raised: list[int] = []
    while True:
        with transaction.atomic():
            fresh, count = _raise_some(Limits.of(found), today=today, now=now)
            _record(fresh, now=now)
        raised += fresh
        if count < AT_ONCE:
            return raised


def _raise_some(limits: Limits, *, today: date, now: datetime) -> tuple[list[int], int]:
    given: dict[str, Any] = {
        "today": today,
        "horizon": max((near for *_, near in limits.rows), default=today),
        "now": now,
        "limit": AT_ONCE,
        **limits.columns(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, given)
        rows = cursor.fetchall()
    return [pk for pk, is_new in rows if is_new], len(rows)


def _record(pks: Sequence[int], *, now: datetime) -> None:
    for row in WarningRow.objects.select_related("case", "agency").filter(pk__in=pks).order_by("pk"):
        warning = str(WarningId(row.uuid))
        happened = WarningRaised(
            warning=warning,
            case=str(CaseId(row.case.uuid)),
            scope=row.scope,
            kind=row.kind,
            level=row.level,
            due_on=row.due_on.isoformat(),
            agency=str(registry.AgencyId(row.agency.uuid)),
            track=row.track,
            step=row.step,
            rule=row.rule,
        )
        events.append(warning, [happened], actor=SYSTEM.label, at=now, after=events.START)
