"""What happens to an assessment; everything on the stream of its own id."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.kernel.event_types import event


@event("reform.assessment_published.v1")
@dataclass(frozen=True, slots=True)
class AssessmentPublished:
    """The leading units of a region were assessed by a rule for a period; nothing of it changes any more."""

    assessment: str
    region: str
    rule: str
    rule_digest: str
    first_on: date
    last_on: date
    cut_at: datetime
    seed: str
    scores: dict[str, str]


@event("reform.appeal_filed.v1")
@dataclass(frozen=True, slots=True)
class AppealFiled:
    """A unit says that a thing was counted wrongly in one of its figures."""

    appeal: str
    assessment: str
    agency: str
    indicator: str
    thing: str
    wish: str
    evidence: tuple[str, ...]


@event("reform.appeal_decided.v1")
@dataclass(frozen=True, slots=True)
class AppealDecided:
    """A second person upheld an appeal (`effect`: holds, holds_not, left_out) or rejected it (empty)."""

    appeal: str
    assessment: str
    effect: str
    finding: str
