"""The door of the ledger."""

from tongban.domains.reform.ids import MeasureId, PlanId
from tongban.domains.reform.ledger.answers import (
    DeadlineView,
    LedgerView,
    MeasureView,
    OwnerView,
    PlanView,
    UnitView,
)
from tongban.domains.reform.ledger.importing import import_plan
from tongban.domains.reform.ledger.queries import (
    Found,
    LedgerFilter,
    duties_of,
    get_ledger,
    get_measure,
    list_measures,
    list_plans,
)
from tongban.domains.reform.ledger.rules import NEAR, Light, MeasureState

__all__ = [
    "NEAR",
    "DeadlineView",
    "Found",
    "LedgerFilter",
    "LedgerView",
    "Light",
    "MeasureId",
    "MeasureState",
    "MeasureView",
    "OwnerView",
    "PlanId",
    "PlanView",
    "UnitView",
    "duties_of",
    "get_ledger",
    "get_measure",
    "import_plan",
    "list_measures",
    "list_plans",
]
