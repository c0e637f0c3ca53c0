"""The log of what happened: one append-only table, a hash chain per stream, written in the caller's transaction.

A *stream* is the life of one thing (`tree_<uuid>`); its events are numbered from 1. Each event's hash covers its
content and the hash before it, so a changed, missing or inserted event shows (`audit.verify`). A global chain would
cost more than half of the throughput; the daily anchor (`audit.anchor`) ties the streams together instead.

Order of reading: an event is found at its `Position` (transaction, id). A transaction number is given out early and
committed late, so a reader may only read positions below every transaction still running: it then skips nothing. Within
a stream an event never stands before its predecessor (`greatest` below), whatever order the transactions began in.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

from tongban.kernel.clock import law_time
from tongban.kernel.digests import sm3
from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import Event, canonical, declared, event, from_data, to_data, type_of

__all__ = [
    "ORIGIN",
    "START",
    "Event",
    "Head",
    "Position",
    "Recorded",
    "append",
    "declared",
    "digest",
    "event",
    "from_data",
    "head",
    "on_append",
    "read",
    "read_many",
    "read_streams",
    "settle",
    "to_data",
    "type_of",
]


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of a stream: its number and its hash. Keep it on the row that you lock."""

    number: int
    hash: str


START = Head(0, "")
"""The head of a stream in which nothing has happened yet."""


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in the commit order of all events.

    `xid` is the transaction number on the server that wrote the event plus that server's base (`settle`).
    """

    xid: int
    id: int


ORIGIN = Position(0, 0)


@dataclass(frozen=True, slots=True)
class Recorded:
    """One event as the database keeps it."""

    position: Position
    stream: str
    number: int
    type: str
    at: datetime
    actor: str
    data: dict[str, Any]
    prev_hash: str
    hash: str

    @property
    def event(self) -> Any:
        """The payload as an instance of its declared class."""
        return from_data(self.type, self.data)


_ROW = "(%s, %s::int, %s, %s::timestamptz, %s, %s::jsonb, %s, %s)"
_FIRST = """
insert into kernel_event (stream, number, type, at, actor, data, prev_hash, hash)
values {rows} on conflict (stream, number) do nothing
"""
_NEXT = """
insert into kernel_event (stream, number, type, at, actor, data, prev_hash, hash, xid)
select v.*, greatest(p.xid, kernel_position()) from (values {rows}) v, kernel_event p
where p.stream = %s and p.number = %s and p.hash = %s
on conflict (stream, number) do nothing
"""
_wakers: list[Callable[[], None]] = []


def on_append(wake: Callable[[], None]) -> None:
    """Call `wake()` once after the commit of each transaction that wrote events (the outbox registers itself)."""
    if wake not in _wakers:
        _wakers.append(wake)


def append(stream: str, events: Sequence[object], *, actor: str, at: datetime, after: Head | None = None) -> Head:
    """Write events at the end of a stream, in the caller's transaction; the new head.

    `at` is the instant of the act (aware); `actor` an `Actor.label`. `after` is the head that the caller holds on its
    locked row (`START` for a new stream): one statement. Without it the head is read and locked first: two.
    Refuses `kernel.event.conflict` when somebody else wrote first (the transaction is then doomed) and
    `kernel.event.unwritable` for text that a database cannot keep. Outside a transaction it is a bug.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("events are written in the transaction of a command")
    if at.tzinfo is None:
        raise TypeError("the instant of an event needs a time zone")
    before = after or _locked_head(stream)
    if not events:
        return before
    number, last = before.number, before.hash
    parameters: list[Any] = []
    for happened in events:
        number, kind, text = number + 1, type_of(happened), canonical(to_data(happened))
        found = digest(stream=stream, number=number, type=kind, at=at, actor=actor, data=text, prev_hash=last)
        parameters += [stream, number, kind, at, actor, text, last, found]
        last = found
    _insert(parameters, len(events), stream=stream, before=before)
    for wake in _wakers:
        _after_commit(wake)
    return Head(number, last)


def settle() -> bool:
    """Make the log at home on this PostgreSQL server; True when it was written by another one (a restored dump).

    Another server's transaction numbers may begin below the log's, and readers would wait for them or pass over them;
    from now on new positions stand above every old one. Done after each migration and before each delivery.
    """
    with connection.cursor() as cursor:
        cursor.execute("select kernel_settle()")
        return bool(cursor.fetchone()[0])


def digest(*, stream: str, number: int, type: str, at: datetime, actor: str, data: str, prev_hash: str) -> str:
    """The SM3 of one event's content (`data` is its canonical JSON) and of the hash before it, in hexadecimal."""
    line = canonical([stream, number, type, at.astimezone(UTC).isoformat(timespec="microseconds"), actor, prev_hash])
    return sm3(f"{line}\n{data}".encode())


def head(stream: str) -> Head:
    """The last number and hash of a stream, without locking it."""
    with connection.cursor() as cursor:
        cursor.execute("select number, hash from kernel_event where stream = %s order by number desc limit 1", [stream])
        row = cursor.fetchone()
    return Head(*row) if row else START


def read(stream: str) -> list[Recorded]:
    """The events of one stream in order; empty when nothing happened."""
    return fetch(
        """select xid, id, stream, number, type, at, actor, data, prev_hash, hash
        from kernel_event where stream = %s order by number""",
        [stream],
    )


def read_streams(streams: Sequence[str]) -> dict[str, list[Recorded]]:
    """The events of several streams, each in order; a stream in which nothing happened is not told."""
    found: dict[str, list[Recorded]] = {}
    for one in fetch(
        """select xid, id, stream, number, type, at, actor, data, prev_hash, hash
        from kernel_event where stream = any(%s) order by stream, number""",
        [list(streams)],
    ):
        found.setdefault(one.stream, []).append(one)
    return found


def read_many(
    types: Iterable[str | type] | None = None, after: Position = ORIGIN, *, limit: int = 1000
) -> list[Recorded]:
    """Up to `limit` events of these types (all when None) after a position, in commit order, none skipped.

    Read on from the last one's `position` until the answer is empty.
    """
    names = None if types is None else [name if isinstance(name, str) else type_of(name) for name in types]
    return fetch(
        """select xid, id, stream, number, type, at, actor, data, prev_hash, hash from kernel_visible_event
        where (xid, id) > (%s::text::xid8, %s) and (%s::text[] is null or type = any(%s::text[]))
        order by xid, id limit %s""",
        [str(after.xid), after.id, names, names, limit],
    )


def _insert(parameters: list[Any], count: int, *, stream: str, before: Head) -> None:
    rows = ", ".join([_ROW] * count)
    with connection.cursor() as cursor:
        if before.number:
            cursor.execute(_NEXT.format(rows=rows), [*parameters, stream, before.number, before.hash])
        else:
            cursor.execute(_FIRST.format(rows=rows), parameters)
        written = cursor.rowcount
    if written != count:
        transaction.set_rollback(True)
        raise Refusal("kernel.event.conflict", stream=stream)


def _locked_head(stream: str) -> Head:
    with connection.cursor() as cursor:
        cursor.execute("select number, hash from kernel_event_head(%s)", [stream])
        number, last = cursor.fetchone()
    return Head(number, last) if number else START


def _after_commit(wake: Callable[[], None]) -> None:
    if not any(wake in registered for registered in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def fetch(query: str, parameters: Sequence[Any]) -> list[Recorded]:
    """The events of a query for the columns xid … hash as in `read` (for readers inside the kernel)."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        rows = cursor.fetchall()
    return [recorded(row) for row in rows]


def recorded(row: Sequence[Any]) -> Recorded:
    """One row of such a query."""
    xid, key, stream, number, kind, at, actor, data, prev_hash, found = row
    return Recorded(
        position=Position(int(xid), key),
        stream=stream,
        number=number,
        type=kind,
        at=law_time(at),
        actor=actor,
        data=json.loads(data),
        prev_hash=prev_hash,
        hash=found,
    )
