"""The look of every day: who owes something soon, today or since yesterday is told, once; the office of what is late.

A message is one for ever by its key, so however often this runs nobody is told twice.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.domains.reform.rhythm.authz import OFFICE, UNIT
from tongban.domains.reform.rhythm.definitions import RhythmRule
from tongban.domains.reform.rhythm.looking import Scene, scene
from tongban.domains.reform.rhythm.models import DecisionRow
from tongban.domains.reform.rhythm.reading import with_answers
from tongban.domains.reform.rhythm.rules.deciding import DecisionState, decision_state
from tongban.domains.reform.rhythm.rules.standing import Standing, due_reminder
from tongban.domains.registry import api as registry
from tongban.kernel import messages
from tongban.kernel.clock import law_day

BEHIND, AHEAD = timedelta(days=400), timedelta(days=100)
LATE = "late"


def remind(*, now: datetime) -> int:
    """Send every reminder that is due, in every region with a plan; how many messages were sent."""
    regions = LedgerPlan.objects.values_list("region", flat=True).distinct()
    return sum(remind_region(region, now=now) for region in sorted(set(regions)))


@transaction.atomic
def remind_region(region: str, *, now: datetime) -> int:
    """The reminders of one region, all or none."""
    today = law_day(now)
    here = scene(region, today=today)
    duties = here.standings(today - BEHIND, today + AHEAD)
    sent = sum(_tell(here, rule, one, now=now) for rule, one in duties)
    return sent + sum(_tell_decision(row, now=now) for row in _late_decisions(region, today))


def _tell(here: Scene, rule: RhythmRule, one: Standing, *, now: datetime) -> int:
    which = due_reminder(rule, one, calendar=here.calendar, today=here.today)
    if not which:
        return 0
    duty = one.duty
    values = {
        "what": rule.title,
        "unit": duty.unit.name,
        "due": duty.due_on,
        "done": one.count,
        "wanted": rule.counts.at_least,
    }
    told = _holders(duty.unit.agency, on=here.today)
    if not told:  # nobody reports for the unit here: its office passes it on
        told = _office(here.region, on=here.today)
    code = "reform.message.duty_late" if which == LATE else "reform.message.duty_due"
    sent = [_send(to, code, key=f"{duty.key}:{which}", values=values, about=duty.key, now=now) for to in told]
    if which == LATE:
        office = [to for to in _office(here.region, on=here.today) if to not in told]
        code = "reform.message.duty_late_office"
        sent += [_send(to, code, key=f"{duty.key}:office", values=values, about=duty.key, now=now) for to in office]
    return sum(sent)


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
    over = registry.list_duty_holders_over(region, OFFICE, on=on)
    own = {view.pk for view in registry.list_agencies([region], on)}
    return list(dict.fromkeys(str(account) for agency, account in over if not own or agency in own)) or [
        str(account) for _, account in over
    ]


def _send(to: str, code: str, *, key: str, values: dict[str, object], about: str, now: datetime) -> int:
    return int(messages.send(to, code, key=key, values=values, about=about, at=now) is not None)
