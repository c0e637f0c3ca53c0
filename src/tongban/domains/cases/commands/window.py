"""What the accepting window does: accept, ask once for everything missing, refuse."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from tongban.domains.cases import clocks, rules, store
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.history import Missing
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, Clock, StepRow
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day


@transaction.atomic
def accept(*, case: CaseId, actor: Actor, now: datetime) -> None:
    """Accept the application: its clocks start, its agencies are fixed, its first steps open.

    The durations are those in force on this day in the case's region. Refuses `cases.case.unknown`,
    `kernel.authz.denied`, `cases.accept.{supplement_open,not_waiting}`, `cases.officer.own_application`,
    `registry.agency.unknown`; raises `CalendarGap` or `NotInForce`, with nothing written, when a due day cannot be
    computed.
    """
    held = store.lock(case)
    authz.require(actor, "accept", held.row, resource=CASE)
    who = held.window(actor)
    rules.require_acceptable(held.case, who=who)
    row = CaseRow.objects.get(pk=held.pk)
    pinned = catalogue.get_version(row.version_id, on=law_day(now))
    started = clocks.pin(pinned, form=row.form, region=row.region, now=now)
    agencies = _agencies(pinned, row.region, now=now)
    accepted = rules.accept(
        held.case,
        acceptance=rules.Acceptance(
            clocks=[clocks.as_event(one) for one in started],
            agencies=_named(pinned, agencies),
            fee_fen=pinned.fee_fen,
            visits=pinned.visits,
            lead=str(agencies[pinned.lead].id) if pinned.lead else "",
        ),
        who=who,
    )
    _write_rows(row, pinned, started=started, agencies=agencies, now=now)
    store.remember(held, accepted, actor=actor, now=now)


@transaction.atomic
def ask_supplement(*, case: CaseId, missing: Sequence[Missing], actor: Actor, now: datetime) -> None:
    """Tell the applicant, once, everything that is missing or wrong.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.supplement.{asked_once,not_waiting,nothing_named}`,
    `cases.officer.own_application`.
    """
    held = store.lock(case)
    authz.require(actor, "ask_supplement", held.row, resource=CASE)
    who = held.window(actor)
    happened = rules.ask_supplement(held.case, missing=missing, who=who)
    store.remember(held, happened, actor=actor, now=now)
    CaseRow.objects.filter(pk=held.pk).update(missing=[asdict(part) for part in missing])


@transaction.atomic
def refuse(*, case: CaseId, reason: str, where: str, actor: Actor, now: datetime) -> None:
    """Refuse to accept: why, and where the applicant can go instead.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.refuse.{not_waiting,reason_missing}`,
    `cases.officer.own_application`.
    """
    held = store.lock(case)
    authz.require(actor, "refuse", held.row, resource=CASE)
    who = held.window(actor)
    store.remember(held, rules.refuse(held.case, reason=reason, where=where, who=who), actor=actor, now=now)


def _agencies(pinned: catalogue.Procedure, region: str, *, now: datetime) -> dict[str, registry.AgencyView]:
    """Every role that the case needs, with the agency that has it on this day."""
    roles = {track.agency_role for track in pinned.tracks}
    roles |= {step.agency for track in pinned.tracks for step in track.steps if step.agency}
    roles |= {pinned.lead} if pinned.lead else set()
    return {role: registry.get_agency(region, role, on=law_day(now)) for role in roles}


def _named(pinned: catalogue.Procedure, agencies: dict[str, registry.AgencyView]) -> dict[str, str]:
    """The agency of each track, and of each step that another agency does."""
    named = {track.key: str(agencies[track.agency_role].id) for track in pinned.tracks}
    foreign = {f"{t.key}.{s.id}": str(agencies[s.agency].id) for t in pinned.tracks for s in t.steps if s.agency}
    return named | foreign


def _write_rows(
    row: CaseRow,
    pinned: catalogue.Procedure,
    *,
    started: Sequence[Clock],
    agencies: dict[str, registry.AgencyView],
    now: datetime,
) -> None:
    """Clocks, and the steps as waiting; `store.remember` then opens those that wait for nothing."""
    for one in started:
        one.case = row
    Clock.objects.bulk_create(started)
    StepRow.objects.bulk_create(
        StepRow(
            case=row,
            track=track.key,
            step=step.id,
            region=row.region,
            agency_id=agencies[step.agency or track.agency_role].pk,
            duty=step.duty,
            decides=step.decides,
            place=place,
            track_zh=track.title.zh,
            track_en=track.title.en,
            title_zh=step.title.zh,
            title_en=step.title.en,
            state="waiting",
            due_on=clocks.due_on(started, store.CASE_SCOPE, track.key),
        )
        for place, (track, step) in enumerate(((t, s) for t in pinned.tracks for s in t.steps), start=1)
    )
    CaseRow.objects.filter(pk=row.pk).update(
        accepted_at=now,
        due_on=clocks.due_on(started, store.CASE_SCOPE),
        agency_rows={str(agency.id): agency.pk for agency in agencies.values()},
        lead=agencies[pinned.lead].pk if pinned.lead else None,
    )
