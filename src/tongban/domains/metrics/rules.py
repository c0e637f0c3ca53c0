"""How a promise is judged against what happened. Pure: facts, a calendar and `now` in; numbers and a state out.

A case counts when it was started on or after the promise's first day and finished inside the period; or when it is
still open at `now` and already breaks the target: a promise cannot be kept green by never finishing. The value of such
an open case is what it has used so far. Cases refused acceptance or withdrawn by the applicant do not count; how many
were withdrawn is told beside the number.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from itertools import accumulate
from typing import Any

from tongban.domains.metrics import spans
from tongban.domains.metrics.definitions import TIMES, Commitment, Measure, Metric, Target
from tongban.domains.metrics.facts import MOMENT_OF, Fact, span_key
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import LAW_ZONE, law_day
from tongban.kernel.rules import compile_condition

MEASURE_OF_UNIT: Mapping[str, Measure] = {
    "working_day": "working_days",
    "calendar_day": "calendar_days",
    "hour": "hours",
}
PERCENT = 100


class State(StrEnum):
    """`unbound`: nothing measures it yet. `undetermined`: a calendar is missing, so no honest answer exists."""

    MET = "met"
    BREACHED = "breached"
    NO_CASES = "no_cases"
    UNBOUND = "unbound"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Period:
    """The days over which a promise is judged: cases finished from `start` on, accepted from `since` on."""

    start: date | None
    since: date | None
    now: datetime


@dataclass(frozen=True, slots=True)
class Sample:
    """A fact, or one fact that stands for `cases` finished ones that no rule can tell apart."""

    fact: Fact
    cases: int = 1


@dataclass(frozen=True, slots=True)
class Measured:
    """A case that counts. `breaking`: alone it misses the target. Not `finished`: open, its value is so far."""

    fact: Fact
    value: float
    started_at: datetime
    ended_at: datetime | None
    breaking: bool
    cases: int = 1

    @property
    def finished(self) -> bool:
        return self.ended_at is not None


@dataclass(frozen=True, slots=True)
class Judgement:
    """The promise over its period. `waiting`: open cases still inside the target, which do not count yet."""

    value: float | None
    state: State
    counted: tuple[Measured, ...]
    waiting: int
    withdrawn: int

    @property
    def cases(self) -> int:
        return cases_in(self.counted)

    @property
    def breaking(self) -> int:
        return cases_in(one for one in self.counted if one.breaking)

    @property
    def late_open(self) -> int:
        return cases_in(one for one in self.counted if not one.finished)


@dataclass(frozen=True, slots=True)
class Yardstick:
    """A commitment with its metric, ready to measure facts of a region's calendar."""

    metric: Metric
    commitment: Commitment
    calendar_of: Callable[[str], WorkCalendar]

    @property
    def target(self) -> Target:
        """What is compared with. Its commitment has a metric, and whoever has a metric has a target."""
        if self.commitment.target is None:
            raise ValueError(f"{self.commitment.id} has no target to compare with")
        return self.commitment.target

    @property
    def start(self) -> str:
        return MOMENT_OF[self.metric.start]

    @property
    def end(self) -> str:
        """The moment at which the measure ends; empty when a step's end does."""
        return MOMENT_OF.get(self.metric.end, "")

    def started(self, fact: Fact) -> datetime | None:
        at: datetime | None = getattr(fact, self.start)
        return at

    def ended(self, fact: Fact) -> datetime | None:
        if self.metric.step:
            return fact.steps.get(f"{self.metric.track}.{self.metric.step}")
        at: datetime | None = getattr(fact, self.end)
        return at


def period_of(commitment: Commitment, now: datetime) -> Period:
    """Since the target's day, the calendar year, or (the default) the last twelve months."""
    today, since = law_day(now), commitment.target.since if commitment.target else None
    if commitment.period == "since_target":
        return Period(since, since, now)
    if commitment.period == "calendar_year":
        return Period(date(today.year, 1, 1), since, now)
    return Period(_year_before(today), since, now)


def judge(yardstick: Yardstick, samples: Iterable[Sample], period: Period) -> Judgement:
    """Measure the cases, put them together and compare. Raises `CalendarGap` for open cases in an unknown year."""
    belongs = membership(yardstick)
    target, counted = yardstick.target, list[Measured]()
    waiting = withdrawn = 0
    for sample in samples:
        fact = sample.fact
        started = _reached(yardstick.started(fact), period.now)
        if started is None or not belongs(fact) or not _is_since(started, period.since) or not _has_limit(target, fact):
            continue
        ended = _reached(yardstick.ended(fact), period.now)
        if ended is None and fact.ended_at is not None and fact.ended_at <= period.now:
            withdrawn += fact.ended_as == "withdrawn" and _is_since(fact.ended_at, period.start)
            continue
        if ended is not None and not _is_since(ended, period.start):
            continue
        measured = _measured(yardstick, sample, started=started, ended=ended, now=period.now)
        if ended is not None or measured.breaking:
            counted.append(measured)
        else:
            waiting += 1
    value = put_together(yardstick, counted)
    return Judgement(value, state_of(yardstick, value, counted=counted), tuple(counted), waiting, withdrawn)


def membership(yardstick: Yardstick) -> Callable[[Fact], bool]:
    """Whether a fact belongs to the metric's population and the commitment's scope.

    A fact that a condition asks for and a case does not have leaves the case out.
    """
    trees = [tree for tree in (yardstick.metric.population, yardstick.commitment.scope) if tree is not None]
    conditions = [compile_condition(tree) for tree in trees]

    def belongs(fact: Fact) -> bool:
        values = _attributes(fact)
        return all(condition(values).allowed for condition in conditions)

    return belongs


def keeps(target: Target, value: float) -> bool:
    """Whether a value keeps the target."""
    match target.op:
        case "<=":
            return value <= target.value
        case "<":
            return value < target.value
        case "=":
            return value == target.value
        case ">=":
            return value >= target.value
        case _:
            return value > target.value


def put_together(yardstick: Yardstick, counted: Sequence[Measured]) -> float | None:
    """The one number of all counted cases, unrounded; None without cases.

    `max` is the value that is worst for the target: the largest, for ≥ the smallest, for = the farthest from it.
    """
    if not counted:
        return None
    match yardstick.metric.aggregate:
        case "max":
            return _worst(yardstick.target, sorted(one.value for one in counted))
        case "mean":
            return sum(one.value * one.cases for one in counted) / cases_in(counted)
        case "p90":
            return _ninetieth(counted)
        case "share_within":
            return PERCENT * cases_in(one for one in counted if not one.breaking) / cases_in(counted)
        case _:
            return sum(one.value * one.cases for one in counted)


def cases_in(counted: Iterable[Measured]) -> int:
    return sum(one.cases for one in counted)


def state_of(yardstick: Yardstick, value: float | None, *, counted: Sequence[Measured]) -> State:
    """Met or breached; `no_cases` when nothing counts."""
    if value is None or not counted:
        return State.NO_CASES
    return State.MET if keeps(yardstick.target, value) else State.BREACHED


def by_month(yardstick: Yardstick, judgement: Judgement, period: Period) -> list[tuple[date, tuple[Measured, ...]]]:
    """The counted cases of each of the last twelve months: by the day they finished, open ones in the present month."""
    months = list(_months(law_day(period.now), 12))
    found: dict[date, list[Measured]] = {month: [] for month in months}
    for one in judgement.counted:
        month = law_day(one.ended_at or period.now).replace(day=1)
        if month in found:
            found[month].append(one)
    return [(month, tuple(found[month])) for month in months]


def in_order(counted: Iterable[Measured]) -> list[Measured]:
    """Breaking cases first, the largest value on top; then the others, the latest first."""
    return sorted(
        counted,
        key=lambda one: (not one.breaking, -one.value if one.breaking else 0.0, -one.started_at.timestamp()),
    )


def _measured(
    yardstick: Yardstick, sample: Sample, *, started: datetime, ended: datetime | None, now: datetime
) -> Measured:
    fact, until = sample.fact, ended or now
    value = _value(yardstick, fact, yardstick.metric.measure, reach=(started, until))
    if yardstick.metric.aggregate == "share_within":
        breaking = not _is_within(yardstick, fact, value=value, reach=(started, until))
    else:
        breaking = _breaks(yardstick, value, finished=ended is not None)
    return Measured(fact, value, started, ended, breaking, sample.cases)


def _breaks(yardstick: Yardstick, value: float, *, finished: bool) -> bool:
    """An open case breaks only what waiting longer cannot mend: an upper bound on time."""
    target, metric = yardstick.target, yardstick.metric
    if metric.aggregate == "sum":
        return False
    if finished:
        return not keeps(target, value)
    return metric.measure in TIMES and (
        (target.op in ("<=", "=") and value > target.value) or (target.op == "<" and value >= target.value)
    )


def _is_within(yardstick: Yardstick, fact: Fact, *, value: float, reach: tuple[datetime, datetime]) -> bool:
    """Whether a case stayed inside `within`: a number in the measure's unit, or its own pinned clock."""
    within = yardstick.target.within
    if not isinstance(within, str):
        return within is not None and bool(value <= within)
    clock = fact.clocks[within]
    allowed: int = clock["amount"]
    return _value(yardstick, fact, MEASURE_OF_UNIT[clock["unit"]], reach=reach) <= allowed


def _has_limit(target: Target, fact: Fact) -> bool:
    """A share of cases inside their own clock is a share of those that have one."""
    if not isinstance(target.within, str):
        return True
    return target.within in fact.clocks and fact.clocks[target.within]["unit"] in MEASURE_OF_UNIT


def _value(yardstick: Yardstick, fact: Fact, measure: Measure, *, reach: tuple[datetime, datetime]) -> float:
    start, end = reach
    match measure:
        case "working_days":
            key = span_key(yardstick.start, yardstick.end)
            if key in fact.working_days and yardstick.ended(fact) == end:
                return fact.working_days[key]
            return spans.working_days(start, end, calendar=yardstick.calendar_of(fact.region), pauses=fact.pauses)
        case "calendar_days":
            return spans.calendar_days(start, end, pauses=fact.pauses)
        case "hours":
            return spans.hours(start, end, pauses=fact.pauses)
        case "count_stages":
            return fact.stages
        case "count_steps":
            return len(fact.steps)
        case "fee_fen":
            return fact.fee_fen or 0
        case "visits":
            return fact.visits or 0
        case _:
            papers: int = getattr(fact, measure)
            return papers


def _attributes(fact: Fact) -> dict[str, Any]:
    built_in = {
        "procedure": fact.procedure,
        "track": fact.track or None,
        "region": fact.region,
        "granted": fact.granted,
    }
    return built_in | {f"form.{name}": value for name, value in fact.attributes.items()}


def _reached(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at <= now else None


def _is_since(at: datetime, day: date | None) -> bool:
    return day is None or at >= datetime.combine(day, time(), LAW_ZONE)


def _worst(target: Target, values: Sequence[float]) -> float:
    if target.op in (">=", ">"):
        return values[0]
    if target.op == "=":
        return max(values, key=lambda value: (abs(value - target.value), value))
    return values[-1]


def _ninetieth(counted: Sequence[Measured]) -> float:
    """The smallest value that at least nine tenths of the cases do not exceed."""
    ordered = sorted(counted, key=lambda one: one.value)
    reached = accumulate(one.cases for one in ordered)
    wanted = -(-9 * cases_in(counted) // 10)
    return next(one.value for one, cases in zip(ordered, reached, strict=True) if cases >= wanted)


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 3, 1)
    return day.replace(year=day.year - 1)


def _months(last: date, count: int) -> Iterable[date]:
    index = last.year * 12 + last.month - 1
    return (date(n // 12, n % 12 + 1, 1) for n in range(index - count + 1, index + 1))
