"""What an applicant does: submit, bring what was missing, withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tongban.domains.cases import (
    clocks,
    filing,
    naming,
    pinning,
    planning,
    renewing,
    rules,
    signing,
    snapshot,
    store,
    taking,
)
from tongban.domains.cases.authz import CASE, account_of
from tongban.domains.cases.commands.drafts import remove
from tongban.domains.cases.filing import DeliveryIn, MaterialIn, given_before
from tongban.domains.cases.history import CaseSubmitted, Renewed
from tongban.domains.cases.ids import CaseId, DraftId
from tongban.domains.cases.models import CaseRow, Draft, StepRow
from tongban.domains.cases.serials import next_number
from tongban.domains.cases.state import Case, begin
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal

CHANNELS = ("online", "counter", "post", "terminal")
AUDIENCES = {"person": {"natural_person"}, "enterprise": {"enterprise"}}


def submit(
    *,
    procedure: str,
    region: str,
    subject: registry.SubjectId,
    form: Mapping[str, Any],
    materials: Sequence[MaterialIn] = (),
    situations: Mapping[str, str | bool] | None = None,
    promised: Sequence[str] = (),
    delivery: DeliveryIn | None = None,
    actor: Actor,
    now: datetime,
    draft: DraftId | None = None,
    key: str | None = None,
    channel: str = "online",
    precheck: bool = False,
) -> CaseId:
    """File an application for a subject that the actor may act for in this procedure; the case, waiting for acceptance.

    `channel` is online, counter, post or terminal. With `precheck` it is only looked at (预审) until the applicant
    confirms it. Where rules decide every item it is accepted and granted at once (秒批). The version of the procedure
    in force on that day in that region is pinned by id and digest, narrowed to the items that apply in these
    `situations`; `promised` names the items taken by commitment (告知承诺). The same `key` (or the same `draft`, which
    is discarded) of the same account gives the same case, however often it is sent.
    Refuses, with nothing written: `kernel.authz.denied`, `registry.…` for an unknown region, subject or agency or a
    delegation that has ended, `catalogue.…` for a procedure not offered there or not on the lists in force,
    `catalogue.situation.…`, `cases.submit.{audience,key_reused,channel_unknown}`, `cases.precheck.not_offered`,
    `cases.promise.…`, `cases.delivery.…`, `cases.form.invalid` (all `errors` at once), `cases.materials.missing`,
    `cases.materials.unknown`.
    """
    who = registry.get_subject(subject)
    if channel not in CHANNELS:
        raise Refusal("cases.submit.channel_unknown", given=channel[:20])
    once = key or (str(draft) if draft else None)
    asked = {"procedure": procedure, "region": region, "subject_id": who.pk}
    if found := _already(actor, once, asked):
        return found
    authz.require(actor, "submit", CaseRow(subject_id=who.pk, procedure=procedure), resource=CASE)
    offered = catalogue.get_procedure(procedure, region=region, on=law_day(now))
    catalogue.require_listed(offered, region=region, on=law_day(now))
    _require_audience(offered, who)
    offered = catalogue.narrow(offered, situations or {})
    if precheck and not all(track.conduct.precheck for track in offered.tracks):
        raise Refusal("cases.precheck.not_offered", procedure=offered.title)
    renews = renewing.renewals(offered, subject=subject, region=region, now=now)
    commitments = filing.check_promises(offered, promised)
    filer = filing.Filer(subject, actor, now)
    given = filing.check(offered, filer=filer, form=form, materials=materials, promised=commitments)
    row = _row(offered, given, subject=who, form=form, actor=actor, now=now)
    row.region, row.key, row.channel = region, once, channel
    row.delivery = filing.check_delivery(offered, delivery)
    row.status = "precheck" if precheck else "submitted"
    if _helps(actor, row):
        row.channel = "counter"
    lead = registry.get_agency(region, offered.lead_role, on=law_day(now))
    try:
        with transaction.atomic():
            filed = _submitted(row, offered, given, renews=renews, subject=subject, lead=lead, promised=commitments)
            case = _write(row, offered, filed, lead=lead, actor=actor, now=now, draft=draft)
            if _may_be_instant(offered) and not precheck:
                taking.take_in_at_once(store.lock(case), now=now)
            return case
    except (IntegrityError, Refusal):
        if found := _already(actor, once, asked):  # the same submission was faster by a moment
            return found
        raise


@transaction.atomic
def supplement(
    *, case: CaseId, form: Mapping[str, Any], materials: Sequence[MaterialIn] = (), actor: Actor, now: datetime
) -> None:
    """Bring what was asked for: the whole form again, and further materials (those already given stay).

    Checked as a submission is, against the pinned version. The window's days begin anew; before filing, it looks again.
    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.supplement.not_asked`, and what `submit` refuses about
    form and materials.
    """
    held = store.lock(case)
    authz.require(actor, "supplement", held.row, resource=CASE)
    rules.require_supplement_wanted(held.case)
    who = held.applicant(actor, "supplement", now=now)
    row = CaseRow.objects.select_related("subject").get(pk=held.pk)
    given = _checked(row, held.case, form=form, materials=materials, actor=actor, now=now)
    happened = rules.supplement(held.case, filing=given, who=who)
    store.remember(held, happened, actor=actor, now=now)
    row.status = held.case.status.value
    _receive(row, given, form=form, now=now)


@transaction.atomic
def confirm(
    *,
    case: CaseId,
    form: Mapping[str, Any] | None = None,
    materials: Sequence[MaterialIn] = (),
    actor: Actor,
    now: datetime,
) -> None:
    """File what was handed in for precheck, with the answers as they stand or with others: the law's days begin.

    Anybody may file, also against the window's word. Where rules decide every item it is granted at once. Refuses
    `cases.case.unknown`, `kernel.authz.denied`, `cases.confirm.not_precheck`, `cases.renewal.…`, and what `submit`
    refuses about form and materials.
    """
    held = store.lock(case)
    authz.require(actor, "confirm", held.row, resource=CASE)
    rules.require_unconfirmed(held.case)
    row = CaseRow.objects.select_related("subject").get(pk=held.pk)
    applicant, pinned = registry.SubjectId(row.subject.uuid), pinning.pinned(row, on=law_day(now))
    renewing.renewals(pinned, subject=applicant, region=row.region, now=now)  # its window is that of today
    answers = row.form if form is None else form
    given = _checked(row, held.case, form=answers, materials=materials, actor=actor, now=now)
    happened = rules.confirm(held.case, filing=given, who=held.applicant(actor, "confirm", now=now))
    store.remember(held, happened, actor=actor, now=now)
    row.status = held.case.status.value
    _receive(row, given, form=answers, now=now)
    taking.take_in_at_once(held, now=now)


def _checked(
    row: CaseRow,
    case: Case,
    *,
    form: Mapping[str, Any],
    materials: Sequence[MaterialIn],
    actor: Actor,
    now: datetime,
) -> rules.Filing:
    """What is handed in now with what is there already, against the pinned version."""
    return filing.check(
        pinning.pinned(row, on=law_day(now)),
        filer=filing.Filer(registry.SubjectId(row.subject.uuid), actor, now, CaseId(row.uuid)),
        form=form,
        materials=materials,
        before=given_before(row),
        kept=row.form,
        promised=[track.key for track in case.tracks if track.promised],
    )


def _receive(row: CaseRow, given: rules.Filing, *, form: Mapping[str, Any], now: datetime) -> None:
    """The papers are received now: the window's days count from here."""
    pinned = pinning.pinned(row, on=law_day(now))
    CaseRow.objects.filter(pk=row.pk).update(
        form=catalogue.clean_answers(pinned, form), materials=_plain(given), attributes=given.attributes, missing=[]
    )
    row.steps.filter(track="", step=store.INTAKE).update(opened_at=now, due_on=_answered_by(row, now=now))


@transaction.atomic
def withdraw(*, case: CaseId, reason: str = "", actor: Actor, now: datetime) -> None:
    """Take the application back. Its clocks stop and its open steps end.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `cases.withdraw.too_late`, `cases.withdraw.already_granted`.
    """
    held = store.lock(case)
    authz.require(actor, "withdraw", held.row, resource=CASE)
    who = held.applicant(actor, "withdraw", now=now)
    with naming.titles(held.pk):
        happened = rules.withdraw(held.case, reason=reason, who=who)
    store.remember(held, happened, actor=actor, now=now)


@transaction.atomic
def bring_tolerated(*, case: CaseId, material: str, evidence: Sequence[str], actor: Actor, now: datetime) -> None:
    """Bring a paper that was allowed to follow (容缺补齐), until the end of its last day.

    Refuses `cases.case.unknown`, `kernel.authz.denied`, `kernel.evidence.unknown`,
    `cases.tolerance.{too_late,nothing_given}`; conflict `cases.tolerance.not_wanted`.
    """
    held = store.lock(case)
    authz.require(actor, "bring_tolerated", held.row, resource=CASE)
    who = held.applicant(actor, "bring_tolerated", now=now)
    for file in evidence:
        filing.require_own(file, actor.label)
    instead = _held_by_law(held, material, actor=actor, now=now)
    with naming.titles(held.pk):
        happened = rules.bring_tolerated(
            held.case, material=material, evidence=evidence, today=law_day(now), who=who, held=instead
        )
    store.remember(held, happened, actor=actor, now=now)


def _held_by_law(held: store.Held, material: str, *, actor: Actor, now: datetime) -> str:
    """The licence that a law lets the agency take for a material now; nothing when there is none."""
    row = CaseRow.objects.select_related("subject").get(pk=held.pk)
    wanted = pinning.pinned(row).material(material)
    if wanted is None or wanted.ground is None:
        return ""
    filer = filing.Filer(registry.SubjectId(row.subject.uuid), actor, now, CaseId(row.uuid))
    return filing.look(wanted, filer=filer, form=row.form).credential or ""


def _helps(actor: Actor, row: CaseRow) -> bool:
    """Whether this is filed by a clerk for somebody at the window."""
    who = signing.applicant(actor, "submit", subject=row.subject_id, procedure=row.procedure)
    return Signature.parse(who.account).role == rules.HELPER


def _already(actor: Actor, key: str | None, asked: Mapping[str, object]) -> CaseId | None:
    """The case that this account has filed under this key. Another application under it is a mistake of the sender."""
    if key is None:
        return None
    row = CaseRow.objects.filter(submitted_by=actor.account_id, key=key).first()
    if row is None:
        return None
    if any(getattr(row, name) != value for name, value in asked.items()):
        raise Conflict("cases.submit.key_reused", number=row.number)
    return CaseId(row.uuid)


def _require_audience(procedure: catalogue.Procedure, subject: registry.SubjectView) -> None:
    if not AUDIENCES[subject.kind] & set(procedure.audience):
        raise Refusal("cases.submit.audience", procedure=procedure.title, name=subject.name)


def _row(
    procedure: catalogue.Procedure,
    given: rules.Filing,
    *,
    subject: registry.SubjectView,
    form: Mapping[str, Any],
    actor: Actor,
    now: datetime,
) -> CaseRow:
    return CaseRow(
        status="submitted",
        procedure=procedure.key,
        package=procedure.is_package,
        title_zh=procedure.title.zh,
        title_en=procedure.title.en,
        version_id=procedure.version_id,
        digest=procedure.digest,
        subject_id=subject.pk,
        submitted_by_id=account_of(actor),
        form=catalogue.clean_answers(procedure, form),
        materials=_plain(given),
        attributes=given.attributes,
        situations=dict(procedure.situation),
        submitted_at=now,
    )


def _submitted(
    row: CaseRow,
    procedure: catalogue.Procedure,
    given: rules.Filing,
    *,
    renews: tuple[Renewed, ...],
    subject: registry.SubjectId,
    lead: registry.AgencyView,
    promised: tuple[str, ...],
) -> CaseSubmitted:
    """What is filed, without its number, which is given when nothing can fail any more."""
    return CaseSubmitted(
        case=str(CaseId(row.uuid)),
        number="",
        procedure=row.procedure,
        version=row.version_id,
        digest=row.digest,
        region=row.region,
        subject=str(subject),
        package=row.package,
        agency=str(lead.id),
        tracks=planning.plan_of(procedure),
        materials=given.materials,
        attributes=given.attributes,
        form_digest=given.form_digest,
        by="",
        channel=row.channel,
        precheck=row.status == "precheck",
        renews=renews,
        situations=dict(procedure.situation),
        promised=promised,
    )


def _write(
    row: CaseRow,
    procedure: catalogue.Procedure,
    filed: CaseSubmitted,
    *,
    lead: registry.AgencyView,
    actor: Actor,
    now: datetime,
    draft: DraftId | None,
) -> CaseId:
    """Everything that was checked, in one go; the row of the number is locked for these lines only."""
    case = CaseId(row.uuid)
    who = signing.applicant(actor, "submit", subject=row.subject_id, procedure=row.procedure)
    signing.require_still(who, case=str(case), actor=actor, now=now)
    row.agency_id = lead.pk
    intake = _intake_step(row, procedure, lead=lead, now=now)
    row.number = next_number(row.region, law_day(now))
    submitted = replace(filed, number=row.number, by=who.account)
    head = events.append(str(case), [submitted], actor=who.account, at=now, after=events.START)
    row.state = snapshot.dump(begin(submitted))
    row.head_number, row.head_hash = head.number, head.hash
    row.save(force_insert=True)
    intake.case = row  # its row exists from here on
    intake.save(force_insert=True)
    if draft is not None:
        remove(Draft.objects.filter(uuid=draft.value, account=actor.account_id))
    return case


def _intake_step(row: CaseRow, procedure: catalogue.Procedure, *, lead: registry.AgencyView, now: datetime) -> StepRow:
    return StepRow(
        step=store.INTAKE,
        region=row.region,
        agency_id=lead.pk,
        duty=procedure.accept_duty,
        place=0,
        state="open",
        due_on=_answered_by(row, now=now),
        opened_at=now,
    )


def _answered_by(row: CaseRow, *, now: datetime) -> date | None:
    """The window's last day: by law from filing, by promise for a precheck."""
    due = clocks.precheck_due_on if row.status == "precheck" else clocks.intake_due_on
    return due(row.region, now=now)


def _may_be_instant(procedure: catalogue.Procedure) -> bool:
    return all(track.conduct.instant is not None for track in procedure.tracks)


def _plain(given: rules.Filing) -> list[dict[str, Any]]:
    return [asdict(material) for material in given.materials]
