"""How a duty stands, by facts alone; and on which days somebody is reminded of it. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tongban.domains.reform.rhythm.definitions import WITH_RULE_ONLY, RhythmRule
from tongban.domains.reform.rhythm.rules.duties import Duty
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.errors import CalendarGap

ONE_DAY = timedelta(days=1)


class DutyState(StrEnum):
    """In the order of attention. `due_late`: overdue and can still be done; `missed`: its next period is due too."""

    DUE_LATE = "due_late"
    NEAR = "near"
    MISSED = "missed"
    AHEAD = "ahead"
    MET_LATE = "met_late"
    MET = "met"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was done: what, by whom (`unit` is a unit's key), for which period, on which day.

    `rule` is named by records that are made for one rule. `kind` is the kind of a meeting or of a report. `thing` is
    the id of what was done.
    """

    what: str
    unit: str
    period: str
    on: date
    thing: str
    rule: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A duty with how it stands: how many were done, on which day it was met, by what."""

    duty: Duty
    state: DutyState
    count: int
    met_on: date | None = None
    things: tuple[str, ...] = ()


def facts_for(rule: RhythmRule, duty: Duty, facts: Iterable[Fact]) -> list[Fact]:
    """What counts for a duty, the earliest first. What was done for a month counts for its year too."""
    year = f"{duty.period}-" if len(duty.period) == 4 else duty.period
    periods = (
        fact for fact in facts if fact.period == duty.period or (year != duty.period and fact.period[:5] == year)
    )
    found = [fact for fact in periods if _answers(rule, duty, fact)]
    return sorted(found, key=lambda fact: (fact.on, fact.thing))


def stand(rule: RhythmRule, duty: Duty, facts: Iterable[Fact], *, today: date, near: date) -> Standing:
    """How the duty stands on a day. `near`: from which day its end counts as near."""
    done = [fact for fact in facts_for(rule, duty, facts) if fact.on <= today]
    things = tuple(fact.thing for fact in done)
    if len(done) >= rule.counts.at_least:
        met_on = done[rule.counts.at_least - 1].on
        state = DutyState.MET if met_on <= duty.due_on else DutyState.MET_LATE
        return Standing(duty, state, len(done), met_on, things)
    if today <= duty.due_on:
        return Standing(duty, DutyState.NEAR if near <= today else DutyState.AHEAD, len(done), None, things)
    lapsed = duty.lapses_on is not None and duty.lapses_on < today
    return Standing(duty, DutyState.MISSED if lapsed else DutyState.DUE_LATE, len(done), None, things)


def remind_on(duty: Duty, before: int, calendar: WorkCalendar) -> date:
    """The day on which a reminder is due: so many working days before the due day, 0 the last one that is worked.

    Where the working days are not published, calendar days are counted: a reminder may be early, never missing.
    """
    day = duty.due_on
    try:
        while not calendar.is_working(day):
            day -= ONE_DAY
        for _ in range(before):
            day -= ONE_DAY
            while not calendar.is_working(day):
                day -= ONE_DAY
    except CalendarGap:
        return duty.due_on - (before + before // 5 * 2) * ONE_DAY
    return day


def near_from(rule: RhythmRule, duty: Duty, calendar: WorkCalendar) -> date:
    """From which day the end of a duty is near: its first reminder, or the due day itself."""
    return remind_on(duty, max(rule.reminders, default=0), calendar)


def due_reminder(rule: RhythmRule, standing: Standing, *, calendar: WorkCalendar, today: date) -> str:
    """Which reminder is due of a duty today: `before_5`, `late`, or nothing.

    One at a time: who is reminded on the day itself is not told at once again what should have come five days before.
    """
    if standing.state in (DutyState.MET, DutyState.MET_LATE, DutyState.MISSED):
        return ""
    if standing.state is DutyState.DUE_LATE:
        return "late"
    reached = [before for before in rule.reminders if remind_on(standing.duty, before, calendar) <= today]
    return f"before_{min(reached)}" if reached else ""


def tally(standings: Collection[Standing]) -> dict[DutyState, int]:
    """How many stand how, in the order of attention; states without any are left out."""
    return {state: count for state in DutyState if (count := sum(one.state is state for one in standings))}


def _answers(rule: RhythmRule, duty: Duty, fact: Fact) -> bool:
    if fact.what != rule.what:
        return False
    if rule.what in WITH_RULE_ONLY and fact.rule != rule.id:
        return False
    if rule.what == "meeting" and fact.kind != rule.meeting:
        return False
    if rule.report_kinds and fact.kind not in rule.report_kinds:
        return False
    return rule.who == "office" or fact.unit == duty.unit.key
