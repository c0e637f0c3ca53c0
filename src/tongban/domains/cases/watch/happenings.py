"""What the watch records: a warning, and the life of a supervision case (stream `supervision_<uuid>`)."""

from dataclasses import dataclass
from typing import ClassVar

from tongban.kernel.event_types import event
from tongban.kernel.ids import Id


@dataclass(frozen=True, slots=True, order=True)
class WarningId(Id):
    prefix: ClassVar[str] = "warning"


@dataclass(frozen=True, slots=True, order=True)
class SupervisionId(Id):
    prefix: ClassVar[str] = "supervision"


@event("cases.warning_raised.v1")
@dataclass(frozen=True, slots=True)
class WarningRaised:
    """A clock came near its end or passed it (stream `warning_<uuid>`). `kind`: statutory, promised or intake.

    `track` and `step` are where the case stood, `agency` whose step that was.
    """

    warning: str
    case: str
    scope: str
    kind: str
    level: str
    due_on: str
    agency: str
    track: str
    step: str
    rule: str


@event("cases.supervision_opened.v1")
@dataclass(frozen=True, slots=True)
class SupervisionOpened:
    """By rule, never by hand. `due_on` (ISO): the last day for the agency's answer, None without a calendar for it."""

    supervision: str
    number: str
    warning: str
    case: str
    scope: str
    kind: str
    agency: str
    region: str
    late_since: str
    due_on: str | None
    rule: str


@event("cases.supervision_answered.v1")
@dataclass(frozen=True, slots=True)
class SupervisionAnswered:
    """Why it is late, and what is done about it."""

    supervision: str
    explanation: str
    measures: str
    agency: str
    by: str


@event("cases.supervision_returned.v1")
@dataclass(frozen=True, slots=True)
class SupervisionReturned:
    """The answer does not suffice: it is to be given again until the end of `due_on`."""

    supervision: str
    reason: str
    due_on: str | None
    by: str


@event("cases.supervision_closed.v1")
@dataclass(frozen=True, slots=True)
class SupervisionClosed:
    """A supervisor who is not of the agency has confirmed the answer."""

    supervision: str
    finding: str
    by: str


SupervisionEvent = SupervisionOpened | SupervisionAnswered | SupervisionReturned | SupervisionClosed
