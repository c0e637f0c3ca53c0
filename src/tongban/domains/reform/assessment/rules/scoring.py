"""From figures to points, from points to a score. Exact: fractions until they are shown. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from tongban.domains.reform.assessment.definitions import AssessmentRule, Deduction, Points

WHOLE = Fraction(100)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a figure counts: its id, what it is called, whether it holds what the figure asks for.

    `left_out`: an appeal was upheld; the thing no longer counts at all.
    """

    id: str
    label: str
    holds: bool
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A live figure of a unit, opened to its things."""

    things: tuple[Thing, ...]

    @property
    def counted(self) -> tuple[Thing, ...]:
        return tuple(one for one in self.things if not one.left_out)

    @property
    def holding(self) -> int:
        return sum(one.holds for one in self.counted)

    @property
    def share(self) -> Fraction | None:
        """Per cent; None when there is nothing to count."""
        counted = len(self.counted)
        return Fraction(100 * self.holding, counted) if counted else None


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit's points by indicator (None: nothing to count, its weight falls to the others), what is deducted, and the
    score from 0 to 100; None when no indicator has anything to count."""

    points: Mapping[str, Fraction | None]
    deducted: Mapping[str, Fraction]
    score: Fraction | None


def points_for(share: Fraction, points: Points) -> Fraction:
    """Points (0 … 100) for a share in per cent."""
    if points.kind == "bands":
        return Fraction(next(band.points for band in reversed(points.bands) if band.starts <= share))
    starts, ends = Fraction(points.starts or 0), Fraction(points.ends or 0)
    reached = (share - starts) / (ends - starts) * WHOLE
    return min(max(reached, Fraction(0)), WHOLE)


def deducted(figure: Figure, deduction: Deduction) -> Fraction:
    return Fraction(min(deduction.each * figure.holding, deduction.most))


def score(rule: AssessmentRule, figures: Mapping[str, Figure]) -> Scored:
    """`figures` by the id of each indicator and deduction."""
    points: dict[str, Fraction | None] = {}
    for one in rule.indicators:
        share = figures[one.id].share
        points[one.id] = None if share is None else points_for(share, one.points)
    taken = {one.id: deducted(figures[one.id], one) for one in rule.deductions}
    weights = {one.id: Fraction(one.weight) for one in rule.indicators}
    return Scored(points, taken, weighed(points, weights, sum(taken.values(), Fraction(0))))


def weighed(points: Mapping[str, Fraction | None], weights: Mapping[str, Fraction], taken: Fraction) -> Fraction | None:
    """The mean of the points by weight over what can be counted, less what is deducted, never below 0."""
    counted = [(weights[name], found) for name, found in points.items() if found is not None]
    whole = sum((weight for weight, _ in counted), Fraction(0))
    if not whole:
        return None
    mean = sum((weight * found for weight, found in counted), Fraction(0)) / whole
    return max(mean - taken, Fraction(0))


def shown(value: Fraction | None) -> str:
    """With two places, half up; empty for nothing."""
    if value is None:
        return ""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))


def corrected(figure: Figure, corrections: Iterable[tuple[str, str]]) -> Figure:
    """The figure after upheld appeals: each names a thing and its effect, `holds`, `holds_not` or `left_out`."""
    effects = dict(corrections)
    return Figure(tuple(_corrected(one, effects.get(one.id, "")) for one in figure.things))


def _corrected(one: Thing, effect: str) -> Thing:
    holds = {"holds": True, "holds_not": False}.get(effect, one.holds)
    return Thing(one.id, one.label, holds, left_out=effect == "left_out")


def ranks(scores: Sequence[Fraction | float]) -> list[int]:
    """The place of each: 1 is the highest score; equal scores share a place and the next one is skipped."""
    order = sorted(scores, reverse=True)
    first: dict[Fraction | float, int] = {}
    for place, one in enumerate(order, 1):
        first.setdefault(one, place)
    return [first[one] for one in scores]
