"""Supervision cases (督办): opened by rule, answered by the agency, judged by a supervisor who is not of it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from tongban.domains.cases.authz import SUPERVISION
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import SupervisionRow, WarningRow
from tongban.domains.cases.rules.requests import Who
from tongban.domains.cases.watch import rules
from tongban.domains.cases.watch.definitions import WatchRule
from tongban.domains.cases.watch.happenings import (
    SupervisionEvent,
    SupervisionId,
    SupervisionOpened,
    WarningId,
)
from tongban.domains.cases.watch.letters import tell_agency, tell_supervisors
from tongban.domains.cases.watch.limits import Regime, regime
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import CalendarGap, Refusal

AT_ONCE = 200
LONGEST = 2000


def open_due(found: Sequence[Regime], *, now: datetime) -> int:
    """Open every supervision case that a rule calls for; how many. One delay of an agency is asked about once."""
    opened = 0
    for one in found:
        for rule in one.rules.values():
            if rule.supervision is not None:
                opened += _open_of(one, rule, gone=one.gone(rule.supervision.after), now=now)
    return opened


def _open_of(one: Regime, rule: WatchRule, *, gone: date, now: datetime) -> int:
    running = SupervisionRow.objects.filter(case=OuterRef("case"), agency=OuterRef("agency")).exclude(state="closed")
    late = WarningRow.objects.filter(
        ~Exists(running), region=one.region, rule=rule.id, level="overdue", ended_at=None, due_on__lte=gone
    )
    waiting = late.filter(supervision=None).order_by("due_on", "pk").values_list("pk", flat=True)
    return sum(_open(pk, one, rule=rule, now=now) for pk in waiting[:AT_ONCE])


@transaction.atomic
def _open(pk: int, one: Regime, *, rule: WatchRule, now: datetime) -> bool:
    """Open one; False when another worker, or another clock of the same case, was faster."""
    row = WarningRow.objects.select_for_update(of=("self",)).select_related("case", "agency").get(pk=pk)
    rivals = SupervisionRow.objects.filter(case=row.case_id, agency=row.agency_id).exclude(state="closed")
    if rivals.exists() or SupervisionRow.objects.filter(warning=row).exists():
        return False
    supervision = SupervisionId.new()
    agency = str(registry.AgencyId(row.agency.uuid))
    answer_by = _answer_by(one, rule)
    opened = SupervisionRow.objects.create(
        uuid=supervision.value,
        number=_next_number(one.region, one.today.year),
        warning=row,
        case=row.case,
        region=row.region,
        agency=row.agency,
        rule=rule.id,
        state="open",
        due_on=answer_by,
        opened_at=now,
    )
    happened = SupervisionOpened(
        supervision=str(supervision),
        number=opened.number,
        warning=str(WarningId(row.uuid)),
        case=str(CaseId(row.case.uuid)),
        scope=row.scope,
        kind=row.kind,
        agency=agency,
        region=row.region,
        late_since=row.due_on.isoformat(),
        due_on=answer_by.isoformat() if answer_by else None,
        rule=rule.id,
    )
    events.append(str(supervision), [happened], actor=SYSTEM.label, at=now, after=events.START)
    tell_agency(opened, "opened", key=str(supervision), now=now)
    return True


def _answer_by(one: Regime, rule: WatchRule) -> date | None:
    if rule.supervision is None:
        return None
    try:
        return one.calendar.add(one.today, one.numbers[rule.supervision.answer_within])
    except CalendarGap:
        return None


def _next_number(region: str, year: int) -> str:
    """`S990100-2026-00001`, gapless in region and year; the counter stays locked to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cases_supervision_serial as s (region, year, last) values (%s, %s, 1)"
            " on conflict (region, year) do update set last = s.last + 1 returning last",
            [region, year],
        )
        (last,) = cursor.fetchone()
    return f"S{region}-{year}-{last:05d}"


@transaction.atomic
def answer_supervision(
    *, supervision: SupervisionId, explanation: str, measures: str, actor: Actor, now: datetime
) -> None:
    """The agency says why its case is late and what it does about it; a supervisor then judges the answer.

    Refuses `cases.supervision.{unknown,explanation_missing,measures_missing,too_long}`, `kernel.authz.denied`; conflict
    `cases.supervision.not_open`.
    """
    row = _locked(supervision, actor)
    authz.require(actor, "answer", row, resource=SUPERVISION)
    _require_length(explanation, measures)
    who = _who(actor, row, "lead" if actor.holds("lead", agency=row.agency_id) else "approve")
    happened = rules.answer(_state(supervision), explanation=explanation, measures=measures, who=who)
    row.state, row.answered_at = "answered", now
    row.explanation, row.measures = happened.explanation, happened.measures
    row.save(update_fields=["state", "answered_at", "explanation", "measures"])
    number = _append(supervision, happened, actor=actor, now=now)
    tell_supervisors(row, "answered", key=f"{supervision}:{number}", now=now)


@transaction.atomic
def return_supervision(*, supervision: SupervisionId, reason: str, actor: Actor, now: datetime) -> None:
    """A supervisor of another agency sends the answer back; the agency's days to answer begin anew.

    Refuses `cases.supervision.{unknown,reason_missing,own_agency,too_long}`, `kernel.authz.denied`; conflict
    `cases.supervision.not_answered`.
    """
    row = _locked(supervision, actor)
    authz.require(actor, "judge", row, resource=SUPERVISION)
    _require_length(reason)
    here = regime(row.region, on=law_day(now))
    due_on = _answer_by(here, here.rules[row.rule]) if row.rule in here.rules else None
    told = due_on.isoformat() if due_on else None
    who, agencies = _who(actor, row, "supervise"), _agencies(actor)
    happened = rules.send_back(_state(supervision), reason=reason, due_on=told, who=who, agencies=agencies)
    row.state, row.due_on, row.finding, row.late_told = "open", due_on, happened.reason, False
    row.save(update_fields=["state", "due_on", "finding", "late_told"])
    number = _append(supervision, happened, actor=actor, now=now)
    tell_agency(row, "returned", key=f"{supervision}:{number}", now=now)


@transaction.atomic
def close_supervision(*, supervision: SupervisionId, finding: str = "", actor: Actor, now: datetime) -> None:
    """A supervisor of another agency confirms the answer; the supervision case is over.

    Refuses `cases.supervision.{unknown,own_agency,too_long}`, `kernel.authz.denied`; conflict
    `cases.supervision.not_answered`.
    """
    row = _locked(supervision, actor)
    authz.require(actor, "judge", row, resource=SUPERVISION)
    _require_length(finding)
    who, agencies = _who(actor, row, "supervise"), _agencies(actor)
    happened = rules.close(_state(supervision), finding=finding, who=who, agencies=agencies)
    row.state, row.finding, row.closed_at = "closed", happened.finding, now
    row.save(update_fields=["state", "finding", "closed_at"])
    number = _append(supervision, happened, actor=actor, now=now)
    tell_agency(row, "closed", key=f"{supervision}:{number}", now=now)


@transaction.atomic
def tell_late_answers(*, today: date, now: datetime) -> int:
    """An answer that did not come in time is told once to the agency and to the supervisors; how many were late."""
    late = SupervisionRow.objects.select_related("case", "agency").filter(
        state="open", due_on__lt=today, late_told=False
    )
    rows = list(late.select_for_update(of=("self",)).order_by("pk")[:AT_ONCE])
    for row in rows:
        key = f"{SupervisionId(row.uuid)}:late:{row.due_on}"
        tell_agency(row, "late", key=key, now=now)
        tell_supervisors(row, "late", key=key, now=now)
    SupervisionRow.objects.filter(pk__in=[row.pk for row in rows]).update(late_told=True)
    return len(rows)


def _locked(supervision: SupervisionId, actor: Actor) -> SupervisionRow:
    """The row, locked, if the actor may see it; else it does not exist."""
    rows = SupervisionRow.objects.select_for_update(of=("self",)).select_related("case", "agency")
    row = rows.filter(uuid=supervision.value).first()
    if row is None or not authz.may(actor, "read", row, resource=SUPERVISION):
        raise Refusal("cases.supervision.unknown", id=str(supervision))
    return row


def _who(actor: Actor, row: SupervisionRow, duty: str) -> Who:
    """How the actor signs: for the agency that answers, or as a supervisor of the post that lets it judge."""
    at = row.agency_id
    if duty == "supervise":
        at = next(post.agency_id for post in actor.posts if duty in post.duties and row.region in post.regions)
    return Who(actor.signed_at(at, duty), same_as=actor.same_as)


def _state(supervision: SupervisionId) -> rules.Supervision:
    return rules.replay(recorded.event for recorded in events.read(str(supervision)))


def _append(supervision: SupervisionId, happened: SupervisionEvent, *, actor: Actor, now: datetime) -> int:
    signed = getattr(happened, "by", actor.label)
    return events.append(str(supervision), [happened], actor=signed, at=now).number


def _agencies(actor: Actor) -> list[str]:
    """The agencies in which the actor holds any post, as ids."""
    rows = registry.list_agencies_by_pk({post.agency_id for post in actor.posts})
    return [str(view.id) for view in rows.values()]


def _require_length(*texts: str) -> None:
    if any(len(text) > LONGEST for text in texts):
        raise Refusal("cases.supervision.too_long", longest=LONGEST)
