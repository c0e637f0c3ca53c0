"""Whatever writers, failures, crashes and deliveries do, in whatever order: each event takes effect once, in order.

Three writers hold transactions open on connections of their own, so that numbers given out early are committed late; a
handler's effect is an event in the stream `echo of …`, so that it is undone when the handler fails or its worker dies.
"""

import contextlib
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tongban.kernel import audit, events, outbox

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STREAMS = ("north", "east", "south", "west")


@events.event("testing.drum_beaten.v1")
@dataclass(frozen=True, slots=True)
class DrumBeaten:
    beat: int


@events.event("testing.drum_heard.v1")
@dataclass(frozen=True, slots=True)
class DrumHeard:
    beat: int


class PowerCut(BaseException):
    """The worker dies in the middle of its work."""


class Writer(threading.Thread):
    """A connection of its own that does what it is told, one thing at a time."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.told: queue.Queue[Callable[[], Any] | None] = queue.Queue()
        self.answers: queue.Queue[BaseException | None] = queue.Queue()
        self.streams: dict[str, list[int]] = {}
        self.open: transaction.Atomic | None = None
        self.start()

    def run(self) -> None:
        while (act := self.told.get()) is not None:
            try:
                act()
                self.answers.put(None)
            except BaseException as error:
                self.answers.put(error)
        connection.close()

    def do(self, act: Callable[[], Any]) -> None:
        self.told.put(act)
        if error := self.answers.get(timeout=30):
            raise error

    def begin(self) -> None:
        self.open = transaction.atomic()
        self.open.__enter__()
        with connection.cursor() as cursor:
            cursor.execute("select pg_current_xact_id()")

    def end(self, *, well: bool) -> None:
        assert self.open is not None
        transaction.set_rollback(not well)
        self.open.__exit__(None, None, None)
        self.open = None
        self.streams = {}


def write(stream: str, beat: int) -> None:
    events.append(stream, [DrumBeaten(beat)], actor="system", at=NOW)


class Delivery(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        with connection.cursor() as cursor:
            cursor.execute("truncate kernel_event, kernel_cursor, kernel_failure, kernel_anchored_head cascade")
        self.writers = [Writer() for _ in range(3)]
        self.committed: dict[str, list[int]] = {stream: [] for stream in STREAMS}
        self.deaf_to: set[str] = set()
        self.power_cut_in = 0
        self.now, self.beats = NOW, 0
        self.before = outbox.subscribers()
        outbox.install([outbox.subscriber("testing.drummer", DrumBeaten)(self.hear)])

    def hear(self, recorded: events.Recorded, *, now: datetime) -> None:
        beat = recorded.event.beat
        events.append(f"echo of {recorded.stream}", [DrumHeard(beat)], actor="system", at=now)
        self.power_cut_in -= 1
        if self.power_cut_in == 0:
            raise PowerCut
        if recorded.stream in self.deaf_to:
            raise ValueError(recorded.stream)

    @rule(number=st.integers(0, 2), stream=st.sampled_from(STREAMS))
    def append(self, number: int, stream: str) -> None:
        writer = self.writers[number]
        if any(stream in other.streams for other in self.writers if other is not writer):
            return  # it would wait for the other one's commit
        if writer.open is None:
            writer.do(writer.begin)
        self.beats += 1
        beat = self.beats
        writer.do(lambda: write(stream, beat))
        writer.streams.setdefault(stream, []).append(beat)

    @rule(number=st.integers(0, 2))
    def begin(self, number: int) -> None:
        if self.writers[number].open is None:
            self.writers[number].do(self.writers[number].begin)

    @rule(number=st.integers(0, 2), well=st.booleans())
    def end(self, number: int, well: bool) -> None:
        writer = self.writers[number]
        if writer.open is None:
            return
        for stream, beats in writer.streams.items() if well else ():
            self.committed[stream] += beats
        writer.do(lambda: writer.end(well=well))

    @rule()
    def deliver(self) -> None:
        outbox.deliver(self.now)

    @rule(after=st.integers(1, 4))
    def deliver_until_the_power_is_cut(self, after: int) -> None:
        self.power_cut_in = after
        with contextlib.suppress(PowerCut):
            outbox.deliver(self.now)
        self.power_cut_in = 0

    @rule(stream=st.sampled_from(STREAMS))
    def turn_deaf(self, stream: str) -> None:
        self.deaf_to ^= {stream}

    @rule(minutes=st.integers(1, 600))
    def wait(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @invariant()
    def what_was_heard_is_a_beginning_of_what_was_committed(self) -> None:
        for stream, beats in self.committed.items():
            heard = [recorded.event.beat for recorded in events.read(f"echo of {stream}")]
            assert heard == beats[: len(heard)]

    def teardown(self) -> None:
        try:
            for number in range(3):
                self.end(number=number, well=True)
            self.deaf_to.clear()
            outbox.deliver(self.now + outbox.LONGEST_PAUSE)
            for stream, beats in self.committed.items():
                assert [recorded.event.beat for recorded in events.read(f"echo of {stream}")] == beats
            assert outbox.list_failures() == []
            assert audit.verify().ok
        finally:
            outbox.install(self.before)
            for writer in self.writers:
                writer.told.put(None)
                writer.join(10)


@pytest.mark.django_db(transaction=True)
def test_each_event_takes_effect_once_and_in_order() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # Hypothesis leaves it untyped
        Delivery,
        settings=settings(
            max_examples=15, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
