"""The number on a printed result of verification: the instant, and a seal over what was said. Pure.

`20261120-194205-K7M2QX9H`: day and time in Beijing, eight signs of a keyed digest over subject, state and instant.
Nothing is kept: whoever holds the paper names number and subject, and the platform computes what it must have said.
"""

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from tongban.domains.licences.rules import State
from tongban.domains.licences.showing.rules import SIGNS
from tongban.kernel.clock import LAW_ZONE, law_time


@dataclass(frozen=True, slots=True)
class Proof:
    """What a printed result said: which state this platform told of the thing named, and when."""

    state: State
    at: datetime


Seal = Callable[[str], bytes]
LENGTH = 8
_NUMBER = re.compile(rf"(\d{{8}})-?(\d{{6}})-?([{SIGNS}]{{{LENGTH}}})")


def number(seal: Seal, subject: str, state: State, *, at: datetime) -> str:
    """The number of a result said at an instant (to the second)."""
    return f"{law_time(at):%Y%m%d-%H%M%S}-{_signs(seal, subject, state, at=at)}"


def read(seal: Seal, text: str, subject: str) -> Proof | None:
    """Which state this number was given for, or None."""
    found = _NUMBER.fullmatch("".join(text.upper().split()))
    if found is None:
        return None
    try:
        at = datetime.strptime(found[1] + found[2], "%Y%m%d%H%M%S").replace(tzinfo=LAW_ZONE)
    except ValueError:
        return None
    for state in State:
        if hmac.compare_digest(_signs(seal, subject, state, at=at), found[3]):
            return Proof(state, at)
    return None


def _signs(seal: Seal, subject: str, state: State, *, at: datetime) -> str:
    digest = int.from_bytes(seal(f"{subject}\n{state}\n{law_time(at):%Y%m%d%H%M%S}"), "big")
    signs = ""
    for _ in range(LENGTH):
        digest, rest = divmod(digest, len(SIGNS))
        signs += SIGNS[rest]
    return signs
