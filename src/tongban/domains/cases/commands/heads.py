"""What heads and leaders do: decide on more time, assign, transfer, urge, end an item."""

from datetime import datetime

from django.db import transaction

from tongban.domains.cases import extending, naming, rules, store
from tongban.domains.cases.commands import loading
from tongban.domains.cases.ids import CaseId
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal


@transaction.atomic
def grant_extension(*, case: CaseId, track: str | None = None, reason: str, actor: Actor, now: datetime) -> None:
    """Grant the extension that was asked for, by the pack's parameter; the reason is told to the applicant.

    Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.extension.{not_declared,no_clock,own_request,too_late}`, `cases.reason.missing`,
    `cases.officer.own_application`; conflicts `cases.extension.not_asked`, `cases.step.not_running`.
    """
    held = store.lock(case)
    scope = extending.scope_of(held.case, track)
    who = _head(held, actor, scope)
    full = loading.full(held, now=now)
    terms = extending.terms(held.case, scope, row=full.row, pinned=full.pinned, now=now)
    happened = rules.grant_extension(held.case, scope=scope, terms=terms, reason=reason, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def deny_extension(*, case: CaseId, track: str | None = None, reason: str, actor: Actor, now: datetime) -> None:
    """Do not grant it. Refuses as `grant_extension`."""
    held = store.lock(case)
    scope = extending.scope_of(held.case, track)
    who = _head(held, actor, scope)
    store.remember(held, rules.deny_extension(held.case, scope=scope, reason=reason, who=who), actor=actor, now=now)


@transaction.atomic
def assign(*, case: CaseId, track: str, step: str, to: str, actor: Actor, now: datetime) -> None:
    """Give an undone step to one account (`account_…`) that carries its duty; an empty `to` frees it again.

    By whoever has the duty, or leads the agency. Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.step.unknown`, `cases.assign.{signatures,not_their_duty}`, `cases.decide.{own_work,decided_before}`,
    `cases.officer.own_application`; conflicts `cases.step.{already_done,not_running}`, `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found_track, found = rules.known_track(held.case, track), rules.known_step(held.case, track=track, step=step)
        agency = held.case.agency_of(found_track, found)
        who = loading.for_agency(held, actor, agency=agency, verb="assign", duty=found.duty)
        if to:
            _require_duty(held, to, agency=agency, duty=found.duty, now=now)
        happened = rules.assign(held.case, track=track, step=step, to=to, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def transfer(
    *, case: CaseId, track: str, to_agency: registry.AgencyId, reason: str, actor: Actor, now: datetime
) -> None:
    """Give an undecided item to another agency. By a head of the agency that has it.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `registry.agency.not_found`,
    `cases.transfer.{same_agency,elsewhere,special_running}`, `cases.reason.missing`,
    `cases.officer.own_application`; conflicts `cases.step.not_running`, `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.require_undecided(held.case, track)
        who = loading.for_agency(held, actor, agency=found.agency or "", verb="head")
        target = registry.get_agency_by_id(to_agency)
        if target.region not in registry.chain(held.region):
            raise Refusal("cases.transfer.elsewhere", agency=target.name)
        happened = rules.transfer(held.case, track=track, to_agency=str(target.id), reason=reason, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def urge(*, case: CaseId, track: str, text: str, actor: Actor, now: datetime) -> None:
    """Remind the agency of an item, as the agency that leads the joint handling, or that accepted where none leads.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.reason.missing`; conflicts `cases.step.not_running`,
    `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        who = loading.for_case(held, actor, verb="urge", duties=("intake", "review", "approve", "lead"))
        happened = rules.urge(held.case, track=track, text=text, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def end_track(*, case: CaseId, track: str, reason: str, actor: Actor, now: datetime) -> None:
    """End the handling of an item without a decision (终止). By who could decide it; told with its reason.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.decide.{own_work,decided_before}`,
    `cases.reason.missing`, `cases.step.assigned`, `cases.officer.own_application`; conflicts
    `cases.step.not_running`, `cases.track.decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.require_undecided(held.case, track)
        who = loading.for_step(held, actor, track=track, step=found.deciding_step.id)
        happened = rules.end_track(held.case, track=track, reason=reason, who=who)
    store.remember(held, happened, actor=actor, now=now)


def _head(held: store.Held, actor: Actor, scope: str) -> rules.Who:
    """The actor as whoever decides on the extension that was asked for in this scope."""
    asked = rules.require_asked(held.case, scope)
    agency = extending.agency_of(held.case, scope)
    return loading.for_agency(held, actor, agency=agency, verb="act", duty=asked.duty)


def _require_duty(held: store.Held, to: str, *, agency: str, duty: str, now: datetime) -> None:
    """The account carries the duty at this agency, over the case's region. Refuses `cases.assign.not_their_duty`."""
    account = registry.AccountId.parse(to)
    for holding in registry.list_holdings(account=account, on=law_day(now)):
        post = holding.post
        if (
            duty in post.duties
            and str(post.agency.id) == agency
            and held.region in registry.subtree(post.agency.region)
        ):
            return
    raise Refusal("cases.assign.not_their_duty")
