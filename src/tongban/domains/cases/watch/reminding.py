"""Telling those who must act: one message for all the cases of a person that came due together, never one for each."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from tongban.domains.cases.following import CHECK
from tongban.domains.cases.models import StepRow, WarningRow
from tongban.domains.cases.watch.definitions import Reminder
from tongban.domains.cases.watch.happenings import WarningId
from tongban.domains.cases.watch.limits import Regime
from tongban.domains.registry import api as registry
from tongban.kernel import messages

LEAD, SUPERVISE = "lead", "supervise"
WITHOUT_LEAD = "approve"
SHOWN = 5
_DUE = """
with due as (
    select * from unnest(%(regions)s::text[], %(rules)s::text[], %(levels)s::text[], %(places)s::int[],
        %(days)s::date[]) as d (region, rule, level, place, gone)
), now_due as (
    select w.id, jsonb_agg(d.place order by d.place) as places
    from cases_warning w join due d on d.region = w.region and d.rule = w.rule and d.level = w.level
    where w.ended_at is null and not w.reminded @> to_jsonb(d.place)
      and case w.level when 'overdue' then w.due_on else w.raised_on end <= d.gone
    group by w.id
)
update cases_warning w set reminded = w.reminded || n.places from now_due n where n.id = w.id returning w.id, n.places
"""


@dataclass(frozen=True, slots=True)
class Told:
    """A reminder to one account: of these cases, because of this reminder."""

    account: str
    level: str
    whom: str
    channels: tuple[str, ...]


@transaction.atomic
def remind(found: Sequence[Regime], *, today: date, now: datetime) -> int:
    """Send every reminder that has come due, once for each warning; how many messages were sent."""
    rules = {(one.region, rule.id): rule for one in found for rule in one.rules.values()}
    due = _claim(found)
    rows = list(WarningRow.objects.select_related("case").filter(pk__in=due).order_by("due_on", "pk"))
    people = _People(rows, on=today)
    piles: defaultdict[Told, list[WarningRow]] = defaultdict(list)
    for row in rows:
        for place in due[row.pk]:
            reminder = rules[row.region, row.rule].reminders[place]
            for account in people.of(row, reminder):
                piles[Told(account, row.level, reminder.whom, reminder.channels)].append(row)
    return sum(_send(told, pile, now=now) for told, pile in piles.items())


def _claim(found: Sequence[Regime]) -> dict[int, list[int]]:
    """The warnings with the places of their rule's reminders that are due now, marked as sent."""
    rows = [
        (one.region, rule.id, reminder.when, place, one.gone(reminder.after))
        for one in found
        for rule in one.rules.values()
        for place, reminder in enumerate(rule.reminders)
    ]
    names = ("regions", "rules", "levels", "places", "days")
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {name: [row[place] for row in rows] for place, name in enumerate(names)})
        return {pk: json.loads(places) for pk, places in cursor.fetchall()}


class _People:
    """Who is to be told of warnings, by few questions for all of them."""

    def __init__(self, rows: Sequence[WarningRow], *, on: date) -> None:
        self._steps = _open_steps(rows)
        agencies = {row.agency_id for row in rows} | {
            step.agency_id for found in self._steps.values() for step in found
        }
        duties = {step.duty for found in self._steps.values() for step in found}
        self._holders = {
            duty: registry.list_duty_holders(agencies, [duty], on=on) for duty in (*duties, LEAD, WITHOUT_LEAD)
        }
        self._over = {
            region: registry.list_duty_holders_over(region, [SUPERVISE], on=on)
            for region in {row.region for row in rows}
        }

    def of(self, row: WarningRow, reminder: Reminder) -> list[str]:
        """Account labels, each once."""
        if reminder.whom == "officer":
            return list(dict.fromkeys(who for step in self._steps.get(row.pk, ()) for who in self._officers(step)))
        if reminder.whom == "head":
            leads = self._holders[LEAD].get(row.agency_id) or self._holders[WITHOUT_LEAD].get(row.agency_id, [])
            return [str(account) for account in leads]
        return [str(account) for agency, account in self._over[row.region] if agency != row.agency_id]

    def _officers(self, step: StepRow) -> list[str]:
        if step.assigned_to is not None:
            return [str(registry.AccountId(step.assigned_to.uuid))]
        return [str(account) for account in self._holders[step.duty].get(step.agency_id, [])]


def _open_steps(rows: Iterable[WarningRow]) -> Mapping[int, list[StepRow]]:
    """The steps that each warning's case waits for now: those of its item, or all of the case."""
    by_case: defaultdict[int, list[StepRow]] = defaultdict(list)
    wanted = {row.case_id for row in rows}
    for step in StepRow.objects.select_related("assigned_to").filter(case__in=wanted, state="open"):
        by_case[step.case_id].append(step)
    return {row.pk: [step for step in by_case[row.case_id] if _concerns(row, step)] for row in rows}


def _concerns(row: WarningRow, step: StepRow) -> bool:
    """A promise to be checked is one step's business; everything else is that of the steps before the decision."""
    return row.scope in ("case", step.track) and (row.kind == "check") == (step.step == CHECK)


def _send(told: Told, pile: Sequence[WarningRow], *, now: datetime) -> int:
    numbers = list(dict.fromkeys(row.case.number for row in pile))
    sent = messages.send(
        told.account,
        f"cases.message.watch_{told.level}",
        key=f"{WarningId(pile[0].uuid)}:{told.whom}",
        values={
            "count": len(numbers),
            "numbers": numbers[:SHOWN],
            "first": pile[0].due_on,
        },
        about=f"watch:{told.level}:{told.whom}",
        channels=told.channels,
        at=now,
    )
    return int(sent is not None)
