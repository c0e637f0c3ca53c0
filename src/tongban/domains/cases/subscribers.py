"""Reactions to events: what happens to a case is told to its applicant."""

from datetime import datetime

from tongban.domains.cases import announcing
from tongban.kernel.events import Recorded
from tongban.kernel.outbox import subscriber


@subscriber("cases.announce", *announcing.TELLERS)
def announce(recorded: Recorded, *, now: datetime) -> None:
    """Messages to everybody who may act for the applicant."""
    announcing.tell(recorded, now=now)


@subscriber("cases.announce_officers", "cases.track_urged.v1")
def announce_officers(recorded: Recorded, *, now: datetime) -> None:
    """An agency that is urged learns of it."""
    announcing.urge(recorded, now=now)


SUBSCRIBERS = (announce, announce_officers)
