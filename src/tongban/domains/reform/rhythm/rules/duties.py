"""From a rule and the facts of a region to duties with their due days. Pure: no database, no clock, no settings."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.domains.reform.rhythm.definitions import DayOff, RhythmRule, When
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.errors import CalendarGap

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """A unit as the plan spells it, with its agency's id where it is known which one that is."""

    name: str
    agency: str = ""

    @property
    def key(self) -> str:
        return self.agency or self.name


@dataclass(frozen=True, slots=True)
class PlanGround:
    """A plan as far as duties follow from it. `known_on`: since when it stands in the ledger."""

    id: str
    number: str
    issued_on: date
    known_on: date
    leads: tuple[Unit, ...]
    cooperating: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened to a unit on a day and that a rule answers."""

    id: str
    event: str
    unit: Unit
    on: date


@dataclass(frozen=True, slots=True)
class Ground:
    """A region: its plans and what happened. `named` are the authorities that rules name, by rule."""

    region: str
    plans: tuple[PlanGround, ...]
    occurrences: tuple[Occurrence, ...] = ()
    named: tuple[tuple[str, Unit], ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What one unit owes by one day.

    `period` is a month `2026-03`, a year `2026`, a plan's or an occurrence's id. `lapses_on`: the due day of the next
    period, after which this one can no longer be made up. `is_provisional`: the working days of that year are not
    published yet, so the due day is the one on paper.
    """

    rule: str
    unit: Unit
    period: str
    due_on: date
    lapses_on: date | None = None
    is_provisional: bool = False

    @property
    def key(self) -> str:
        return f"{self.rule}:{self.period}:{self.unit.key}"


def list_duties(
    rule: RhythmRule, ground: Ground, *, calendar: WorkCalendar, first: date, last: date
) -> tuple[Duty, ...]:
    """Every duty of the rule in the region that is due from `first` to `last`, by due day and unit."""
    if ground.region not in rule.regions:
        return ()
    found: Iterable[Duty]
    if rule.when.kind == "after_issue":
        found = _after_issue(rule, ground, calendar)
    elif rule.when.kind == "after_event":
        found = _after_event(rule, ground, calendar)
    else:
        found = _periodic(rule, ground, calendar, first=first, last=last)
    within = (duty for duty in found if first <= duty.due_on <= last)
    return tuple(sorted(within, key=lambda duty: (duty.due_on, duty.unit, duty.period)))


def plans_of(rule: RhythmRule, ground: Ground) -> tuple[PlanGround, ...]:
    """The plans of the region that the rule is about."""
    return tuple(plan for plan in ground.plans if not rule.plans or plan.number in rule.plans)


def units_of(rule: RhythmRule, plans: Iterable[PlanGround], ground: Ground) -> tuple[Unit, ...]:
    """Whom the rule binds, each unit once, in the order of the plans."""
    if rule.who in ("office", "agency"):
        return tuple(unit for of, unit in ground.named if of == rule.id)
    found: dict[str, Unit] = {}
    for plan in plans:
        for unit in plan.leads if rule.who == "leads" else (*plan.leads, *plan.cooperating):
            found.setdefault(unit.key, unit)
    return tuple(found.values())


def on_paper(when: When, year: int, month: int) -> date:
    """The due day of a month as the rule writes it; a day that the month does not have is its last."""
    last = monthrange(year, month)[1]
    return date(year, month, last if when.day == "last" or when.day is None else min(when.day, last))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, the month's last where there is none (民法典 art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def move(day: date, day_off: DayOff, calendar: WorkCalendar) -> tuple[date, bool]:
    """The day on which something due on `day` is really due, and whether that is provisional (no calendar yet)."""
    if day_off == "stay":
        return day, False
    try:
        if day_off == "next":
            return calendar.next_working(day), False
        while not calendar.is_working(day):
            day -= ONE_DAY
    except CalendarGap:
        return day, True
    return day, False


def _after_issue(rule: RhythmRule, ground: Ground, calendar: WorkCalendar) -> Iterator[Duty]:
    """Not for a plan that came into the ledger after the day: of what was done before, the platform knows nothing."""
    for plan in plans_of(rule, ground):
        due, provisional = move(months_later(plan.issued_on, rule.when.months or 0), rule.when.day_off, calendar)
        if rule.in_force(plan.issued_on) and plan.known_on <= due:
            for unit in units_of(rule, [plan], ground):
                yield Duty(rule.id, unit, plan.id, due, is_provisional=provisional)


def _after_event(rule: RhythmRule, ground: Ground, calendar: WorkCalendar) -> Iterator[Duty]:
    for one in ground.occurrences:
        if one.event == rule.when.event and rule.in_force(one.on):
            try:
                due, provisional = calendar.add(one.on, rule.when.working_days or 0), False
            except CalendarGap:
                due, provisional = one.on + (rule.when.working_days or 0) * ONE_DAY, True
            if not provisional:
                due, provisional = move(due, rule.when.day_off, calendar)
            yield Duty(rule.id, one.unit, one.id, due, is_provisional=provisional)


def _periodic(rule: RhythmRule, ground: Ground, calendar: WorkCalendar, *, first: date, last: date) -> Iterator[Duty]:
    plans = plans_of(rule, ground)
    if not plans:
        return
    began = max(rule.since, min(plan.known_on for plan in plans))
    for start in _starts(rule.when, first, last):
        if began <= start and rule.in_force(start):
            there = [plan for plan in plans if plan.known_on <= start]
            due, provisional = _due(rule.when, start, calendar)
            following = _following(rule.when, start)
            lapses = _due(rule.when, following, calendar)[0] if rule.in_force(following) else None
            for unit in units_of(rule, there, ground):
                yield Duty(rule.id, unit, _name(rule.when, start), due, lapses, provisional)


def _starts(when: When, first: date, last: date) -> Iterator[date]:
    """The first day of every period whose due day, moved or not, may lie between the two days."""
    if when.kind == "yearly":
        yield from (date(year, 1, 1) for year in range(first.year - 1, last.year + 2))
        return
    month = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    while month <= last + 31 * ONE_DAY:
        yield month
        month = _following(when, month)


def _following(when: When, start: date) -> date:
    if when.kind == "yearly":
        return date(start.year + 1, 1, 1)
    return (start + 31 * ONE_DAY).replace(day=1)


def _due(when: When, start: date, calendar: WorkCalendar) -> tuple[date, bool]:
    month = when.month or 1 if when.kind == "yearly" else start.month
    return move(on_paper(when, start.year, month), when.day_off, calendar)


def _name(when: When, start: date) -> str:
    return f"{start.year:04d}" if when.kind == "yearly" else f"{start:%Y-%m}"
