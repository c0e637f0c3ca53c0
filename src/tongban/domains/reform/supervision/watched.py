"""Points, observers and faults, as the office keeps them and as an observer sees them."""

from datetime import date, datetime

from django.db.models import Count as Counted
from django.db.models import Q, QuerySet

from tongban.domains.reform.ids import FaultId, FindingId, ObserverId, PointId
from tongban.domains.reform.supervision.answers import FaultView, ObserverView, PointView
from tongban.domains.reform.supervision.authz import FAULT, OBSERVING
from tongban.domains.reform.supervision.models import FaultRow, ObserverRow, PointRow
from tongban.domains.reform.supervision.observing import watching
from tongban.domains.reform.supervision.states import State, standing_of
from tongban.domains.reform.supervision.telling import tell
from tongban.kernel import authz, events
from tongban.kernel import evidence as kept
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId


def list_points(region: str, *, on: date) -> list[PointView]:
    """The open observation points of a region with how many observers each has; for everybody: it names nobody."""
    rows = PointRow.objects.filter(Q(until=None) | Q(until__gt=on), region=region, since__lte=on)
    running = Counted("observers", filter=Q(observers__until=None) | Q(observers__until__gt=on))
    return [
        PointView(PointId(row.uuid), row.name, row.kind, row.address, row.since, count)
        for row, count in ((row, row.running) for row in rows.annotate(running=running).order_by("name"))
    ]


def list_observers(region: str, *, actor: authz.Actor, on: date) -> list[ObserverView]:
    """The observers of a region, for the office that keeps them."""
    rows = ObserverRow.objects.filter(Q(until=None) | Q(until__gt=on), region=region)
    kept_rows = authz.visible(actor, "keep", rows, resource=OBSERVING)
    return [_observer(row) for row in _named(kept_rows).order_by("capacity", "pk")]


def may_keep(region: str, actor: authz.Actor) -> bool:
    """Whether the actor keeps points and observers of this region."""
    return authz.may(actor, "keep", PointRow(region=region), resource=OBSERVING)


def list_own_posts(actor: authz.Actor, *, now: datetime) -> list[ObserverView]:
    """Where the account itself is an observer; empty for whoever is none."""
    if actor.account_id is None:
        return []
    return [_observer(row) for row in _named(ObserverRow.objects.filter(watching(actor, on=now))).order_by("pk")]


def list_faults(*, actor: authz.Actor, today: date, region: str = "", state: str = "") -> list[FaultView]:
    """Reported faults that the actor may see, those that wait first, then the latest; without their history."""
    rows = authz.visible(actor, "view", FaultRow.objects.all(), resource=FAULT)
    if region:
        rows = rows.filter(region=region)
    if state:
        rows = rows.filter(state=state)
    found = [_fault(row, actor, today=today, whole=False) for row in _with_parts(rows).order_by("-reported_at")[:200]]
    return sorted(found, key=lambda one: one.state != "reported")


def list_own_faults(actor: authz.Actor, *, today: date) -> list[FaultView]:
    """What the account itself reported, the latest first."""
    if actor.account_id is None:
        return []
    rows = FaultRow.objects.filter(observer__account=actor.account_id)
    return [_fault(row, actor, today=today, whole=False) for row in _with_parts(rows).order_by("-reported_at")[:200]]


def get_fault(fault: FaultId, *, actor: authz.Actor, today: date) -> FaultView:
    """A fault with its whole course. Refuses `reform.fault.unknown`."""
    rows = authz.visible(actor, "view", FaultRow.objects.filter(uuid=fault.value), resource=FAULT)
    row = _with_parts(rows).first()
    if row is None:
        raise Refusal("reform.fault.unknown", fault=str(fault))
    return _fault(row, actor, today=today, whole=True)


def get_fault_file(fault: FaultId, file: EvidenceId, *, actor: authz.Actor) -> tuple[kept.Evidence, bytes]:
    """A file that the observer gave. Refuses `reform.fault.unknown`, `kernel.evidence.unknown`."""
    rows = authz.visible(actor, "view", FaultRow.objects.filter(uuid=fault.value), resource=FAULT)
    row = rows.first()
    if row is None:
        raise Refusal("reform.fault.unknown", fault=str(fault))
    if str(file) not in row.evidence:
        raise Refusal("kernel.evidence.unknown", id=str(file))
    return kept.get(file)


def _with_parts(rows: QuerySet[FaultRow]) -> QuerySet[FaultRow]:
    return rows.select_related("observer__point", "finding")


def _named(rows: QuerySet[ObserverRow]) -> QuerySet[ObserverRow]:
    return rows.select_related("account", "point").annotate(reported=Counted("faults"))


def _observer(row: ObserverRow) -> ObserverView:
    return ObserverView(
        id=ObserverId(row.uuid),
        region=row.region,
        name=row.account.name,
        capacity=row.capacity,
        point=row.point.name if row.point else "",
        since=row.since,
        faults=getattr(row, "reported", 0),
    )


def _fault(row: FaultRow, actor: authz.Actor, *, today: date, whole: bool) -> FaultView:
    finding = getattr(row, "finding", None)
    state = State(finding.state) if finding else None
    history = tell(events.read(str(FaultId(row.uuid))), internal=False) if whole else ()
    if whole and finding:
        history = (*tell(events.read(str(FindingId(finding.uuid))), internal=False), *history)
    return FaultView(
        id=FaultId(row.uuid),
        region=row.region,
        unit=row.unit,
        text=row.text,
        state=row.state,
        reported_at=row.reported_at,
        answered_at=row.answered_at,
        reason=row.reason,
        capacity=row.observer.capacity,
        point=row.observer.point.name if row.observer.point else "",
        finding=FindingId(finding.uuid) if finding else None,
        number=finding.number if finding else "",
        standing=standing_of(state, due_on=finding.due_on, today=today) if finding and state else "",
        due_on=finding.due_on if finding else None,
        evidence=tuple(kept.describe(EvidenceId.parse(one)) for one in row.evidence) if whole else (),
        history=history,
        may_judge=row.state == "reported" and authz.may(actor, "judge", row, resource=FAULT),
    )
