"""How well the proposals do against pairs that people found by reading. Pure.

The task at the asked place is put, whole, to all measures of the answering plan; the pair is found when the measure at
its place stands among the first `MOST`. In a plan whose table prints the upper task beside the measure, the asked side
is that column. The relation is compared at the places of the pair, found or not.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tongban.domains.reform.lineage.papers import measures_of, statements, tasks_of
from tongban.domains.reform.lineage.proposing import Proposal, propose
from tongban.domains.reform.lineage.relating import relate
from tongban.domains.reform.lineage.relations import WORST_FIRST, Relation
from tongban.domains.reform.reading import Plan
from tongban.kernel.errors import Refusal

MOST = 3
DEEPEST = 400
SPOT = re.compile(r"(\d{3}) (\d+)(?:\((\d+)\))?")


@dataclass(frozen=True, slots=True)
class Spot:
    """A measure by plan, item and, where the item has several, the number of the measure."""

    plan: str
    item: int
    measure: int | None

    @classmethod
    def parse(cls, text: str) -> "Spot":
        """`001 12(1)`. Refuses `reform.lineage.pairs_malformed`."""
        found = SPOT.fullmatch(text)
        if found is None:
            raise Refusal("reform.lineage.pairs_malformed", text=text[:40])
        return cls(found[1], int(found[2]), int(found[3]) if found[3] else None)

    def anchors(self, plan: Plan) -> frozenset[str]:
        return frozenset(
            measure.anchor
            for item in plan.items
            if item.number == self.item
            for measure in item.measures
            if self.measure is None or measure.number == self.measure
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places of one matter, and how the second stands to the first: the verdict, then what it also allows."""

    name: str
    asked: Spot
    answer: Spot
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class PairScore:
    """Where the answer stood among the proposals (None: nowhere), and the relation proposed for the two texts.

    `rank_unread`: the same with the answering plan's own column of tasks left unread.
    """

    pair: Pair
    rank: int | None
    rank_unread: int | None
    relation: Relation


@dataclass(frozen=True, slots=True)
class Score:
    pairs: tuple[PairScore, ...]

    def within(self, most: int, *, unread: bool = False) -> int:
        """How many pairs stand among the first `most` proposals."""
        ranks = [one.rank_unread if unread else one.rank for one in self.pairs]
        return sum(rank is not None and rank <= most for rank in ranks)

    @property
    def apart(self) -> int:
        """As `within(MOST)`, with the column unread only where one paper is on both sides: there it gives it away."""
        ranks = [one.rank_unread if one.pair.asked.plan == one.pair.answer.plan else one.rank for one in self.pairs]
        return sum(rank is not None and rank <= MOST for rank in ranks)

    @property
    def exact(self) -> int:
        return sum(one.relation == one.pair.relations[0] for one in self.pairs)

    @property
    def allowed(self) -> int:
        return sum(one.relation in one.pair.relations for one in self.pairs)

    def confusion(self) -> dict[Relation, dict[Relation, int]]:
        """For each verdict, how often each relation was proposed."""
        counts = Counter((one.pair.relations[0], one.relation) for one in self.pairs)
        return {
            verdict: {told: counts[verdict, told] for told in WORST_FIRST if counts[verdict, told]}
            for verdict in WORST_FIRST
            if any(counts[verdict, told] for told in WORST_FIRST)
        }


def read_pairs(entries: Iterable[Mapping[str, Any]]) -> tuple[Pair, ...]:
    """Pairs from their file. Refuses `reform.lineage.pairs_malformed`."""
    try:
        return tuple(
            Pair(
                str(one["name"]),
                Spot.parse(str(one["asked"])),
                Spot.parse(str(one["answer"])),
                tuple(Relation(word) for word in one["relations"]),
            )
            for one in entries
        )
    except (KeyError, TypeError, ValueError) as wrong:
        raise Refusal("reform.lineage.pairs_malformed", text=str(wrong)[:40]) from None


def score(pairs: Iterable[Pair], plans: Mapping[str, Plan]) -> Score:
    """Every pair whose two plans are given. Refuses `reform.lineage.pairs_no_place` for a place that a plan lacks."""
    known: dict[tuple[str, str, bool], dict[str, tuple[Proposal, ...]]] = {}
    wanted = [one for one in pairs if one.asked.plan in plans and one.answer.plan in plans]
    return Score(tuple(_score(one, plans, known) for one in wanted))


def _score(
    pair: Pair, plans: Mapping[str, Plan], known: dict[tuple[str, str, bool], dict[str, tuple[Proposal, ...]]]
) -> PairScore:
    upper, lower = plans[pair.asked.plan], plans[pair.answer.plan]
    tasks, measures = tasks_of(upper), measures_of(lower)
    asked, answers = pair.asked.anchors(upper), pair.answer.anchors(lower)
    if not asked or not answers:
        raise Refusal("reform.lineage.pairs_no_place", pair=pair.name)
    task = min(asked)
    ranks = []
    for reads in (True, False):
        key = (pair.asked.plan, pair.answer.plan, reads)
        if key not in known:
            known[key] = propose(tasks, measures, most=DEEPEST, uses_quoted=reads, tells_shared=False)
        ranks.append(_rank(known[key][task], answers))
    of_task = [one for one in tasks if one.key == task]
    of_answer = [one for one in measures if one.key == min(answers)]
    relation = relate(statements(of_task, upper)[task], statements(of_answer, lower)[min(answers)]).relation
    return PairScore(pair, ranks[0], ranks[1], relation)


def _rank(proposals: tuple[Proposal, ...], answers: frozenset[str]) -> int | None:
    return next((place for place, one in enumerate(proposals, start=1) if one.key in answers), None)
