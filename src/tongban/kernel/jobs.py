"""Work done after the answer: PostgreSQL jobs by procrastinate, deferred in the transaction of the command.

A job runs at least once: a worker that dies leaves its job to another one (`retry_stalled`). So every job is
idempotent: either by what it does (delivery, anchoring), or by a `key`, which is claimed in the same transaction as the
job's work, so that its effect on the database happens exactly once.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, UniqueViolation
from procrastinate.jobs import Status

from tongban.kernel.models import JobRow

HEARTBEAT_SECONDS = 10.0
STALLED_SECONDS = 30.0
"""A worker that has not shown life for this long is dead, and its jobs go to others."""
AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)

Work = TypeVar("Work", bound=Callable[..., None])
_KNOWN: dict[str, Callable[..., None]] = {}


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed as often as it may; an operator must look at it."""

    id: int
    name: str
    arguments: Mapping[str, Any]
    attempts: int


def job(name: str, *, queue: str = "default", cron: str = "", attempts: int = 8) -> Callable[[Work], Work]:
    """Declare a function of keyword arguments (JSON values) as the job `name`.

    An exception is tried again after 3, 9, 27 … seconds, `attempts` times in all; then the job is listed as failed.
    With `cron` (minute hour day month weekday, UTC, by the real clock) it is also run periodically without arguments;
    such a job comes back by itself and is not retried in between.
    """

    def declare(work: Work) -> Work:
        if name in _KNOWN:
            raise ValueError(f"two jobs are called {name}")
        _KNOWN[name] = work

        @functools.wraps(work)
        def run(timestamp: int = 0, key: str = "", arguments: Mapping[str, Any] | None = None) -> None:
            run_now(name, key=key, arguments=arguments or {})

        retry = False if cron else RetryStrategy(max_attempts=attempts, exponential_wait=3)
        task = app.task(name=name, queue=queue, retry=retry)(run)
        if cron:
            app.periodic(cron=cron, queueing_lock=name)(task)
        return work

    return declare


def defer(name: str, *, key: str = "", at: datetime | None = None, **arguments: Any) -> bool:
    """Have the job done once this transaction has committed, not before `at` (by the real clock).

    With a `key` its work is done once for ever, however often it is deferred or run; False when that is so already.
    """
    _work(name)
    if key and JobRow.objects.filter(name=name, key=key).exists():
        return False
    app.configure_task(name, schedule_at=at).defer(key=key, arguments=arguments)
    return True


def wake(name: str) -> bool:
    """Have an argumentless job run soon; one cheap look, and False, when it waits already."""
    _work(name)
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from procrastinate_jobs where queueing_lock = %s and status = 'todo')", [name]
        )
        if cursor.fetchone()[0]:
            return False
    try:
        with transaction.atomic():
            app.configure_task(name, queueing_lock=name).defer()
    except AlreadyEnqueued:  # somebody else woke it in this instant
        return False
    return True


def run_now(name: str, *, key: str = "", arguments: Mapping[str, Any] | None = None) -> bool:
    """Do the job's work here; False when its key was done before. Work and key commit together or not at all."""
    work = _work(name)
    if not key:
        work(**(arguments or {}))
        return True
    with transaction.atomic():
        with connection.cursor() as cursor:
            # A second runner of the same key waits here for the first to commit or to fail.
            cursor.execute("insert into kernel_job (name, key) values (%s, %s) on conflict do nothing", [name, key])
            if not cursor.rowcount:
                return False
        work(**(arguments or {}))
    return True


def list_failed() -> list[FailedJob]:
    """Jobs that failed for good, the latest first."""
    rows = ProcrastinateJob.objects.filter(status="failed").order_by("-id")
    return [FailedJob(row.id, row.task_name, row.args, row.attempts) for row in rows]


def retry_failed() -> int:
    """Put every failed job back into the queue, due at once (after a repair); how many."""
    retried = 0
    for failed in list_failed():
        try:
            with transaction.atomic():
                app.job_manager.retry_job_by_id(failed.id, retry_at=AT_ONCE)
            retried += 1
        except UniqueViolation:  # its like waits in the queue already and does the same work
            continue
    return retried


def run_worker(*, wait: bool = True, heartbeat: float = HEARTBEAT_SECONDS, stalled: float = STALLED_SECONDS) -> None:
    """Do jobs until a signal comes, or with `wait=False` until none is left. `heartbeat`, `stalled`: seconds."""
    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the worker needs procrastinate's Django connector")
    with app.replace_connector(connector.get_worker_connector()) as worker:
        worker.run_worker(
            wait=wait,
            delete_jobs="successful",
            update_heartbeat_interval=heartbeat,
            stalled_worker_timeout=stalled,
            additional_context={"stalled": stalled},
        )


@app.periodic(cron="* * * * *", queueing_lock="kernel.retry_stalled")
@app.task(name="kernel.retry_stalled", queue="rescue", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int = 0) -> None:
    """Give the jobs of dead workers back to the queue; procrastinate does not do so by itself."""
    manager = context.app.job_manager
    seconds = context.additional_context.get("stalled", STALLED_SECONDS)
    for stalled in await manager.get_stalled_jobs(seconds_since_heartbeat=seconds):
        if stalled.id is None:
            continue
        try:
            await manager.retry_job(stalled)
        except UniqueViolation:
            # Its successor waits in the queue under the same lock and does the same work.
            await manager.finish_job_by_id_async(stalled.id, status=Status.ABORTED, delete_job=True)


def _work(name: str) -> Callable[..., None]:
    if name not in _KNOWN:
        raise LookupError(f"no job is called {name}")
    return _KNOWN[name]
