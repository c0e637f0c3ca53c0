"""Results and what follows them: recorded, handed over, checked, revoked, decided again."""

from datetime import datetime

from django.db import transaction

from tongban.domains.cases import clocks, naming, rules, store
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.commands import loading
from tongban.domains.cases.history import Authority, Because
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import Handover
from tongban.domains.cases.state import RUNNING, WHOLE
from tongban.kernel import authz
from tongban.kernel.actors import Actor


@transaction.atomic
def record_result(*, case: CaseId, track: str, reference: str, actor: Actor, now: datetime) -> None:
    """The licence of a granted track exists under this reference; saying it twice changes nothing.

    Only the platform itself says so (`SYSTEM`). Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `cases.step.unknown`, `cases.result.none_due`; conflict `cases.result.recorded_otherwise`.
    """
    held = store.lock(case)
    authz.require(actor, "record_result", held.row, resource=CASE)
    store.remember(held, rules.record_result(held.case, track=track, reference=reference), actor=actor, now=now)


@transaction.atomic
def deliver(
    *,
    case: CaseId,
    track: str,
    method: str,
    to: rules.Collector = "applicant",
    collector: str = "",
    reference: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Hand a result over: at the counter with the name of who collected it, by post with the tracking number.

    By the accepting window (one counter issues all results) or the item's own agency. Refuses `cases.case.unknown`,
    `kernel.authz.denied`, `cases.deliver.{nothing_to_deliver,method_not_offered,number_missing,collector_missing}`,
    `cases.officer.own_application`; conflict `cases.deliver.already`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.known_track(held.case, track)
        if authz.may(actor, "deliver", held.row, resource=CASE):
            who = held.window(actor)
        else:
            who = loading.for_agency(held, actor, agency=found.agency or "", verb="handle")
        if method == "counter":
            rules.require_reason(collector, "cases.deliver.collector_missing")
        happened = rules.deliver(held.case, track=track, method=method, to=to, reference=reference, who=who)
    store.remember(held, happened, actor=actor, now=now)
    Handover.objects.create(case_id=held.pk, track=track, collector=collector.strip()[:100], at=now)


@transaction.atomic
def record_check(*, case: CaseId, track: str, kept: bool, finding: str, actor: Actor, now: datetime) -> None:
    """Say what was found when the promise behind a grant was checked. By the agency that checks.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.check.{not_planted,own_work,finding_missing}`,
    `cases.officer.own_application`; conflicts `cases.check.recorded`, `cases.grant.{none,revoked}`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.known_track(held.case, track)
        agency = found.check.agency if found.check else found.agency or ""
        who = loading.for_agency(held, actor, agency=agency, verb="handle")
        happened = rules.record_check(held.case, track=track, kept=kept, finding=finding, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def revoke(*, case: CaseId, track: str, reason: str, basis: str, because: Because, actor: Actor, now: datetime) -> None:
    """Take back what was granted, by the law in `basis`; the licence is revoked with it. By a head of its agency.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.revoke.{no_breach,own_work,basis_missing}`,
    `cases.reason.missing`, `cases.officer.own_application`; conflicts `cases.grant.{none,revoked}`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.known_track(held.case, track)
        who = loading.for_agency(held, actor, agency=found.agency or "", verb="head")
        happened = rules.revoke(held.case, track=track, reason=reason, basis=basis, because=because, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def reopen(
    *, case: CaseId, track: str, authority: Authority, reference: str, reason: str, actor: Actor, now: datetime
) -> None:
    """A court or a review body (document `reference`) set the decision aside: it is made again, under new clocks.

    By a head of the item's agency; decided again by another account. Refuses `cases.case.unknown`,
    `kernel.authz.denied`, `cases.reopen.reference_missing`, `cases.reason.missing`, `cases.officer.own_application`;
    conflict `cases.reopen.not_decided`.
    """
    held = store.lock(case)
    with naming.titles(held.pk):
        found = rules.known_track(held.case, track)
        who = loading.for_agency(held, actor, agency=found.agency or "", verb="head")
        told = {"track": track, "reference": reference, "reason": reason}
        rules.require_reopenable(held.case, **told, who=who)
        full = loading.full(held, now=now)
        scopes = [*([track] if held.case.package else []), *([WHOLE] if held.case.status not in RUNNING else [])]
        pinned = clocks.later(full.pinned, scopes, form=full.row.form, region=held.region, now=now)
        happened = rules.reopen(held.case, **told, authority=authority, clocks=pinned, who=who)
    store.remember(held, happened, actor=actor, now=now)
