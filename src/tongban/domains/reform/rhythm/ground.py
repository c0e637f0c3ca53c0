"""The facts of a region as the pure engine takes them: its plans, what happened, what was done."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from tongban.domains.reform.ids import MeetingId, OccurrenceId, PlanId, RecordId, ReportId
from tongban.domains.reform.ledger.models import LedgerPlan, ResponsibleUnit
from tongban.domains.reform.rhythm.binding import Binder, binder, is_group, named_unit
from tongban.domains.reform.rhythm.definitions import RhythmRule
from tongban.domains.reform.rhythm.models import DutyRecordRow, MeetingRow, OccurrenceRow, ReportRow
from tongban.domains.reform.rhythm.rules.duties import Ground, Occurrence, PlanGround, Unit
from tongban.domains.reform.rhythm.rules.standing import Fact
from tongban.domains.registry import api as registry
from tongban.kernel.clock import law_day

RETURNED = "returned"


def ground_of(region: str, rules: tuple[RhythmRule, ...], *, today: date) -> Ground:
    """Everything that duties in a region follow from, as it is known on a day."""
    known = binder(region, on=today)
    return Ground(
        region,
        tuple(_plans(region, known)),
        tuple(_occurrences(region)),
        tuple((rule.id, named_unit(rule, known)) for rule in rules if rule.unit is not None),
    )


def facts_of(region: str) -> tuple[Fact, ...]:
    """What was done in a region, of every kind that a rule can be met by."""
    return (*_meetings(region), *_reports(region), *_records(region))


def _plans(region: str, known: Binder) -> Iterator[PlanGround]:
    roles = ResponsibleUnit.Role
    for plan in LedgerPlan.objects.filter(region=region).order_by("issued_on", "id"):
        named = ResponsibleUnit.objects.filter(measure__plan=plan).select_related("agency")
        units: dict[str, dict[str, Unit]] = {roles.LEAD: {}, roles.COOPERATING: {}}
        for row in named.order_by("measure__item__position", "measure__position", "role", "position"):
            if not is_group(row.name):
                unit = Unit(row.name, _id(row.agency.uuid)) if row.agency else known.unit(row.name)
                units[row.role].setdefault(unit.key, unit)
        leads, cooperating = (tuple(units[role].values()) for role in (roles.LEAD, roles.COOPERATING))
        if plan.issued_on is not None:
            known_on = law_day(plan.imported_at)
            yield PlanGround(str(PlanId(plan.uuid)), plan.number, plan.issued_on, known_on, leads, cooperating)


def _occurrences(region: str) -> Iterator[Occurrence]:
    for row in OccurrenceRow.objects.filter(region=region).select_related("agency").order_by("happened_on", "id"):
        unit = Unit(row.unit, _id(row.agency.uuid) if row.agency else "")
        yield Occurrence(str(OccurrenceId(row.uuid)), row.event, unit, row.happened_on)


def _meetings(region: str) -> Iterator[Fact]:
    for row in MeetingRow.objects.filter(region=region, closed_at__isnull=False).select_related("convener"):
        unit = _id(row.convener.uuid) if row.convener else ""
        what = "dispatch" if row.kind == "dispatch" else "meeting"
        if row.held_on is not None:
            yield Fact(what, unit, row.period, row.held_on, str(MeetingId(row.uuid)), kind=row.kind)


def _reports(region: str) -> Iterator[Fact]:
    rows = ReportRow.objects.filter(region=region).exclude(state=RETURNED).select_related("agency", "occurrence")
    for row in rows:
        unit = _id(row.agency.uuid) if row.agency else row.unit
        periods = [row.period, *([str(OccurrenceId(row.occurrence.uuid))] if row.occurrence else [])]
        for period in periods:
            thing = str(ReportId(row.uuid))
            yield Fact("information_report", unit, period, law_day(row.filed_at), thing, kind=row.kind)


def _records(region: str) -> Iterator[Fact]:
    for row in DutyRecordRow.objects.filter(region=region).select_related("agency"):
        unit = _id(row.agency.uuid) if row.agency else row.unit
        yield Fact(row.what, unit, row.period, row.done_on, str(RecordId(row.uuid)), rule=row.rule)


def _id(agency: UUID) -> str:
    return str(registry.AgencyId(agency))
