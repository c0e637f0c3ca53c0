"""Proving the log: a job, because it reads everything; its last result is kept for the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache

from tongban.kernel import audit, jobs, timemachine

JOB = "administration.verify_audit"
_RESULT, _ASKED = "administration.audit.result", "administration.audit.asked"


@dataclass(frozen=True, slots=True)
class Result:
    """What the last run found. `problems` are dictionaries of `audit.Problem`'s parts."""

    started_at: datetime
    ended_at: datetime
    streams: int
    events: int
    anchors: int
    problems: tuple[dict[str, Any], ...]

    @property
    def ok(self) -> bool:
        return not self.problems


@jobs.job(JOB, queue="upkeep", cron="23 18 * * *")
def verify_audit() -> None:
    """Recompute every chain; nightly, and when somebody asks."""
    started_at = timemachine.now()
    report = audit.verify()
    problems = tuple(
        {"stream": problem.stream, "number": problem.number, "code": problem.code} for problem in report.problems
    )
    result = Result(started_at, timemachine.now(), report.streams, report.events, report.anchors, problems)
    cache.set(_RESULT, result, timeout=None)
    cache.delete(_ASKED)


def ask(now: datetime) -> None:
    """Have the log verified as soon as a worker is free; asking twice is asking once."""
    jobs.wake(JOB)
    cache.add(_ASKED, now, timeout=3600)


def asked_at() -> datetime | None:
    """Since when a run is waited for; None when none is."""
    found: datetime | None = cache.get(_ASKED)
    return found


def last() -> Result | None:
    """The last result; None before the first run."""
    found: Result | None = cache.get(_RESULT)
    return found
