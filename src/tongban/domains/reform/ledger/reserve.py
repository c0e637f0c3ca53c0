"""The reserve of reform ideas: kept by units, seen by the reform office, each with its owner and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from tongban.domains.reform.access import OFFICE, WORKING
from tongban.domains.reform.handing import given
from tongban.domains.reform.ids import IdeaId
from tongban.domains.reform.ledger.answers import Told
from tongban.domains.reform.ledger.authz import IDEA
from tongban.domains.reform.ledger.life_models import ReserveIdea
from tongban.domains.reform.ledger.reserve_rules import (
    NEXT,
    IdeaEntered,
    IdeaHandedOver,
    IdeaMoved,
    Stage,
    require_step,
)
from tongban.domains.reform.ledger.rules import LONGEST_NAME, clean
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal
from tongban.kernel.evidence import EvidenceId


@dataclass(frozen=True, slots=True)
class IdeaView:
    """An idea of the reserve; `since` is the day on which it came to its stage, `next` where it may go."""

    id: IdeaId
    region: str
    agency: registry.AgencyId
    agency_name: Text
    owner: registry.AccountId
    owner_name: str
    title: str
    difficulty: str
    stage: Stage
    since: date
    next: tuple[Stage, ...]
    may_move: bool


def enter_idea(title: str, difficulty: str, *, agency: registry.AgencyId, actor: authz.Actor, now: datetime) -> IdeaId:
    """Keep a difficulty with the thought of how to solve it; whoever enters it owns it. For officers of the unit.

    Refuses `kernel.authz.denied`, `reform.reserve.{title,difficulty}`, `registry.agency.not_found`.
    """
    at = registry.get_agency_by_id(agency)
    if actor.account_id is None:
        raise Refusal("kernel.authz.denied", verb="enter", resource=IDEA)
    row = ReserveIdea(
        region=at.region,
        agency_id=at.pk,
        owner_id=actor.account_id,
        title=clean(title, code="reform.reserve.title", longest=LONGEST_NAME),
        difficulty=clean(difficulty, code="reform.reserve.difficulty"),
        stage=Stage.IDEA,
        since=law_day(now),
        entered_at=now,
    )
    authz.require(actor, "enter", row, resource=IDEA)
    idea = IdeaId(row.uuid)
    entered = IdeaEntered(str(idea), at.region, str(agency), row.title, row.difficulty)
    with transaction.atomic():
        row.save()
        events.append(str(idea), [entered], actor=_signed(actor, at.pk), at=now, after=events.START)
    return idea


@transaction.atomic
def move_idea(
    idea: IdeaId,
    stage: Stage,
    note: str,
    *,
    evidence: Sequence[EvidenceId] = (),
    actor: authz.Actor,
    now: datetime,
) -> None:
    """Bring an idea to another stage, with the document or reason. For its unit and the reform office.

    Refuses `reform.reserve.{unknown,step,note}`, `kernel.authz.denied`, `reform.evidence.not_yours`.
    """
    row = _locked(idea, actor)
    authz.require(actor, "move", row, resource=IDEA)
    require_step(Stage(row.stage), stage)
    papers = given(evidence, actor)
    moved = IdeaMoved(stage, clean(note, code="reform.reserve.note"), papers)
    events.append(str(idea), [moved], actor=_signed(actor, row.agency_id), at=now)
    row.stage, row.since = stage, law_day(now)
    row.save(update_fields=["stage", "since"])


@transaction.atomic
def hand_over_idea(idea: IdeaId, account: registry.AccountId, *, actor: authz.Actor, now: datetime) -> None:
    """Give an idea to another officer of its unit. Refuses `reform.reserve.{unknown,owner}`, `kernel.authz.denied`."""
    row = _locked(idea, actor)
    authz.require(actor, "move", row, resource=IDEA)
    seats = registry.list_holdings(account, on=law_day(now))
    if all(seat.post.agency.pk != row.agency_id for seat in seats):
        raise Refusal("reform.reserve.owner")
    events.append(str(idea), [IdeaHandedOver(str(account))], actor=_signed(actor, row.agency_id), at=now)
    row.owner_id = registry.get_account(account).pk
    row.save(update_fields=["owner"])


def list_ideas(*, region: str, actor: authz.Actor, stage: str = "") -> list[IdeaView]:
    """The ideas of a region that this actor may see, those furthest on last, the longest at their stage first."""
    rows = authz.visible(actor, "view", ReserveIdea.objects.filter(region=region), resource=IDEA)
    if stage:
        rows = rows.filter(stage=stage)
    order = {one: place for place, one in enumerate(Stage)}
    found = [_view(row, actor) for row in rows.select_related("agency", "owner").order_by(F("since"), "pk")]
    return sorted(found, key=lambda one: order[one.stage])


def get_idea(idea: IdeaId, *, actor: authz.Actor) -> tuple[IdeaView, tuple[Told, ...]]:
    """An idea with its history, latest first. Refuses `reform.reserve.unknown`."""
    rows = authz.visible(actor, "view", ReserveIdea.objects.filter(uuid=idea.value), resource=IDEA)
    row = rows.select_related("agency", "owner").first()
    if row is None:
        raise Refusal("reform.reserve.unknown")
    return _view(row, actor), tuple(reversed([_told(one) for one in events.read(str(idea))]))


def _locked(idea: IdeaId, actor: authz.Actor) -> ReserveIdea:
    seen = authz.visible(actor, "view", ReserveIdea.objects.filter(uuid=idea.value), resource=IDEA)
    row = ReserveIdea.objects.select_for_update().filter(pk__in=seen.values("pk")).first()
    if row is None:
        raise Refusal("reform.reserve.unknown")
    return row


def _signed(actor: authz.Actor, agency: int) -> str:
    duty = "" if agency in actor.agencies_with(*WORKING) else OFFICE
    return actor.signed_at(agency, duty)


def _view(row: ReserveIdea, actor: authz.Actor) -> IdeaView:
    stage = Stage(row.stage)
    return IdeaView(
        id=IdeaId(row.uuid),
        region=row.region,
        agency=registry.AgencyId(row.agency.uuid),
        agency_name=Text(zh=row.agency.short_zh, en=row.agency.short_en),
        owner=registry.AccountId(row.owner.uuid),
        owner_name=row.owner.name,
        title=row.title,
        difficulty=row.difficulty,
        stage=stage,
        since=row.since,
        next=NEXT[stage],
        may_move=authz.may(actor, "move", row, resource=IDEA),
    )


def _told(recorded: events.Recorded) -> Told:
    happened = recorded.event
    given = tuple(EvidenceId.parse(one) for one in getattr(happened, "evidence", ()))
    match happened:
        case IdeaEntered() as one:
            code, values = "entered", {"text": one.difficulty}
        case IdeaMoved() as one:
            code, values = f"moved_{one.stage}", {"text": one.note}
        case _:
            code, values = "handed_over", {"account": happened.account}
    return Told(f"reform.reserve.told.{code}", values, recorded.at, recorded.actor, given)
