"""A year of cases: every act is a real command at its own instant, in the order in which it would have happened."""

import heapq
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count

from tongban.cli.demo.city import REGION, City
from tongban.cli.demo.delays import live_the_night
from tongban.cli.demo.fiction import Fiction, FictionalPerson, fictional_paper
from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import audit, evidence, outbox
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import LAW_ZONE

OPINION = "材料齐全，符合条件。"
OPENS, CLOSES = 9 * 60, 17 * 60
Life = Generator[datetime, datetime, None]


@dataclass(slots=True)
class Year:
    """The stage: a calendar, the city, and the lives that are under way, ordered by their next instant."""

    city: City
    fiction: Fiction
    calendar: WorkCalendar
    until: datetime
    _order: "count[int]" = field(default_factory=count)
    _day: date | None = None
    _waiting: list[tuple[datetime, int, Life]] = field(default_factory=list)

    def begin(self, at: datetime, life: Callable[[datetime], Life]) -> None:
        """Let a life begin at an instant: its first act happens then."""
        running = life(at)
        heapq.heappush(self._waiting, (next(running), next(self._order), running))

    def run(self, told: Callable[[datetime, int], None]) -> int:
        """Live every life until the present; returns how many acts there were. What is not due yet stays open."""
        acts = 0
        while self._waiting and self._waiting[0][0] <= self.until:
            at, _, life = heapq.heappop(self._waiting)
            acts += 1
            if at.date() != self._day:
                self._close_day(at)
            try:
                heapq.heappush(self._waiting, (life.send(at), next(self._order), life))
            except StopIteration:  # what its last act set off happens at once, as it would with a worker running
                outbox.deliver(now=at)
            if acts % 25 == 0:
                told(at, acts)
        outbox.deliver(now=self.until)
        return acts

    def _close_day(self, at: datetime) -> None:
        """The nightly work of the day before: what the clock itself does, delivery, the seal on the log's heads."""
        if self._day is not None:
            cases.tick(now=at)
            cases.seal_month(now=at)
            cases.draw_month(now=at)
            live_the_night(self.city, now=at, until=self.until)
            outbox.deliver(now=at)
            audit.anchor(self._day, now=at)
        self._day = at.date()

    def office_time(self, start: datetime, minutes: int) -> datetime:
        """The instant when `minutes` of office hours have passed since `start`."""
        at = self._in_office(start)
        while True:
            left = CLOSES - (at.hour * 60 + at.minute)
            if minutes <= left:
                return at + timedelta(minutes=minutes)
            minutes -= left
            at = self._in_office(at.replace(hour=CLOSES // 60, minute=0) + timedelta(minutes=1))

    def _in_office(self, at: datetime) -> datetime:
        minute = at.hour * 60 + at.minute
        day = at.date()
        if not self.calendar.is_working(day) or minute > CLOSES:
            day = self.calendar.add(day, 1)
            minute = OPENS
        minute = max(minute, OPENS)
        return datetime(day.year, day.month, day.day, minute // 60, minute % 60, at.second, tzinfo=LAW_ZONE)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who applies: the person, the account that acts, and the subject it acts for."""

    person: FictionalPerson
    account: registry.AccountId
    subject: registry.SubjectId

    def actor(self, now: datetime) -> Actor:
        return registry.actor_of(self.account, now=now)


def enrol(person: FictionalPerson, *, username: str, now: datetime) -> Applicant:
    """Enter a person in the register with an account of its own that has no password."""
    subject = registry.register_person(
        name=person.name, citizen_id=person.citizen_id, phone=person.phone, actor=SYSTEM, now=now
    )
    account = registry.create_account(username=username, password=None, name=person.name, actor=SYSTEM, now=now)
    registry.represent(account=account, subject=subject, role="self", actor=SYSTEM, now=now)
    return Applicant(person, account, subject)


def enrol_restaurant(name: str, address: str, *, owner: Applicant, now: datetime) -> Applicant:
    """Enter an enterprise that was there before the platform; its owner's account acts for it."""
    subject = registry.register_enterprise(
        name=name, region=REGION, legal_representative=owner.subject, address=address, actor=SYSTEM, now=now
    )
    return Applicant(owner.person, owner.account, subject)


@dataclass(frozen=True, slots=True)
class Habit:
    """How fast a case is worked on, in mean hours on a desk, and what may go wrong."""

    reception: float = 1.0
    desk: float = 2.0
    is_incomplete: bool = False
    is_withdrawn: bool = False
    is_refused: bool = False
    is_forgotten: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody applies for: the procedure, the answers of that day, the papers (material → what it says)."""

    procedure: str
    answers: Callable[[date], dict[str, object]]
    papers: tuple[tuple[str, str], ...] = ()


def life_of_a_case(year: Year, applicant: Applicant, wish: Wish, *, habit: Habit) -> Callable[[datetime], Life]:
    """Submission, reception, the work of every agency in its order, decisions; the licences follow by themselves."""

    def live(at: datetime) -> Life:
        now = yield at
        form = wish.answers(now.date())
        papers = [_paper(material, words, applicant, now=now) for material, words in wish.papers]
        case = cases.submit(
            procedure=wish.procedure,
            region=REGION,
            subject=applicant.subject,
            form=form,
            materials=[*papers, *_agreed(wish, now=now)],
            actor=applicant.actor(now),
            now=now,
        )
        now = yield year.office_time(now, year.fiction.working_minutes(habit.reception))
        if habit.is_refused:
            reason, where = "经营地点在临市，不属于本市登记管辖。", "拟设地点所在市的政务服务中心"
            cases.refuse(case=case, reason=reason, where=where, actor=year.city.window, now=now)
            return
        if habit.is_incomplete:
            missing = (cases.Missing(item="address", why="住所地址请写明楼层和房号。"),)
            cases.ask_supplement(case=case, missing=missing, actor=year.city.window, now=now)
            now = yield year.office_time(now, year.fiction.working_minutes(6))
            mended = {**form, "address": f"{form['address']}（二层）"}
            cases.supplement(case=case, form=mended, actor=applicant.actor(now), now=now)
            now = yield year.office_time(now, year.fiction.working_minutes(1))
        cases.accept(case=case, actor=year.city.window, now=now)
        if habit.is_withdrawn:
            now = yield year.office_time(now, 10)
            cases.withdraw(case=case, reason="经营计划有变，暂不办理。", actor=applicant.actor(now), now=now)
            return
        if not habit.is_forgotten:
            yield from _work(year, case, habit=habit, now=now)

    return live


def _agreed(wish: Wish, *, now: datetime) -> Iterator[cases.MaterialIn]:
    """Everybody of the fiction lets a licence be taken that is held, and then uploads nothing."""
    given = {material for material, _ in wish.papers}
    for one in catalogue.get_procedure(wish.procedure, region=REGION, on=now.date()).materials:
        if one.from_licence and one.id not in given:
            yield cases.MaterialIn(one.id, licence=True)


def _paper(material: str, words: str, applicant: Applicant, *, now: datetime) -> cases.MaterialIn:
    """A paper as an applicant would upload it: a small PDF that says what it is."""
    by = str(applicant.account)
    stored = evidence.put(fictional_paper(words), f"{words}.pdf", by=by, purpose="demo", at=now)
    return cases.MaterialIn(material, (str(stored),))


def _work(year: Year, case: cases.CaseId, *, habit: Habit, now: datetime) -> Life:
    """Do every open step when its desk gets to it, until nothing is open any more."""
    planned: dict[tuple[str, str], datetime] = {}
    while opened := _open_steps(cases.get_case(case, SYSTEM, now=now)):
        for track, step in opened:
            if (track.key, step.id) not in planned:
                minutes = year.fiction.working_minutes(habit.desk)
                planned[track.key, step.id] = year.office_time(step.opened_at or now, minutes)
        track, step = min(opened, key=lambda one: planned[one[0].key, one[1].id])
        now = yield max(now, planned[track.key, step.id])
        officers = year.city.staff[track.agency.role if track.agency else ""]
        if step.decides:
            cases.decide(case=case, track=track.key, granted=True, reason="", actor=officers.approver, now=now)
        else:
            cases.complete_step(
                case=case, track=track.key, step=step.id, opinion=OPINION, actor=officers.reviewer, now=now
            )


def _open_steps(case: cases.CaseView) -> list[tuple[cases.TrackView, cases.StepView]]:
    return [(track, step) for track in case.tracks for step in track.steps if step.state == "open"]
