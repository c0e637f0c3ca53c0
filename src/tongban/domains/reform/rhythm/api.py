"""The door of the rhythm: duties by rule, dispatch meetings, decisions, information reports, records, reminders."""

from tongban.domains.reform.ids import DecisionId, MeetingId, OccurrenceId, RecordId, ReportId
from tongban.domains.reform.rhythm.answers import (
    AnswerView,
    AttendanceView,
    CorrectionView,
    CountView,
    DecisionView,
    DutyView,
    LineView,
    MeetingSummary,
    MeetingView,
    ReportView,
    RuleView,
)
from tongban.domains.reform.rhythm.checks import CHECKS
from tongban.domains.reform.rhythm.decisions import answer_decision, judge_decision
from tongban.domains.reform.rhythm.definitions import KINDS, RhythmRule, RhythmStory
from tongban.domains.reform.rhythm.looking import list_duties_of, list_rules
from tongban.domains.reform.rhythm.meetings import (
    arrange_meeting,
    call_meeting,
    close_meeting,
    correct_meeting,
    decide,
    drop_decision,
    give_reason,
    prepare_dispatch,
    take_attendance,
)
from tongban.domains.reform.rhythm.reading import get_meeting, list_decisions, list_meetings, may_prepare
from tongban.domains.reform.rhythm.recording import record_duty, tell_occurrence
from tongban.domains.reform.rhythm.reminding import remind, remind_region
from tongban.domains.reform.rhythm.reporting import (
    Report,
    count_reports,
    file_report,
    get_report,
    judge_report,
    list_reports,
)
from tongban.domains.reform.rhythm.rules.deciding import DecisionState
from tongban.domains.reform.rhythm.rules.ranking import Concern
from tongban.domains.reform.rhythm.rules.standing import DutyState

__all__ = [
    "CHECKS",
    "KINDS",
    "AnswerView",
    "AttendanceView",
    "Concern",
    "CorrectionView",
    "CountView",
    "DecisionId",
    "DecisionState",
    "DecisionView",
    "DutyState",
    "DutyView",
    "LineView",
    "MeetingId",
    "MeetingSummary",
    "MeetingView",
    "OccurrenceId",
    "RecordId",
    "Report",
    "ReportId",
    "ReportView",
    "RhythmRule",
    "RhythmStory",
    "RuleView",
    "answer_decision",
    "arrange_meeting",
    "call_meeting",
    "close_meeting",
    "correct_meeting",
    "count_reports",
    "decide",
    "drop_decision",
    "file_report",
    "get_meeting",
    "get_report",
    "give_reason",
    "judge_decision",
    "judge_report",
    "list_decisions",
    "list_duties_of",
    "list_meetings",
    "list_reports",
    "list_rules",
    "may_prepare",
    "prepare_dispatch",
    "record_duty",
    "remind",
    "remind_region",
    "take_attendance",
    "tell_occurrence",
]
