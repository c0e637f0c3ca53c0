"""Observation points and observers (观测点, 观察员), and the faults that observers report."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from tongban.domains.reform.handing import given
from tongban.domains.reform.ids import FaultId, FindingId, ObserverId, PointId
from tongban.domains.reform.supervision import events as told
from tongban.domains.reform.supervision import letters, rules, store
from tongban.domains.reform.supervision.authz import FAULT, OBSERVING
from tongban.domains.reform.supervision.inspecting import Found, enter_finding
from tongban.domains.reform.supervision.models import FaultRow, ObserverRow, PointRow
from tongban.domains.reform.supervision.states import Capacity, PointKind
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.authz import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId

MOST_A_DAY = 20


@transaction.atomic
def open_point(region: str, name: str, *, kind: str, address: str = "", actor: Actor, now: datetime) -> PointId:
    """Open an observation point. Refuses `kernel.authz.denied`, `reform.point.{name,kind,address,twice}`."""
    row = PointRow(region=region, since=law_day(now))
    authz.require(actor, "keep", row, resource=OBSERVING)
    if kind not in set(PointKind):
        raise Refusal("reform.point.kind", given=kind[:40])
    row.kind = kind
    row.name = rules.clean(name, code="reform.point.name", longest=120)
    row.address = address.strip()
    if len(row.address) > rules.LONGEST_LINE:
        raise Refusal("reform.point.address", longest=rules.LONGEST_LINE)
    if PointRow.objects.filter(region=region, name=row.name, until=None).exists():
        raise Refusal("reform.point.twice", name=row.name)
    row.save()
    opened = told.PointOpened(str(PointId(row.uuid)), region, row.name, row.kind, row.address)
    _append(opened.point, region, opened, actor=actor, now=now)
    return PointId(row.uuid)


@transaction.atomic
def end_point(point: PointId, *, actor: Actor, now: datetime) -> None:
    """Close a point with the end of today; its observers stay. Refuses `reform.point.unknown`."""
    row = PointRow.objects.select_for_update().filter(uuid=point.value, until=None).first()
    if row is None or not authz.may(actor, "keep", row, resource=OBSERVING):
        raise Refusal("reform.point.unknown", point=str(point))
    row.until = law_day(now) + timedelta(days=1)
    row.save(update_fields=["until"])
    _append(str(point), row.region, told.PointEnded(str(point), law_day(now)), actor=actor, now=now)


@transaction.atomic
def name_observer(
    region: str,
    username: str,
    *,
    capacity: str,
    point: PointId | None = None,
    actor: Actor,
    now: datetime,
) -> ObserverId:
    """Name the log-in of a person or enterprise as an observer: `deputy`, `member`, `enterprise` or `resident`.

    Refuses `kernel.authz.denied`, `reform.observer.{capacity,account,staff,twice}`, `reform.point.unknown`.
    """
    row = ObserverRow(region=region, capacity=capacity, since=law_day(now))
    authz.require(actor, "keep", row, resource=OBSERVING)
    if capacity not in set(Capacity):
        raise Refusal("reform.observer.capacity", given=capacity[:40])
    account = next(iter(registry.find_accounts(username.strip()[:150])), None)
    if account is None or not account.is_active:
        raise Refusal("reform.observer.account", username=username[:60])
    if account.kind == "staff":
        raise Refusal("reform.observer.staff")
    if ObserverRow.objects.filter(region=region, account=account.pk, until=None).exists():
        raise Refusal("reform.observer.twice")
    row.account_id = account.pk
    row.point = _point(region, point) if point else None
    row.save()
    named = told.ObserverNamed(
        str(ObserverId(row.uuid)), region, str(account.id), capacity=capacity, point=str(point or "")
    )
    _append(named.observer, region, named, actor=actor, now=now)
    return ObserverId(row.uuid)


@transaction.atomic
def end_observer(observer: ObserverId, *, actor: Actor, now: datetime) -> None:
    """The observer reports no more after today; what was reported goes its way. Refuses `reform.observer.unknown`."""
    row = ObserverRow.objects.select_for_update().filter(uuid=observer.value, until=None).first()
    if row is None or not authz.may(actor, "keep", row, resource=OBSERVING):
        raise Refusal("reform.observer.unknown", observer=str(observer))
    row.until = law_day(now) + timedelta(days=1)
    row.save(update_fields=["until"])
    _append(str(observer), row.region, told.ObserverEnded(str(observer), law_day(now)), actor=actor, now=now)


@transaction.atomic
def report_fault(
    observer: ObserverId,
    text: str,
    *,
    unit: str,
    evidence: Sequence[EvidenceId] = (),
    actor: Actor,
    now: datetime,
) -> FaultId:
    """Report what the observer saw at a unit (as he spells it).

    Refuses `reform.observer.{unknown,ended}`, `reform.fault.{text,unit,too_many}`, `reform.evidence.…`.
    """
    watching = ObserverRow.objects.select_for_update().filter(uuid=observer.value).first()
    if watching is None or not authz.may(actor, "report", watching, resource=OBSERVING):
        raise Refusal("reform.observer.unknown", observer=str(observer))
    today = law_day(now)
    if watching.until is not None and watching.until <= today:
        raise Refusal("reform.observer.ended")
    if watching.faults.filter(reported_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Refusal("reform.fault.too_many", most=MOST_A_DAY)
    row = FaultRow(
        region=watching.region,
        observer=watching,
        unit=rules.clean(unit, code="reform.fault.unit", longest=120),
        text=rules.clean(text, code="reform.fault.text"),
        evidence=list(rules.files(given(evidence, actor))),
        reported_at=now,
    )
    row.save()
    fault = str(FaultId(row.uuid))
    reported = told.FaultReported(
        fault, row.region, str(observer), unit=row.unit, text=row.text, evidence=tuple(row.evidence)
    )
    events.append(fault, [reported], actor=actor.label, at=now, after=events.START)
    letters.tell_office_of_fault(row, now=now)
    return FaultId(row.uuid)


@transaction.atomic
def accept_fault(fault: FaultId, found: Found, *, actor: Actor, now: datetime) -> FindingId:
    """The fault becomes a finding, in the office's own words, with the observer's files.

    Refuses `reform.fault.{unknown,answered}`, what a finding refuses.
    """
    row = _hold_fault(fault, actor)
    finding = enter_finding(row.region, found, fault=row, trusted=row.evidence, actor=actor, now=now)
    row.state, row.answered_at = "accepted", now
    row.save(update_fields=["state", "answered_at"])
    _append(str(fault), row.region, told.FaultAccepted(str(finding)), actor=actor, now=now)
    letters.tell_observer(row, "accepted", now=now)
    return finding


@transaction.atomic
def answer_fault(fault: FaultId, reason: str, *, actor: Actor, now: datetime) -> None:
    """It is no finding; the observer is told why. Refuses `reform.fault.{unknown,answered,reason}`."""
    row = _hold_fault(fault, actor)
    row.reason = rules.clean(reason, code="reform.fault.reason")
    row.state, row.answered_at = "answered", now
    row.save(update_fields=["state", "answered_at", "reason"])
    _append(str(fault), row.region, told.FaultAnswered(row.reason), actor=actor, now=now)
    letters.tell_observer(row, "answered", now=now)


def watching(actor: Actor, *, on: datetime) -> Q:
    """The observers that an account is on a day."""
    today = law_day(on)
    return Q(account=actor.account_id, since__lte=today) & (Q(until=None) | Q(until__gt=today))


def _hold_fault(fault: FaultId, actor: Actor) -> FaultRow:
    rows = FaultRow.objects.select_for_update(of=("self",)).select_related("observer__account")
    row = rows.filter(uuid=fault.value).first()
    if row is None or not authz.may(actor, "view", row, resource=FAULT):
        raise Refusal("reform.fault.unknown", fault=str(fault))
    authz.require(actor, "judge", row, resource=FAULT)
    if row.state != "reported":
        raise Refusal("reform.fault.answered")
    return row


def _point(region: str, point: PointId) -> PointRow:
    row = PointRow.objects.filter(uuid=point.value, region=region, until=None).first()
    if row is None:
        raise Refusal("reform.point.unknown", point=str(point))
    return row


def _append(stream: str, region: str, happened: object, *, actor: Actor, now: datetime) -> None:
    events.append(stream, [happened], actor=store.office_signature(region, actor), at=now)
