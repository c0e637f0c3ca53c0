"""Working days by published arrangement. Pure: notices in, answers out; a year without a notice is never guessed.

A working day is a weekday that no notice makes a day off, or a weekend day that a notice makes a working day (调休).
All questions are answered from running counts over the published years, so each costs the same for one day or for
ten years, and a million clocks need nothing but array look-ups.
"""

import hashlib
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tongban.kernel.declaration import Text
from tongban.kernel.errors import CalendarGap, Refusal

ONE_DAY = timedelta(days=1)
WEEKEND = Text(zh="周末", en="weekend")
DAY_OFF = Text(zh="放假", en="day off")
MAKE_UP = Text(zh="调休上班", en="make-up working day")


@dataclass(frozen=True, slots=True)
class Notice:
    """What one published notice says about one year.

    `off`: days off (weekday ones are what matters; weekend ones do no harm); `on`: days worked although they would be
    off; `names`: why, for any day of a holiday or a make-up day. A day may lie in the December before `year`, because
    New Year's notice moves it. `region` None is the whole country; a region's notice stands on top of it.
    Refuses `kernel.calendar.{day_outside_year,day_off_and_on,on_a_weekday,source_missing}`.
    """

    year: int
    off: frozenset[date]
    on: frozenset[date]
    source: str
    published_on: date | None
    region: str | None = None
    names: Mapping[date, Text] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Mapping[str, Any], region: str | None = None) -> "Notice":
        """A notice from the data of a calendar file `{year, off, on, names: {day: {zh, en}}, source, published_on}`."""
        off, on = frozenset(data["off"]), frozenset(data.get("on", ()))
        names = {day: Text(**name) for day, name in data.get("names", {}).items()}
        published_on = data.get("published_on")
        return cls(data["year"], off, on, source=data["source"], published_on=published_on, region=region, names=names)

    def __post_init__(self) -> None:
        first, last = date(self.year - 1, 12, 1), date(self.year, 12, 31)
        if strays := sorted(day for day in {*self.off, *self.on, *self.names} if not first <= day <= last):
            raise Refusal("kernel.calendar.day_outside_year", year=self.year, days=strays)
        if both := sorted(self.off & self.on):
            raise Refusal("kernel.calendar.day_off_and_on", year=self.year, days=both)
        if self.region is None and (wrong := sorted(day for day in self.on if day.weekday() < 5)):
            raise Refusal("kernel.calendar.on_a_weekday", year=self.year, days=wrong)
        if not self.source.strip():
            raise Refusal("kernel.calendar.source_missing", year=self.year)


@dataclass(frozen=True, slots=True)
class Run:
    """An unbroken run of published years as two arrays, for counting by look-up.

    `first` is the ordinal of its first day. `count[i]` is the number of working days among the first i days;
    `nth[k]` is the position of the k-th working day (k from 1; `nth[0]` is unused).
    """

    first: int
    count: "array[int]"
    nth: "array[int]"
    last_year: int

    @classmethod
    def build(cls, years: Sequence[int], off: frozenset[date], on: frozenset[date]) -> "Run":
        first, last = date(years[0], 1, 1).toordinal(), date(years[-1], 12, 31).toordinal()
        free, worked = {day.toordinal() for day in off}, {day.toordinal() for day in on}
        count, nth = array("i", [0]), array("i", [-1])
        for position, ordinal in enumerate(range(first, last + 1)):
            if ordinal in worked or ((ordinal - 1) % 7 < 5 and ordinal not in free):
                nth.append(position)
            count.append(len(nth) - 1)
        return cls(first, count, nth, years[-1])


@dataclass(frozen=True)
class WorkCalendar:
    """The working days of a region. `version` names the content: equal versions answer alike.

    Every question that touches a day of a year outside `years` raises `CalendarGap`.
    """

    off: frozenset[date]
    on: frozenset[date]
    years: frozenset[int]
    version: str
    names: Mapping[date, Text] = field(default_factory=dict, compare=False)
    region: str | None = None

    def is_working(self, day: date) -> bool:
        if day.year not in self.years:
            raise CalendarGap(day.year, self.region)
        return day in self.on or (day.weekday() < 5 and day not in self.off)

    def add(self, start: date, days: int) -> date:
        """The last day of a period of `days` working days; `start` itself is not counted. `days` 0 gives `start`."""
        return date.fromordinal(self.add_ordinal(start.toordinal(), days))

    def between(self, after: date, until: date) -> int:
        """How many working days follow `after` up to and including `until`; negative when `until` is earlier."""
        return self.between_ordinals(after.toordinal(), until.toordinal())

    def next_working(self, day: date) -> date:
        """`day` when it is worked, else the next working day (a period that ends on a day off: 民法典 art. 203)."""
        return day if self.is_working(day) else self.add(day, 1)

    def reason(self, day: date) -> Text | None:
        """Why a day is off, or worked although it is a weekend day; None for an ordinary working day."""
        if self.is_working(day):
            return self.names.get(day, MAKE_UP) if day in self.on else None
        return self.names.get(day, DAY_OFF if day.weekday() < 5 else WEEKEND)

    def is_holiday(self, day: date) -> bool:
        """A day off that is more than a weekend: named by a notice, or a weekday off."""
        return not self.is_working(day) and (day in self.names or day.weekday() < 5)

    def add_ordinal(self, start: int, days: int) -> int:
        """`add` on ordinals (`date.toordinal`)."""
        if days < 0:
            raise ValueError("a period has no negative length")
        if days == 0:
            return start
        run = self._run(start + 1)
        wanted = run.count[start + 1 - run.first] + days
        if wanted >= len(run.nth):
            raise CalendarGap(run.last_year + 1, self.region)
        return run.first + run.nth[wanted]

    def between_ordinals(self, after: int, until: int) -> int:
        """`between` on ordinals."""
        if until < after:
            return -self.between_ordinals(until, after)
        if until == after:
            return 0
        run = self._run(after + 1)
        if until + 1 - run.first >= len(run.count):
            raise CalendarGap(run.last_year + 1, self.region)
        return run.count[until + 1 - run.first] - run.count[after + 1 - run.first]

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The unbroken runs of published years, oldest first."""
        groups: list[list[int]] = []
        for year in sorted(self.years):
            if groups and groups[-1][-1] == year - 1:
                groups[-1].append(year)
            else:
                groups.append([year])
        return tuple(Run.build(group, self.off, self.on) for group in groups)

    @cached_property
    def _firsts(self) -> list[int]:
        return [run.first for run in self.runs]

    def _run(self, ordinal: int) -> Run:
        place = bisect_right(self._firsts, ordinal) - 1
        if place >= 0 and ordinal - self.runs[place].first < len(self.runs[place].count) - 1:
            return self.runs[place]
        raise CalendarGap(date.fromordinal(ordinal).year, self.region)


def build(notices: Iterable[Notice], region: str | None = None, lineage: Sequence[str] = ()) -> WorkCalendar:
    """The calendar of `region` from all notices at hand.

    `lineage` lists the region's ancestors from the widest (province) to the nearest; notices of other regions are left
    out. A year is known when the country's notice for it is among them. Of several notices of one region for one year
    the one published last counts whole. A region's notice changes single days of the wider arrangement.
    Refuses `kernel.calendar.notices_conflict`: two different notices of one region, year and publication day.
    """
    order: list[str | None] = [None, *lineage, *([region] if region and region not in lineage else [])]
    latest = _latest(notice for notice in notices if notice.region in order)
    ranked = sorted(latest, key=lambda notice: (order.index(notice.region), notice.year))
    off: set[date] = set()
    on: set[date] = set()
    names: dict[date, Text] = {}
    for notice in ranked:
        off = (off - notice.on) | notice.off
        on = (on - notice.off) | notice.on
        for day in notice.off | notice.on:
            names.pop(day, None)
        names.update(notice.names)
    years = frozenset(notice.year for notice in ranked if notice.region is None)
    version = _digest(years, off, on)
    return WorkCalendar(frozenset(off), frozenset(on), years, version, names, region)


def _latest(notices: Iterable[Notice]) -> list[Notice]:
    kept: dict[tuple[int, str | None], Notice] = {}
    for notice in notices:
        key = (notice.year, notice.region)
        held = kept.setdefault(key, notice)
        if (notice.published_on or date.min) > (held.published_on or date.min):
            kept[key] = notice
        elif notice.published_on == held.published_on and (notice.off, notice.on) != (held.off, held.on):
            raise Refusal("kernel.calendar.notices_conflict", year=notice.year, region=notice.region or "")
    return list(kept.values())


def _digest(years: Iterable[int], off: Iterable[date], on: Iterable[date]) -> str:
    parts = [
        ",".join(map(str, sorted(years))),
        *(",".join(day.isoformat() for day in sorted(days)) for days in (off, on)),
    ]
    newest = max(years, default=0)
    return f"{newest}-{hashlib.sha256('|'.join(parts).encode()).hexdigest()[:12]}"
