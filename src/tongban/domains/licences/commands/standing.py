"""Suspended, resumed, taken back: what changes the worth of a licence and not its content."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from tongban.domains.licences import rules
from tongban.domains.licences.commands import lines
from tongban.domains.licences.commands.lines import Line
from tongban.domains.licences.history import LicenceResumed, LicenceRevoked, LicenceSuspended
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.queries import life_of
from tongban.domains.licences.rules import Ending
from tongban.domains.licences.states import Ground
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.authz import Actor

SUSPEND, REVOKE = "suspend", "revoke"


@transaction.atomic
def suspend(*, licence: LicenceId, ground: Ground, until: date | None = None, actor: Actor, now: datetime) -> None:
    """Not usable from now on, through the day `until` or until it is resumed. By an approving officer of the agency
    that issued it, or of a role that the type names, by a law that it names.

    Refuses `licences.licence.not_found`, `kernel.authz.denied`, `licences.act.{own_matter,not_provided,no_reason,
    no_basis,wrong_basis,no_evidence,too_long}`, `licences.suspend.{already,not_valid,past}`.
    """
    line = lines.lock(licence, actor=actor, verb=SUSPEND)
    lines.require_ground(line, "suspend", ground)
    rules.check_suspension(life_of(line.row), until=until, now=now)
    for row in line.live(now):
        if row.suspended_at is not None and row.suspended_until is not None:
            ended = rules.after(row.suspended_until)
            row.past_suspensions = [*row.past_suspensions, [row.suspended_at.isoformat(), ended.isoformat()]]
        row.suspended_at, row.suspended_until = now, until
        row.suspension_reason, row.suspension_basis = ground.reason.strip(), ground.basis.strip()
        row.save(update_fields=lines.SUSPENSION)
    told, signed = _told(line, ground, actor)
    events.append(line.stream, [LicenceSuspended(licence=str(licence), until=until, **told)], actor=signed, at=now)


@transaction.atomic
def resume(*, licence: LicenceId, ground: Ground, actor: Actor, now: datetime) -> None:
    """Usable again from now on. By whoever may suspend it.

    Refuses like `suspend`, and `licences.resume.not_suspended`.
    """
    line = lines.lock(licence, actor=actor, verb=SUSPEND)
    lines.require_ground(line, "suspend", ground)
    rules.check_resumption(life_of(line.row), now)
    for row in line.live(now):
        if row.suspended_at is not None:
            row.past_suspensions = [*row.past_suspensions, [row.suspended_at.isoformat(), now.isoformat()]]
        row.suspended_at = row.suspended_until = None
        row.suspension_reason = row.suspension_basis = ""
        row.save(update_fields=lines.SUSPENSION)
    told, signed = _told(line, ground, actor)
    events.append(line.stream, [LicenceResumed(licence=str(licence), **told)], actor=signed, at=now)


@transaction.atomic
def revoke(
    *,
    licence: LicenceId,
    reason: str,
    basis: str,
    ending: Ending = Ending.ANNULLED,
    decision: tuple[str, str] = ("", ""),
    actor: Actor,
    now: datetime,
) -> None:
    """Take a licence back from `now` on, in every record that counts or will. Only an approving officer of the agency
    that issued it (or of a role that the type names), or the platform when the decision behind it was taken back, or
    when a `decision` (case and track) cancels it: `undoing.take_back` brings it back when that decision falls.

    Refuses `licences.licence.not_found`, `kernel.authz.denied`, `licences.act.own_matter`, `licences.revoke.{already,
    no_reason,no_basis,ending_not_provided}` (name the law: 行政许可法 第69条, 第70条);
    conflict `licences.act.replaced`.
    """
    case, track = decision
    line = lines.lock(licence, actor=actor, verb=REVOKE)
    rules.check_revocation(life_of(line.row), reason=reason, basis=basis, now=now)
    rules.check_ending(line.kind, ending)
    for row in line.live(now):
        lines.end(row, ending, Ground(reason, basis, case=case, track=track), now=now)
    happened = LicenceRevoked(
        licence=str(licence), reason=reason.strip(), basis=basis.strip(), ending=ending, case=case, track=track
    )
    events.append(line.stream, [happened], actor=_office(line, actor)[1], at=now)


def _told(line: Line, ground: Ground, actor: Actor) -> tuple[dict[str, Any], str]:
    """What both ends of a suspension tell, and how the act is signed."""
    office, signed = _office(line, actor)
    reason, basis = ground.reason.strip(), ground.basis.strip()
    return {"reason": reason, "basis": basis, "evidence": ground.evidence, "office": office}, signed


def _office(line: Line, actor: Actor) -> tuple[str, str]:
    """The agency for which the actor acts, and how the act is signed."""
    office = lines.office_of(line, actor)
    return str(registry.list_agencies_by_pk({office})[office].id), actor.signed_at(office, "approve")
