"""Days used of days promised, as a bar with the paused stretches hatched.

The bar counts in the clock's own unit: one unit is one length. A pause has no counted units, so it is drawn as long
as it lasted in days, hatched, and named in the table below; it never looks like used time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

WIDTH = 100.0  # percent of the bar
SOON_SHARE = 0.25
SOON_UNITS = 1


class SpanLike(Protocol):
    """A stretch of a clock's life, as `tongban.kernel.clock.Span`."""

    @property
    def start(self) -> datetime | date: ...
    @property
    def end(self) -> datetime | date: ...
    @property
    def counted(self) -> int: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the bar from `x`, `width` long, in percent. `kind`: used, late, paused or left."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    segments: tuple[Segment, ...]
    target: float
    state: str


def bar(spans: Sequence[SpanLike], allowed: int, state: str) -> Bar:
    """Lay out `spans` in order. `state` is the clock's: running, soon, paused, stopped, overdue."""
    lengths: list[tuple[str, float]] = []
    used = 0
    for span in spans:
        if span.kind == "paused":
            lengths.append(("paused", _days(span)))
        elif span.counted:
            inside = max(min(span.counted, allowed - used), 0)
            lengths += [("used", inside)] if inside else []
            lengths += [("late", span.counted - inside)] if span.counted > inside else []
            used += span.counted
    lengths += [("left", allowed - used)] if used < allowed else []
    scale = WIDTH / (sum(length for _, length in lengths) or 1)
    segments, x, target, counted = [], 0.0, WIDTH, 0.0
    for kind, length in lengths:
        if kind == "late" and counted >= allowed and target == WIDTH:
            target = x
        counted += 0 if kind == "paused" else length
        segments.append(Segment(kind, round(x, 2), round(length * scale, 2)))
        x += length * scale
    return Bar(tuple(_joined(segments)), round(target, 2), state)


def _days(span: SpanLike) -> int:
    """How many days a pause lasted: both its days are inside, unless it is told in instants."""
    lasted = (span.end - span.start).days
    return max(lasted, 1) if isinstance(span.start, datetime) else lasted + 1


def _joined(segments: Sequence[Segment]) -> list[Segment]:
    joined: list[Segment] = []
    for segment in segments:
        if joined and joined[-1].kind == segment.kind:
            joined[-1] = Segment(segment.kind, joined[-1].x, round(joined[-1].width + segment.width, 2))
        else:
            joined.append(segment)
    return joined


def state_word(state: str, left: int, allowed: int) -> str:
    """A running clock in its last quarter (at least one unit) is `soon`."""
    if state == "running" and left <= max(SOON_UNITS, int(allowed * SOON_SHARE)):
        return "soon"
    return state
