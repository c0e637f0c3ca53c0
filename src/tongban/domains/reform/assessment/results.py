"""From opened figures to results with places: the same for a preview and for what was published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tongban.domains.reform.assessment.answers import CorrectionView, FigureView, UnitResult
from tongban.domains.reform.assessment.definitions import AssessmentRule
from tongban.domains.reform.assessment.rules import scoring
from tongban.domains.reform.assessment.rules.firmness import Firmness, firmness
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What a unit's result follows from: its figures as they were read, and what appeals changed."""

    unit: str
    agency: registry.AgencyId
    measures: int
    figures: Mapping[str, scoring.Figure]
    corrections: tuple[CorrectionView, ...] = ()

    @property
    def corrected(self) -> dict[str, scoring.Figure]:
        return {
            name: scoring.corrected(
                figure, [(one.thing, one.effect) for one in self.corrections if one.indicator == name]
            )
            for name, figure in self.figures.items()
        }


def results(rule: AssessmentRule, units: Sequence[UnitFigures], *, seed: str) -> tuple[UnitResult, ...]:
    """Ranked units by place and name, then the others by name."""
    scored = [(one, scoring.score(rule, one.corrected)) for one in units]
    ranked = [pair for pair in scored if not _why(rule, *pair)]
    firm = firmness(rule, [found for _, found in ranked], seed=seed) if ranked else []
    placed = {one.agency: place for (one, _), place in zip(ranked, firm, strict=True)}
    told = [_result(rule, one, found, firm=placed.get(one.agency)) for one, found in scored]
    return tuple(sorted(told, key=lambda one: (one.firmness.rank if one.firmness else len(told) + 1, one.unit)))


def _why(rule: AssessmentRule, unit: UnitFigures, found: scoring.Scored) -> str:
    if unit.measures < rule.minimum:
        return "few"
    return "" if found.score is not None else "nothing"


def _result(rule: AssessmentRule, unit: UnitFigures, found: scoring.Scored, *, firm: Firmness | None) -> UnitResult:
    figures = unit.corrected
    was = scoring.shown(scoring.score(rule, unit.figures).score)
    score = scoring.shown(found.score)
    return UnitResult(
        unit=unit.unit,
        agency=unit.agency,
        measures=unit.measures,
        indicators=tuple(
            _figure(
                one.id, one.title, figures[one.id], figure=one.figure, points=found.points[one.id], weight=one.weight
            )
            for one in rule.indicators
        ),
        deductions=tuple(
            _figure(one.id, one.title, figures[one.id], figure=one.figure, points=found.deducted[one.id], weight=0)
            for one in rule.deductions
        ),
        score=score,
        was=was if was != score else "",
        firmness=firm,
        why=_why(rule, unit, found),
        corrections=unit.corrections,
    )


def _figure(
    name: str, title: Text, found: scoring.Figure, *, figure: str, points: Fraction | None, weight: int
) -> FigureView:
    return FigureView(
        id=name,
        title=title,
        figure=figure,
        weight=weight,
        holding=found.holding,
        counted=len(found.counted),
        share=scoring.shown(found.share),
        points=scoring.shown(points),
        things=found.things,
    )
