"""Delivery of events to subscribers: in commit order, nothing skipped, each effect exactly once in the database.

* Every subscriber has its own cursor in the commit order of the log (`events.Position`). A new name begins at the first
  event ever written.
* A handler runs in one transaction together with its cursor's move: both happen or neither. Only what leaves the
  database (a message, a call) may happen twice, and belongs in a job.
* One worker at a time serves a subscriber (its cursor row is locked; others pass on).
* When a handler fails, its own changes are undone, the failure is recorded and tried again later (1 minute, doubling up
  to 6 hours, without end). Meanwhile the later events *of the same stream* wait behind it for this subscriber, so that
  it never sees a life out of order; other streams and other subscribers go on. `list_failures` shows what is stuck.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connection, transaction

from tongban.kernel import event_types, events
from tongban.kernel.events import Position, Recorded
from tongban.kernel.models import FailureRow

logger = logging.getLogger(__name__)
PAGE = 200
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)


class Handler(Protocol):
    def __call__(self, recorded: Recorded, *, now: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A named reader of some event types. The name keeps its place in the log: never rename it lightly."""

    name: str
    types: tuple[str, ...]
    handle: Handler

    def __call__(self, recorded: Recorded, *, now: datetime) -> None:
        self.handle(recorded, now=now)


def subscriber(name: str, *types: str | type) -> Callable[[Handler], Subscriber]:
    """Declare a handler of the event types, by name or class. It must be listed in its domain's `SUBSCRIBERS`."""

    def declare(handle: Handler) -> Subscriber:
        names = tuple(kind if isinstance(kind, str) else event_types.type_of(kind) for kind in types)
        return Subscriber(name, names, handle)

    return declare


_SUBSCRIBERS: dict[str, Subscriber] = {}


def install(subscribers: Iterable[Subscriber]) -> None:
    """Make these the subscribers of the process. Done once, by config. A name given twice stops the start."""
    found: dict[str, Subscriber] = {}
    for one in subscribers:
        if one.name in found:
            raise ValueError(f"two subscribers are called {one.name}")
        found[one.name] = one
    _SUBSCRIBERS.clear()
    _SUBSCRIBERS.update(found)


def subscribers() -> tuple[Subscriber, ...]:
    """The installed subscribers."""
    return tuple(_SUBSCRIBERS.values())


@dataclass(frozen=True, slots=True)
class Failure:
    """An event that a subscriber could not take; `waiting` later events of its stream stand behind it."""

    subscriber: str
    stream: str
    number: int
    type: str
    attempts: int
    error: str
    failed_at: datetime
    retry_at: datetime
    waiting: int


def deliver(now: datetime) -> int:
    """Hand every event that is due to every subscriber, again until nothing is left; how many were taken.

    `now` is what the handlers are told and what retries are due by. Handlers may write events: these are delivered too.
    """
    events.settle()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into kernel_cursor (subscriber) select unnest(%s::text[]) on conflict do nothing",
            [list(_SUBSCRIBERS)],
        )
    total = 0
    while True:
        _let_older_transactions_end()
        taken = sum(_retry(one, now) + _drain(one, now) for one in subscribers())
        total += taken
        if not taken:
            return total


def list_failures() -> list[Failure]:
    """What is stuck now, the longest stuck first."""
    waiting: dict[tuple[str, str], int] = {}
    stuck = []
    for row in FailureRow.objects.select_related("event").order_by("failed_at", "id"):
        if row.attempts:
            stuck.append(row)
        else:
            waiting[row.subscriber, row.stream] = waiting.get((row.subscriber, row.stream), 0) + 1
    return [
        Failure(
            subscriber=row.subscriber,
            stream=row.stream,
            number=row.number,
            type=row.event.type,
            attempts=row.attempts,
            error=row.error,
            failed_at=row.failed_at,
            retry_at=row.retry_at,
            waiting=waiting.get((row.subscriber, row.stream), 0),
        )
        for row in stuck
    ]


def hasten(*, now: datetime) -> int:
    """Make every stuck event due at once (after a repair); how many. The next delivery tries them."""
    return FailureRow.objects.filter(attempts__gt=0, retry_at__gt=now).update(retry_at=now)


def _let_older_transactions_end(patience: float = 2.0) -> None:
    """Inside a caller's transaction its own events show only once no older transaction runs; wait for that briefly.

    Delivery normally runs outside any transaction; a test or a builder may run it within one.
    """
    if not connection.in_atomic_block:
        return
    give_up_at = time.monotonic() + patience
    with connection.cursor() as cursor:
        while time.monotonic() < give_up_at:
            cursor.execute("select coalesce(kernel_own_position() = kernel_horizon(), true)")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)


def _drain(one: Subscriber, now: datetime) -> int:
    """Take what is new, page by page; 0 as soon as another worker serves this subscriber."""
    taken = 0
    while page := _page(one):
        for recorded in page:
            outcome = _take(one, recorded, now)
            if outcome is None:
                return taken
            taken += outcome
    _skip_what_it_does_not_read(one)
    return taken


def _page(one: Subscriber) -> list[Recorded]:
    return events.fetch(
        """select e.xid, e.id, e.stream, e.number, e.type, e.at, e.actor, e.data, e.prev_hash, e.hash
        from kernel_cursor c join kernel_visible_event e on (e.xid, e.id) > (c.xid, c.event)
        where c.subscriber = %s and e.type = any(%s) order by e.xid, e.id limit %s""",
        [one.name, list(one.types), PAGE],
    )


def _take(one: Subscriber, recorded: Recorded, now: datetime) -> int | None:
    """Handle one event and move the cursor over it: 1, or 0 when it failed or had been taken; None when locked."""
    with transaction.atomic():
        place = _lock(one.name)
        if place is None:
            return None
        if place >= recorded.position:
            return 0
        if FailureRow.objects.filter(subscriber=one.name, stream=recorded.stream).exists():
            taken = 0
            _set_aside(one, recorded, error=None, now=now)
        else:
            error = _attempt(one, recorded, now)
            taken = int(error is None)
            if error is not None:
                _set_aside(one, recorded, error=error, now=now)
        with connection.cursor() as cursor:
            cursor.execute(
                "update kernel_cursor set xid = %s::text::xid8, event = %s where subscriber = %s",
                [str(recorded.position.xid), recorded.position.id, one.name],
            )
    return taken


def _lock(name: str) -> Position | None:
    """The subscriber's place, locked to the end of the transaction; None when another worker holds it."""
    with connection.cursor() as cursor:
        cursor.execute("select xid, event from kernel_cursor where subscriber = %s for update skip locked", [name])
        row = cursor.fetchone()
    return Position(int(row[0]), row[1]) if row else None


def _attempt(one: Subscriber, recorded: Recorded, now: datetime) -> str | None:
    """Run the handler; when it fails its changes are undone and the reason is returned, never swallowed."""
    try:
        with transaction.atomic():
            one.handle(recorded, now=now)
    except Exception as error:  # one of the two loops that must survive
        logger.exception("%s failed on %s number %s", one.name, recorded.stream, recorded.number)
        return f"{type(error).__name__}: {error}"[:2000]
    return None


def _set_aside(one: Subscriber, recorded: Recorded, *, error: str | None, now: datetime) -> None:
    FailureRow.objects.create(
        subscriber=one.name,
        event_id=recorded.position.id,
        stream=recorded.stream,
        number=recorded.number,
        attempts=0 if error is None else 1,
        error=error or "",
        failed_at=now,
        retry_at=now + FIRST_PAUSE,
    )


def _retry(one: Subscriber, now: datetime) -> int:
    """Try again what failed and is due; behind a success its stream goes on."""
    taken = 0
    due = FailureRow.objects.filter(subscriber=one.name, attempts__gt=0, retry_at__lte=now).order_by("retry_at", "id")
    for stream in due.values_list("stream", flat=True):
        while _retry_next(one, stream, now):
            taken += 1
    return taken


def _retry_next(one: Subscriber, stream: str, now: datetime) -> bool:
    """The first event that this stream waits for: True when it was taken now."""
    with transaction.atomic():
        if _lock(one.name) is None:
            return False
        row = FailureRow.objects.filter(subscriber=one.name, stream=stream).order_by("number").first()
        if row is None or (row.attempts and row.retry_at > now):
            return False
        [recorded] = events.fetch(
            """select xid, id, stream, number, type, at, actor, data, prev_hash, hash
            from kernel_event where id = %s""",
            [row.event_id],
        )
        error = _attempt(one, recorded, now)
        if error is None:
            row.delete()
            return True
        row.attempts, row.error = row.attempts + 1, error
        row.retry_at = now + min(FIRST_PAUSE * 2 ** min(row.attempts - 1, 20), LONGEST_PAUSE)
        row.save(update_fields=["attempts", "error", "retry_at"])
    return False


def _skip_what_it_does_not_read(one: Subscriber) -> None:
    """Move the cursor to the end of what may be seen, so that the next look is short; not while anything is unread."""
    with transaction.atomic(), connection.cursor() as cursor:
        if _lock(one.name) is None:
            return
        cursor.execute(
            """update kernel_cursor c set xid = last.xid, event = last.id
            from (select xid, id from kernel_visible_event order by xid desc, id desc limit 1) last
            where c.subscriber = %s and (last.xid, last.id) > (c.xid, c.event) and not exists (
                select 1 from kernel_visible_event e
                where (e.xid, e.id) > (c.xid, c.event) and (e.xid, e.id) <= (last.xid, last.id) and e.type = any(%s)
            )""",
            [one.name, list(one.types)],
        )
