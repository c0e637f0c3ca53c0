"""Stretches of time that overlap, made into ones that do not."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from tongban.kernel.clock.facts import ClockFacts, law_day, law_time

Point = TypeVar("Point", int, datetime)


def paused_days(facts: ClockFacts) -> list[tuple[int, int | None]]:
    """The days that pauses take out, as ordinals [first, after), merged and in order; None for an open end.

    An open pause of a stopped clock ends with the clock.
    """
    if not facts.pauses:
        return []
    ends = [pause.end or facts.stopped_at for pause in facts.pauses]
    return _merged(
        (law_day(pause.start).toordinal(), None if end is None else law_day(end).toordinal())
        for pause, end in zip(facts.pauses, ends, strict=True)
    )


def paused_times(facts: ClockFacts) -> list[tuple[datetime, datetime | None]]:
    """The exact times that pauses take out, as [first, after), merged and in order; None for an open end."""
    ends = [pause.end or facts.stopped_at for pause in facts.pauses]
    return _merged(
        (law_time(pause.start), None if end is None else law_time(end))
        for pause, end in zip(facts.pauses, ends, strict=True)
    )


def _merged(stretches: Iterable[tuple[Point, Point | None]]) -> list[tuple[Point, Point | None]]:
    kept: list[tuple[Point, Point | None]] = []
    for first, after in sorted(stretches, key=lambda stretch: stretch[0]):
        if after is not None and after <= first:
            continue
        if not kept:
            kept.append((first, after))
            continue
        begun, ended = kept[-1]
        if ended is None:
            break
        if first <= ended:
            kept[-1] = (begun, None if after is None else max(ended, after))
        else:
            kept.append((first, after))
    return kept
