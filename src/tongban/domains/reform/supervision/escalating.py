"""Steps beyond the order: call-in 约谈, circular 通报, exposure 公开曝光, listed supervision 挂牌督办.

A rule of the pack proposes (`proposals`), a person of the office acts and names the rule it follows, or none. All
refuse what `commands` refuses of everybody, and `reform.order.rule` for a rule that does not hold here.
"""

from datetime import date, datetime

from django.db import transaction

from tongban.domains.reform.ids import FindingId
from tongban.domains.reform.supervision import letters, rules, store
from tongban.domains.reform.supervision.reading import rule_of
from tongban.domains.reform.supervision.states import Step
from tongban.kernel.authz import Actor


@transaction.atomic
def set_call_in(
    finding: FindingId,
    reason: str,
    *,
    on: date,
    place: str,
    whom: str,
    rule: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Call in whoever answers for the agency (`whom`: the post, not a name), on a day within three months.

    Refuses `reform.order.not_running`, `reform.finding.tolerated`, `reform.call_in.{day,place,whom,reason}`.
    """
    held = store.hold(finding, "govern", actor=actor, now=now)
    known = rule_of(held.row.region, rule, Step.CALL_IN)
    happened = rules.set_call_in(held.life, reason, on=on, place=place, whom=whom, rule=known, today=held.today)
    store.remember(held, happened, now=now)
    letters.tell_agency(held.row, "call_in", now=now, day=on, place=place.strip())


@transaction.atomic
def hold_call_in(
    finding: FindingId, minutes: str, *, number: int, promise: str, on: date, actor: Actor, now: datetime
) -> None:
    """What was said and what the agency promised. Refuses `reform.call_in.{unknown,held_on,minutes,promise}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    happened = rules.hold_call_in(held.life, minutes, number=number, promise=promise, on=on, today=held.today)
    store.remember(held, happened, now=now)


@transaction.atomic
def issue_circular(
    finding: FindingId, text: str, *, title: str, document: str, rule: str = "", actor: Actor, now: datetime
) -> None:
    """Put on record that a circular went out. Refuses `reform.order.none`, `reform.finding.{settled,tolerated}`,
    `reform.circular.{title,document,text}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    known = rule_of(held.row.region, rule, Step.CIRCULAR)
    store.remember(held, rules.circulate(held.life, text, title=title, document=document, rule=known), now=now)
    letters.tell_agency(held.row, "circular", now=now)


@transaction.atomic
def publish_exposure(
    finding: FindingId, wording: str, *, title: str, rule: str = "", actor: Actor, now: datetime
) -> None:
    """Publish: what a second person found true, after the agency spoke or could have.

    Refuses `reform.order.none`, `reform.finding.{settled,tolerated}`,
    `reform.exposure.{running,not_checked,no_reply_yet,title,wording,personal}`.
    """
    held = store.hold(finding, "govern", actor=actor, now=now)
    known = rule_of(held.row.region, rule, Step.EXPOSURE)
    happened = rules.expose(held.life, wording, title=title, rule=known, today=held.today)
    store.remember(held, happened, now=now)
    letters.tell_agency(held.row, "exposed", now=now)


@transaction.atomic
def withdraw_exposure(finding: FindingId, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take it off the public list; the reason stays on record. Refuses `reform.exposure.{none,reason}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    store.remember(held, rules.withdraw_exposure(held.life, reason), now=now)


@transaction.atomic
def list_order(finding: FindingId, reason: str, *, rule: str = "", actor: Actor, now: datetime) -> None:
    """挂牌. Refuses `reform.order.not_running`, `reform.listing.{running,reason}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    known = rule_of(held.row.region, rule, Step.LISTING)
    store.remember(held, rules.list_order(held.life, reason, rule=known), now=now)
    letters.tell_agency(held.row, "listed", now=now)


@transaction.atomic
def unlist_order(finding: FindingId, reason: str, *, actor: Actor, now: datetime) -> None:
    """摘牌. Refuses `reform.listing.{none,reason}`."""
    held = store.hold(finding, "govern", actor=actor, now=now)
    store.remember(held, rules.unlist_order(held.life, reason), now=now)
