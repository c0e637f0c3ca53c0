"""How firm a rank is: the same figures under many slightly different weights. Pure and repeatable from its seed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tongban.domains.reform.assessment.definitions import AssessmentRule
from tongban.domains.reform.assessment.rules.scoring import Scored, ranks, shown, weighed

GRAIN = 1_000_000


@dataclass(frozen=True, slots=True)
class Firmness:
    """A unit's place by the published weights, the best and the worst place that any draw gave it (its interval), and
    in how many of the draws its place was another."""

    rank: int
    best: int
    worst: int
    moved: int
    draws: int


def draw_weights(rule: AssessmentRule, seed: str) -> list[dict[str, Fraction]]:
    """`rule.draws` vectors of weights, each weight within ± `rule.tolerance` per cent of its own, evenly drawn.

    Each number comes from SHA-256 of `seed:draw:indicator`, so that anybody can draw it again with any tool. They need
    not come to 100: a score is a mean, so only their relation counts.
    """
    return [
        {
            one.id: Fraction(one.weight * _factor(f"{seed}:{draw}:{one.id}", rule.tolerance), GRAIN)
            for one in rule.indicators
        }
        for draw in range(rule.draws)
    ]


def _factor(name: str, tolerance: int) -> int:
    """In millionths: from 1 − tolerance to 1 + tolerance per cent."""
    half = tolerance * GRAIN // 100
    drawn = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    return GRAIN - half + drawn % (2 * half + 1)


def firmness(rule: AssessmentRule, scored: Sequence[Scored], *, seed: str) -> list[Firmness]:
    """For units that all have a score, in their order. Places are by the score as it is shown, to two places."""
    own = {one.id: Fraction(one.weight) for one in rule.indicators}
    base = _places(scored, own)
    found = [[place] for place in base]
    for weights in draw_weights(rule, seed):
        for places, place in zip(found, _places(scored, weights), strict=True):
            places.append(place)
    return [
        Firmness(places[0], min(places), max(places), sum(place != places[0] for place in places), rule.draws)
        for places in found
    ]


def _places(scored: Sequence[Scored], weights: Mapping[str, Fraction]) -> list[int]:
    scores = [weighed(one.points, weights, sum(one.deducted.values(), Fraction(0))) for one in scored]
    return ranks([Fraction(shown(one) or 0) for one in scores])
