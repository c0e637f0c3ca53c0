"""`tongban check clocks`: random clocks against a day counter that knows no closed form."""

import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache
from time import perf_counter
from typing import Any

import click

from tongban.cli.national_calendar import read_notices
from tongban.kernel import clock
from tongban.kernel.calendar import Notice, WorkCalendar, build
from tongban.kernel.clock import ClockFacts, Pause, law_day
from tongban.kernel.clock.oracle import Walk
from tongban.kernel.durations import Duration, Unit

MINUTE = timedelta(minutes=1)
DAY_MINUTES = 24 * 60
EXPLAINED = 20
SHOWN = 10


@click.group()
def check() -> None:
    """Checks of the kernel that are larger than a test."""


@check.command()
@click.option("--number", default=1_000_000, show_default=True, type=click.IntRange(min=1), help="How many clocks.")
@click.option("--seed", default=None, type=int, help="The seed of the random clocks (default: another one each time).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def clocks(number: int, seed: int | None, as_json: bool) -> None:
    """Compare NUMBER random clocks with counting one day after another. Ends with code 1 when any differs."""
    chosen = random.SystemRandom().randrange(2**31) if seed is None else seed
    begun = perf_counter()
    found = compare(number, chosen, read_notices())
    seconds = round(perf_counter() - begun, 1)
    answer = {"ok": not found, "clocks": number, "seed": chosen, "seconds": seconds, "disagreements": found[:SHOWN]}
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(f"{number:,} clocks, seed {chosen}, {seconds} s: {len(found)} disagreements")
        for one in found[:SHOWN]:
            click.echo(f"  {one}")
    if found:
        raise SystemExit(1)


def compare(number: int, seed: int, notices: list[Notice]) -> list[dict[str, Any]]:
    """The clocks whose due day, use or explanation differs from counting days; empty when all agree."""
    chance = random.Random(seed)  # noqa: S311  test data, not secrets
    calendar = build(notices)
    is_working = day_counter(notices)
    found = []
    for place in range(number):
        facts, now = make_clock(chance)
        told = _compare_one(facts, now, calendar=calendar, is_working=is_working, explained=place % EXPLAINED == 0)
        if told:
            found.append(told | {"place": place, "now": now.isoformat(), "facts": repr(facts)})
    return found


def day_counter(notices: list[Notice]) -> Callable[[date], bool]:
    """Is a day worked, straight from the words of the notices."""
    off = frozenset(day for notice in notices for day in notice.off)
    on = frozenset(day for notice in notices for day in notice.on)

    @cache
    def is_working(day: date) -> bool:
        return day in on or (day.weekday() < 5 and day not in off)

    return is_working


def make_clock(chance: random.Random) -> tuple[ClockFacts, datetime]:
    """A clock that starts in 2004–2025 with up to three pauses, some open, some crossing, and a moment to judge it."""
    start = datetime(2004, 1, 1, tzinfo=clock.LAW_ZONE) + MINUTE * chance.randrange(8030 * DAY_MINUTES)
    pauses = []
    for _ in range(chance.choice((0, 0, 1, 1, 2, 3))):
        begin = start + MINUTE * chance.randrange(-5 * DAY_MINUTES, 40 * DAY_MINUTES)
        end = None if chance.random() < 0.1 else begin + MINUTE * chance.randrange(20 * DAY_MINUTES)
        pauses.append(Pause(begin, end, "听证", "行政许可法 第45条"))
    unit = chance.choice((Unit.WORKING_DAY, Unit.WORKING_DAY, Unit.CALENDAR_DAY))
    stopped = start + MINUTE * chance.randrange(60 * DAY_MINUTES) if chance.random() < 0.3 else None
    allowed = Duration(chance.choice((0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45)), unit)
    facts = ClockFacts("statutory", start, allowed, "行政许可法 第42条", tuple(pauses), stopped_at=stopped)
    return facts, start + MINUTE * chance.randrange(-DAY_MINUTES, 90 * DAY_MINUTES)


def _compare_one(
    facts: ClockFacts,
    now: datetime,
    *,
    calendar: WorkCalendar,
    is_working: Callable[[date], bool],
    explained: bool,
) -> dict[str, Any] | None:
    seen = clock.glance(facts, calendar, now)
    walk = _walk(facts, is_working)
    due_on = walk.days()[1]
    judged = min(now, facts.stopped_at or now)
    used = 0 if judged < facts.start else walk.used(law_day(judged))
    if (seen.due.on, seen.used) != (due_on, used):
        return {"due_on": str(seen.due.on), "counted_due_on": str(due_on), "used": seen.used, "counted_used": used}
    if explained:
        spans = clock.explain(facts, calendar, now).spans
        if sum(span.counted for span in spans) != used:
            return {"explained": sum(span.counted for span in spans), "counted_used": used}
    return None


def _walk(facts: ClockFacts, is_working: Callable[[date], bool]) -> Walk:
    ends = [pause.end or facts.stopped_at for pause in facts.pauses]
    return Walk(
        start=law_day(facts.start),
        total=facts.total,
        counts_days_off=facts.unit is Unit.CALENDAR_DAY,
        pauses=[
            (law_day(pause.start), None if end is None else max(law_day(end), law_day(pause.start)))
            for pause, end in zip(facts.pauses, ends, strict=True)
        ],
        is_working=is_working,
    )
