"""Reactions to other domains' events."""

from datetime import datetime

from tongban.domains.metrics import commands
from tongban.domains.metrics.facts import CASE_EVENTS
from tongban.kernel.events import Recorded
from tongban.kernel.outbox import subscriber


@subscriber("metrics.facts", *CASE_EVENTS)
def record(recorded: Recorded, *, now: datetime) -> None:
    """Every event of a case changes its facts, so that each number of a commitment is what happened."""
    commands.record(recorded)


SUBSCRIBERS = (record,)
