"""What officers do between acceptance and decision: complete or sign a step, send it back, decide."""

from datetime import datetime

from django.db import transaction

from tongban.domains.cases import grants, naming, rules, store
from tongban.domains.cases.commands import loading
from tongban.domains.cases.ids import CaseId
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.kernel.transactions import command


@command
def complete_step(*, case: CaseId, track: str, step: str, opinion: str, actor: Actor, now: datetime) -> None:
    """Do one step that does not decide, with an opinion for those who follow; steps that waited for it open.

    Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.step.{unknown,waiting,decides,needs_signatures,assigned,spared}`, `cases.officer.own_application`; conflicts
    `cases.step.{already_done,not_running}`, `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        who = loading.for_step(held, actor, track=track, step=step)
        happened = rules.complete_step(held.case, track=track, step=step, opinion=opinion, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def sign(
    *, case: CaseId, track: str, step: str, opinion: str = "", agree: bool = True, actor: Actor, now: datetime
) -> None:
    """Put one of several signatures under a step, or cast one vote; the last one completes a step that does not decide.

    Refuses what `complete_step` refuses, `cases.sign.{not_asked,reason_missing}`, and for a deciding step
    `cases.decide.{own_work,decided_before}`; conflict `cases.sign.twice`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        who = loading.for_step(held, actor, track=track, step=step)
        happened = rules.sign(held.case, track=track, step=step, opinion=opinion, agree=agree, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def return_step(*, case: CaseId, track: str, step: str, reason: str, actor: Actor, now: datetime) -> None:
    """Send the item back to an earlier step: it opens again, and everything that was done upon it.

    Whoever has an open step of the item may. Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.step.unknown`, `cases.return.{built_upon,nobody_has_it}`, `cases.reason.missing`,
    `cases.officer.own_application`; conflicts `cases.return.not_done`, `cases.step.not_running`,
    `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        rules.require_undecided(held.case, track)
        mine = loading.open_duty(held, actor, track)
        if mine is None:
            raise Refusal("kernel.authz.denied", verb="return_step", resource="cases.step")
        who = held.officer(actor, held.case.agency_of(*mine), mine[1].duty)
        happened = rules.return_step(held.case, track=track, step=step, reason=reason, who=who)
    store.remember(held, happened, actor=actor, now=now)


@command
def decide(*, case: CaseId, track: str, granted: bool, reason: str = "", actor: Actor, now: datetime) -> None:
    """Grant or deny one item. The last decision decides the case; it closes when nothing is left to hand over.

    A grant that registers an enterprise registers it here, in the same transaction. Refuses what `complete_step`
    refuses, `cases.decide.{own_work,decided_before,reason_missing,prerequisite_denied,paper_wanted,paper_lapsed,
    special_running,votes_missing,signed_already,departs}` and what the register refuses.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.known_track(held.case, track)
        who = loading.for_step(held, actor, track=track, step=found.deciding_step.id)
        rules.require_decidable(held.case, track=track, granted=granted, reason=reason, who=who)
    yields = rules.NOTHING
    if granted:
        yields = grants.yield_of(held.case, found, row=held.pk, actor=actor, now=now)
    happened = rules.decide(held.case, track=track, granted=granted, reason=reason, who=who, yields=yields)
    store.remember(held, happened, actor=actor, now=now)
