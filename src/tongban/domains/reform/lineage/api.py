"""The door of lineage: who carries out what, and how it stands to the task."""

from tongban.domains.reform.ids import LineageLinkId, MeasureId, PlanId
from tongban.domains.reform.lineage.answers import (
    CandidateView,
    LineageFilter,
    LineagePlan,
    LineageView,
    LinkView,
    PlanRef,
    ReviewView,
    SideView,
    TaskView,
)
from tongban.domains.reform.lineage.commands import add, confirm, correct, propose, reject, reopen
from tongban.domains.reform.lineage.queries import (
    get_lineage,
    get_link,
    get_review,
    list_lineage,
    list_lower_plans,
    measures_below,
    tasks_above,
)
from tongban.domains.reform.lineage.relations import WORST_FIRST, Finding, Reason, Relation
from tongban.domains.reform.lineage.rules import LONGEST_REASON, WITHOUT_MEASURE, WITHOUT_TASK, LinkState

__all__ = [
    "LONGEST_REASON",
    "WITHOUT_MEASURE",
    "WITHOUT_TASK",
    "WORST_FIRST",
    "CandidateView",
    "Finding",
    "LineageFilter",
    "LineageLinkId",
    "LineagePlan",
    "LineageView",
    "LinkState",
    "LinkView",
    "MeasureId",
    "PlanId",
    "PlanRef",
    "Reason",
    "Relation",
    "ReviewView",
    "SideView",
    "TaskView",
    "add",
    "confirm",
    "correct",
    "get_lineage",
    "get_link",
    "get_review",
    "list_lineage",
    "list_lower_plans",
    "measures_below",
    "propose",
    "reject",
    "reopen",
    "tasks_above",
]
