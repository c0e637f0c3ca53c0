"""The state of a case as its history tells it. Pure; `apply` is the one place where an event changes anything.

Whether a step waits, is open, done or ended is never stored here: it follows from what was done.
"""

from tongban.domains.cases.state.applying import apply, begin, replay
from tongban.domains.cases.state.model import (
    AFTER,
    ENDED,
    RUNNING,
    WHOLE,
    Case,
    Check,
    Decision,
    Extension,
    Paper,
    PaperState,
    Signature,
    Special,
    Status,
    Step,
    StepState,
    Track,
)

__all__ = [
    "AFTER",
    "ENDED",
    "RUNNING",
    "WHOLE",
    "Case",
    "Check",
    "Decision",
    "Extension",
    "Paper",
    "PaperState",
    "Signature",
    "Special",
    "Status",
    "Step",
    "StepState",
    "Track",
    "apply",
    "begin",
    "replay",
]
