"""Records that a duty was done, and things that happened which a rule answers."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from tongban.domains.reform.ids import OccurrenceId, PlanId, RecordId
from tongban.domains.reform.ledger.models import LedgerPlan
from tongban.domains.reform.rhythm import events as happenings
from tongban.domains.reform.rhythm.authz import RECORD
from tongban.domains.reform.rhythm.binding import agency_of, binder, rule_of, rules_of
from tongban.domains.reform.rhythm.definitions import RhythmRule
from tongban.domains.reform.rhythm.looking import RECORDED
from tongban.domains.reform.rhythm.models import DutyRecordRow, OccurrenceRow
from tongban.domains.reform.rhythm.proving import kept_evidence
from tongban.domains.reform.rhythm.rules import words
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal


@transaction.atomic
def record_duty(
    region: str,
    *,
    rule: str,
    unit: str,
    period: str,
    text: str,
    done_on: date | None = None,
    evidence: Iterable[str] = (),
    actor: Actor,
    now: datetime,
) -> RecordId:
    """Record that a unit (as the plan spells it) did what a rule asks for in a period: a month, a year or a plan's id.

    `done_on` is today unless it was done earlier. Refuses `reform.rhythm.{rule_unknown,not_recorded,period,done_on}`
    (the rule is met by what the ledger, a meeting or a report shows; no such period; a day in the future),
    `reform.rhythm.{words,files}`, `kernel.evidence.unknown`, `kernel.authz.denied`.
    """
    found = rule_of(region, rule)
    words.require(found.what in RECORDED, "reform.rhythm.not_recorded", rule=found.title)
    today = law_day(now)
    day = done_on or today
    words.require(day <= today, "reform.rhythm.done_on", day=day)
    _require_period(found, region, period, today=today)
    agency = agency_of(found, unit, binder(region, on=today))
    row = DutyRecordRow(
        region=region,
        rule=rule,
        what=found.what,
        unit=words.line(unit, code="reform.decision.unit", longest=120),
        agency_id=agency.pk if agency else None,
        period=period,
        done_on=day,
        recorded_by=actor.label,
        recorded_at=now,
    )
    authz.require(actor, "record", row, resource=RECORD)
    row.text, row.evidence = words.text(text), kept_evidence(evidence)
    row.save()
    recorded = happenings.DutyRecorded(
        record=str(RecordId(row.uuid)),
        region=region,
        rule=rule,
        unit=row.unit,
        agency=str(agency.id) if agency else "",
        period=period,
        done_on=day,
        text=row.text,
        evidence=tuple(row.evidence),
    )
    events.append(str(RecordId(row.uuid)), [recorded], actor=actor.label, at=now, after=events.START)
    return RecordId(row.uuid)


@transaction.atomic
def tell_occurrence(
    region: str,
    *,
    event: str,
    unit: str,
    text: str,
    happened_on: date | None = None,
    actor: Actor,
    now: datetime,
) -> OccurrenceId:
    """Tell that something happened to a unit which a rule of the region answers (`event` of its `when`).

    Refuses `reform.rhythm.{event,done_on,words}`, `kernel.authz.denied`.
    """
    answered = {rule.when.event for rule in rules_of(region) if rule.when.event}
    words.require(event in answered, "reform.rhythm.event", event=event[:64])
    today = law_day(now)
    day = happened_on or today
    words.require(day <= today, "reform.rhythm.done_on", day=day)
    agency = binder(region, on=today).agency(unit)
    row = OccurrenceRow(
        region=region,
        event=event,
        unit=words.line(unit, code="reform.decision.unit", longest=120),
        agency_id=agency.pk if agency else None,
        happened_on=day,
        told_by=actor.label,
        told_at=now,
    )
    authz.require(actor, "record", row, resource=RECORD)
    row.text = words.text(text)
    row.save()
    found = OccurrenceId(row.uuid)
    told = happenings.OccurrenceTold(
        str(found), region, event, row.unit, str(agency.id) if agency else "", happened_on=day, text=row.text
    )
    events.append(str(found), [told], actor=actor.label, at=now, after=events.START)
    return found


def _require_period(rule: RhythmRule, region: str, period: str, *, today: date) -> None:
    """A month or year that has begun, or a plan of the region."""
    if rule.when.kind == "monthly":
        words.require(len(period) == 7 and period <= f"{today:%Y-%m}", "reform.rhythm.period", period=period[:60])
    elif rule.when.kind == "yearly":
        words.require(len(period) == 4 and period <= f"{today:%Y}", "reform.rhythm.period", period=period[:60])
    else:
        model = LedgerPlan if rule.when.kind == "after_issue" else OccurrenceRow
        wanted = PlanId if rule.when.kind == "after_issue" else OccurrenceId
        known = model.objects.filter(uuid=wanted.parse(period).value, region=region).exists()
        if not known:
            raise Refusal("reform.rhythm.period", period=period[:60])
