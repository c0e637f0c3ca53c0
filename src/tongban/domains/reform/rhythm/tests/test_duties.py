"""Duties against an oracle that walks day by day: random rules, plans, calendars; and how they stand by facts."""

from collections.abc import Iterator
from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given, settings

from tongban.domains.reform.rhythm.definitions import RhythmRule
from tongban.domains.reform.rhythm.rules.duties import Duty, Ground, Occurrence, PlanGround, Unit, list_duties
from tongban.domains.reform.rhythm.rules.standing import DutyState, Fact, due_reminder, near_from, remind_on, stand
from tongban.kernel.calendar import Notice, WorkCalendar, build

ONE = timedelta(days=1)
UNITS = tuple(Unit(name) for name in "甲乙丙丁")
DAYS = st.dates(date(2021, 1, 1), date(2023, 12, 31))
EARLY = st.one_of(st.dates(date(2020, 11, 1), date(2021, 6, 30)), st.sampled_from([date(2021, 1, 1), date(2021, 3, 1)]))
YEARS = range(2019, 2027)


def _notice(year: int, off: frozenset[date]) -> Notice:
    mine = frozenset(day for day in off if day.year == year) | {date(year, 1, 1)}
    weekends = frozenset({date(year, 6, 6) + ONE * n for n in range(7) if (date(year, 6, 6) + ONE * n).weekday() == 5})
    return Notice(year, mine, weekends - mine, source="test", published_on=None)


def _calendar(off: frozenset[date]) -> WorkCalendar:
    return build(_notice(year, off) for year in YEARS)


@st.composite
def rules(draw: st.DrawFn) -> RhythmRule:
    kind = draw(st.sampled_from(["after_issue", "monthly", "yearly", "after_event"]))
    day: int | str = draw(st.one_of(st.integers(1, 31), st.just("last")))
    ways: dict[str, dict[str, object]] = {
        "after_issue": {"months": draw(st.integers(1, 14))},
        "monthly": {"day": day},
        "yearly": {"day": day, "month": draw(st.integers(1, 12))},
        "after_event": {"event": "clue", "working_days": draw(st.integers(0, 9))},
    }
    when = ways[kind]
    who = "whoever" if kind == "after_event" else draw(st.sampled_from(["leads", "departments"]))
    since = draw(EARLY)
    return RhythmRule.model_validate(
        {
            "id": "rule",
            "title": {"zh": "规则", "en": "rule"},
            "source": {"document": "test"},
            "regions": ["990100"],
            "since": since,
            "until": draw(st.one_of(st.none(), st.just(since + timedelta(days=draw(st.integers(100, 900)))))),
            "plans": draw(st.sampled_from([(), (), ("1",), ("2", "1")])),
            "who": who,
            "what": "information_report",
            "when": {"kind": kind, "day_off": draw(st.sampled_from(["next", "previous", "stay"])), **when},
            "reminders": tuple(draw(st.sets(st.integers(0, 12), max_size=3))),
        }
    )


@st.composite
def grounds(draw: st.DrawFn) -> Ground:
    plans = tuple(
        PlanGround(
            id=f"plan_{number}",
            number=str(number),
            issued_on=(issued := draw(EARLY)),
            known_on=issued + ONE * draw(st.one_of(st.just(0), st.integers(0, 60), st.integers(27, 33))),
            leads=tuple(draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=2, unique=True))),
            cooperating=tuple(draw(st.lists(st.sampled_from(UNITS), max_size=2, unique=True))),
        )
        for number in range(1, draw(st.integers(1, 3)) + 1)
    )
    happened = draw(
        st.lists(st.tuples(EARLY, st.sampled_from(UNITS), st.sampled_from(["clue", "clue", "claim"])), max_size=4)
    )
    occurrences = tuple(Occurrence(f"o{place}", event, unit, day) for place, (day, unit, event) in enumerate(happened))
    return Ground("990100", plans, occurrences)


def _works(day: date, calendar: WorkCalendar) -> bool:
    return day in calendar.on or (day.weekday() < 5 and day not in calendar.off)


def _moved(day: date, how: str, calendar: WorkCalendar) -> date:
    step = {"next": ONE, "previous": -ONE, "stay": timedelta(0)}[how]
    while step and not _works(day, calendar):
        day += step
    return day


def _month(day: date) -> list[date]:
    """Every day of a month, by walking."""
    found, walk = [], day.replace(day=1)
    while walk.month == day.month:
        found.append(walk)
        walk += ONE
    return found


def _told(rule: RhythmRule, month: date) -> date:
    days = _month(month)
    wanted = rule.when.day
    return days[-1] if wanted == "last" or not isinstance(wanted, int) or wanted > len(days) else days[wanted - 1]


def _units(rule: RhythmRule, plans: list[PlanGround]) -> set[str]:
    return {
        unit.name for plan in plans for unit in (*plan.leads, *(plan.cooperating if rule.who == "departments" else ()))
    }


def _holds(rule: RhythmRule, day: date) -> bool:
    return rule.since <= day <= (rule.until or date.max)


def oracle(rule: RhythmRule, ground: Ground, calendar: WorkCalendar) -> Iterator[tuple[str, str, date]]:
    """Unit, period and due day of every duty that there ever is, found by walking through eight years."""
    plans = [plan for plan in ground.plans if not rule.plans or plan.number in rule.plans]
    if rule.when.kind == "after_issue":
        for plan in plans:
            month = plan.issued_on.replace(day=1)
            for _ in range(rule.when.months or 0):
                month = _month(month)[-1] + ONE
            days = _month(month)
            due = _moved(days[min(plan.issued_on.day, len(days)) - 1], rule.when.day_off, calendar)
            if _holds(rule, plan.issued_on) and due >= plan.known_on:
                yield from ((unit, plan.id, due) for unit in _units(rule, [plan]))
    elif rule.when.kind == "after_event":
        for one in ground.occurrences:
            due, left = one.on, rule.when.working_days or 0
            while left:
                due += ONE
                left -= _works(due, calendar)
            if one.event == "clue" and _holds(rule, one.on):
                yield one.unit.name, one.id, _moved(due, rule.when.day_off, calendar)
    else:
        yield from _periods(rule, plans, calendar)


def _periods(rule: RhythmRule, plans: list[PlanGround], calendar: WorkCalendar) -> Iterator[tuple[str, str, date]]:
    for year in range(2020, 2026):
        for month in range(1, 13):
            yearly = rule.when.kind == "yearly"
            start = date(year, 1, 1) if yearly else date(year, month, 1)
            known = [plan for plan in plans if plan.known_on <= start]
            if _holds(rule, start) and known and (not yearly or month == rule.when.month):
                due = _moved(_told(rule, date(year, month, 1)), rule.when.day_off, calendar)
                period = str(year) if yearly else f"{year}-{month:02d}"
                yield from ((unit, period, due) for unit in _units(rule, known))


@settings(max_examples=600, deadline=None)
@given(
    rule=rules(),
    ground=grounds(),
    off=st.frozensets(DAYS, max_size=25),
    first=st.dates(date(2020, 12, 1), date(2022, 2, 1)),
    days=st.one_of(st.integers(0, 60), st.integers(200, 900)),
)
def test_duties_are_those_that_walking_day_by_day_finds(
    *, rule: RhythmRule, ground: Ground, off: frozenset[date], first: date, days: int
) -> None:
    calendar, last = _calendar(off), first + ONE * days
    found = list_duties(rule, ground, calendar=calendar, first=first, last=last)
    told = {(unit, period, due) for unit, period, due in oracle(rule, ground, calendar) if first <= due <= last}
    assert {(duty.unit.name, duty.period, duty.due_on) for duty in found} == told
    assert len(found) == len(told) and list(found) == sorted(found, key=lambda duty: duty.due_on)
    assert not any(duty.is_provisional for duty in found)


@settings(max_examples=200, deadline=None)
@given(rule=rules(), ground=grounds(), today=DAYS, done=st.lists(DAYS, max_size=4), wanted=st.integers(1, 3))
def test_a_duty_stands_as_its_facts_say(
    *, rule: RhythmRule, ground: Ground, today: date, done: list[date], wanted: int
) -> None:
    rule = rule.model_copy(update={"counts": rule.counts.model_copy(update={"at_least": wanted})})
    calendar = _calendar(frozenset())
    for duty in list_duties(rule, ground, calendar=calendar, first=date(2021, 1, 1), last=date(2024, 1, 1)):
        facts = [Fact("information_report", duty.unit.key, duty.period, day, f"r{n}") for n, day in enumerate(done)]
        facts += [
            Fact("information_report", "别人", duty.period, today, "x"),
            Fact("dispatch", "", duty.period, today, "y"),
        ]
        one = stand(rule, duty, facts, today=today, near=near_from(rule, duty, calendar))
        until_now = sorted(day for day in done if day <= today)
        in_time = sum(day <= duty.due_on for day in until_now)
        assert one.count == len(until_now)
        assert (one.state is DutyState.MET) == (in_time >= wanted)
        assert (one.state is DutyState.MET_LATE) == (in_time < wanted <= len(until_now))
        is_open = len(until_now) < wanted
        assert (one.state in (DutyState.DUE_LATE, DutyState.MISSED)) == (is_open and today > duty.due_on)
        assert (one.state is DutyState.MISSED) == bool(is_open and duty.lapses_on and today > duty.lapses_on)
        assert bool(due_reminder(rule, one, calendar=calendar, today=today)) == (
            is_open and one.state is not DutyState.MISSED and _is_told(rule, duty, today=today, calendar=calendar)
        )


def _is_told(rule: RhythmRule, duty: Duty, *, today: date, calendar: WorkCalendar) -> bool:
    return today > duty.due_on or any(remind_on(duty, before, calendar) <= today for before in rule.reminders)


def test_a_reminder_of_two_working_days_skips_the_holiday_before_the_due_day() -> None:
    """Due on Monday 10 October 2022, after a week off with a worked weekend: two working days before is Saturday."""
    off = frozenset(date(2022, 10, day) for day in range(1, 8))
    notice = Notice(2022, off, frozenset({date(2022, 10, 8), date(2022, 10, 9)}), source="test", published_on=None)
    duty = Duty("rule", UNITS[0], "2022-10", date(2022, 10, 10))
    assert [remind_on(duty, before, build([notice])) for before in (0, 1, 2, 3)] == [
        date(2022, 10, 10),
        date(2022, 10, 9),
        date(2022, 10, 8),
        date(2022, 9, 30),
    ]


def _rule(**when: object) -> RhythmRule:
    return RhythmRule.model_validate(
        {
            "id": "rule",
            "title": {"zh": "规则", "en": "rule"},
            "source": {"document": "test"},
            "regions": ["990100"],
            "since": date(2021, 1, 1),
            "who": "leads",
            "what": "information_report",
            "when": when,
        }
    )


def _due(rule: RhythmRule, *, known_on: date, first: date, last: date) -> list[date]:
    ground = Ground("990100", (PlanGround("plan_1", "1", date(2021, 1, 4), known_on, UNITS[:1]),))
    return [one.due_on for one in list_duties(rule, ground, calendar=_calendar(frozenset()), first=first, last=last)]


def test_the_edges_of_a_list_and_of_a_ledger() -> None:
    """A due day that moves out of its month stands in the month where it falls; the ledger may begin on the due day."""
    before = _rule(kind="monthly", day=1, day_off="previous")  # 1 May 2021 is a Saturday
    april = {"known_on": date(2021, 1, 4), "first": date(2021, 4, 2), "last": date(2021, 4, 30)}
    assert _due(before, **april) == [date(2021, 4, 30)]
    after = _rule(kind="yearly", month=12, day="last", day_off="next")  # 31 December 2022 is a Saturday
    assert _due(after, known_on=date(2021, 1, 4), first=date(2023, 1, 1), last=date(2023, 1, 31)) == [date(2023, 1, 2)]
    once = _rule(kind="after_issue", months=1)
    for known_on, wanted in ((date(2021, 2, 4), [date(2021, 2, 4)]), (date(2021, 2, 5), [])):
        assert _due(once, known_on=known_on, first=date(2021, 1, 1), last=date(2021, 12, 31)) == wanted


def test_a_year_without_a_published_calendar_is_told_as_provisional_and_never_guessed() -> None:
    rule = _rule(kind="monthly", day=1, day_off="next")
    plan = PlanGround("plan_1", "1", date(2022, 1, 1), date(2022, 1, 1), UNITS[:1])
    notice = Notice(2022, frozenset({date(2022, 1, 1)}), frozenset(), source="test", published_on=None)
    found = list_duties(
        rule, Ground("990100", (plan,)), calendar=build([notice]), first=date(2022, 12, 1), last=date(2023, 1, 31)
    )
    assert [(one.due_on, one.is_provisional) for one in found] == [(date(2022, 12, 1), False), (date(2023, 1, 1), True)]
    near = near_from(rule, found[1], build([notice]))
    assert near <= found[1].due_on
