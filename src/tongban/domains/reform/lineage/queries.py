"""Every read of lineage that pages and other parts need."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tongban.domains.reform.access import OFFICE
from tongban.domains.reform.ids import LineageLinkId, MeasureId, PlanId
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan
from tongban.domains.reform.lineage.answers import (
    CandidateView,
    LineageFilter,
    LineagePlan,
    LineageView,
    LinkView,
    PlanRef,
    ReviewView,
    TaskView,
)
from tongban.domains.reform.lineage.authz import LINK
from tongban.domains.reform.lineage.models import LineageLink
from tongban.domains.reform.lineage.proposals import statement_of
from tongban.domains.reform.lineage.relating import relate
from tongban.domains.reform.lineage.relations import WORST_FIRST, Relation
from tongban.domains.reform.lineage.viewing import link_view, plan_ref, side_view
from tongban.kernel import authz
from tongban.kernel.errors import Refusal

State = LineageLink.State
ALL = LineageFilter()
PARTS = ("task__item", "task__plan", "measure__item", "measure__plan", "upper_plan", "lower_plan")
UNITS = ("task__units", "measure__units")
MOST = 500


def list_lineage(*, actor: authz.Actor) -> list[LineagePlan]:
    """The upper plans whose lineage this actor may see, newest first."""
    rows = authz.visible(actor, "view", LineageLink.objects.exclude(state=State.REJECTED), resource=LINK)
    counted: dict[int, Counter[tuple[int, str, str]]] = defaultdict(Counter)
    for upper, lower, relation, state in rows.values_list("upper_plan", "lower_plan", "relation", "state"):
        counted[upper][lower, relation, state] += 1
    wanted = {*counted, *(lower for found in counted.values() for lower, _, _ in found)}
    plans = LedgerPlan.objects.in_bulk(wanted)
    found = [_lineage_plan(plans[upper], tally, plans) for upper, tally in counted.items()]
    return sorted(found, key=lambda one: (one.plan.issued_on is not None, one.plan.issued_on), reverse=True)


def get_lineage(
    plan: PlanId, *, actor: authz.Actor, wanted: LineageFilter = ALL, start: int = 0, limit: int = 30
) -> LineageView:
    """An upper plan's tasks with what each lower plan made of them, worst first, `limit` tasks from `start` on.

    Refuses `reform.plan.unknown` for a plan whose lineage and ledger this actor may not see. A plan without lineage
    answers with no tasks.
    """
    row = _plan(plan, actor)
    visible = authz.visible(actor, "view", LineageLink.objects.filter(upper_plan=row), resource=LINK)
    lowers = LedgerPlan.objects.filter(pk__in=visible.values("lower_plan")).order_by("region", "issued_on", "pk")
    narrowed = _narrowed(visible, wanted)
    relations = Counter(narrowed.values_list("relation", flat=True))
    chosen = narrowed.filter(relation=wanted.relation) if wanted.relation else narrowed
    keys = _worst_first(chosen)
    shown = keys[start : start + min(limit, MOST)]
    return LineageView(
        plan=plan_ref(row),
        lowers=tuple(plan_ref(one) for one in lowers),
        tasks=_tasks(chosen, shown, actor),
        relations={one: relations[one] for one in WORST_FIRST if relations[one]},
        waiting=visible.filter(state=State.PROPOSED).count(),
        total=len(keys),
    )


def get_review(
    plan: PlanId, *, actor: authz.Actor, wanted: LineageFilter = ALL, link: LineageLinkId | None = None
) -> ReviewView | None:
    """The link to settle next: the given one, else the worst that waits; None when nothing waits.

    Refuses `reform.plan.unknown`, and `reform.lineage.unknown` for a link that this actor may not see.
    """
    row = _plan(plan, actor)
    visible = authz.visible(actor, "view", LineageLink.objects.filter(upper_plan=row), resource=LINK)
    queue = _narrowed(visible, wanted).filter(state=State.PROPOSED)
    if wanted.relation:
        queue = queue.filter(relation=wanted.relation)
    waiting = list(
        queue.order_by("worst", "task__item__position", "task__position", "pk").values_list("uuid", flat=True)
    )
    if link is None and not waiting:
        return None
    asked = link.value if link else waiting[0]
    found = _loaded(visible.filter(uuid=asked)).first()
    if found is None:
        raise Refusal("reform.lineage.unknown", link=str(link))
    at = waiting.index(asked) if asked in waiting else -1
    rest = waiting[at + 1 :] or [one for one in waiting[:1] if one != asked]
    beside = _loaded(visible.filter(task=found.task, lower_plan=found.lower_plan).exclude(pk=found.pk))
    return ReviewView(
        link=link_view(found, may_decide=_may_decide(found, actor)),
        candidates=_candidates(found),
        beside=tuple(link_view(one) for one in beside) if found.task_id else (),
        position=at + 1,
        waiting=len(waiting),
        next=LineageLinkId(rest[0]) if rest else None,
        previous=LineageLinkId(waiting[at - 1]) if at > 0 else None,
    )


def get_link(link: LineageLinkId, *, actor: authz.Actor) -> LinkView:
    """One link. Refuses `reform.lineage.unknown` for one that this actor may not see."""
    rows = authz.visible(actor, "view", LineageLink.objects.filter(uuid=link.value), resource=LINK)
    found = _loaded(rows).first()
    if found is None:
        raise Refusal("reform.lineage.unknown", link=str(link))
    return link_view(found, may_decide=_may_decide(found, actor))


def tasks_above(measure: MeasureId, *, actor: authz.Actor) -> tuple[LinkView, ...]:
    """The upper tasks that a measure carries out, as far as linked and not rejected: what a measure's page shows."""
    rows = authz.visible(actor, "view", LineageLink.objects.filter(measure__uuid=measure.value), resource=LINK)
    return tuple(link_view(one) for one in _loaded(rows.exclude(state=State.REJECTED).exclude(task=None)))


def measures_below(measure: MeasureId, *, actor: authz.Actor) -> tuple[LinkView, ...]:
    """What lower plans made of a task, worst first."""
    rows = authz.visible(actor, "view", LineageLink.objects.filter(task__uuid=measure.value), resource=LINK)
    return tuple(link_view(one) for one in _loaded(rows.exclude(state=State.REJECTED).order_by("worst", "pk")))


def list_lower_plans(plan: PlanId, *, actor: authz.Actor) -> list[PlanRef]:
    """The plans of the ledger that may be laid beside this one: those below or beside it that this actor may link."""
    row = _plan(plan, actor)
    regions = actor.regions_with(OFFICE)
    rows = LedgerPlan.objects.exclude(pk=row.pk)
    if row.region not in regions:
        rows = rows.filter(region__in=regions)
    below = [one for one in rows.order_by("region", "-issued_on", "pk") if _is_later(one, row)]
    quotes = LedgerMeasure.objects.filter(plan=row).exclude(upper="").exists() and row.region in regions
    return [plan_ref(one) for one in ([row] if quotes else []) + below]


def _is_later(one: LedgerPlan, upper: LedgerPlan) -> bool:
    return one.issued_on is None or upper.issued_on is None or one.issued_on >= upper.issued_on


def _plan(plan: PlanId, actor: authz.Actor) -> LedgerPlan:
    row = LedgerPlan.objects.filter(uuid=plan.value).first()
    if row is not None:
        links = LineageLink.objects.filter(upper_plan=row)
        if authz.may(actor, "view", row) or authz.visible(actor, "view", links, resource=LINK).exists():
            return row
    raise Refusal("reform.plan.unknown", plan=str(plan))


def _narrowed(rows: QuerySet[LineageLink], wanted: LineageFilter) -> QuerySet[LineageLink]:
    rows = rows.filter(state=wanted.state) if wanted.state else rows.exclude(state=State.REJECTED)
    if wanted.lower:
        rows = rows.filter(lower_plan__uuid=wanted.lower.value)
    for word in wanted.words.split():
        rows = rows.filter(
            Q(task__text__icontains=word) | Q(measure__text__icontains=word) | Q(task__item__title__icontains=word)
        )
    return rows


def _worst_first(rows: QuerySet[LineageLink]) -> list[tuple[int | None, int]]:
    """(task, 0) for each task, (None, link) for each measure without one: the worst answer decides the place."""
    order: dict[tuple[int | None, int], tuple[int, int, int, int]] = {}
    told = rows.values_list("task", "pk", "worst", "task__item__position", "task__position")
    for task, pk, worst, item, position in told:
        key = (task, 0) if task else (None, pk)
        place = (worst, item or 0, position or 0, pk)
        order[key] = min(order.get(key, place), place)
    return sorted(order, key=lambda key: order[key])


def _tasks(
    rows: QuerySet[LineageLink], keys: Iterable[tuple[int | None, int]], actor: authz.Actor
) -> tuple[TaskView, ...]:
    keys = list(keys)
    tasks, alone = [task for task, _ in keys if task], [pk for task, pk in keys if not task]
    by_key: dict[tuple[int | None, int], list[LinkView]] = defaultdict(list)
    regions = actor.regions_with(OFFICE)
    loaded = _loaded(rows.filter(Q(task__in=tasks) | Q(pk__in=alone)))
    for row in loaded.order_by("worst", "lower_region", "pk"):
        may_decide = bool({row.upper_region, row.lower_region} & regions)
        by_key[(row.task_id, 0) if row.task_id else (None, row.pk)].append(link_view(row, may_decide=may_decide))
    return tuple(TaskView(by_key[key][0].task, tuple(by_key[key])) for key in keys)


def _loaded(rows: QuerySet[LineageLink]) -> QuerySet[LineageLink]:
    return rows.select_related(*PARTS).prefetch_related(*UNITS)


def _may_decide(row: LineageLink, actor: authz.Actor) -> bool:
    return authz.may(actor, "decide", row, resource=LINK)


def _candidates(row: LineageLink) -> tuple[CandidateView, ...]:
    """What was thought of, as it stands to the task today."""
    if row.task is None:
        return ()
    keys = {MeasureId.parse(one["measure"]).value: one for one in row.candidates}
    measures = LedgerMeasure.objects.filter(uuid__in=keys).select_related("item", "plan").prefetch_related("units")
    asked = statement_of(row.task, is_quoted=row.upper_plan_id == row.lower_plan_id)
    found = [
        CandidateView(
            side=side_view(one),
            score=keys[one.uuid]["score"],
            shared=tuple(keys[one.uuid]["shared"]),
            units=tuple(keys[one.uuid]["units"]),
            relation=relate(asked, statement_of(one)).relation,
        )
        for one in measures
    ]
    return tuple(sorted(found, key=lambda one: -one.score))


def _lineage_plan(row: LedgerPlan, tally: Counter[tuple[int, str, str]], plans: dict[int, LedgerPlan]) -> LineagePlan:
    lowers = sorted({lower for lower, _, _ in tally}, key=lambda pk: (plans[pk].region, pk))
    relations: Counter[str] = Counter()
    for (_, relation, _), count in tally.items():
        relations[relation] += count
    return LineagePlan(
        plan=plan_ref(row),
        lowers=tuple(plan_ref(plans[pk]) for pk in lowers),
        links=tally.total(),
        waiting=sum(count for (_, _, state), count in tally.items() if state == State.PROPOSED),
        worst={one: relations[one] for one in Relation if relations[one]},
    )
