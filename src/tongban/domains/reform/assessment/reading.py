"""Rules in force, previews from live data, and what was published."""

import hashlib
import json
from datetime import date, datetime

from django.db.models import Count, Q

from tongban.domains.reform.assessment.answers import AppealView, AssessmentSummary, AssessmentView, CorrectionView
from tongban.domains.reform.assessment.authz import APPEAL, ASSESSMENT
from tongban.domains.reform.assessment.definitions import AssessmentRule
from tongban.domains.reform.assessment.figures import ground_of, read_figure
from tongban.domains.reform.assessment.models import AppealRow, AssessmentRow, UnitScoreRow
from tongban.domains.reform.assessment.results import UnitFigures, results
from tongban.domains.reform.assessment.rules.scoring import Figure, Thing
from tongban.domains.reform.ids import AppealId, AssessmentId
from tongban.domains.registry import api as registry
from tongban.kernel import authz, packs
from tongban.kernel.actors import Actor, Signature
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal

UPHELD = "upheld"


def list_rules(region: str, *, on: date) -> tuple[AssessmentRule, ...]:
    """The rules of assessment that hold in a region on a day: public. None where no pack has any."""
    try:
        view = packs.current().view(registry.pack_of(region))
    except Refusal:
        return ()
    found: list[AssessmentRule] = list(view.list("assessments"))
    return tuple(rule for rule in found if region in rule.regions and rule.in_force(on))


def rule_of(region: str, rule: str, *, on: date) -> AssessmentRule:
    """Refuses `reform.assessment.rule_unknown`."""
    found = next((one for one in list_rules(region, on=on) if one.id == rule), None)
    if found is None:
        raise Refusal("reform.assessment.rule_unknown", rule=rule[:64])
    return found


def digest_of(rule: AssessmentRule) -> str:
    """SHA-256 of the rule as canonical JSON: its version."""
    said = json.dumps(rule.model_dump(mode="json", by_alias=True), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def read_units(rule: AssessmentRule, region: str, first: date, *, last: date, today: date) -> list[UnitFigures]:
    """Every agency that leads a measure of the region, with its figures as they stand."""
    ground = ground_of(region, first, last, today=today)
    agencies = registry.list_agencies_by_pk(ground.led)
    wanted = {one.id: one.figure for one in rule.indicators} | {one.id: one.figure for one in rule.deductions}
    return [
        UnitFigures(
            unit=agencies[pk].short.zh,
            agency=agencies[pk].id,
            measures=len(led),
            figures={
                name: read_figure(figure, ground, agency=pk, agency_id=str(agencies[pk].id))
                for name, figure in wanted.items()
            },
        )
        for pk, led in sorted(ground.led.items())
    ]


def seed_of(rule: AssessmentRule, region: str, first: date, *, last: date) -> str:
    """The seed of the draws follows from the rule and the period: nobody chooses it."""
    return f"{digest_of(rule)[:16]}:{region}:{first}:{last}"


def preview(region: str, rule: str, first: date, *, last: date, actor: Actor, now: datetime) -> AssessmentView:
    """How the units would stand if it were published now: for those who watch the region.

    Refuses `kernel.authz.denied`, `reform.assessment.{rule_unknown,period}`.
    """
    authz.require(actor, "preview", AssessmentRow(region=region), resource=ASSESSMENT)
    today = law_day(now)
    if first > last or first > today:
        raise Refusal("reform.assessment.period", first=first, last=last)
    known = rule_of(region, rule, on=min(last, today))
    seed = seed_of(known, region, first, last=last)
    units = read_units(known, region, first, last=last, today=today)
    return AssessmentView(
        id=None,
        region=region,
        rule=known,
        digest=digest_of(known),
        first_on=first,
        last_on=last,
        cut_at=now,
        seed=seed,
        published_at=None,
        appeal_until=None,
        units=results(known, units, seed=seed),
    )


def list_assessments(region: str, *, limit: int = 100) -> list[AssessmentSummary]:
    """What was published for a region, the latest first: public."""
    rows = AssessmentRow.objects.filter(region=region).annotate(
        unit_count=Count("units", distinct=True),
        waiting=Count("units__appeals", filter=Q(units__appeals__state="filed"), distinct=True),
    )
    return [
        AssessmentSummary(
            AssessmentId(row.uuid),
            region,
            AssessmentRule.model_validate(row.rule_text).title,
            row.first_on,
            row.last_on,
            row.published_at,
            units=getattr(row, "unit_count", 0),
            appeals_waiting=getattr(row, "waiting", 0),
        )
        for row in rows.order_by("-last_on", "-pk")[:limit]
    ]


def get_assessment(assessment: AssessmentId) -> AssessmentView:
    """What was published, with what appeals changed since. Public. Refuses `reform.assessment.unknown`."""
    row = assessment_row(assessment)
    rule = AssessmentRule.model_validate(row.rule_text)
    units = [
        UnitFigures(
            unit=one.unit,
            agency=registry.AgencyId(one.agency.uuid),
            measures=one.measures,
            figures=figures_of(one),
            corrections=tuple(_corrections(one)),
        )
        for one in row.units.select_related("agency").prefetch_related("appeals").order_by("pk")
    ]
    return AssessmentView(
        id=AssessmentId(row.uuid),
        region=row.region,
        rule=rule,
        digest=row.rule_digest,
        first_on=row.first_on,
        last_on=row.last_on,
        cut_at=row.cut_at,
        seed=row.seed,
        published_at=row.published_at,
        appeal_until=row.appeal_until,
        units=results(rule, units, seed=row.seed),
    )


def list_appeals(
    *, actor: Actor, region: str = "", assessment: AssessmentId | None = None, only_waiting: bool = False
) -> list[AppealView]:
    """The appeals that the actor may see: the office its region's, a unit its own; those to decide first come first."""
    rows = authz.visible(actor, "read", AppealRow.objects.all(), resource=APPEAL)
    if region:
        rows = rows.filter(region=region)
    if assessment:
        rows = rows.filter(score__assessment__uuid=assessment.value)
    if only_waiting:
        rows = rows.filter(state="filed")
    rows = rows.select_related("score__assessment", "agency")
    return [_appeal(row, actor) for row in rows.order_by("decide_by", "pk")]


def assessment_row(assessment: AssessmentId) -> AssessmentRow:
    """Refuses `reform.assessment.unknown`."""
    row = AssessmentRow.objects.filter(uuid=assessment.value).first()
    if row is None:
        raise Refusal("reform.assessment.unknown")
    return row


def figures_of(row: UnitScoreRow) -> dict[str, Figure]:
    return {
        name: Figure(tuple(Thing(one, label, holds) for one, label, holds in things))
        for name, things in row.figures.items()
    }


def is_hand(actor: Actor, *signatures: str) -> bool:
    """Whether one of the signatures is this person's own, or was given in its place."""
    mine = {actor.label, *actor.same_as}
    return any(Signature.parse(one).accounts & mine for one in signatures if one)


def _corrections(row: UnitScoreRow) -> list[CorrectionView]:
    return [
        CorrectionView(one.indicator, one.thing, one.effect, law_day(one.decided_at))
        for one in row.appeals.all()
        if one.state == UPHELD and one.decided_at is not None
    ]


def _appeal(row: AppealRow, actor: Actor) -> AppealView:
    things = figures_of(row.score)[row.indicator].things
    may = row.state == "filed" and authz.may(actor, "decide", row, resource=APPEAL)
    return AppealView(
        id=AppealId(row.uuid),
        assessment=AssessmentId(row.score.assessment.uuid),
        unit=row.score.unit,
        indicator=row.indicator,
        thing=row.thing,
        label=next((one.label for one in things if one.id == row.thing), ""),
        wish=row.wish,
        reason=row.reason,
        evidence=tuple(row.evidence),
        filed_at=row.filed_at,
        decide_by=row.decide_by,
        state=row.state,
        effect=row.effect,
        finding=row.finding,
        decided_at=row.decided_at,
        may_decide=may and not is_hand(actor, row.filed_by, row.score.assessment.published_by),
    )
