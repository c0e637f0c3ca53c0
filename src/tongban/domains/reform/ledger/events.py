"""What happens to a plan and, on the stream of its own id, to each of its measures."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.event_types import event


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


@event("reform.unit_confirmed.v1")
@dataclass(frozen=True, slots=True)
class UnitConfirmed:
    """A person said which agency a unit is that the paper spells `name`. The first lead answers for the measure."""

    role: str
    position: int
    name: str
    agency: str


@event("reform.owner_assigned.v1")
@dataclass(frozen=True, slots=True)
class OwnerAssigned:
    """The one named person (明确专人) who answers for the measure, on a post of the unit that leads it."""

    account: str
    post: str
    agency: str


@dataclass(frozen=True, slots=True)
class StepData:
    """One own step: until when, and its share of the work in relation to the others."""

    number: int
    text: str
    due_on: date
    weight: int


@event("reform.steps_planned.v1")
@dataclass(frozen=True, slots=True)
class StepsPlanned:
    """The steps that are still to be done, in order; done ones stand as they are."""

    steps: tuple[StepData, ...]


@event("reform.progress_filed.v1")
@dataclass(frozen=True, slots=True)
class ProgressFiled:
    """What was done, how much of the measure that is (per cent), what proves it, which own steps it finishes."""

    text: str
    share: int
    evidence: tuple[str, ...]
    steps: tuple[int, ...]


@event("reform.measure_classified.v1")
@dataclass(frozen=True, slots=True)
class MeasureClassified:
    """Where the unit stands with it: 优势 `advantage`, 同步 `parallel`, 短板 `weak`; and why."""

    classification: str
    reason: str


@event("reform.document_filed.v1")
@dataclass(frozen=True, slots=True)
class DocumentFiled:
    """A supporting document was filed for the record (备案): its kind, title, document number, the file itself."""

    kind: str
    title: str
    number: str
    evidence: str


@event("reform.problem_raised.v1")
@dataclass(frozen=True, slots=True)
class ProblemRaised:
    """What the unit cannot settle alone, and whose help it wants."""

    number: int
    text: str
    wants: tuple[str, ...]


@event("reform.problem_settled.v1")
@dataclass(frozen=True, slots=True)
class ProblemSettled:
    number: int
    answer: str


@event("reform.closing_asked.v1")
@dataclass(frozen=True, slots=True)
class ClosingAsked:
    """The unit says that the measure is done; `evidence` is what it adds to what it filed before."""

    text: str
    evidence: tuple[str, ...]


@event("reform.closing_refused.v1")
@dataclass(frozen=True, slots=True)
class ClosingRefused:
    reason: str


@event("reform.measure_closed.v1")
@dataclass(frozen=True, slots=True)
class MeasureClosed:
    """A second person of the reform office looked at the evidence and closed the measure (销号)."""

    finding: str
    evidence: tuple[str, ...]


@event("reform.recheck_drawn.v1")
@dataclass(frozen=True, slots=True)
class RecheckDrawn:
    """The lot of a month fell on this closed measure (`purpose` of the draw in the kernel's log)."""

    month: date
    purpose: str


@event("reform.recheck_passed.v1")
@dataclass(frozen=True, slots=True)
class RecheckPassed:
    """A third person looked again and found the measure done."""

    month: date
    finding: str


@event("reform.measure_reopened.v1")
@dataclass(frozen=True, slots=True)
class MeasureReopened:
    """A closed measure is not done after all. What was filed stays in its history and closes it no more."""

    reason: str
