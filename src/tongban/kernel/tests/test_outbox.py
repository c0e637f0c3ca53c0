"""Delivery: in order, nothing skipped, exactly once, and a failure stops no more than its own stream."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import close_old_connections, connection, transaction

from tongban.kernel import events, outbox
from tongban.kernel.errors import Refusal

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@events.event("testing.bell_rung.v1")
@dataclass(frozen=True, slots=True)
class BellRung:
    bell: str


@events.event("testing.echo_heard.v1")
@dataclass(frozen=True, slots=True)
class EchoHeard:
    bell: str


class Listener:
    """A handler that keeps what it took in the database (as a comment on its own cursor) and fails when told."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.deaf_to: set[str] = set()

    def __call__(self, recorded: events.Recorded, *, now: datetime) -> None:
        bell = recorded.event.bell
        if bell in self.deaf_to:
            ring("noise", bell)  # must be undone with the failure
            raise Refusal("kernel.authz.denied", verb="hear", resource=bell)
        self.heard.append(bell)


@pytest.fixture
def listener() -> Iterator[Listener]:
    before = outbox.subscribers()
    found = Listener()
    outbox.install([outbox.subscriber("testing.listener", BellRung)(found)])
    yield found
    outbox.install(before)


def ring(stream: str, *bells: str) -> None:
    with transaction.atomic():
        events.append(stream, [BellRung(bell) for bell in bells], actor="system", at=NOW)


@pytest.mark.django_db
def test_events_are_delivered_once_and_in_order(listener: Listener) -> None:
    ring("tower", "a", "b")
    ring("gate", "c")
    assert outbox.deliver(NOW) == 3
    assert outbox.deliver(NOW) == 0
    ring("tower", "d")
    assert outbox.deliver(NOW) == 1
    assert listener.heard == ["a", "b", "c", "d"]


@pytest.mark.django_db(transaction=True)
def test_what_a_handler_writes_is_delivered_in_the_same_call(listener: Listener) -> None:
    @outbox.subscriber("testing.echo", "testing.bell_rung.v1")
    def echo(recorded: events.Recorded, *, now: datetime) -> None:
        if recorded.event.bell == "a":
            ring(recorded.stream, "echo of a")

    outbox.install([*outbox.subscribers(), echo])
    ring("tower", "a")
    assert outbox.deliver(NOW) == 4
    assert listener.heard == ["a", "echo of a"]


@pytest.mark.django_db(transaction=True)
def test_a_failure_blocks_only_its_stream_and_is_retried_in_order(listener: Listener) -> None:
    listener.deaf_to = {"b"}
    ring("tower", "a", "b", "c")
    ring("gate", "d")
    assert outbox.deliver(NOW) == 2
    assert listener.heard == ["a", "d"]
    [failure] = outbox.list_failures()
    assert (failure.stream, failure.number, failure.attempts, failure.waiting) == ("tower", 2, 1, 1)
    assert "kernel.authz.denied" in failure.error
    assert events.read("noise") == []

    assert outbox.deliver(NOW + timedelta(seconds=59)) == 0
    assert outbox.deliver(NOW + timedelta(minutes=1)) == 0
    [failure] = outbox.list_failures()
    assert failure.attempts == 2
    assert failure.retry_at == NOW + timedelta(minutes=3)

    listener.deaf_to = set()
    ring("tower", "e")
    assert outbox.deliver(NOW + timedelta(minutes=2)) == 0
    assert outbox.deliver(NOW + timedelta(minutes=3)) == 3
    assert listener.heard == ["a", "d", "b", "c", "e"]
    assert outbox.list_failures() == []


@pytest.mark.django_db(transaction=True)
def test_the_pause_between_attempts_is_bounded_and_can_be_cut_short(listener: Listener) -> None:
    listener.deaf_to = {"a"}
    ring("tower", "a")
    now = NOW
    for _ in range(14):
        outbox.deliver(now)
        [failure] = outbox.list_failures()
        assert failure.retry_at - now <= outbox.LONGEST_PAUSE
        now = failure.retry_at
    listener.deaf_to = set()
    outbox.deliver(NOW)
    assert listener.heard == []
    assert outbox.hasten(now=NOW) == 1
    assert outbox.deliver(NOW) == 1


@pytest.mark.django_db(transaction=True)
def test_an_event_of_a_slow_transaction_is_not_skipped(listener: Listener) -> None:
    """The slow one begins first and commits last; what was written meanwhile waits for it."""
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            events.append("slow", [BellRung("first begun")], actor="system", at=NOW)
            written.set()
            may_commit.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    ring("fast", "last begun")
    assert outbox.deliver(NOW) == 0
    may_commit.set()
    thread.join()
    assert outbox.deliver(NOW) == 2
    assert listener.heard == ["first begun", "last begun"]


@pytest.mark.django_db(transaction=True)
def test_a_stream_keeps_its_order_when_the_older_transaction_writes_later(listener: Listener) -> None:
    begun, may_write = threading.Event(), threading.Event()

    def older() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select pg_current_xact_id()")
            begun.set()
            may_write.wait(10)
            events.append("tower", [BellRung("second")], actor="system", at=NOW)
        connection.close()

    thread = threading.Thread(target=older)
    thread.start()
    assert begun.wait(10)
    ring("tower", "first")
    may_write.set()
    thread.join()
    outbox.deliver(NOW)
    assert listener.heard == ["first", "second"]


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_each_event_once(listener: Listener) -> None:
    for number in range(30):
        ring(f"tower {number % 3}", f"{number:02}")
    start = threading.Barrier(3)
    taken: list[int] = []

    def work() -> None:
        close_old_connections()
        start.wait()
        taken.append(outbox.deliver(NOW))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outbox.deliver(NOW)
    assert sorted(listener.heard) == [f"{number:02}" for number in range(30)]
    for tower in range(3):
        mine = [bell for bell in listener.heard if int(bell) % 3 == tower]
        assert mine == sorted(mine)


@pytest.mark.django_db
def test_a_cursor_passes_over_what_its_subscriber_does_not_read(listener: Listener) -> None:
    events.append("tower", [EchoHeard("x")] * 5, actor="system", at=NOW)
    assert outbox.deliver(NOW) == 0
    with connection.cursor() as cursor:
        cursor.execute("select event from kernel_cursor")
        assert cursor.fetchone()[0] == events.read("tower")[-1].position.id
    ring("tower", "a")
    assert outbox.deliver(NOW) == 1


def test_a_name_belongs_to_one_subscriber(listener: Listener) -> None:
    with pytest.raises(ValueError, match=r"testing\.listener"):
        outbox.install([*outbox.subscribers(), *outbox.subscribers()])


@pytest.mark.django_db(transaction=True)
def test_a_log_restored_on_another_server_goes_on_where_it_was(listener: Listener) -> None:
    """A dump keeps positions of the old server; the new one's transaction numbers begin far below them."""
    ring("tower", "a", "b")
    outbox.deliver(NOW)
    ring("tower", "written but not yet delivered")
    with connection.cursor() as cursor:
        cursor.execute("select base, server from kernel_log_base")
        base, server = cursor.fetchone()
        cursor.execute("alter table kernel_event disable trigger kernel_event_unchanged")
        for table in ("kernel_event", "kernel_cursor"):
            cursor.execute(f"update {table} set xid = (xid::text::bigint + 1000000000)::text::xid8")  # noqa: S608  (fixed names)
        cursor.execute("alter table kernel_event enable trigger kernel_event_unchanged")
        cursor.execute("update kernel_log_base set server = 'the old server'")
    try:
        assert outbox.deliver(NOW) == 1
        ring("tower", "c")
        ring("gate", "d")
        assert outbox.deliver(NOW) == 2
        assert listener.heard == ["a", "b", "written but not yet delivered", "c", "d"]
        assert not events.settle()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("update kernel_log_base set base = %s, server = %s", [base, server])
