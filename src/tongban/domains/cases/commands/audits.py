"""The later look at what a rule has granted: drawn by lot, recorded by an officer of the agency."""

from datetime import datetime

from django.db import transaction

from tongban.domains.cases import naming, rules, store
from tongban.domains.cases.authz import STEP
from tongban.domains.cases.ids import CaseId
from tongban.kernel import authz
from tongban.kernel.actors import Actor


@transaction.atomic
def record_audit(*, case: CaseId, track: str, sound: bool, finding: str = "", actor: Actor, now: datetime) -> None:
    """Record what the later look at an instant grant has found: sound, or not, with what is wrong.

    Only an officer of the agency whose duty the decision would have been. An unsound grant is then revoked by
    `revoke`. Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.step.unknown`,
    `cases.audit.finding_missing`, `cases.officer.own_application`; conflict `cases.audit.not_drawn`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.known_track(held.case, track)
        authz.require(actor, "act", held.step_row(found, found.deciding_step), resource=STEP)
        who = held.officer(actor, found.agency or "", found.deciding_step.duty)
        happened = rules.record_audit(held.case, track=track, sound=sound, finding=finding, who=who)
    store.remember(held, happened, actor=actor, now=now)
