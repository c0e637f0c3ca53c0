"""Delivery of events to subscribers, in commit order, each effect exactly once in the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tongban.kernel import event_types
from tongban.kernel.events import Recorded


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
