"""What happens to a plan and, on the stream of its own id, to each of its measures."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.events import event


@event("reform.plan_imported.v1")
@dataclass(frozen=True, slots=True)
class PlanImported:
    """A plan and everything in it was written to the ledger of a region."""

    plan: str
    region: str
    document: str
    counts: dict[str, int]


@event("reform.measure_entered.v1")
@dataclass(frozen=True, slots=True)
class MeasureEntered:
    """A measure came into the ledger from its plan, as the paper says it: the first event of its stream.

    `reported_done` is the paper's own claim; it closes nothing.
    """

    measure: str
    plan: str
    region: str
    anchor: str
    text: str
    due_on: date | None
    reported_done: bool
