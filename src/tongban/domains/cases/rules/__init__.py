"""What may happen to a case. Pure: state and request in, events out, or a refusal.

Law behind it: 行政许可法 art. 32 (accept, refuse with the place to go, tell everything missing once), art. 26 (several
agencies, one result), art. 34 and 38 (examine, then decide, with reasons for a denial).
"""

from tongban.domains.cases.rules.asking import (
    known_step,
    known_track,
    open_steps,
    require_open,
    require_stranger,
    roll_up,
)
from tongban.domains.cases.rules.ending import record_result, withdraw
from tongban.domains.cases.rules.filing import (
    accept,
    ask_supplement,
    refuse,
    require_acceptable,
    require_supplement_wanted,
    supplement,
)
from tongban.domains.cases.rules.requests import NOTHING, Acceptance, Filing, Who, Yield
from tongban.domains.cases.rules.running import complete_step, decide, denied_before, require_decidable

__all__ = [
    "NOTHING",
    "Acceptance",
    "Filing",
    "Who",
    "Yield",
    "accept",
    "ask_supplement",
    "complete_step",
    "decide",
    "denied_before",
    "known_step",
    "known_track",
    "open_steps",
    "record_result",
    "refuse",
    "require_acceptable",
    "require_decidable",
    "require_open",
    "require_stranger",
    "require_supplement_wanted",
    "roll_up",
    "supplement",
    "withdraw",
]
