"""What happens to a plan."""

from dataclasses import dataclass

from tongban.kernel.event_types import event


@event("reform.plan_imported.v1")
@dataclass(frozen=True, slots=True)
class PlanImported:
    """A plan's items and measures were written to a region's ledger."""

    plan: str
    region: str
    document: str
    counts: dict[str, int]
