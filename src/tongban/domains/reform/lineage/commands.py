"""Every way lineage changes. Nothing is overwritten: each link keeps its history in its stream of events."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from tongban.domains.reform.ids import LineageLinkId, MeasureId, PlanId
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan
from tongban.domains.reform.lineage import events as happened
from tongban.domains.reform.lineage import rules
from tongban.domains.reform.lineage.authz import LINK
from tongban.domains.reform.lineage.models import LineageLink
from tongban.domains.reform.lineage.proposals import Found, find, rows_of, statement_of, told
from tongban.domains.reform.lineage.relating import no_measure, relate
from tongban.domains.reform.lineage.relations import WORST_FIRST, Relation
from tongban.kernel import authz, events
from tongban.kernel.errors import Refusal

State = LineageLink.State


def propose(upper: PlanId, lower: PlanId, *, actor: authz.Actor, now: datetime) -> int:
    """Propose who carries out what, for every task of the upper plan that has no link to the lower one; the links made.

    Running it again proposes only what has none: what people settled stays. `upper` may be `lower` where that plan
    prints the upper authority's tasks beside its own. Refuses `reform.plan.unknown`, `kernel.authz.denied` without the
    duty `reform` in either region, and `reform.lineage.nothing_quoted` for one plan without such a column.
    """
    above, below = _plan(upper), _plan(lower)
    pair = {
        "upper_plan": above,
        "lower_plan": below,
        "upper_region": above.region,
        "lower_region": below.region,
        "proposed_by": actor.label,
        "proposed_at": now,
    }
    authz.require(actor, "propose", LineageLink(**pair), resource=LINK)
    is_quoted = above.pk == below.pk
    with transaction.atomic():
        LedgerPlan.objects.select_for_update().get(pk=above.pk)
        found = _open(above, below, is_quoted=is_quoted)
        rows = LineageLink.objects.bulk_create(_link(one, pair) for one in found)
        for row, one in zip(rows, found, strict=True):
            _record(row, [_proposed(row, one.judgement.is_sure)], actor=actor, now=now, after=events.START)
        if rows:
            counts = dict(sorted(Counter(row.relation for row in rows).items()))
            told_of = happened.LineageProposed(str(upper), str(lower), counts)
            events.append(str(upper), [told_of], actor=actor.label, at=now)
    return len(rows)


def confirm(link: LineageLinkId, *, actor: authz.Actor, now: datetime, note: str = "") -> None:
    """Say that a proposed link is right as it stands.

    Refuses `reform.lineage.unknown`, `kernel.authz.denied`, `reform.lineage.decided` and
    `reform.lineage.reason_too_long`.
    """
    note = rules.require_note(note)
    with transaction.atomic():
        row = _locked(link, actor)
        rules.require_waiting(row.state)
        row.note = note
        _decide(row, State.CONFIRMED, actor=actor, now=now)
        _record(row, [happened.LinkConfirmed(str(link), _key(row.measure), row.relation, note)], actor=actor, now=now)
        _settle_missing(row, actor=actor, now=now)


def correct(
    link: LineageLinkId,
    *,
    measure: MeasureId | None,
    relation: str,
    reason: str,
    actor: authz.Actor,
    now: datetime,
) -> None:
    """Put another measure of the same lower plan, or another relation, into a link, and thereby confirm it.

    `measure` None says that no measure answers the task. Refuses what `confirm` does (a confirmed link may be
    corrected, a rejected one not: `reform.lineage.is_rejected`), `reform.lineage.no_reason`,
    `reform.lineage.other_plan`, `reform.lineage.does_not_fit` and `reform.lineage.already_linked`.
    """
    reason = rules.require_reason(reason)
    with transaction.atomic():
        row = _locked(link, actor)
        rules.require_live(row.state)
        before, stood = _key(row.measure), row.relation
        row.measure = _measure_of(row.lower_plan, measure) if measure else None
        found = rules.require_fitting(relation, has_task=row.task is not None, has_measure=row.measure is not None)
        _judge(row, found)
        row.note = reason
        _decide(row, State.CONFIRMED, actor=actor, now=now)
        changed = happened.LinkCorrected(str(link), before, _key(row.measure), stood, row.relation, reason)
        _record(row, [changed], actor=actor, now=now)
        _settle_missing(row, actor=actor, now=now)


def add(
    link: LineageLinkId, *, measure: MeasureId, relation: str, reason: str, actor: authz.Actor, now: datetime
) -> LineageLinkId:
    """Link a further measure to the task of a link: one task may be carried out by several measures.

    Refuses what `correct` does, and `reform.lineage.no_task` for a link without a task.
    """
    reason = rules.require_reason(reason)
    with transaction.atomic():
        beside = _locked(link, actor)
        if beside.task is None:
            raise Refusal("reform.lineage.no_task")
        row = LineageLink(
            upper_plan=beside.upper_plan,
            lower_plan=beside.lower_plan,
            upper_region=beside.upper_region,
            lower_region=beside.lower_region,
            task=beside.task,
            measure=_measure_of(beside.lower_plan, measure),
            proposed_by=actor.label,
            proposed_at=now,
            note=reason,
        )
        _judge(row, rules.require_fitting(relation, has_task=True, has_measure=True))
        _decide(row, State.CONFIRMED, actor=actor, now=now)
        made = happened.LinkAdded(*_sides(row), row.relation, reason)
        _record(row, [made], actor=actor, now=now, after=events.START)
        _settle_missing(row, actor=actor, now=now)
    return LineageLinkId(row.uuid)


def reject(link: LineageLinkId, *, reason: str, actor: authz.Actor, now: datetime) -> None:
    """Say that the measure does not carry out the task. A task left without a measure is then proposed as missing.

    Refuses `reform.lineage.unknown`, `kernel.authz.denied`, `reform.lineage.is_rejected`, `reform.lineage.no_reason`.
    """
    reason = rules.require_reason(reason)
    with transaction.atomic():
        row = _locked(link, actor)
        rules.require_live(row.state)
        row.note = reason
        _decide(row, State.REJECTED, actor=actor, now=now)
        _record(row, [happened.LinkRejected(str(link), reason)], actor=actor, now=now)
        _settle_missing(row, actor=actor, now=now)


def reopen(link: LineageLinkId, *, reason: str, actor: authz.Actor, now: datetime) -> None:
    """Take a decision back: the link waits for a person again, as it stands.

    Refuses `reform.lineage.unknown`, `kernel.authz.denied`, `reform.lineage.is_open` and `reform.lineage.no_reason`.
    """
    reason = rules.require_reason(reason)
    with transaction.atomic():
        row = _locked(link, actor)
        rules.require_decided(row.state)
        row.note = reason
        _decide(row, State.PROPOSED, actor=actor, now=now)
        _record(row, [happened.LinkReopened(str(link), reason)], actor=actor, now=now)
        _settle_missing(row, actor=actor, now=now)


def _plan(plan: PlanId) -> LedgerPlan:
    found = LedgerPlan.objects.filter(uuid=plan.value).first()
    if found is None:
        raise Refusal("reform.plan.unknown", plan=str(plan))
    return found


def _locked(link: LineageLinkId, actor: authz.Actor) -> LineageLink:
    """The link's row, and with it everything of its task: two people settling one task wait for each other."""
    found = authz.visible(actor, "view", LineageLink.objects.filter(uuid=link.value), resource=LINK).first()
    if found is None:
        raise Refusal("reform.lineage.unknown", link=str(link))
    authz.require(actor, "decide", found, resource=LINK)
    if found.task_id is not None:
        LedgerMeasure.objects.select_for_update().get(pk=found.task_id)
    return (
        LineageLink.objects.select_for_update(of=("self",)).select_related("upper_plan", "lower_plan").get(pk=found.pk)
    )


def _open(above: LedgerPlan, below: LedgerPlan, *, is_quoted: bool) -> list[Found]:
    """What to propose: links of tasks, and of measures, that have none yet between these plans."""
    known = LineageLink.objects.filter(upper_plan=above, lower_plan=below)
    with_links = {pk for pair in known.values_list("task", "measure") for pk in pair if pk}
    linked_tasks = set(known.exclude(task=None).values_list("task", flat=True))
    measures = rows_of(below)
    tasks = [row for row in (measures if is_quoted else rows_of(above)) if row.upper or not is_quoted]
    if not tasks:
        raise Refusal("reform.lineage.nothing_quoted")
    asked = [row for row in tasks if row.pk not in linked_tasks]
    found = find(asked, measures, is_quoted=is_quoted)
    return [one for one in found if one.task is not None or (one.measure and one.measure.pk not in with_links)]


def _link(found: Found, pair: dict[str, object]) -> LineageLink:
    return LineageLink(
        **pair,
        task=found.task,
        measure=found.measure,
        relation=found.judgement.relation,
        worst=WORST_FIRST.index(found.judgement.relation),
        findings=told(found.judgement.findings),
        is_sure=found.judgement.is_sure,
        score=found.score,
        candidates=[
            {"measure": one.key, "score": one.score, "shared": list(one.shared), "units": list(one.shared_units)}
            for one in found.candidates
        ],
    )


def _judge(row: LineageLink, relation: Relation) -> None:
    """A person's relation, with what the rules find between the two texts as it is now."""
    is_quoted = row.upper_plan_id == row.lower_plan_id
    if row.task is not None and row.measure is not None:
        judgement = relate(statement_of(row.task, is_quoted=is_quoted), statement_of(row.measure))
        row.findings, row.is_sure = told(judgement.findings), judgement.is_sure
    elif row.measure is None:
        row.findings, row.is_sure = told(no_measure().findings), False
    row.relation, row.worst = relation, WORST_FIRST.index(relation)


def _measure_of(plan: LedgerPlan, measure: MeasureId) -> LedgerMeasure:
    found = LedgerMeasure.objects.select_related("item", "plan").filter(uuid=measure.value, plan=plan).first()
    if found is None:
        raise Refusal("reform.lineage.other_plan", measure=str(measure))
    return found


def _decide(row: LineageLink, state: State, *, actor: authz.Actor, now: datetime) -> None:
    row.state = state
    row.decided_by, row.decided_at = ("", None) if state == State.PROPOSED else (actor.label, now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal("reform.lineage.already_linked") from None


def _settle_missing(settled: LineageLink, *, actor: authz.Actor, now: datetime) -> None:
    """A task with a measure is not missing; a task without any is proposed as missing, for a person to confirm."""
    if settled.task is None:
        return
    links = LineageLink.objects.select_for_update().filter(
        upper_plan=settled.upper_plan, lower_plan=settled.lower_plan, task=settled.task
    )
    empty = links.filter(measure=None).first()
    if settled.measure is None and settled.state == State.CONFIRMED:
        _none_beside(links.exclude(measure=None), actor=actor, now=now)
    elif links.exclude(measure=None).exclude(state=State.REJECTED).exists():
        is_over = empty is not None and (empty.state == State.PROPOSED or settled.state == State.CONFIRMED)
        if empty is not None and is_over and empty.pk != settled.pk:
            _put_away(empty, actor=actor, now=now)
    elif empty is None:
        _propose_missing(settled, actor=actor, now=now)
    elif empty.state == State.REJECTED:
        _decide(empty, State.PROPOSED, actor=actor, now=now)
        _record(empty, [happened.LinkReopened(str(LineageLinkId(empty.uuid)), settled.note)], actor=actor, now=now)


def _none_beside(links: QuerySet[LineageLink], *, actor: authz.Actor, now: datetime) -> None:
    """Whoever says that no measure answers says it of every measure proposed; not against one that is confirmed."""
    if links.filter(state=State.CONFIRMED).exists():
        raise Refusal("reform.lineage.has_measure")
    for row in links.filter(state=State.PROPOSED):
        _put_away(row, actor=actor, now=now)


def _put_away(row: LineageLink, *, actor: authz.Actor, now: datetime) -> None:
    """Reject a link because another of the same task was settled; one that is rejected already stays as it is."""
    if row.state != State.REJECTED:
        _decide(row, State.REJECTED, actor=actor, now=now)
        _record(row, [happened.LinkRejected(str(LineageLinkId(row.uuid)), "")], actor=actor, now=now)


def _propose_missing(settled: LineageLink, *, actor: authz.Actor, now: datetime) -> None:
    row = LineageLink(
        upper_plan=settled.upper_plan,
        lower_plan=settled.lower_plan,
        upper_region=settled.upper_region,
        lower_region=settled.lower_region,
        task=settled.task,
        candidates=settled.candidates,
        proposed_by=actor.label,
        proposed_at=now,
    )
    _judge(row, Relation.MISSING)
    row.save()
    proposed = _proposed(row, is_sure=False, because=settled.note)
    _record(row, [proposed], actor=actor, now=now, after=events.START)


def _sides(row: LineageLink) -> tuple[str, str, str, str, str]:
    link, upper, lower = LineageLinkId(row.uuid), PlanId(row.upper_plan.uuid), PlanId(row.lower_plan.uuid)
    return str(link), str(upper), str(lower), _key(row.task), _key(row.measure)


def _proposed(row: LineageLink, is_sure: bool, because: str = "") -> happened.LinkProposed:
    return happened.LinkProposed(*_sides(row), row.relation, is_sure, row.score, row.findings, because)


def _key(row: LedgerMeasure | None) -> str:
    return str(MeasureId(row.uuid)) if row is not None else ""


def _record(
    row: LineageLink,
    what: Sequence[object],
    *,
    actor: authz.Actor,
    now: datetime,
    after: events.Head | None = None,
) -> None:
    events.append(str(LineageLinkId(row.uuid)), what, actor=actor.label, at=now, after=after)
