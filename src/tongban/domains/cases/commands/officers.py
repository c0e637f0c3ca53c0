"""What officers do between acceptance and closing: complete a step, decide, record what was issued."""

from datetime import datetime

from django.db import transaction

from tongban.domains.cases import grants, naming, rules, store
from tongban.domains.cases.authz import CASE, STEP
from tongban.domains.cases.ids import CaseId
from tongban.kernel import authz
from tongban.kernel.actors import Actor


@transaction.atomic
def complete_step(*, case: CaseId, track: str, step: str, opinion: str, actor: Actor, now: datetime) -> None:
    """Do one step that does not decide, with an opinion for those who follow; steps that waited for it open.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.step.{unknown,waiting,decides}`,
    `cases.officer.own_application`; conflicts `cases.step.{already_done,not_running}`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        who = _officer(held, actor, track=track, step=step)
        happened = rules.complete_step(held.case, track=track, step=step, opinion=opinion, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def decide(*, case: CaseId, track: str, granted: bool, reason: str = "", actor: Actor, now: datetime) -> None:
    """Grant or deny one item. The last decision decides the case; it closes when no licence is left to be issued.

    A grant that registers an enterprise registers it here, in the same transaction. Refuses what `complete_step`
    refuses, `cases.decide.{own_work,reason_missing,prerequisite_denied}` and what the register refuses.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.known_track(held.case, track)
        who = _officer(held, actor, track=track, step=found.deciding_step.id)
        rules.require_decidable(held.case, track=track, granted=granted, reason=reason, who=who)
    yields = rules.NOTHING
    if granted:
        yields = grants.yield_of(held.case, found, row=held.pk, actor=actor, now=now)
    happened = rules.decide(held.case, track=track, granted=granted, reason=reason, who=who, yields=yields)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def record_result(*, case: CaseId, track: str, reference: str, actor: Actor, now: datetime) -> None:
    """The licence of a granted track exists under this reference; saying it twice changes nothing.

    Only the platform itself says so (`SYSTEM`). Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.step.unknown`, `cases.result.none_due`; conflict `cases.result.recorded_otherwise`.
    """
    held = store.lock(case)
    authz.require(actor, "record_result", held.row, resource=CASE)
    store.remember(held, rules.record_result(held.case, track=track, reference=reference), actor=actor, now=now)


def _officer(held: store.Held, actor: Actor, *, track: str, step: str) -> rules.Who:
    """The actor as an officer of the track's agency, if the step is the duty of one of its posts there."""
    found_track, found = rules.known_track(held.case, track), rules.known_step(held.case, track=track, step=step)
    authz.require(actor, "act", held.step_row(found_track, found), resource=STEP)
    return rules.Who(actor.label, held.case.agency_of(found_track, found))
