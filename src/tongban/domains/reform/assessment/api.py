"""The door of assessment."""

from tongban.domains.reform.assessment.answers import (
    AppealView,
    AssessmentSummary,
    AssessmentView,
    CorrectionView,
    FigureView,
    UnitResult,
)
from tongban.domains.reform.assessment.commands import Appeal, decide_appeal, file_appeal, publish_assessment
from tongban.domains.reform.assessment.definitions import KINDS, AssessmentRule
from tongban.domains.reform.assessment.reading import (
    get_assessment,
    list_appeals,
    list_assessments,
    list_rules,
    preview,
)
from tongban.domains.reform.assessment.rules.firmness import Firmness
from tongban.domains.reform.ids import AppealId, AssessmentId

__all__ = [
    "KINDS",
    "Appeal",
    "AppealId",
    "AppealView",
    "AssessmentId",
    "AssessmentRule",
    "AssessmentSummary",
    "AssessmentView",
    "CorrectionView",
    "FigureView",
    "Firmness",
    "UnitResult",
    "decide_appeal",
    "file_appeal",
    "get_assessment",
    "list_appeals",
    "list_assessments",
    "list_rules",
    "preview",
    "publish_assessment",
]
