"""Reactions to events: what happens to a case is told to its applicant."""

from datetime import datetime

from tongban.domains.cases import announcing
from tongban.domains.cases.watch import tolerating
from tongban.kernel.events import Recorded
from tongban.kernel.outbox import subscriber


@subscriber("cases.announce", *announcing.TELLERS)
def announce(recorded: Recorded, *, now: datetime) -> None:
    """Messages to everybody who may act for the applicant."""
    announcing.tell(recorded, now=now)


@subscriber("cases.following_papers", "cases.case_accepted.v1")
def remember_papers(recorded: Recorded, *, now: datetime) -> None:
    """Papers that may follow are noted with their day, so that the watch reminds of them."""
    tolerating.remember_papers(recorded)


SUBSCRIBERS = (announce, remember_papers)
