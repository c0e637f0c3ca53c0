"""Acceptance, however it comes about: by an officer, by the clock itself, or at once where rules decide everything."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from tongban.domains.cases import clocks, filing, instant, pinning, rules, store, tolerating
from tongban.domains.cases.history import Tolerated
from tongban.domains.cases.models import CaseRow, Clock, StepRow
from tongban.domains.cases.state import WHOLE
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal, TongbanError


def intake_of(case: int) -> StepRow:
    """The row of taking in: opened when the papers were last received, due on the window's last day."""
    return StepRow.objects.get(case=case, track="", step=store.INTAKE)


def period_of(case: int, *, now: datetime) -> rules.Period:
    """The days of the window, or of the applicant while something is asked for, by the case's row."""
    return rules.Period(intake_of(case).due_on, law_day(now))


def take_in(
    held: store.Held, *, tolerate: Sequence[str] | None, who: rules.Who, actor: Actor, now: datetime
) -> list[str]:
    """Accept a locked case: clocks, agencies, steps; then whatever rules grant at once. The keys of what they granted.

    `tolerate` are the papers that may follow (None: all that lawfully may). After the window's last day the case is
    accepted by law, whoever says so: its clocks count from the day the papers were received (行政许可法 art. 32), by
    the durations of that day.
    """
    rules.require_acceptable(held.case, who=who)
    row, intake = CaseRow.objects.get(pk=held.pk), intake_of(held.pk)
    deemed = rules.is_deemed(held.case, rules.Period(intake.due_on, law_day(now)))
    since = intake.opened_at if deemed and intake.opened_at else now
    pinned = pinning.pinned(row, on=law_day(since))
    started = clocks.pin(pinned, form=row.form, region=row.region, now=since)
    agencies = _agencies(pinned, row.region, now=now)
    accepted = rules.accept(
        held.case,
        acceptance=rules.Acceptance(
            clocks=[clocks.as_event(one) for one in started],
            agencies=_named(pinned, agencies),
            fee_fen=pinned.fee_fen,
            visits=pinned.visits,
            tolerated=_tolerated(row, pinned, tolerate, now=now),
            deemed=deemed,
            lead=str(agencies[pinned.lead].id) if pinned.lead else "",
        ),
        who=who,
    )
    _write_rows(row, pinned, started=started, agencies=agencies, at=since)
    held.agency_rows = {str(agency.id): agency.pk for agency in agencies.values()}
    store.remember(held, accepted, actor=actor, now=now)
    return instant.grant_what_rules_allow(held, row, pinned, now=now)


def take_in_at_once(held: store.Held, *, now: datetime) -> bool:
    """Accept and grant without anybody, when rules decide every item; else leave the case as it is."""
    row = CaseRow.objects.get(pk=held.pk)
    pinned = pinning.pinned(row, on=law_day(row.submitted_at))
    if not instant.decides_everything(pinned, row.form, on=law_day(row.submitted_at)):
        return False
    before = held.case, held.head
    try:
        with transaction.atomic():
            take_in(held, tolerate=(), who=rules.Who(SYSTEM.label, held.case.agency), actor=SYSTEM, now=now)
    except TongbanError:  # such as a year without calendar: an officer sees it in the inbox
        held.case, held.head = before
        return False
    return True


# papers that may follow ---------------------------------------------------------------------------------------------


def lacking(row: CaseRow, pinned: catalogue.Procedure) -> list[catalogue.Material]:
    """The papers that must be there, by these answers and promises, and are not."""
    given = {one["id"] for one in row.materials}
    promised = [one["key"] for one in row.state["tracks"] if one.get("promised")]
    wanted = catalogue.asked_materials(pinned, row.form, promised=promised)
    return [one for one in wanted if one.required and one.id not in given]


def tolerable(row: CaseRow, pinned: catalogue.Procedure) -> list[catalogue.Material]:
    """The missing papers that every item that needs them lets follow."""
    return [one for one in lacking(row, pinned) if filing.tolerable(pinned, one)]


def _tolerated(
    row: CaseRow, pinned: catalogue.Procedure, tolerate: Sequence[str] | None, *, now: datetime
) -> tuple[Tolerated, ...]:
    """What may follow, for each item that needs it, and until when (容缺受理); None: everything that is missing.

    Refuses `cases.accept.materials_missing` for a missing paper that is not to follow, `cases.accept.not_tolerable` for
    one that is there, and what `tolerating.tolerated` refuses.
    """
    absent = {one.id: one for one in lacking(row, pinned)}
    follows = list(absent) if tolerate is None else list(dict.fromkeys(tolerate))
    if strange := [name for name in follows if name not in absent]:
        raise Refusal("cases.accept.not_tolerable", materials=strange)
    if needed := [one.title for one in absent.values() if one.id not in follows]:
        raise Refusal("cases.accept.materials_missing", materials=needed)
    return tolerating.tolerated(pinned, follows, region=row.region, now=now)


# rows ---------------------------------------------------------------------------------------------------------------


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
    at: datetime,
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
            due_on=clocks.due_on(started, WHOLE, track.key),
        )
        for place, (track, step) in enumerate(((t, s) for t in pinned.tracks for s in t.steps), start=1)
    )
    CaseRow.objects.filter(pk=row.pk).update(
        accepted_at=at,
        due_on=clocks.due_on(started, WHOLE),
        agency_rows={str(agency.id): agency.pk for agency in agencies.values()},
        lead=agencies[pinned.lead].pk if pinned.lead else None,
    )
