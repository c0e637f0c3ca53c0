"""Every read that others need."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import chain

from django.db.models import Max, QuerySet

from tongban.domains.catalogue import api as catalogue
from tongban.domains.metrics import listing, rules, samples
from tongban.domains.metrics.answers import CommitmentCase, CommitmentDetail, CommitmentView, MonthPoint
from tongban.domains.metrics.authz import FACT
from tongban.domains.metrics.definitions import UNIT_OF, Commitment, Metric
from tongban.domains.metrics.facts import Fact
from tongban.domains.metrics.models import CaseFact
from tongban.domains.metrics.store import fact_of
from tongban.domains.registry import api as registry
from tongban.kernel import authz, packs
from tongban.kernel.authz import Actor
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import CalendarGap, Refusal

PAGE = 50
LAST_MOMENTS = ("submitted_at", "accepted_at", "track_decided_at", "decided_at", "closed_at", "ended_at")
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


class _Known:
    """What several commitments of one answer ask again: read once."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calendar_of: Callable[[str], WorkCalendar] = cache(registry.calendar_of)
        self.name_of: Callable[[str], Text] = cache(lambda region: registry.get_region(region).name)
        self._agencies_of = cache(self._read_agencies)
        self._facts: dict[tuple[object, ...], list[Fact]] = {}
        self._data_at: dict[tuple[object, ...], datetime | None] = {}

    def agency_of(self, region: str, role: str) -> Text:
        """The agency that plays a role for a region: its own or the nearest above; the role itself when unknown."""
        return self._agencies_of(region).get(role, Text(zh=role, en=role))

    def open_facts(self, region: str, yardstick: rules.Yardstick, period: rules.Period) -> list[Fact]:
        """The facts that have not reached the end of the measure, without those that ended before the period."""
        metric = yardstick.metric
        key = (region, metric.procedure, metric.track, yardstick.end, period.start)
        if key not in self._facts:
            rows = samples.unfinished(rows_of(region, metric), yardstick, period)
            self._facts[key] = [fact_of(row) for row in rows.iterator(chunk_size=2000)]
        return self._facts[key]

    def data_at(self, region: str, metric: Metric) -> datetime | None:
        """The instant of the newest event behind a metric's number: the age of its data."""
        key = (region, metric.procedure, metric.track)
        if key not in self._data_at:
            latest = rows_of(region, metric).aggregate(**{name: Max(name) for name in LAST_MOMENTS})
            self._data_at[key] = max((at for at in latest.values() if at is not None), default=None)
        return self._data_at[key]

    def _read_agencies(self, region: str) -> dict[str, Text]:
        above = registry.chain(region)
        found = registry.list_agencies(above, on=law_day(self.now))
        return {one.role: one.name for one in sorted(found, key=lambda one: -above.index(one.region))}


def list_commitments(region: str | None = None, *, now: datetime) -> list[CommitmentView]:
    """Every commitment of a region over it and all below it; without a region, of every region that has a pack.

    A region inherits the promises of the regions above it, each as the nearest pack words it; a promise never crosses
    to a region outside the one that made it. Refuses `registry.region.unknown`.
    """
    regions = [region] if region else [one.code for one in registry.list_regions(on=law_day(now)) if one.pack]
    known = _Known(now)
    return [_view(promise, known)[0] for code in regions for promise in _promises(code)]


def get_commitment(
    key: str, region: str, *, actor: Actor, now: datetime, offset: int = 0, limit: int = PAGE
) -> CommitmentDetail:
    """One commitment with the cases behind its number: open late ones, then finished breaking ones, then others.

    The number counts all cases; the rows are those that the actor may see, `hidden` tells how many are not.
    Refuses `metrics.commitment.unknown`.
    """
    promise = next((one for one in _promises(region) if one.commitment.id == key), None)
    if promise is None:
        raise Refusal("metrics.commitment.unknown", id=key, region=region)
    known = _Known(now)
    view, judgement = _view(promise, known)
    if judgement is None or promise.metric is None:
        return CommitmentDetail(view, (), offset, 0, 0)
    mine = authz.visible(actor, "view", rows_of(region, promise.metric), resource=FACT)
    page = listing.page(
        mine,
        judgement,
        yardstick=rules.Yardstick(promise.metric, promise.commitment, known.calendar_of),
        period=rules.period_of(promise.commitment, now),
        offset=offset,
        limit=limit,
    )
    return CommitmentDetail(view, tuple(map(_case, page.cases)), offset, page.total, judgement.cases - page.total)


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


def _view(promise: _Promise, known: _Known) -> tuple[CommitmentView, rules.Judgement | None]:
    commitment, metric = promise.commitment, promise.metric
    if metric is None:
        return _answer(promise, known, state=rules.State.UNBOUND, reason=commitment.unbound), None
    yardstick = rules.Yardstick(metric, commitment, known.calendar_of)
    period = rules.period_of(commitment, known.now)
    rows = rows_of(promise.region, metric)
    finished = samples.finished(rows, yardstick, period)
    opened = (rules.Sample(fact) for fact in known.open_facts(promise.region, yardstick, period))
    try:
        judgement = rules.judge(yardstick, chain(finished, opened), period)
    except CalendarGap:
        return _answer(promise, known, state=rules.State.UNDETERMINED, reason=GAP), None
    series = tuple(
        _point(yardstick, month=month, counted=counted)
        for month, counted in rules.by_month(yardstick, judgement, period)
    )
    return _answer(promise, known, state=judgement.state, judgement=judgement, series=series), judgement


def _answer(
    promise: _Promise,
    known: _Known,
    *,
    state: rules.State,
    judgement: rules.Judgement | None = None,
    series: tuple[MonthPoint, ...] = (),
    reason: Text | None = None,
) -> CommitmentView:
    commitment, metric = promise.commitment, promise.metric
    defined = _defined(promise, known.now)
    if defined is not None and commitment.target and state in (rules.State.MET, rules.State.NO_CASES):
        state = state if rules.keeps(commitment.target, defined) else rules.State.BREACHED
    return CommitmentView(
        id=commitment.id,
        region=promise.region,
        region_name=known.name_of(promise.region),
        pack=promise.pack,
        title=commitment.title,
        statement=commitment.statement,
        source=commitment.source,
        responsible=tuple(known.agency_of(promise.region, role) for role in commitment.responsible),
        metric=commitment.metric,
        metric_title=metric.title if metric else None,
        case_unit=UNIT_OF[metric.measure] if metric else None,
        kind=commitment.kind,
        target=commitment.target,
        deadline=commitment.deadline,
        state=state,
        value=_rounded(judgement.value) if judgement else None,
        defined=defined,
        cases=judgement.cases if judgement else 0,
        breaking=judgement.breaking if judgement else 0,
        late_open=judgement.late_open if judgement else 0,
        waiting=judgement.waiting if judgement else 0,
        withdrawn=judgement.withdrawn if judgement else 0,
        period_start=rules.period_of(commitment, known.now).start,
        series=series,
        data_at=known.data_at(promise.region, metric) if metric else None,
        reason=reason,
        note=commitment.note,
    )


def _point(yardstick: rules.Yardstick, *, month: date, counted: tuple[rules.Measured, ...]) -> MonthPoint:
    value = rules.put_together(yardstick, counted)
    state = rules.state_of(yardstick, value, counted=counted)
    return MonthPoint(month, _rounded(value), rules.cases_in(counted), state)


def rows_of(region: str, metric: Metric) -> QuerySet[CaseFact]:
    """The facts of a metric's procedure and track in a region and below it."""
    rows = CaseFact.objects.filter(region__in=registry.subtree(region), track=metric.track or "")
    return rows.filter(procedure=metric.procedure) if metric.procedure else rows


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
