"""`tongban bench clocks`: how long a region of a million open clocks takes to be judged again."""

import json
import os
import random
from array import array
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from itertools import repeat
from time import perf_counter

import click

from tongban.cli.national_calendar import read_calendar
from tongban.kernel import clock
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import LAW_ZONE, ClockFacts, Extension, Pause
from tongban.kernel.durations import Duration, Unit

SINCE = datetime(2026, 5, 6, tzinfo=LAW_ZONE)
NOW = datetime(2026, 7, 1, 10, tzinfo=LAW_ZONE)
UNITS = (Unit.WORKING_DAY, Unit.CALENDAR_DAY)
LAWFUL = "行政许可法 第45条"
MINUTES = int((NOW - SINCE).total_seconds()) // 60


@dataclass(frozen=True, slots=True)
class Rows:
    """Open clocks as a table stores them: minutes since `SINCE`, an amount, a unit, one pause (-1: none; end -1: open)
    and one extension (0: none)."""

    start: "array[int]"
    amount: "array[int]"
    unit: "array[int]"
    pause_start: "array[int]"
    pause_end: "array[int]"
    extension: "array[int]"


def make_rows(number: int, seed: int) -> Rows:
    """Random open clocks of eight weeks: 7 in 10 count working days, 3 in 10 were paused, 1 in 20 still is."""
    chance = random.Random(seed)  # noqa: S311  test data, not secrets
    rows = Rows(*(array("i") for _ in range(6)))
    for _ in range(number):
        start = chance.randrange(MINUTES)
        rows.start.append(start)
        rows.amount.append(chance.choice((1, 3, 5, 7, 10, 20, 45)))
        rows.unit.append(int(chance.random() > 0.7))
        is_paused = chance.random() < 0.3
        begin = start + chance.randrange(20 * 24 * 60)
        rows.pause_start.append(begin if is_paused else -1)
        rows.pause_end.append(-1 if chance.random() < 1 / 6 else begin + chance.randrange(15 * 24 * 60))
        rows.extension.append(10 if chance.random() < 0.1 else 0)
    return rows


def facts_of(rows: Rows) -> Iterator[ClockFacts]:
    """The clocks as the platform knows them."""
    minute = timedelta(minutes=1)
    allowed = {(unit, days): Duration(days, unit) for unit in UNITS for days in range(100)}
    columns = (rows.start, rows.amount, rows.unit, rows.pause_start, rows.pause_end, rows.extension)
    for start, amount, unit, begin, end, more in zip(*columns, strict=True):
        begun, counted = SINCE + start * minute, UNITS[unit]
        pauses: tuple[Pause, ...] = ()
        if begin >= 0:
            pauses = (Pause(SINCE + begin * minute, None if end < 0 else SINCE + end * minute, "鉴定", LAWFUL),)
        extensions = (Extension(allowed[counted, more], "行政许可法 第42条", begun),) if more else ()
        yield ClockFacts("statutory", begun, allowed[counted, amount], "行政许可法 第42条", pauses, extensions)


def sliced(rows: Rows, parts: int) -> list[Rows]:
    """The rows in `parts` equal slices, every column cut alike."""
    columns = [getattr(rows, one.name) for one in fields(rows)]
    return [Rows(*(column[place::parts] for column in columns)) for place in range(parts)]


def judge_all(rows: Rows, calendar: WorkCalendar, now: datetime) -> Counter[str]:
    """How many clocks are in each state: each is built from its row and judged with due day, use and state."""
    return Counter(clock.glance(facts, calendar, now).state for facts in facts_of(rows))


@click.command()
@click.option("--number", default=1_000_000, show_default=True, type=click.IntRange(min=1), help="How many clocks.")
@click.option("--seed", default=1, show_default=True, help="The seed of the random clocks.")
@click.option("--processes", default=min(2, os.cpu_count() or 1), show_default=True, type=click.IntRange(min=1))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def clocks(*, number: int, seed: int, processes: int, as_json: bool) -> None:
    """Judge NUMBER open clocks again: the due day, the days used and the state of each."""
    calendar, rows = read_calendar(), make_rows(number, seed)
    begun = perf_counter()
    with ProcessPoolExecutor(processes) as pool:
        counts = pool.map(judge_all, sliced(rows, processes), repeat(calendar), repeat(NOW))
        states = sum(counts, Counter[str]())
    seconds = perf_counter() - begun
    answer = {
        "clocks": number,
        "processes": processes,
        "seconds": round(seconds, 3),
        "clocks_per_second": round(number / seconds),
        "states": dict(sorted(states.items())),
        "now": NOW.isoformat(),
        "calendar_version": calendar.version,
    }
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(f"{number:,} clocks in {seconds:.1f} s ({number / seconds:,.0f} a second): {answer['states']}")
