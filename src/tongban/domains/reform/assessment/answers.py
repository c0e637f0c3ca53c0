"""What an assessment answers to others: plain values, ready to be shown."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.reform.assessment.definitions import AssessmentRule
from tongban.domains.reform.assessment.rules.firmness import Firmness
from tongban.domains.reform.assessment.rules.scoring import Thing
from tongban.domains.reform.ids import AppealId, AssessmentId
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure opened: `holding` of `counted` things, `share` in per cent, the points it gives (with two places, empty
    where nothing can be counted) or, for a deduction, what it takes. `weight` is 0 for a deduction."""

    id: str
    title: Text
    figure: str
    weight: int
    holding: int
    counted: int
    share: str
    points: str
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """An upheld appeal as everybody sees it: what was changed, not who said what."""

    indicator: str
    thing: str
    effect: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class UnitResult:
    """A unit's result. `firmness` is None for a unit that is not ranked: `why` is `few` (it leads fewer measures than
    the rule asks for) or `nothing` (nothing can be counted). `was`: the score as published where an appeal changed it.
    """

    unit: str
    agency: registry.AgencyId
    measures: int
    indicators: tuple[FigureView, ...]
    deductions: tuple[FigureView, ...]
    score: str
    was: str
    firmness: Firmness | None
    why: str
    corrections: tuple[CorrectionView, ...]


@dataclass(frozen=True, slots=True)
class AssessmentSummary:
    id: AssessmentId
    region: str
    title: Text
    first_on: date
    last_on: date
    published_at: datetime
    units: int
    appeals_waiting: int


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """An assessment whole: ranked units by place, then those that are not ranked. A preview has no `id`, no
    `published_at` and no `appeal_until`."""

    id: AssessmentId | None
    region: str
    rule: AssessmentRule
    digest: str
    first_on: date
    last_on: date
    cut_at: datetime
    seed: str
    published_at: datetime | None
    appeal_until: date | None
    units: tuple[UnitResult, ...]


@dataclass(frozen=True, slots=True)
class AppealView:
    """An appeal as its unit and the office see it. `state`: filed, upheld, rejected."""

    id: AppealId
    assessment: AssessmentId
    unit: str
    indicator: str
    thing: str
    label: str
    wish: str
    reason: str
    evidence: tuple[str, ...]
    filed_at: datetime
    decide_by: date
    state: str
    effect: str
    finding: str
    decided_at: datetime | None
    may_decide: bool
