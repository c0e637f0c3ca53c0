"""Every act on a finding and its order. One public function per use case; each is one transaction.

All refuse `reform.finding.unknown` for a finding that the actor may not see, `kernel.authz.denied` where it may see but
not act; those of the office refuse `reform.order.own_agency` for whoever works at the agency concerned.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tongban.domains.reform.handing import given
from tongban.domains.reform.ids import FindingId
from tongban.domains.reform.supervision import letters, rules, store
from tongban.domains.reform.supervision.models import FindingRow
from tongban.domains.reform.supervision.proposing import is_same, months_before
from tongban.domains.reform.supervision.reading import issued
from tongban.domains.reform.supervision.rules import Weighing
from tongban.kernel import evidence as kept
from tongban.kernel.authz import Actor
from tongban.kernel.evidence import EvidenceId

SAME_WITHIN = 12
"""Months within which the same fault again is a repeated one: a choice of the platform; the plans name no number."""


@transaction.atomic
def check_finding(finding: FindingId, text: str, *, actor: Actor, now: datetime) -> None:
    """A second person of the office found it true. Refuses `reform.finding.{settled,checked,same_person,words}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    store.remember(held, rules.check(held.life, text, hand=held.hand), now=now)


@transaction.atomic
def dismiss_finding(finding: FindingId, reason: str, *, actor: Actor, now: datetime) -> None:
    """A second person of the office found it untrue. Refuses `reform.finding.{settled,same_person,exposed,words}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    store.remember(held, rules.dismiss(held.life, reason, hand=held.hand), now=now)
    letters.tell_agency(held.row, "dismissed", now=now)


@transaction.atomic
def reply(finding: FindingId, text: str, *, evidence: Sequence[EvidenceId] = (), actor: Actor, now: datetime) -> None:
    """The agency says how it sees the finding. Refuses `reform.finding.{settled,words}`, `reform.evidence.…`."""
    held = store.hold(finding, "answer", actor=actor, now=now)
    store.remember(held, rules.reply(held.life, text, evidence=given(evidence, actor)), now=now)
    letters.tell_office(held.row, "replied", now=now)


@transaction.atomic
def issue_order(finding: FindingId, demand: str, *, working_days: int, actor: Actor, now: datetime) -> str:
    """Demand a correction (督办单) within so many working days of the region's calendar, from tomorrow; its number.

    Refuses `reform.finding.settled`, `reform.order.{issued,demand,days,no_calendar}`.
    """
    held = store.hold(finding, "govern", actor=actor, now=now)
    region, days = held.row.region, rules.working_days(working_days)
    due_on = store.last_day(region, start=held.today, days=days)
    again = _is_repeated(held)
    rules.issue(held.life, demand, number="", days=days, due_on=due_on, is_repeated=again)  # no number for a refusal
    number = store.next_number(region, held.today.year)
    happened = rules.issue(held.life, demand, number=number, days=days, due_on=due_on, is_repeated=again)
    store.remember(held, happened, now=now)
    letters.tell_agency(held.row, "issued", now=now)
    return number


@transaction.atomic
def answer_order(finding: FindingId, text: str, *, evidence: Sequence[EvidenceId], actor: Actor, now: datetime) -> None:
    """The agency corrected it; the files show it.

    Refuses `reform.order.{not_open,answer,no_evidence}`, `reform.evidence.{too_many,not_yours}`.
    """
    held = store.hold(finding, "answer", actor=actor, now=now)
    store.remember(held, rules.answer(held.life, text, evidence=given(evidence, actor)), now=now)
    letters.tell_office(held.row, "answered", now=now)


@transaction.atomic
def send_back_order(finding: FindingId, reason: str, *, working_days: int, actor: Actor, now: datetime) -> None:
    """Not corrected yet: the agency has so many further working days.

    Refuses `reform.order.{not_answered,same_person,reason,days,no_calendar}`.
    """
    held = store.hold(finding, "govern", actor=actor, now=now)
    days = rules.working_days(working_days)
    due_on = store.last_day(held.row.region, start=held.today, days=days)
    happened = rules.send_back(held.life, reason, hand=held.hand, days=days, due_on=due_on)
    store.remember(held, happened, now=now)
    letters.tell_agency(held.row, "sent_back", now=now)


@transaction.atomic
def close_order(finding: FindingId, text: str, *, actor: Actor, now: datetime) -> None:
    """Verify the correction and close: for somebody who had no hand in it. The bytes of every file are compared first.

    Refuses `reform.order.{not_answered,same_person,call_in_open,finding}`; raises `EvidenceDamaged`.
    """
    held = store.hold(finding, "govern", actor=actor, now=now)
    happened = rules.close(held.life, text, hand=held.hand)
    for one in held.life.evidence:
        kept.get(EvidenceId.parse(one))
    store.remember(held, happened, now=now)
    letters.tell_agency(held.row, "closed", now=now)


@transaction.atomic
def weigh_tolerance(finding: FindingId, weighing: Weighing, *, actor: Actor, now: datetime) -> None:
    """Propose what the weighing (容错认定) of a finding comes to; a second person judges it.

    Refuses `reform.finding.dismissed`, `reform.tolerance.{judged,waiting,decision,words}`.
    """
    held = store.hold(finding, "govern", actor=actor, now=now)
    store.remember(held, rules.weigh(held.life, weighing), now=now)


@transaction.atomic
def judge_tolerance(finding: FindingId, *, agrees: bool, reason: str, actor: Actor, now: datetime) -> None:
    """Agree with a proposed weighing, or not. Refuses `reform.tolerance.{none,same_person,exposed,reason}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    happened = rules.judge_weighing(held.life, agrees=agrees, reason=reason, hand=held.hand)
    store.remember(held, happened, now=now)
    if agrees:
        letters.tell_agency(held.row, "weighed", now=now)


def _is_repeated(held: store.Held) -> bool:
    """Whether an order about the same went to the agency within the year before."""
    mine = issued(held.row, on=held.today)
    first = months_before(held.today, SAME_WITHIN)
    rows = FindingRow.objects.filter(agency=held.row.agency_id, issued_on__gt=first).exclude(state="dismissed")
    earlier = rows.exclude(pk=held.row.pk).select_related("agency", "measure")
    return any(is_same(mine, issued(row)) for row in earlier)
