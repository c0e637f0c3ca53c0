"""Loading a measure's life from its events, and writing what one act adds: events first, then the rows they come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tongban.domains.reform.access import OFFICE, WORKING
from tongban.domains.reform.ids import MeasureId
from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger.authz import MEASURE
from tongban.domains.reform.ledger.life import Act, Life, live
from tongban.domains.reform.ledger.life_models import FiledDocument, MeasureProblem, Recheck
from tongban.domains.reform.ledger.models import LedgerMeasure
from tongban.domains.reform.ledger.rules import Hand
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Held:
    """A measure whose row is locked: its row, its life, the head of its stream, and how the actor signs."""

    row: LedgerMeasure
    life: Life
    head: events.Head
    hand: Hand

    @property
    def id(self) -> MeasureId:
        return MeasureId(self.row.uuid)


def hold(measure: MeasureId, verb: str, *, actor: authz.Actor) -> Held:
    """Lock a measure for an act. Refuses `reform.measure.unknown`, `kernel.authz.denied`."""
    rows = LedgerMeasure.objects.select_for_update(of=("self",)).select_related("item", "plan", "lead_agency")
    seen = authz.visible(actor, "view", LedgerMeasure.objects.filter(uuid=measure.value), resource=MEASURE)
    row = rows.filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise Refusal("reform.measure.unknown", measure=str(measure))
    authz.require(actor, verb, row, resource=MEASURE)
    return held(row, actor=actor)


def held(row: LedgerMeasure, *, actor: authz.Actor) -> Held:
    """The life of a locked row, for an actor whose right has been asked."""
    recorded = events.read(str(MeasureId(row.uuid)))
    head = events.Head(recorded[-1].number, recorded[-1].hash) if recorded else events.START
    return Held(
        row, live(Life(due_on=row.due_on), acts_of(recorded)), head, Hand(_signature(row, actor), actor.same_as)
    )


def acts_of(recorded: Sequence[events.Recorded]) -> list[Act]:
    return [Act(one.event, one.actor, law_day(one.at)) for one in recorded]


def remember(held: Held, happened: Sequence[object], *, now: datetime) -> Life:
    """Write events to the measure's stream, and make its rows what they come to; the new life."""
    by = held.hand.signature
    events.append(str(held.id), happened, actor=by, at=now, after=held.head)
    life = live(held.life, [Act(one, by, law_day(now)) for one in happened])
    row = held.row
    _project(row, life, now)
    for one in happened:
        _note(row, one, now)
    row.save()
    return life


def _project(row: LedgerMeasure, life: Life, now: datetime) -> None:
    step = life.open_steps[0] if life.open_steps else None
    row.state, row.share, row.classification = life.state, life.share, life.classification
    row.next_step, row.next_on = (step.text, step.due_on) if step else ("", row.due_on)
    row.asked_on, row.closed_on = life.asked_on, life.closed_on
    row.evidence_count, row.open_problems = len(life.proof), len(life.problems)
    row.moved_at = now
    if life.owner is None:
        row.owner_id = row.owner_post_id = None


def _note(row: LedgerMeasure, happened: object, now: datetime) -> None:
    """The rows beside the measure's own that an event adds or ends."""
    match happened:
        case told.DocumentFiled() as one:
            FiledDocument.objects.create(
                measure=row,
                region=row.region,
                kind=one.kind,
                title=one.title,
                number=one.number,
                evidence=one.evidence,
                filed_at=now,
            )
        case told.ProblemRaised() as one:
            MeasureProblem.objects.create(
                measure=row,
                region=row.region,
                number=one.number,
                text=one.text,
                wants=list(one.wants),
                raised_at=now,
            )
        case told.ProblemSettled() as one:
            MeasureProblem.objects.filter(measure=row, number=one.number).update(settled_at=now, answer=one.answer)
        case told.RecheckDrawn() as one:
            Recheck.objects.create(measure=row, region=row.region, month=one.month, purpose=one.purpose, drawn_at=now)
        case told.RecheckPassed() as one:
            Recheck.objects.filter(measure=row, month=one.month).update(result="passed", looked_at=now)
        case told.MeasureReopened():
            Recheck.objects.filter(measure=row, result="").update(result="reopened", looked_at=now)


def _signature(row: LedgerMeasure, actor: authz.Actor) -> str:
    """How the act is signed: at the unit that answers for the measure, at one that helps, or at the reform office."""
    if row.lead_agency_id in actor.agencies_with(*WORKING):
        return actor.signed_at(row.lead_agency_id)
    office = next((post.agency_id for post in actor.posts if OFFICE in post.duties and row.region in post.regions), 0)
    if office:
        return actor.signed_at(office, OFFICE)
    helping = row.units.filter(agency__in=actor.agencies_with(*WORKING)).values_list("agency", flat=True).first()
    return actor.signed_at(helping) if helping else actor.label


def agency_row(agency: registry.AgencyId) -> int:
    return registry.get_agency_by_id(agency).pk
