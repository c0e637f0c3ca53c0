"""Every read that others need."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from django.db.models import Max, Q, QuerySet

from tongban.domains.catalogue import api as catalogue
from tongban.domains.metrics import rules
from tongban.domains.metrics.answers import CommitmentCase, CommitmentDetail, CommitmentView, MonthPoint
from tongban.domains.metrics.authz import FACT
from tongban.domains.metrics.definitions import Commitment, Metric
from tongban.domains.metrics.facts import MOMENT_OF, Fact
from tongban.domains.metrics.models import CaseFact
from tongban.domains.metrics.store import fact_of
from tongban.domains.registry import api as registry
from tongban.kernel import authz, packs
from tongban.kernel.authz import Actor
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import LAW_ZONE, law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import CalendarGap, Refusal

PAGE = 50
GAP = Text(
    zh="缺少某一年的放假调休安排，未结办件的用时无法推算；请管理员录入通知。",
    en="The working-day notice of a year is missing, so open cases cannot be timed; an administrator must enter it.",
)


@dataclass(frozen=True, slots=True)
class _Promise:
    """A commitment as it holds in a region, with the metric that the region's packs bind it to."""

    commitment: Commitment
    metric: Metric | None
    region: str
    pack: str


def list_commitments(region: str | None = None, *, now: datetime) -> list[CommitmentView]:
    """Every commitment of a region over it and all below it; without a region, of every region that has a pack.

    A region inherits the promises of the regions above it, each as the nearest pack words it; a promise never crosses
    to a region outside the one that made it. Refuses `registry.region.unknown`.
    """
    regions = [region] if region else [one.code for one in registry.list_regions(on=law_day(now)) if one.pack]
    calendar_of = cache(registry.calendar_of)
    return [_view(promise, now=now, calendar_of=calendar_of)[0] for code in regions for promise in _promises(code)]


def get_commitment(
    key: str, region: str, *, actor: Actor, now: datetime, offset: int = 0, limit: int = PAGE
) -> CommitmentDetail:
    """One commitment with the cases behind its number: breaking first, the worst on top; then the latest.

    The number counts all cases; the rows are those that the actor may see, `hidden` tells how many are not.
    Refuses `metrics.commitment.unknown`.
    """
    promise = next((one for one in _promises(region) if one.commitment.id == key), None)
    if promise is None:
        raise Refusal("metrics.commitment.unknown", id=key, region=region)
    view, judgement = _view(promise, now=now, calendar_of=cache(registry.calendar_of))
    if judgement is None:
        return CommitmentDetail(view, (), offset, 0, 0)
    mine = authz.visible(actor, "view", _rows(promise), resource=FACT)
    seen = set(mine.values_list("case_id", "track"))
    rows = [one for one in rules.in_order(judgement.counted) if (one.fact.case_id, one.fact.track) in seen]
    shown = tuple(_case(one) for one in rows[offset : offset + limit])
    return CommitmentDetail(view, shown, offset, len(rows), len(judgement.counted) - len(rows))


def _promises(region: str) -> Iterator[_Promise]:
    library = packs.current()
    view = library.view(registry.pack_of(region))
    above = set(registry.chain(region))
    for document in view.documents("commitments"):
        made_in = library.packs[document.pack].manifest.region
        if made_in is not None and made_in not in above:
            continue
        commitment: Commitment = document.model
        metric = view.find("metrics", commitment.metric) if commitment.metric else None
        yield _Promise(commitment, metric, region, document.pack)


def _view(
    promise: _Promise, *, now: datetime, calendar_of: Callable[[str], WorkCalendar]
) -> tuple[CommitmentView, rules.Judgement | None]:
    commitment, metric = promise.commitment, promise.metric
    if metric is None:
        return _answer(promise, now=now, state=rules.State.UNBOUND, reason=commitment.unbound), None
    yardstick = rules.Yardstick(metric, commitment, calendar_of)
    period = rules.period_of(commitment, now)
    try:
        judgement = rules.judge(yardstick, _facts(promise, period), period)
    except CalendarGap:
        return _answer(promise, now=now, state=rules.State.UNDETERMINED, reason=GAP), None
    series = tuple(
        _point(yardstick, month=month, counted=counted)
        for month, counted in rules.by_month(yardstick, judgement, period)
    )
    return _answer(promise, now=now, state=judgement.state, judgement=judgement, series=series), judgement


def _answer(
    promise: _Promise,
    *,
    now: datetime,
    state: rules.State,
    judgement: rules.Judgement | None = None,
    series: tuple[MonthPoint, ...] = (),
    reason: Text | None = None,
) -> CommitmentView:
    commitment, metric = promise.commitment, promise.metric
    defined = _defined(promise, now)
    counted = judgement.counted if judgement else ()
    if defined is not None and state in (rules.State.MET, rules.State.NO_CASES):
        state = state if rules.keeps(commitment.target, defined) else rules.State.BREACHED
    return CommitmentView(
        id=commitment.id,
        region=promise.region,
        region_name=registry.get_region(promise.region).name,
        pack=promise.pack,
        title=commitment.title,
        statement=commitment.statement,
        source=commitment.source,
        responsible=tuple(_agency(promise.region, role, now=now) for role in commitment.responsible),
        metric=commitment.metric,
        metric_title=metric.title if metric else None,
        target=commitment.target,
        deadline=commitment.deadline,
        state=state,
        value=_rounded(judgement.value) if judgement else None,
        defined=defined,
        cases=len(counted),
        breaking=sum(one.breaking for one in counted),
        late_open=sum(not one.finished for one in counted),
        waiting=judgement.waiting if judgement else 0,
        withdrawn=judgement.withdrawn if judgement else 0,
        period_start=rules.period_of(commitment, now).start,
        series=series,
        data_at=_data_at(promise) if metric else None,
        reason=reason,
        note=commitment.note,
    )


def _point(yardstick: rules.Yardstick, *, month: date, counted: tuple[rules.Measured, ...]) -> MonthPoint:
    value = rules.put_together(yardstick, counted)
    state = rules.state_of(yardstick, value, counted=counted)
    return MonthPoint(month, _rounded(value), len(counted), state)


def _facts(promise: _Promise, period: rules.Period) -> Iterator[Fact]:
    """The facts that can count: of the region and below, started by now, not finished before the period."""
    rows = _rows(promise).filter(submitted_at__lte=period.now)
    end = MOMENT_OF.get(promise.metric.end) if promise.metric else None
    if period.start is not None and end is not None:
        opening = datetime.combine(period.start, time(), LAW_ZONE)
        rows = rows.filter(Q(**{f"{end}__gte": opening}) | Q(**{end: None}))
    return (fact_of(row) for row in rows.iterator(chunk_size=2000))


def _rows(promise: _Promise) -> QuerySet[CaseFact]:
    metric = promise.metric
    rows = CaseFact.objects.filter(region__in=registry.subtree(promise.region))
    if metric is None:
        return rows.none()
    rows = rows.filter(track=metric.track or "")
    return rows.filter(procedure=metric.procedure) if metric.procedure else rows


def _data_at(promise: _Promise) -> datetime | None:
    moments = ("submitted_at", "accepted_at", "track_decided_at", "decided_at", "closed_at", "ended_at")
    latest = _rows(promise).aggregate(**{name: Max(name) for name in moments})
    return max((at for at in latest.values() if at is not None), default=None)


def _defined(promise: _Promise, now: datetime) -> float | None:
    """What the procedure in force says by itself, where the measure is a property of its definition."""
    metric = promise.metric
    if metric is None or metric.procedure is None or metric.aggregate not in ("max", "mean", "p90"):
        return None
    try:
        procedure = catalogue.get_procedure(metric.procedure, region=promise.region, on=law_day(now))
    except Refusal:
        return None
    match metric.measure:
        case "count_stages":
            return len(procedure.stages or procedure.tracks)
        case "count_steps":
            return sum(len(one.steps) for one in procedure.tracks if metric.track in (None, one.key))
        case "fee_fen":
            return procedure.fee_fen
        case "visits":
            return procedure.visits
        case _:
            return None


def _agency(region: str, role: str, *, now: datetime) -> Text:
    try:
        return registry.get_agency(region, role, on=law_day(now)).name
    except Refusal:
        return Text(zh=role, en=role)


def _case(one: rules.Measured) -> CommitmentCase:
    return CommitmentCase(
        case=one.fact.case_id,
        number=one.fact.number,
        track=one.fact.track,
        region=one.fact.region,
        value=one.value,
        breaking=one.breaking,
        finished=one.finished,
        started_at=one.started_at,
        ended_at=one.ended_at,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
