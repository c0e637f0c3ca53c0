"""The look of every day: who owes something soon, today or since yesterday is told, once; the office of what is late.

A message is one for ever by its key, so however often this runs nobody is told twice.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.domains.reform.access import OFFICE, UNIT
from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.domains.reform.rhythm.definitions import RhythmRule
from tongban.domains.reform.rhythm.looking import scene
from tongban.domains.reform.rhythm.models import DecisionRow
from tongban.domains.reform.rhythm.reading import with_answers
from tongban.domains.reform.rhythm.rules.deciding import DecisionState, decision_state
from tongban.domains.reform.rhythm.rules.standing import Standing, due_reminder
from tongban.domains.registry import api as registry
from tongban.kernel import messages
from tongban.kernel.clock import law_day

BEHIND, AHEAD = timedelta(days=400), timedelta(days=100)
LATE = "late"


@dataclass(frozen=True, slots=True)
class Due:
    """A duty that somebody is reminded of, with its rule."""

    rule: RhythmRule
    standing: Standing


def remind(*, now: datetime) -> int:
    """Send every reminder that is due, in every region with a plan; how many messages were sent."""
    regions = LedgerPlan.objects.values_list("region", flat=True).distinct()
    return sum(remind_region(region, now=now) for region in sorted(set(regions)))


@transaction.atomic
def remind_region(region: str, *, now: datetime) -> int:
    """The reminders of one region, all or none."""
    today = law_day(now)
    here = scene(region, today=today)
    office = _office(region, on=today)
    piles: defaultdict[tuple[str, str, str], list[Due]] = defaultdict(list)
    for rule, one in here.standings(today - BEHIND, today + AHEAD):
        if which := due_reminder(rule, one, calendar=here.calendar, today=today):
            for to, side in _told(one, which, office, on=today):
                piles[to, f"{rule.id}:{one.duty.period}:{which}", side].append(Due(rule, one))
    sent = sum(_send_pile(to, key, side, pile=pile, now=now) for (to, key, side), pile in piles.items())
    return sent + sum(_tell_decision(row, now=now) for row in _late_decisions(region, today))


def _told(one: Standing, which: str, office: list[str], *, on: date) -> Iterator[tuple[str, str]]:
    """Who is told of a duty, and as what: who reports for the unit (`unit`), its office of what is late (`office`).

    Where nobody reports for the unit here, its office passes it on.
    """
    holders = _holders(one.duty.unit.agency, on=on)
    yield from ((to, "unit") for to in holders or office)
    if which == LATE and holders:
        yield from ((to, "office") for to in office if to not in holders)


def _send_pile(to: str, key: str, side: str, *, pile: list[Due], now: datetime) -> int:
    """One message for all the units of a rule and period that an account is told of, never one for each."""
    rule, duty = pile[0].rule, pile[0].standing.duty
    kind = "due" if not key.endswith(f":{LATE}") else "late_office" if side == "office" else "late"
    values = {
        "what": rule.title,
        "units": [one.standing.duty.unit.name for one in pile],
        "due": duty.due_on,
        "wanted": rule.counts.at_least,
    }
    code, about = f"reform.message.duty_{kind}", f"{rule.id}:{duty.period}"
    return _send(to, code, key=key, values=values, about=about, now=now)


def _late_decisions(region: str, today: date) -> Iterator[DecisionRow]:
    rows = DecisionRow.objects.filter(region=region, meeting__closed_at__isnull=False, due_on__lte=today)
    for row in with_answers(rows):
        life = [(answer.kind, law_day(answer.at)) for answer in row.answers.all()]
        if decision_state(life, due_on=row.due_on, today=today) in (DecisionState.OPEN, DecisionState.OVERDUE):
            yield row


def _tell_decision(row: DecisionRow, *, now: datetime) -> int:
    """On its day, and once when it is over."""
    today = law_day(now)
    which = "late" if row.due_on < today else "due"
    about = f"decision_{row.uuid}"
    values = {"text": row.text[:80], "unit": row.unit, "due": row.due_on}
    told = _holders(str(registry.AgencyId(row.agency.uuid)) if row.agency else "", on=today)
    if which == "late":
        told = list(dict.fromkeys([*told, *_office(row.region, on=today)]))
    code = f"reform.message.decision_{which}"
    return sum(_send(to, code, key=f"{about}:{which}", values=values, about=about, now=now) for to in told)


def _holders(agency: str, *, on: date) -> list[str]:
    """Who reports for an agency; nobody for a unit that is not bound to one."""
    if not agency:
        return []
    pk = registry.get_agency_by_id(registry.AgencyId.parse(agency)).pk
    return [str(account) for account in registry.list_duty_holders([pk], UNIT, on=on).get(pk, [])]


def _office(region: str, *, on: date) -> list[str]:
    """The nearest office above: whoever holds the duty in the region itself, else in those above it."""
    over = registry.list_duty_holders_over(region, (OFFICE,), on=on)
    own = {view.pk for view in registry.list_agencies([region], on)}
    return list(dict.fromkeys(str(account) for agency, account in over if not own or agency in own)) or [
        str(account) for _, account in over
    ]


def _send(to: str, code: str, *, key: str, values: dict[str, object], about: str, now: datetime) -> int:
    return int(messages.send(to, code, key=key, values=values, about=about, at=now) is not None)
