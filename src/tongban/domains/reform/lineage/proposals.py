"""Two plans of the ledger beside each other: their rows as texts, and the links the rules propose. Writes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tongban.domains.reform.ids import MeasureId
from tongban.domains.reform.ledger.models import LedgerMeasure, LedgerPlan
from tongban.domains.reform.lineage.proposing import Proposal, propose
from tongban.domains.reform.lineage.relating import Statement, no_measure, relate, state
from tongban.domains.reform.lineage.relations import Finding, Judgement, Reason, Relation
from tongban.domains.reform.lineage.texts import Task

CANDIDATES = 3
BESIDE = 0.75
"""A second measure is linked too when its score reaches this share of the best one's: one task, two measures."""
NEW = Judgement(Relation.NEW, (Finding(Relation.NEW, Reason.NO_TASK),), is_sure=False)


@dataclass(frozen=True, slots=True)
class Found:
    """A link to be proposed: the rows (None where there is none), how they stand, and what else was thought of."""

    task: LedgerMeasure | None
    measure: LedgerMeasure | None
    judgement: Judgement
    score: float | None = None
    candidates: tuple[Proposal, ...] = ()


def rows_of(plan: LedgerPlan) -> list[LedgerMeasure]:
    """The plan's measures in its own order, with what their texts need."""
    rows = LedgerMeasure.objects.filter(plan=plan).select_related("item", "plan").prefetch_related("units")
    return list(rows.order_by("item__position", "position"))


def as_task(row: LedgerMeasure, *, is_quoted: bool = False) -> Task:
    """A row as its own text, or as the upper authority's task that it quotes."""
    units = tuple(unit.name for unit in row.units.all())
    title = "" if is_quoted else row.item.title
    chapter = "" if is_quoted else row.item.chapter
    text, quoted = (row.upper, "") if is_quoted else (row.text, row.upper)
    return Task(str(MeasureId(row.uuid)), text, title, chapter, () if is_quoted else units, quoted)


def statement_of(row: LedgerMeasure, *, is_quoted: bool = False) -> Statement:
    """What the row binds to, by the day of its paper."""
    return state(as_task(row, is_quoted=is_quoted), issued_on=row.plan.issued_on, done=row.done)


def find(tasks: Sequence[LedgerMeasure], measures: Sequence[LedgerMeasure], *, is_quoted: bool) -> list[Found]:
    """A link for every task and for every measure that no task asks for. `is_quoted`: the tasks stand in the lower
    plan's own column."""
    texts = [as_task(row, is_quoted=is_quoted) for row in tasks]
    proposed = propose(texts, [as_task(row) for row in measures], most=CANDIDATES)
    asked = {str(MeasureId(row.uuid)): statement_of(row, is_quoted=is_quoted) for row in tasks}
    told = {str(MeasureId(row.uuid)): statement_of(row) for row in measures}
    by_key = {str(MeasureId(row.uuid)): row for row in measures}
    found: list[Found] = []
    for row, text in zip(tasks, texts, strict=True):
        candidates = proposed[text.key]
        chosen = _chosen(candidates)
        found += [
            Found(row, by_key[one.key], relate(asked[text.key], told[one.key]), one.score, candidates) for one in chosen
        ]
        if not chosen:
            found.append(Found(row, None, no_measure(), candidates=candidates))
    answered = {one.measure.pk for one in found if one.measure is not None}
    return found + [Found(None, row, NEW) for row in measures if row.pk not in answered]


def _chosen(candidates: Iterable[Proposal]) -> list[Proposal]:
    likely = [one for one in candidates if one.is_likely]
    return [one for one in likely if one.score >= BESIDE * likely[0].score]


def told(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings as JSON."""
    return [{name: str(value) for name, value in asdict(one).items()} for one in findings]


def findings_of(stored: Iterable[dict[str, Any]]) -> tuple[Finding, ...]:
    """What `told` wrote."""
    return tuple(
        Finding(Relation(one["relation"]), Reason(one["reason"]), one["upper"], one["lower"]) for one in stored
    )
