"""Information reports (信息报送): a unit files, the office takes or sends back, and each month is counted."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from tongban.domains.reform.ids import OccurrenceId, ReportId
from tongban.domains.reform.rhythm import events as happenings
from tongban.domains.reform.rhythm.answers import CountView, ReportView
from tongban.domains.reform.rhythm.authz import REPORT
from tongban.domains.reform.rhythm.binding import binder
from tongban.domains.reform.rhythm.looking import own_agencies, scene
from tongban.domains.reform.rhythm.models import OccurrenceRow, ReportRow
from tongban.domains.reform.rhythm.proving import kept_evidence
from tongban.domains.reform.rhythm.rules import words
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal

KINDS = ("result", "experience", "typical_case", "problem", "major_event")
FILED, ACCEPTED, RETURNED = "filed", "accepted", "returned"


@dataclass(frozen=True, slots=True)
class Report:
    """What a unit reports. `evidence`: ids of files. `period`: the month it is for; empty is the month of filing."""

    kind: str
    title: str
    text: str
    evidence: tuple[str, ...] = ()
    period: str = ""
    occurrence: OccurrenceId | None = None


@transaction.atomic
def file_report(region: str, report: Report, *, unit: str, actor: Actor, now: datetime) -> ReportId:
    """File an information report of a unit (as the plan spells it) for this month or the last one.

    Whoever reports for the unit files it; for a unit that is no agency of the platform its office does.
    Refuses `kernel.authz.denied`, `reform.report.{kind,title,period,occurrence}`, `reform.decision.unit`,
    `reform.rhythm.{words,files}`, `kernel.evidence.unknown`.
    """
    words.require(report.kind in KINDS, "reform.report.kind", kind=report.kind[:20])
    today = law_day(now)
    name = words.line(unit, code="reform.decision.unit", longest=120)
    agency = binder(region, on=today).agency(name)
    row = ReportRow(
        region=region,
        unit=name,
        agency_id=agency.pk if agency else None,
        kind=report.kind,
        period=_period(report.period, today),
        occurrence=_occurrence(report.occurrence, region=region, unit=name),
        filed_by=actor.label,
        filed_at=now,
        state=FILED,
    )
    authz.require(actor, "file", row, resource=REPORT)
    row.title, row.text = words.line(report.title, code="reform.report.title"), words.text(report.text)
    row.evidence = kept_evidence(report.evidence)
    row.save()
    filed = happenings.ReportFiled(
        report=str(ReportId(row.uuid)),
        region=region,
        unit=row.unit,
        agency=str(agency.id) if agency else "",
        kind=row.kind,
        period=row.period,
        title=row.title,
        evidence=tuple(row.evidence),
        occurrence=str(report.occurrence) if report.occurrence else "",
    )
    events.append(str(ReportId(row.uuid)), [filed], actor=actor.label, at=now, after=events.START)
    return ReportId(row.uuid)


@transaction.atomic
def judge_report(report: ReportId, *, accepted: bool, reason: str = "", actor: Actor, now: datetime) -> None:
    """The office takes a report, or sends it back and says why: it then no longer counts.

    Refuses `reform.report.{unknown,same_hands}`, `kernel.authz.denied`, `reform.rhythm.words` without a reason;
    conflict `reform.report.judged`.
    """
    _readable(report, actor)
    row = ReportRow.objects.select_for_update().get(uuid=report.value)
    authz.require(actor, "judge", row, resource=REPORT)
    if row.state != FILED:
        raise Conflict("reform.report.judged")
    if actor.account_id is not None and Signature.parse(row.filed_by).accounts & {actor.label, *actor.same_as}:
        raise Refusal("reform.report.same_hands")
    row.reason = reason.strip()[: words.LONGEST_TEXT] if accepted else words.text(reason)
    row.state, row.judged_at = ACCEPTED if accepted else RETURNED, now
    row.save(update_fields=["state", "reason", "judged_at"])
    judged = happenings.ReportJudged(str(report), accepted, row.reason)
    events.append(str(report), [judged], actor=actor.label, at=now)


def list_reports(
    region: str, *, actor: Actor, period: str = "", agency: registry.AgencyId | None = None, limit: int = 500
) -> list[ReportView]:
    """The reports of a region that the actor may see, the latest first."""
    rows = authz.visible(actor, "read", ReportRow.objects.filter(region=region), resource=REPORT)
    if period:
        rows = rows.filter(period=period)
    if agency:
        rows = rows.filter(agency__uuid=agency.value)
    return [_view(row, actor) for row in rows.select_related("agency").order_by("-filed_at", "-id")[:limit]]


def get_report(report: ReportId, *, actor: Actor) -> ReportView:
    """Refuses `reform.report.unknown` for one that the actor may not see."""
    return _view(_readable(report, actor), actor)


def count_reports(region: str, period: str, *, actor: Actor, today: date) -> list[CountView]:
    """How many reports each unit filed for a month against the region's rule; a unit sees its own line only.

    Empty where no rule asks for reports in that month.
    """
    here = scene(region, today=today)
    first = date.fromisoformat(f"{period}-01")
    rules = {rule.id: rule for rule in here.rules if rule.what == "information_report" and rule.when.kind == "monthly"}
    rows = authz.visible(actor, "read", ReportRow.objects.filter(region=region, period=period), resource=REPORT)
    returned = _returned(rows)
    watches = actor == authz.SYSTEM or region in actor.regions_with("reform", "supervise")
    mine = own_agencies(actor)
    found = []
    for rule, one in here.standings(first, date(first.year + 1, 12, 31)):
        unit = one.duty.unit
        if rule.id in rules and one.duty.period == period and (watches or unit.agency in mine):
            counts = rule.counts
            agency = registry.AgencyId.parse(unit.agency) if unit.agency else None
            sent_back = returned.get(unit.key, 0)
            found.append(
                CountView(
                    unit.name,
                    agency,
                    one.count,
                    sent_back,
                    at_least=counts.at_least,
                    at_most=counts.at_most,
                    due_on=one.duty.due_on,
                    state=one.state,
                )
            )
    return found


def _returned(rows: QuerySet[ReportRow]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows.filter(state=RETURNED).select_related("agency"):
        key = str(registry.AgencyId(row.agency.uuid)) if row.agency else row.unit
        found[key] = found.get(key, 0) + 1
    return found


def _period(said: str, today: date) -> str:
    """This month or the one before: a report of longer ago is no news and would only mend a count."""
    this = f"{today:%Y-%m}"
    year, month = divmod(today.year * 12 + today.month - 2, 12)
    words.require(said in ("", this, f"{year:04d}-{month + 1:02d}"), "reform.report.period", period=said[:20])
    return said or this


def _occurrence(wanted: OccurrenceId | None, *, region: str, unit: str) -> OccurrenceRow | None:
    if wanted is None:
        return None
    row = OccurrenceRow.objects.filter(uuid=wanted.value, region=region, unit=unit).first()
    if row is None:
        raise Refusal("reform.report.occurrence", occurrence=str(wanted))
    return row


def _readable(report: ReportId, actor: Actor) -> ReportRow:
    rows = authz.visible(actor, "read", ReportRow.objects.select_related("agency"), resource=REPORT)
    row = rows.filter(uuid=report.value).first()
    if row is None:
        raise Refusal("reform.report.unknown", report=str(report))
    return row


def _view(row: ReportRow, actor: Actor) -> ReportView:
    return ReportView(
        id=ReportId(row.uuid),
        region=row.region,
        unit=row.unit,
        agency=registry.AgencyId(row.agency.uuid) if row.agency else None,
        kind=row.kind,
        period=row.period,
        title=row.title,
        text=row.text,
        evidence=tuple(row.evidence),
        filed_at=row.filed_at,
        state=row.state,
        reason=row.reason,
        judged_at=row.judged_at,
        may_judge=row.state == FILED and authz.may(actor, "judge", row, resource=REPORT),
    )
