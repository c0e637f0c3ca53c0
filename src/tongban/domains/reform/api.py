"""The only door of this domain."""

from tongban.domains.reform.authz import RULES
from tongban.domains.reform.commands import import_plan
from tongban.domains.reform.ids import PlanId
from tongban.domains.reform.queries import (
    DeadlineView,
    LedgerFilter,
    LedgerView,
    MeasureView,
    PlanView,
    get_ledger,
    list_plans,
)
from tongban.domains.reform.reading import Plan, read_plan
from tongban.domains.reform.rules import MeasureState

__all__ = [
    "RULES",
    "DeadlineView",
    "LedgerFilter",
    "LedgerView",
    "MeasureState",
    "MeasureView",
    "Plan",
    "PlanId",
    "PlanView",
    "get_ledger",
    "import_plan",
    "list_plans",
    "read_plan",
]
