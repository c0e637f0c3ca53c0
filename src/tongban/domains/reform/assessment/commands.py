"""Publishing an assessment, appealing, deciding: each one transaction on the stream of the assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tongban.domains.reform.assessment import events as happenings
from tongban.domains.reform.assessment.authz import APPEAL, ASSESSMENT
from tongban.domains.reform.assessment.definitions import AssessmentRule
from tongban.domains.reform.assessment.models import AppealRow, AssessmentRow, UnitScoreRow
from tongban.domains.reform.assessment.reading import (
    assessment_row,
    digest_of,
    figures_of,
    is_hand,
    read_units,
    rule_of,
    seed_of,
)
from tongban.domains.reform.assessment.results import UnitFigures, results
from tongban.domains.reform.handing import a_few_given
from tongban.domains.reform.ids import AppealId, AssessmentId
from tongban.domains.reform.ledger.rules import clean
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal
from tongban.kernel.evidence import EvidenceId

EFFECTS = ("holds", "holds_not", "left_out")


@dataclass(frozen=True, slots=True)
class Appeal:
    """What a unit says of one thing in one of its figures. `wish`: it should hold, not hold, or be left out."""

    indicator: str
    thing: str
    wish: str
    reason: str
    evidence: Sequence[EvidenceId] = ()


@transaction.atomic
def publish_assessment(region: str, rule: str, first: date, *, last: date, actor: Actor, now: datetime) -> AssessmentId:
    """Assess the leading units of a region for a period that is over, and publish: rule, figures and seed are frozen.

    Refuses `kernel.authz.denied`, `reform.assessment.{rule_unknown,period,too_early,nobody}`, `CalendarGap` where the
    working days of the appeal are not known; conflict `reform.assessment.published`.
    """
    authz.require(actor, "publish", AssessmentRow(region=region), resource=ASSESSMENT)
    today = law_day(now)
    if first > last:
        raise Refusal("reform.assessment.period", first=first, last=last)
    if last >= today:
        raise Refusal("reform.assessment.too_early", last=last)
    known = rule_of(region, rule, on=last)
    units = read_units(known, region, first, last=last, today=today)
    if not units:
        raise Refusal("reform.assessment.nobody")
    row = AssessmentRow(
        region=region,
        rule=known.id,
        rule_text=known.model_dump(mode="json", by_alias=True),
        rule_digest=digest_of(known),
        first_on=first,
        last_on=last,
        cut_at=now,
        seed=seed_of(known, region, first, last=last),
        appeal_until=registry.calendar_of(region).add(today, known.appeal.file_within),
        published_by=actor.label,
        published_at=now,
    )
    _save(row, units)
    _tell_published(row, known, units, actor=actor)
    return AssessmentId(row.uuid)


@transaction.atomic
def file_appeal(
    assessment: AssessmentId, appeal: Appeal, *, unit: registry.AgencyId, actor: Actor, now: datetime
) -> AppealId:
    """A unit says that a thing was counted wrongly, why, and what shows it.

    Refuses `reform.assessment.unknown`, `kernel.authz.denied` for another's figures, `reform.appeal.{unit,thing,wish,
    reason,too_late}`, `reform.evidence.{too_many,not_yours}`, `kernel.evidence.unknown`; conflict
    `reform.appeal.filed`.
    """
    row = assessment_row(assessment)
    score = row.units.filter(agency__uuid=unit.value).first()
    if score is None:
        raise Refusal("reform.appeal.unit")
    filed = AppealRow(score=score, region=row.region, agency_id=score.agency_id, filed_by=actor.label, filed_at=now)
    authz.require(actor, "file", filed, resource=APPEAL)
    today = law_day(now)
    if today > row.appeal_until:
        raise Refusal("reform.appeal.too_late", until=row.appeal_until)
    _fill(filed, appeal, actor)
    rule = AssessmentRule.model_validate(row.rule_text)
    filed.decide_by = registry.calendar_of(row.region).add(today, rule.appeal.decide_within)
    try:
        with transaction.atomic():
            filed.save()
    except IntegrityError:
        raise Conflict("reform.appeal.filed") from None
    told = happenings.AppealFiled(
        str(AppealId(filed.uuid)),
        str(assessment),
        str(unit),
        filed.indicator,
        filed.thing,
        filed.wish,
        tuple(filed.evidence),
    )
    events.append(str(assessment), [told], actor=actor.label, at=now)
    return AppealId(filed.uuid)


@transaction.atomic
def decide_appeal(appeal: AppealId, effect: str, *, finding: str, actor: Actor, now: datetime) -> None:
    """A second person, who neither published nor appealed, upholds an appeal with an effect, or rejects it (empty).

    Refuses `reform.appeal.{unknown,wish,finding,same_person}`, `kernel.authz.denied`; conflict `reform.appeal.decided`.
    """
    seen = authz.visible(actor, "read", AppealRow.objects.filter(uuid=appeal.value), resource=APPEAL)
    row = AppealRow.objects.select_for_update(of=("self",)).filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise Refusal("reform.appeal.unknown")
    authz.require(actor, "decide", row, resource=APPEAL)
    if row.state != "filed":
        raise Conflict("reform.appeal.decided")
    if effect and effect not in EFFECTS:
        raise Refusal("reform.appeal.wish", wish=effect[:20])
    assessment = row.score.assessment
    if is_hand(actor, row.filed_by, assessment.published_by):
        raise Refusal("reform.appeal.same_person")
    row.finding = clean(finding, code="reform.appeal.finding")
    row.state, row.effect = "upheld" if effect else "rejected", effect
    row.decided_by, row.decided_at = actor.label, now
    row.save(update_fields=["state", "effect", "finding", "decided_by", "decided_at"])
    stream = str(AssessmentId(assessment.uuid))
    told = happenings.AppealDecided(str(appeal), stream, effect, row.finding)
    events.append(stream, [told], actor=actor.label, at=now)


def _save(row: AssessmentRow, units: Sequence[UnitFigures]) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("reform.assessment.published") from None
    rows = {one.id: one.pk for one in registry.list_agencies_by_id([one.agency for one in units]).values()}
    UnitScoreRow.objects.bulk_create(
        UnitScoreRow(
            assessment=row,
            unit=one.unit,
            agency_id=rows[one.agency],
            measures=one.measures,
            figures={
                name: [[thing.id, thing.label, thing.holds] for thing in figure.things]
                for name, figure in one.figures.items()
            },
        )
        for one in units
    )


def _tell_published(row: AssessmentRow, rule: AssessmentRule, units: Sequence[UnitFigures], *, actor: Actor) -> None:
    stream = str(AssessmentId(row.uuid))
    told = happenings.AssessmentPublished(
        assessment=stream,
        region=row.region,
        rule=row.rule,
        rule_digest=row.rule_digest,
        first_on=row.first_on,
        last_on=row.last_on,
        cut_at=row.cut_at,
        seed=row.seed,
        scores={str(one.agency): one.score for one in results(rule, units, seed=row.seed)},
    )
    events.append(stream, [told], actor=actor.label, at=row.published_at, after=events.START)


def _fill(row: AppealRow, appeal: Appeal, actor: Actor) -> None:
    things = figures_of(row.score).get(appeal.indicator)
    if things is None or appeal.thing not in {one.id for one in things.things}:
        raise Refusal("reform.appeal.thing")
    if appeal.wish not in EFFECTS:
        raise Refusal("reform.appeal.wish", wish=appeal.wish[:20])
    row.indicator, row.thing, row.wish = appeal.indicator, appeal.thing, appeal.wish
    row.reason = clean(appeal.reason, code="reform.appeal.reason")
    row.evidence = a_few_given(appeal.evidence, actor)
