"""Moving running cases to a new version: by itself where that takes nothing from anybody, else by consent."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.domains.cases import clocks, filing, following, migrating, planning, rules, store
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.filing import MaterialIn
from tongban.domains.cases.history import (
    CaseMigrated,
    ClockPinned,
    MaterialGiven,
    TrackPlan,
    VersionDeclined,
    VersionOffered,
)
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.migrating import MigratedCase, Shortened
from tongban.domains.cases.models import CaseRow, StepRow, VersionOffer
from tongban.domains.cases.store import Held
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal

OPEN = VersionOffer.Answer.OPEN


@transaction.atomic
def migrate(*, case: CaseId, version: int, actor: Actor, now: datetime) -> MigratedCase:
    """Handle a running case by another version of its procedure from now on, if it moves by itself; what came of it.

    A case that needs its applicant or must stay (`way`) is left as it is, and so is one that has the version. Clocks
    keep their start; a due day only ever becomes earlier. Refuses `cases.case.unknown`, `kernel.authz.denied`,
    `catalogue.version.unknown`, `cases.migration.other_procedure`; raises `NotInForce`.
    """
    held = store.lock(case)
    authz.require(actor, "migrate", held.row, resource=CASE)
    row, to = _read(held, version, now=now)
    found = migrating.judge(row, to, now=now)
    if found.way == "silent" and row.version_id != version:
        _move(_Move(held, row, to, found.clocks, by=actor.label), actor=actor, now=now)
    return found


@transaction.atomic
def offer_version(*, case: CaseId, version: int, actor: Actor, now: datetime) -> bool:
    """Let the applicant choose a new version; False when it was offered before, is had already, or the case must stay.

    Refuses as `migrate`.
    """
    held = store.lock(case)
    authz.require(actor, "migrate", held.row, resource=CASE)
    row, to = _read(held, version, now=now)
    found = migrating.judge(row, to, now=now)
    if found.way == "stay" or row.version_id == version:
        return False
    VersionOffer.objects.filter(case=row, answer=OPEN).exclude(version=version).update(
        answer=VersionOffer.Answer.LAPSED, answered_at=now
    )
    _, is_new = VersionOffer.objects.get_or_create(case=row, version_id=version, defaults={"offered_at": now})
    if is_new:
        offered = VersionOffered(str(case), version, to.digest, materials=found.materials, answers=found.answers)
        store.remember(held, rules.offer_version(held.case, offered), actor=actor, now=now)
    return is_new


@transaction.atomic
def accept_version(
    *,
    case: CaseId,
    form: Mapping[str, Any] | None = None,
    materials: Sequence[MaterialIn] = (),
    actor: Actor,
    now: datetime,
) -> None:
    """The applicant chooses the version that was offered, and brings what it needs beyond what was given.

    What was given stays; `form` is the whole form again where it asks something new. Refuses `cases.case.unknown`,
    `kernel.authz.denied`, `cases.offer.none`, `cases.offer.too_late` (Conflict), and what `submit` refuses about form
    and materials.
    """
    held, offer = _offered(case, actor)
    who = held.applicant(actor, "supplement", now=now)
    row, to = _read(held, offer.version_id, now=now)
    found = migrating.judge(row, to, now=now)
    if found.way == "stay":
        raise Conflict("cases.offer.too_late")
    answers = dict(form) if form is not None else catalogue.clean_answers(to, row.form)
    given = filing.check(
        to,
        filer=filing.Filer(registry.SubjectId(row.subject.uuid), actor, now, case),
        form=answers,
        materials=materials,
        before=filing.given_before(row),
        kept=row.form,
        promised=[track.key for track in held.case.tracks if track.promised],
    )
    row.form = catalogue.clean_answers(to, answers)
    again = migrating.judge(row, to, now=now)
    _move(_Move(held, row, to, again.clocks, by=who.account, filing=given), actor=actor, now=now)
    CaseRow.objects.filter(pk=row.pk).update(
        form=row.form, materials=[asdict(one) for one in given.materials], attributes=given.attributes
    )
    _answer(offer, VersionOffer.Answer.ACCEPTED, now=now)


@transaction.atomic
def decline_version(*, case: CaseId, actor: Actor, now: datetime) -> None:
    """The applicant stays with the version that the case was filed under. Refuses as `accept_version`."""
    held, offer = _offered(case, actor)
    who = held.applicant(actor, "supplement", now=now)
    declined = VersionDeclined(str(case), offer.version_id, who.account)
    store.remember(held, rules.decline_version(held.case, declined), actor=actor, now=now)
    _answer(offer, VersionOffer.Answer.DECLINED, now=now)


@dataclass(slots=True)
class _Move:
    """A case that moves: what it was, where it goes, which clocks are shortened, what was filed for it (if asked)."""

    held: Held
    row: CaseRow
    to: catalogue.Procedure
    shortened: tuple[Shortened, ...]
    by: str
    filing: rules.Filing | None = None
    plans: tuple[TrackPlan, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.plans = planning.plan_of(self.to)

    @property
    def is_accepted(self) -> bool:
        return self.row.accepted_at is not None


def _move(move: _Move, *, actor: Actor, now: datetime) -> None:
    held, row = move.held, move.row
    agencies = _agencies(move, now=now) if move.is_accepted else {}
    migrated = CaseMigrated(
        case=str(held.id),
        from_version=row.version_id,
        version=move.to.version_id,
        digest=move.to.digest,
        tracks=move.plans,
        agencies={name: str(one.id) for name, one in agencies.items()},
        clocks=tuple(_pinned(one) for one in move.shortened),
        asked=move.filing is not None,
        materials=move.filing.materials if move.filing else _given(row),
        form_digest=move.filing.form_digest if move.filing else filing.digest_of(row.form),
        by=move.by,
    )
    happened = rules.migrate(held.case, migrated)
    if move.is_accepted:
        _write_steps(move, agencies, now=now)
    CaseRow.objects.filter(pk=row.pk).update(
        version=move.to.version_id,
        digest=move.to.digest,
        title_zh=move.to.title.zh,
        title_en=move.to.title.en,
        agency_rows={**row.agency_rows, **{str(one.id): one.pk for one in agencies.values()}},
    )
    store.remember(held, happened, actor=actor, now=now)


def _pinned(one: Shortened) -> ClockPinned:
    """The clock as it is from now on: another length, from its own start."""
    return replace(
        clocks.as_event(one.row),
        parameter=one.spec.parameter,
        amount=one.spec.duration.amount,
        unit=one.spec.duration.unit.value,
        source=one.spec.source,
        due_on=one.after.isoformat() if one.after else None,
    )


def _given(row: CaseRow) -> tuple[MaterialGiven, ...]:
    return tuple(filing.given_before(row))


def _agencies(move: _Move, *, now: datetime) -> dict[str, registry.AgencyView]:
    """The agency of every step, by `track.step`, that another agency than the item's does."""
    day = law_day(now)
    return {
        f"{plan.key}.{step.id}": registry.get_agency(move.row.region, step.role, on=day)
        for plan in move.plans
        for step in plan.steps
        if step.role
    }


def _write_steps(move: _Move, agencies: Mapping[str, registry.AgencyView], *, now: datetime) -> None:
    """The rows of the steps as the new plan has them; those that are done keep who did them and when."""
    own = move.row.steps.exclude(track="").exclude(step__in=following.EXTRA)
    known = {(one.track, one.step): one for one in own}
    decided = {track.key for track in move.held.case.tracks if track.decision is not None}
    wanted: list[StepRow] = []
    names = [(plan, step) for plan in move.plans for step in plan.steps]
    for place, (plan, step) in enumerate(names, start=1):
        row = known.pop((plan.key, step.id), None)
        if row is None and plan.key in decided:
            continue
        row = row or StepRow(case=move.row, track=plan.key, step=step.id, region=move.row.region, state="waiting")
        track = move.to.track(plan.key)
        title = track.step(step.id).title
        row.place, row.duty, row.decides = place, step.duty, step.decides
        row.agency_id = _agency(move, plan, agencies.get(f"{plan.key}.{step.id}"))
        row.track_zh, row.track_en = track.title.zh, track.title.en
        row.title_zh, row.title_en = title.zh, title.en
        wanted.append(row)
    StepRow.objects.filter(pk__in=[one.pk for one in known.values()]).delete()
    StepRow.objects.bulk_create([one for one in wanted if one.pk is None])
    StepRow.objects.bulk_update(
        [one for one in wanted if one.pk is not None],
        ["place", "duty", "decides", "agency", "track_zh", "track_en", "title_zh", "title_en"],
    )


def _agency(move: _Move, plan: TrackPlan, other: registry.AgencyView | None) -> int:
    if other is not None:
        return other.pk
    track = move.held.case.track(plan.key)
    agency = track.agency if track and track.agency else move.held.case.agency
    return move.held.agency_rows[agency]


def _read(held: Held, version: int, *, now: datetime) -> tuple[CaseRow, catalogue.Procedure]:
    row = CaseRow.objects.select_related("subject").get(pk=held.pk)
    to = catalogue.get_version(version, on=law_day(now))
    if to.key != row.procedure:
        raise Refusal("cases.migration.other_procedure", procedure=to.title)
    return row, migrating.narrowed(row, to) or to


def _offered(case: CaseId, actor: Actor) -> tuple[Held, VersionOffer]:
    held = store.lock(case)
    authz.require(actor, "answer_offer", held.row, resource=CASE)
    offer = VersionOffer.objects.filter(case=held.pk, answer=OPEN).order_by("-pk").first()
    if offer is None:
        raise Refusal("cases.offer.none")
    return held, offer


def _answer(offer: VersionOffer, answer: str, *, now: datetime) -> None:
    VersionOffer.objects.filter(pk=offer.pk).update(answer=answer, answered_at=now)
