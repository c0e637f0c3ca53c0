"""Inspections and what they find."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from tongban.domains.reform.handing import given
from tongban.domains.reform.ids import FaultId, FindingId, InspectionId, MeasureId, PlanId
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan
from tongban.domains.reform.supervision import events as told
from tongban.domains.reform.supervision import letters, rules, store
from tongban.domains.reform.supervision.authz import FINDING, INSPECTION
from tongban.domains.reform.supervision.models import FaultRow, FindingRow, InspectionRow
from tongban.domains.reform.supervision.states import InspectionKind, Method
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId

REPLY_DAYS = timedelta(days=5)
"""How long an agency has to reply to a finding: a choice of the platform; the plans name no number."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """What an inspection looks at: a plan, measures, agencies; any of them may be left out, not all."""

    plan: PlanId | None = None
    measures: tuple[MeasureId, ...] = ()
    agencies: tuple[registry.AgencyId, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What is recorded of a finding: at which agency, about which measure if about one, how bad, the words."""

    agency: registry.AgencyId
    matter: str
    severity: str
    text: str
    measure: MeasureId | None = None


@transaction.atomic
def open_inspection(
    region: str,
    title: str,
    *,
    kind: str,
    method: str,
    subject: Subject,
    held_on: date,
    actor: Actor,
    now: datetime,
) -> InspectionId:
    """Put an inspection on record: `daily` or `special`, by `window`, `open`, `undercover`, `records` or `interview`.

    Refuses `kernel.authz.denied`, `reform.inspection.{kind,method,title,subject,day}`, `reform.plan.not_here`,
    `reform.measure.unknown`, `registry.agency.not_found`.
    """
    row = InspectionRow(region=region, held_on=held_on, opened_at=now)
    authz.require(actor, "inspect", row, resource=INSPECTION)
    _require_words(kind, method)
    row.kind, row.method = kind, method
    row.title = rules.clean(title, code="reform.inspection.title", longest=rules.LONGEST_LINE)
    if abs((held_on - law_day(now)).days) > 366:
        raise Refusal("reform.inspection.day", day=held_on)
    if not (subject.plan or subject.measures or subject.agencies):
        raise Refusal("reform.inspection.subject")
    row.plan = _plan(region, subject.plan) if subject.plan else None
    measures = [measure_row(region, one) for one in subject.measures[:MOST]]
    agencies = registry.list_agencies_by_id(subject.agencies[:MOST])
    row.save()
    row.measures.set(measures)
    row.agencies.set([one.pk for one in agencies.values()])
    opened = told.InspectionOpened(
        inspection=str(InspectionId(row.uuid)),
        region=region,
        kind=kind,
        method=method,
        title=row.title,
        plan=str(subject.plan or ""),
        measures=tuple(str(one) for one in subject.measures[:MOST]),
        agencies=tuple(str(one) for one in agencies),
        held_on=held_on,
    )
    _append(row, opened, actor=actor, now=now)
    return InspectionId(row.uuid)


@transaction.atomic
def record_finding(
    inspection: InspectionId,
    found: Found,
    *,
    evidence: Sequence[EvidenceId] = (),
    actor: Actor,
    now: datetime,
) -> FindingId:
    """Record a problem found at an agency; the agency is told and may reply within five days.

    Refuses `reform.inspection.{unknown,closed}`, what `enter_finding` refuses.
    """
    row = _hold(inspection, actor)
    if row.closed_at is not None:
        raise Refusal("reform.inspection.closed")
    return enter_finding(row.region, found, inspection=row, evidence=evidence, actor=actor, now=now)


@transaction.atomic
def close_inspection(inspection: InspectionId, result: str, *, actor: Actor, now: datetime) -> None:
    """No more findings come of it; the orders run on. Refuses `reform.inspection.{unknown,closed,result}`."""
    row = _hold(inspection, actor)
    if row.closed_at is not None:
        raise Refusal("reform.inspection.closed")
    row.result = rules.clean(result, code="reform.inspection.result")
    row.closed_at = now
    row.save(update_fields=["result", "closed_at"])
    _append(row, told.InspectionClosed(row.result, row.findings.count()), actor=actor, now=now)


def enter_finding(
    region: str,
    found: Found,
    *,
    inspection: InspectionRow | None = None,
    fault: FaultRow | None = None,
    evidence: Sequence[EvidenceId] = (),
    trusted: Sequence[str] = (),
    actor: Actor,
    now: datetime,
) -> FindingId:
    """A finding of an inspection or of a fault, inside the caller's transaction. `trusted`: files given by others.

    Refuses `kernel.authz.denied`, `reform.finding.{matter,severity,words}`, `reform.order.own_agency`,
    `registry.agency.not_found`, `reform.measure.unknown`, `reform.evidence.…`.
    """
    rules.require_words(matter=found.matter, severity=found.severity)
    agency = registry.get_agency_by_id(found.agency)
    row = FindingRow(region=region, inspection=inspection, fault=fault, agency_id=agency.pk, recorded_at=now)
    authz.require(actor, "govern", row, resource=FINDING)
    if store.is_of_agency(actor, row):
        raise Refusal("reform.order.own_agency", agency=agency.short.zh)
    if found.measure is not None:
        row.measure = measure_row(region, found.measure)
    row.matter, row.severity = found.matter, found.severity
    row.text = rules.clean(found.text, code="reform.finding.words")
    row.reply_by = law_day(now) + REPLY_DAYS
    files = rules.files([*given(evidence, actor), *trusted])
    recorded = told.FindingRecorded(
        finding=str(FindingId(row.uuid)),
        region=region,
        inspection=str(InspectionId(inspection.uuid)) if inspection else "",
        fault=str(FaultId(fault.uuid)) if fault else "",
        agency=str(found.agency),
        measure=str(found.measure or ""),
        matter=found.matter,
        severity=found.severity,
        text=row.text,
        evidence=files,
        reply_by=row.reply_by,
    )
    store.begin(row, recorded, actor=actor, now=now)
    letters.tell_agency(row, "recorded", now=now, day=row.reply_by)
    return FindingId(row.uuid)


def measure_row(region: str, measure: MeasureId) -> LedgerMeasure:
    """A measure of the region or below it. Refuses `reform.measure.unknown`."""
    rows = LedgerMeasure.objects.filter(uuid=measure.value, region__in=registry.subtree(region))
    row = rows.first()
    if row is None:
        raise Refusal("reform.measure.unknown", measure=str(measure))
    return row


def _plan(region: str, plan: PlanId) -> LedgerPlan:
    row = LedgerPlan.objects.filter(uuid=plan.value, region__in=registry.subtree(region)).first()
    if row is None:
        raise Refusal("reform.plan.not_here", plan=str(plan))
    return row


def _require_words(kind: str, method: str) -> None:
    if kind not in set(InspectionKind):
        raise Refusal("reform.inspection.kind", given=kind[:40])
    if method not in set(Method):
        raise Refusal("reform.inspection.method", given=method[:40])


def _hold(inspection: InspectionId, actor: Actor) -> InspectionRow:
    row = InspectionRow.objects.select_for_update().filter(uuid=inspection.value).first()
    if row is None or not authz.may(actor, "view", row, resource=INSPECTION):
        raise Refusal("reform.inspection.unknown", inspection=str(inspection))
    authz.require(actor, "inspect", row, resource=INSPECTION)
    return row


def _append(row: InspectionRow, happened: object, *, actor: Actor, now: datetime) -> None:
    by = store.office_signature(row.region, actor)
    events.append(str(InspectionId(row.uuid)), [happened], actor=by, at=now)
