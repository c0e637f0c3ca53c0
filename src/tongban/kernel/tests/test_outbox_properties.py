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
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tongban.kernel import audit, events, outbox

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STREAMS = ("north", "east", "south")


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


class World:
    """Three writers, one worker, and what must come out in the end."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("truncate kernel_event, kernel_cursor, kernel_failure, kernel_anchored_head cascade")
        self.writers = [Writer() for _ in range(3)]
        self.committed: dict[str, list[int]] = {stream: [] for stream in STREAMS}
        self.tried: set[int] = set()
        self.power_cut_in = 0
        self.now, self.beats = NOW, 0

    def hear(self, recorded: events.Recorded, *, now: datetime) -> None:
        """Every fourth event fails at the first attempt; the power may be cut after any effect."""
        beat = recorded.event.beat
        events.append(f"echo of {recorded.stream}", [DrumHeard(beat)], actor="system", at=now)
        self.power_cut_in -= 1
        if self.power_cut_in == 0:
            raise PowerCut
        if beat % 4 == 0 and beat not in self.tried:
            self.tried.add(beat)
            raise ValueError(beat)

    def begin(self, number: int) -> None:
        if self.writers[number].open is None:
            self.writers[number].do(self.writers[number].begin)

    def append(self, number: int) -> None:
        """A writer writes to a stream of its own choice that no other one is writing to (it would have to wait)."""
        self.begin(number)
        writer = self.writers[number]
        taken = {stream for other in self.writers if other is not writer for stream in other.streams}
        free = [stream for stream in STREAMS if stream not in taken]
        self.beats += 1
        if not free:
            return
        stream, beat = free[self.beats * 7 % len(free)], self.beats
        writer.do(lambda: write(stream, beat))
        writer.streams.setdefault(stream, []).append(beat)

    def end(self, number: int, *, well: bool) -> None:
        writer = self.writers[number]
        if writer.open is None:
            return
        for stream, beats in writer.streams.items() if well else ():
            self.committed[stream] += beats
        writer.do(lambda: writer.end(well=well))

    def deliver(self, *, power_cut_in: int = 0) -> None:
        self.power_cut_in = power_cut_in
        with contextlib.suppress(PowerCut):
            outbox.deliver(self.now)
        self.power_cut_in = 0
        for stream, beats in self.committed.items():
            assert self.heard(stream) == beats[: len(self.heard(stream))]

    def heard(self, stream: str) -> list[int]:
        return [recorded.event.beat for recorded in events.read(f"echo of {stream}")]

    def act(self, name: str, number: int) -> None:
        match name:
            case "begin":
                self.begin(number)
            case "append":
                self.append(number)
            case "commit" | "roll back":
                self.end(number, well=name == "commit")
            case "deliver":
                self.deliver()
            case "cut the power":
                self.deliver(power_cut_in=number + 1)
            case "wait":
                self.now += timedelta(minutes=number + 1)

    def finish(self) -> None:
        """Everybody commits; the last delivery leaves nothing undone."""
        for number in range(3):
            self.end(number, well=True)
        outbox.deliver(self.now)
        for _ in range(self.beats):
            self.now += outbox.LONGEST_PAUSE
            outbox.deliver(self.now)
            if not outbox.list_failures():
                break
        assert {stream: self.heard(stream) for stream in STREAMS} == self.committed
        assert outbox.list_failures() == []
        assert audit.verify().ok

    def close(self) -> None:
        for writer in self.writers:
            if writer.open is not None:
                writer.do(lambda writer=writer: writer.end(well=False))  # type: ignore[misc]  # mypy cannot infer it
            writer.told.put(None)
            writer.join(10)


ACTS = st.tuples(
    st.sampled_from(
        ["append"] * 5 + ["commit"] * 3 + ["deliver"] * 3 + ["begin", "begin", "roll back", "cut the power", "wait"]
    ),
    st.integers(0, 2),
)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=10, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(ACTS, min_size=25, max_size=40))
def test_each_event_takes_effect_once_and_in_order(acts: list[tuple[str, int]]) -> None:
    world, before = World(), outbox.subscribers()
    outbox.install([outbox.subscriber("testing.drummer", DrumBeaten)(world.hear)])
    try:
        for name, number in acts:
            world.act(name, number)
        world.finish()
    finally:
        outbox.install(before)
        world.close()
