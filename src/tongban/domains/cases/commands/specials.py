"""What changes how long something may take: special procedures, suspension, the request for more time."""

from datetime import datetime

from django.db import transaction

from tongban.domains.cases import extending, naming, rules, store
from tongban.domains.cases.clocks import last_day
from tongban.domains.cases.commands import loading
from tongban.domains.cases.ids import CaseId
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal


@transaction.atomic
def start_special(*, case: CaseId, track: str, kind: str, reason: str, actor: Actor, now: datetime) -> None:
    """Begin a special procedure that the item declares; the clocks that its kind stops stand still until its end.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.step.unknown`,
    `cases.special.{not_declared,not_its_turn}`, `cases.reason.missing`, `cases.officer.own_application`; conflicts
    `cases.special.running`, `cases.step.not_running`, `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.require_undecided(held.case, track)
        who = loading.for_agency(held, actor, agency=found.agency or "", verb="handle")
        declared = _kind(loading.full(held, now=now), track, kind, now=now)
        happened = rules.start_special(held.case, track=track, kind=declared, reason=reason, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def end_special(*, case: CaseId, track: str, kind: str, result: str, actor: Actor, now: datetime) -> None:
    """End a special procedure with its result; the clocks run again unless another one still stops them.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.step.unknown`, `cases.special.result_missing`,
    `cases.officer.own_application`; conflicts `cases.special.not_running`, `cases.step.not_running`,
    `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.require_undecided(held.case, track)
        who = loading.for_agency(held, actor, agency=found.agency or "", verb="handle")
        happened = rules.end_special(held.case, track=track, kind=kind, result=result, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def suspend(*, case: CaseId, reason: str, basis: str, actor: Actor, now: datetime) -> None:
    """Let everything stand still because a law, named in `basis`, says so. By a head of one of its agencies.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.reason.missing`, `cases.suspend.basis_missing`,
    `cases.officer.own_application`; conflict `cases.step.not_running`.
    """
    held = store.lock(case)
    who = loading.for_case(held, actor, verb="suspend", duties=("approve", "lead"))
    store.remember(held, rules.suspend(held.case, reason=reason, basis=basis, who=who), actor=actor, now=now)


@transaction.atomic
def resume(*, case: CaseId, reason: str, actor: Actor, now: datetime) -> None:
    """Go on after a suspension. Refuses as `suspend`; conflict `cases.resume.not_suspended`."""
    held = store.lock(case)
    who = loading.for_case(held, actor, verb="suspend", duties=("approve", "lead"))
    store.remember(held, rules.resume(held.case, reason=reason, who=who), actor=actor, now=now)


@transaction.atomic
def ask_extension(*, case: CaseId, track: str | None = None, reason: str, actor: Actor, now: datetime) -> None:
    """Ask for more time: for one item, or without `track` for the whole, which in a joint handling its lead asks.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.extension.{not_declared,no_clock,once,too_late}`,
    `cases.reason.missing`, `cases.officer.own_application`; conflicts `cases.extension.asked_already`,
    `cases.step.not_running`, `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        scope = extending.scope_of(held.case, track)
        who = loading.for_agency(held, actor, agency=extending.agency_of(held.case, scope), verb="handle")
        full = loading.full(held, now=now)
        terms = extending.terms(held.case, scope, row=full.row, pinned=full.pinned, now=now)
        happened = rules.ask_extension(held.case, scope=scope, terms=terms, reason=reason, who=who)
    store.remember(held, happened, actor=actor, now=now)


def _kind(full: loading.Full, track: str, kind: str, *, now: datetime) -> rules.SpecialKind:
    """The kind as the item may use it. Refuses `cases.special.not_declared`."""
    use = next((one for one in full.pinned.track(track).conduct.special_procedures if one.kind == kind), None)
    declared: catalogue.SpecialProcedure | None = full.pinned.special_procedures.get(kind)
    if use is None or declared is None:
        raise Refusal("cases.special.not_declared", track=track)
    until = None
    if use.within:
        allowed = full.pinned.parameters[use.within].duration_on(law_day(now))
        until = last_day(allowed, full.row.region, now=now, source=use.within)
    basis = f"{declared.basis.document} {declared.basis.place}".strip()
    return rules.SpecialKind(kind, tuple(declared.stops), basis, until.isoformat() if until else None)
