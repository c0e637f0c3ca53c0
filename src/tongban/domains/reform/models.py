"""The tables of this domain, from its parts."""

from tongban.domains.reform.assessment.models import AppealRow, AssessmentRow, UnitScoreRow
from tongban.domains.reform.cleanup.models import RuleDocumentRow
from tongban.domains.reform.examples.models import CopyRow, ExampleRow
from tongban.domains.reform.intake.models import DraftRow, PlanDraft, PlanPaper
from tongban.domains.reform.ledger.life_models import FiledDocument, MeasureProblem, Recheck, ReserveIdea
from tongban.domains.reform.ledger.models import Deadline, LedgerItem, LedgerMeasure, LedgerPlan, ResponsibleUnit
from tongban.domains.reform.lineage.models import LineageLink
from tongban.domains.reform.rhythm.models import (
    AttendanceRow,
    CorrectionRow,
    DecisionAnswerRow,
    DecisionRow,
    DutyRecordRow,
    MeetingLineRow,
    MeetingRow,
    OccurrenceRow,
    ReportRow,
)
from tongban.domains.reform.sheets.models import ReturnedSheet
from tongban.domains.reform.supervision.models import (
    FaultRow,
    FindingRow,
    InspectionRow,
    ObserverRow,
    OrderSerial,
    PointRow,
    StepRow,
)

__all__ = [
    "AppealRow",
    "AssessmentRow",
    "AttendanceRow",
    "CopyRow",
    "CorrectionRow",
    "Deadline",
    "DecisionAnswerRow",
    "DecisionRow",
    "DraftRow",
    "DutyRecordRow",
    "ExampleRow",
    "FaultRow",
    "FiledDocument",
    "FindingRow",
    "InspectionRow",
    "LedgerItem",
    "LedgerMeasure",
    "LedgerPlan",
    "LineageLink",
    "MeasureProblem",
    "MeetingLineRow",
    "MeetingRow",
    "ObserverRow",
    "OccurrenceRow",
    "OrderSerial",
    "PlanDraft",
    "PlanPaper",
    "PointRow",
    "Recheck",
    "ReportRow",
    "ReserveIdea",
    "ResponsibleUnit",
    "ReturnedSheet",
    "RuleDocumentRow",
    "StepRow",
    "UnitScoreRow",
]
