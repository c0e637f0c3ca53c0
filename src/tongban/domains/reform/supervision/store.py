"""Loading the life of a finding from its events, and writing what one act adds: events first, then its rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from tongban.domains.reform.access import WORKING
from tongban.domains.reform.ids import FindingId
from tongban.domains.reform.ledger.store import acts_of
from tongban.domains.reform.supervision import events as told
from tongban.domains.reform.supervision.authz import FINDING, OFFICE
from tongban.domains.reform.supervision.life import Act, Life, live
from tongban.domains.reform.supervision.models import FindingRow, StepRow
from tongban.domains.reform.supervision.rules import Hand
from tongban.domains.reform.supervision.states import Step
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.clock import law_day
from tongban.kernel.errors import CalendarGap, Refusal


@dataclass(frozen=True, slots=True)
class Held:
    """A finding whose row is locked: its row, its life, the head of its stream, how the actor signs, and the day."""

    row: FindingRow
    life: Life
    head: events.Head
    hand: Hand
    today: date

    @property
    def id(self) -> FindingId:
        return FindingId(self.row.uuid)


def hold(finding: FindingId, verb: str, *, actor: authz.Actor, now: datetime) -> Held:
    """Lock a finding for an act. `govern` is for the office, and never over an agency at which the actor works itself.

    Refuses `reform.finding.unknown`, `kernel.authz.denied`, `reform.order.own_agency`.
    """
    rows = FindingRow.objects.select_for_update(of=("self",)).select_related("agency", "measure")
    row = rows.filter(uuid=finding.value).first()
    if row is None or not authz.may(actor, "view", row, resource=FINDING):
        raise Refusal("reform.finding.unknown", finding=str(finding))
    authz.require(actor, verb, row, resource=FINDING)
    if verb == "govern" and is_of_agency(actor, row):
        raise Refusal("reform.order.own_agency", agency=row.agency.short_zh)
    recorded = events.read(str(finding))
    head = events.Head(recorded[-1].number, recorded[-1].hash)
    hand = Hand(signature(row, verb, actor=actor), actor.same_as)
    return Held(row, live(Life(), acts_of(recorded)), head, hand, law_day(now))


def is_of_agency(actor: authz.Actor, row: FindingRow) -> bool:
    return any(post.agency_id == row.agency_id for post in actor.posts)


def signature(row: FindingRow, verb: str, *, actor: authz.Actor) -> str:
    """How the act is signed: at the agency that answers, or at the office that supervises."""
    if verb == "answer":
        return actor.signed_at(row.agency_id, next((d for d in WORKING if actor.holds(d, agency=row.agency_id)), ""))
    return office_signature(row.region, actor)


def office_signature(region: str, actor: authz.Actor) -> str:
    posts = ((post, duty) for post in actor.posts for duty in OFFICE if duty in post.duties and region in post.regions)
    found = next(posts, None)
    return actor.signed_at(found[0].agency_id, found[1]) if found else actor.label


def begin(row: FindingRow, happened: told.FindingRecorded, *, actor: authz.Actor, now: datetime) -> None:
    """The first event of a finding and its row."""
    by = office_signature(row.region, actor)
    events.append(str(FindingId(row.uuid)), [happened], actor=by, at=now, after=events.START)
    _project(row, live(Life(), [Act(happened, by, law_day(now))]), now)
    row.save()


def remember(held: Held, happened: Sequence[object], *, now: datetime) -> Life:
    """Write events to the finding's stream, and make its rows what they come to; the new life."""
    by = held.hand.signature
    events.append(str(held.id), happened, actor=by, at=now, after=held.head)
    life = live(held.life, [Act(one, by, law_day(now)) for one in happened])
    row = held.row
    for one in happened:
        if isinstance(one, told.OrderIssued):
            row.demand, row.is_repeated = one.demand, one.is_repeated
        _note(row, one, now)
    _project(row, life, now)
    row.save()
    return life


def _project(row: FindingRow, life: Life, now: datetime) -> None:
    row.state, row.number = life.state, life.number
    row.issued_on, row.due_on = life.issued_on, life.due_on
    row.answered_on, row.closed_on, row.checked_on = life.answered_on, life.closed_on, life.checked_on
    row.was_late, row.is_listed, row.tolerance = life.was_late, life.is_listed, life.tolerance
    row.moved_at = now


def _note(row: FindingRow, happened: object, now: datetime) -> None:
    """The steps that an event takes or ends."""
    today = law_day(now)
    match happened:
        case told.CallInSet() as one:
            _take(row, Step.CALL_IN, title=one.whom, text=one.reason, on=one.on, rule=one.rule, now=now)
        case told.CallInHeld() as one:
            steps = StepRow.objects.filter(finding=row, kind=Step.CALL_IN, number=one.number)
            steps.update(ended_at=now, ending=one.promise, on=one.on)
        case told.CircularIssued() as one:
            _take(row, Step.CIRCULAR, title=one.title, text=one.text, on=today, rule=one.rule, now=now)
        case told.ExposurePublished() as one:
            _take(row, Step.EXPOSURE, title=one.title, text=one.wording, on=today, rule=one.rule, now=now)
        case told.ExposureWithdrawn() as one:
            _end(row, Step.EXPOSURE, one.reason, now=now)
        case told.OrderListed() as one:
            _take(row, Step.LISTING, title="", text=one.reason, on=today, rule=one.rule, now=now)
        case told.OrderUnlisted() as one:
            _end(row, Step.LISTING, one.reason, now=now)
        case told.OrderClosed() as one:
            _end(row, Step.LISTING, one.text, now=now)
        case told.FindingDismissed() as one:
            _end(row, Step.LISTING, one.reason, now=now)


def _take(row: FindingRow, kind: Step, *, title: str, text: str, on: date, rule: str, now: datetime) -> None:
    number = StepRow.objects.filter(finding=row, kind=kind).count() + 1
    StepRow.objects.create(
        finding=row, region=row.region, kind=kind, number=number, rule=rule, title=title, text=text, on=on, taken_at=now
    )


def _end(row: FindingRow, kind: Step, ending: str, *, now: datetime) -> None:
    StepRow.objects.filter(finding=row, kind=kind, ended_at=None).update(ended_at=now, ending=ending)


def next_number(region: str, year: int) -> str:
    """`D990100-2026-0001`, gapless in region and year; the counter stays locked to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into reform_order_serial as s (region, year, last) values (%s, %s, 1)"
            " on conflict (region, year) do update set last = s.last + 1 returning last",
            [region, year],
        )
        (last,) = cursor.fetchone()
    return f"D{region}-{year}-{last:04d}"


def last_day(region: str, *, start: date, days: int) -> date:
    """The last of so many working days after `start` by the region's calendar. Refuses `reform.order.no_calendar`."""
    try:
        return registry.calendar_of(region).add(start, days)
    except CalendarGap as gap:
        raise Refusal("reform.order.no_calendar", days=days) from gap
