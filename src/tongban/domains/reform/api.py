"""The only door of this domain. The ledger's whole door is `reform.ledger.api`."""

from tongban.domains.reform.authz import RULES
from tongban.domains.reform.ids import IdeaId, MeasureId, PlanId
from tongban.domains.reform.ledger.api import (
    DeadlineView,
    Found,
    LedgerFilter,
    LedgerView,
    Light,
    MeasureState,
    MeasureView,
    OwnerView,
    PlanView,
    UnitView,
    duties_of,
    get_ledger,
    get_measure,
    import_plan,
    list_measures,
    list_plans,
)
from tongban.domains.reform.reading import Plan, read_plan

__all__ = [
    "RULES",
    "DeadlineView",
    "Found",
    "IdeaId",
    "LedgerFilter",
    "LedgerView",
    "Light",
    "MeasureId",
    "MeasureState",
    "MeasureView",
    "OwnerView",
    "Plan",
    "PlanId",
    "PlanView",
    "UnitView",
    "duties_of",
    "get_ledger",
    "get_measure",
    "import_plan",
    "list_measures",
    "list_plans",
    "read_plan",
]
