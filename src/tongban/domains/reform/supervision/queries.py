"""Inspections, findings with their orders, and what the public reads, as whoever asks may see them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count as Counted
from django.db.models import Q, QuerySet

from tongban.domains.reform.ids import FaultId, FindingId, InspectionId, MeasureId, PlanId
from tongban.domains.reform.ledger.store import acts_of
from tongban.domains.reform.supervision.acts import acts_of_reader
from tongban.domains.reform.supervision.answers import Count, ExposureView, FindingView, InspectionView, OrderView
from tongban.domains.reform.supervision.authz import FINDING, INSPECTION
from tongban.domains.reform.supervision.definitions import SupervisionRule
from tongban.domains.reform.supervision.life import Life, live
from tongban.domains.reform.supervision.models import FindingRow, InspectionRow, StepRow
from tongban.domains.reform.supervision.proposing import Issued, propose
from tongban.domains.reform.supervision.reading import issued, rules_of
from tongban.domains.reform.supervision.states import Standing, State, Step, Tolerance
from tongban.domains.reform.supervision.telling import tell
from tongban.domains.reform.supervision.viewing import finding_view, step_view, with_parts
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel import evidence as kept
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId

WORST = tuple(Standing)
MOST = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings: of a region (and below), of agencies, of a measure, of an inspection; only one standing; only
    with an order; with some words in them."""

    region: str = ""
    agencies: frozenset[registry.AgencyId] | None = None
    measure: MeasureId | None = None
    inspection: InspectionId | None = None
    standing: str = ""
    agency: str = ""
    matter: str = ""
    words: str = ""


def list_findings(wanted: Wanted, *, actor: authz.Actor, today: date) -> tuple[FindingView, ...]:
    """The worst first: the longest overdue, near their day, answered, ordered, recorded, closed; at most 500."""
    rows = with_parts(_narrowed(authz.visible(actor, "view", FindingRow.objects.all(), resource=FINDING), wanted))
    found = [finding_view(row, today=today) for row in rows.order_by("closed_on", "due_on", "-pk")[: 4 * MOST]]
    shown = [one for one in found if not wanted.standing or one.standing == wanted.standing]
    return tuple(sorted(shown, key=_worst))[:MOST]


def count_standings(wanted: Wanted, *, actor: authz.Actor, today: date) -> Counter[Standing]:
    """How many findings of each standing."""
    whole = Wanted(wanted.region, wanted.agencies, wanted.measure, inspection=wanted.inspection)
    return Counter(one.standing for one in list_findings(whole, actor=actor, today=today))


def get_order(finding: FindingId, *, actor: authz.Actor, today: date) -> OrderView:
    """A finding with everything that happened to it. Refuses `reform.finding.unknown`."""
    row = _seen(finding, actor)
    recorded = events.read(str(finding))
    life = live(Life(), acts_of(recorded))
    governs = authz.may(actor, "govern", row, resource=FINDING)
    sees_source = authz.may(actor, "view", row.inspection, resource=INSPECTION) if row.inspection else governs
    return OrderView(
        finding=finding_view(row, today=today),
        inspection=InspectionId(row.inspection.uuid) if row.inspection and sees_source else None,
        inspection_title=row.inspection.title if row.inspection and sees_source else "",
        fault=FaultId(row.fault.uuid) if row.fault and governs else None,
        evidence=tuple(kept.describe(EvidenceId.parse(one)) for one in life.evidence),
        steps=tuple(step_view(one, finding) for one in row.steps.all()),
        call_ins=life.open_call_ins,
        history=tell(recorded),
        proposals=propose_for(row, today=today) if governs else (),
        weighed=life.weighed if governs else "",
        acts=acts_of_reader(row, life, actor=actor, today=today),
    )


def get_file(finding: FindingId, file: EvidenceId, *, actor: authz.Actor) -> tuple[kept.Evidence, bytes]:
    """A file of a finding, compared with its digest. Refuses `reform.finding.unknown`, `kernel.evidence.unknown`."""
    _seen(finding, actor)
    life = live(Life(), acts_of(events.read(str(finding))))
    if str(file) not in life.evidence:
        raise Refusal("kernel.evidence.unknown", id=str(file))
    return kept.get(file)


def list_proposals(region: str, *, actor: authz.Actor, today: date) -> list[tuple[FindingView, SupervisionRule]]:
    """What the rules propose for the running orders of a region that the actor governs, the worst first."""
    rows = authz.visible(actor, "govern", FindingRow.objects.filter(region=region), resource=FINDING)
    running = with_parts(rows.filter(state__in=(State.ORDERED, State.ANSWERED)))
    rules, others = rules_of(region), _orders(region)
    found = [
        (finding_view(row, today=today), rule)
        for row in running
        for rule in propose(rules, _with_steps(row), others, today=today)
    ]
    return sorted(found, key=lambda one: _worst(one[0]))


def propose_for(row: FindingRow, *, today: date) -> tuple[SupervisionRule, ...]:
    """What the rules propose for one order. The row comes from `with_parts`."""
    if not row.number:
        return ()
    return propose(rules_of(row.region), _with_steps(row), _orders(row.region), today=today)


def list_inspections(region: str, *, actor: authz.Actor, limit: int = 100) -> list[InspectionView]:
    """The inspections of a region and those below it, the latest first."""
    rows = InspectionRow.objects.filter(region__in=registry.subtree(region))
    seen = _counted(authz.visible(actor, "view", rows, resource=INSPECTION))
    return [_inspection(row, actor) for row in seen.order_by("-held_on", "-pk")[:limit]]


def get_inspection(inspection: InspectionId, *, actor: authz.Actor) -> InspectionView:
    """Refuses `reform.inspection.unknown`."""
    rows = InspectionRow.objects.filter(uuid=inspection.value)
    row = _counted(authz.visible(actor, "view", rows, resource=INSPECTION)).first()
    if row is None:
        raise Refusal("reform.inspection.unknown", inspection=str(inspection))
    return _inspection(row, actor)


def may_inspect(region: str, actor: authz.Actor) -> bool:
    """Whether the actor inspects in this region."""
    return authz.may(actor, "inspect", InspectionRow(region=region), resource=INSPECTION)


def list_exposures(region: str = "", *, limit: int = 100) -> list[ExposureView]:
    """What is published now, the latest first; for everybody. A withdrawn one is not there any more."""
    rows = StepRow.objects.filter(kind=Step.EXPOSURE, ended_at=None).select_related("finding__agency")
    if region:
        rows = rows.filter(region__in=registry.subtree(region))
    return [
        ExposureView(
            agency_name=Text(zh=row.finding.agency.name_zh, en=row.finding.agency.name_en),
            title=row.title,
            wording=row.text,
            matter=row.finding.matter,
            published_at=row.taken_at,
            closed_on=row.finding.closed_on,
            tells="corrected" if row.finding.closed_on else "running",
        )
        for row in rows.order_by("-taken_at", "-pk")[:limit]
    ]


def counts(region: str, period: str, *, today: date) -> dict[registry.AgencyId, Count]:
    """The orders of a region's agencies that were issued in a year (`2026`) or month (`2026-03`), for an assessment.

    The caller has asked whether the reader may see assessments. Refuses `reform.order.period`.
    """
    first, after = _period(period)
    rows = FindingRow.objects.filter(region=region, issued_on__gte=first, issued_on__lt=after)
    found: dict[registry.AgencyId, Count] = {}
    for row in rows.exclude(state=State.DISMISSED).select_related("agency").order_by("agency_id", "pk"):
        agency = registry.AgencyId(row.agency.uuid)
        found[agency] = _add(found.get(agency, Count()), row, today=today)
    return found


def _add(count: Count, row: FindingRow, *, today: date) -> Count:
    if row.tolerance == Tolerance.TOLERATED:
        return Count(
            count.orders + 1,
            count.on_time,
            count.overdue,
            repeated=count.repeated,
            running=count.running,
            tolerated=count.tolerated + 1,
        )
    late = row.was_late or (row.state == State.ORDERED and row.due_on is not None and row.due_on < today)
    closed = row.state == State.CLOSED
    return Count(
        count.orders + 1,
        count.on_time + (closed and not late),
        count.overdue + late,
        repeated=count.repeated + row.is_repeated,
        running=count.running + (not closed and not late),
        tolerated=count.tolerated,
    )


def _period(period: str) -> tuple[date, date]:
    parts = period.split("-")
    known = all(part.isascii() and part.isdigit() for part in parts) and [len(p) for p in parts] in ([4], [4, 2])
    numbers = [int(part) for part in parts] if known else [0]
    if not 1900 <= numbers[0] <= 9998 or (len(numbers) == 2 and not 1 <= numbers[1] <= 12):
        raise Refusal("reform.order.period", period=period[:20])
    if len(numbers) == 1:
        return date(numbers[0], 1, 1), date(numbers[0] + 1, 1, 1)
    year, month = numbers
    return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)


def _narrowed(rows: QuerySet[FindingRow], wanted: Wanted) -> QuerySet[FindingRow]:
    if wanted.region:
        rows = rows.filter(region__in=registry.subtree(wanted.region))
    if wanted.agencies is not None:
        rows = rows.filter(agency__uuid__in=[one.value for one in wanted.agencies])
    if wanted.agency:
        rows = rows.filter(agency__uuid=registry.AgencyId.parse(wanted.agency).value)
    if wanted.measure is not None:
        rows = rows.filter(measure__uuid=wanted.measure.value)
    if wanted.inspection is not None:
        rows = rows.filter(inspection__uuid=wanted.inspection.value)
    if wanted.matter:
        rows = rows.filter(matter=wanted.matter)
    if wanted.words:
        rows = rows.filter(
            Q(text__icontains=wanted.words) | Q(number__icontains=wanted.words) | Q(demand__icontains=wanted.words)
        )
    return rows


def _worst(one: FindingView) -> tuple[int, int, int, float]:
    settled = one.standing in (Standing.CLOSED, Standing.DISMISSED)
    day = (one.due_on or one.reply_by).toordinal()
    ranks = {"grave": 0, "serious": 1, "minor": 2}
    return (WORST.index(one.standing), -day if settled else day, ranks[one.severity], -one.recorded_at.timestamp())


def _seen(finding: FindingId, actor: authz.Actor) -> FindingRow:
    rows = FindingRow.objects.filter(uuid=finding.value)
    row = with_parts(authz.visible(actor, "view", rows, resource=FINDING)).first()
    if row is None:
        raise Refusal("reform.finding.unknown", finding=str(finding))
    return row


def _orders(region: str) -> list[Issued]:
    rows = FindingRow.objects.filter(region=region, issued_on__isnull=False).exclude(state=State.DISMISSED)
    return [issued(row) for row in rows.select_related("agency", "measure")]


def _with_steps(row: FindingRow) -> Issued:
    return issued(row, done=_taken(row.steps.all()))


def _taken(steps: Iterable[StepRow]) -> set[str]:
    return {one.kind for one in steps}


def _counted(rows: QuerySet[InspectionRow]) -> QuerySet[InspectionRow]:
    chosen = InspectionRow.objects.filter(pk__in=rows.values("pk")).select_related("plan")
    return chosen.prefetch_related("measures", "agencies").annotate(found=Counted("findings", distinct=True))


def _inspection(row: InspectionRow, actor: authz.Actor) -> InspectionView:
    return InspectionView(
        id=InspectionId(row.uuid),
        region=row.region,
        kind=row.kind,
        method=row.method,
        title=row.title,
        plan=PlanId(row.plan.uuid) if row.plan else None,
        plan_title=row.plan.title if row.plan else "",
        measures=tuple((MeasureId(one.uuid), one.anchor) for one in row.measures.all()),
        agencies=tuple(Text(zh=one.short_zh, en=one.short_en) for one in row.agencies.all()),
        held_on=row.held_on,
        closed_at=row.closed_at,
        result=row.result,
        findings=getattr(row, "found", 0),
        may_inspect=row.closed_at is None and authz.may(actor, "inspect", row, resource=INSPECTION),
    )
