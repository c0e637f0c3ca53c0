"""The order in which the city comes into being."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.db import connection

from tongban.cli.demo import city, ledger_life, supervision_life
from tongban.cli.demo.fiction import Fiction
from tongban.cli.demo.lineage import lay_beside
from tongban.cli.demo.rhythm import live_by_the_rhythm
from tongban.cli.demo.seals import seal_agencies
from tongban.cli.demo.year import (
    Applicant,
    Habit,
    Life,
    Wish,
    Year,
    enrol,
    enrol_restaurant,
    life_of_a_case,
)
from tongban.config.packs import load_everything
from tongban.domains.reform import api as reform
from tongban.domains.reform.intake import api as intake
from tongban.domains.registry import api as registry
from tongban.kernel import timemachine
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.clock import LAW_ZONE, law_time
from tongban.kernel.errors import CalendarGap

SEED = 990100
DAYS = 365
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many cases of each kind the year holds."""

    companies: int
    water: int
    restaurants: int


def build(numbers: Numbers, *, horizon: timedelta, tell: Tell) -> None:
    """Everything, from packs to the present instant. The same seed and day give the same city."""
    _write_faster()
    first = timemachine.now()
    load_everything(now=first - timedelta(days=DAYS + 30))
    tell("Packs are loaded. 数据包已载入。")
    now = _stand_inside_the_calendar(registry.calendar_of(city.REGION), first, horizon=horizon, tell=tell)
    began = (now - timedelta(days=DAYS)).replace(hour=9, minute=0, second=0, microsecond=0)
    people = city.settle(now=began - timedelta(days=7))
    tell("Officers are at their posts. 人员已到岗。")
    count = seal_agencies(people.reform, now=began - timedelta(days=6))
    tell(f"{count} agencies have a seal. {count} 个机构已启用电子印章（演示）。")
    for plan in sorted((city.PLANS).glob("*.txt")):
        imported = reform.import_plan(reform.read_plan(plan), region=city.REGION, actor=people.reform, now=began)
        intake.keep_paper(imported, plan.name, plan.read_bytes(), actor=people.reform, now=began)
        lay_beside(imported, officer=people.reform, now=began)
        ledger_life.live(imported, people, began=began, until=now)
    year = Year(people, Fiction(SEED), registry.calendar_of(city.REGION), until=now)
    _live_as_the_founder(year, began=began)
    supervision_life.live(imported, people, until=now)
    _enrol_lives(year, numbers=numbers, began=began)
    acts = year.run(lambda at, done: tell(f"{at:%Y-%m-%d}  {done}") if done % 500 == 0 else None)
    tell(f"{acts} acts were lived. 一年共办理 {acts} 个动作。")
    live_by_the_rhythm(people, now=now)
    tell("Two dispatches were held, one is prepared. 已召开两次月调度，本月调度已备好。")


def _live_as_the_founder(year: Year, *, began: datetime) -> None:
    """The published log-in of the founder has a past: a company set up in summer, water on its way."""
    account = city.open_founder(now=began)
    subject = registry.list_subjects(account, on=began.date())[0].id
    founder = Applicant(city.FOUNDER, account, subject)
    company = Wish("company_setup", partial(_setup_answers, year, founder))
    year.begin(_lately(year, working_days=60), life_of_a_case(year, founder, company, habit=Habit()))
    water = Wish("water_connection", partial(_water_answers, year, founder))
    year.begin(_lately(year, working_days=2), life_of_a_case(year, founder, water, habit=Habit(desk=40)))


def _write_faster() -> None:
    """Let commits of the build not wait for the disk: a trial that loses power is simply built again."""
    with connection.cursor() as cursor:
        cursor.execute("set synchronous_commit to off")


def _stand_inside_the_calendar(calendar: WorkCalendar, now: datetime, *, horizon: timedelta, tell: Tell) -> datetime:
    """Where next year's arrangement is not known yet, the city's clock stands early enough for every due day."""
    at = now
    while True:
        try:
            calendar.is_working((at + horizon).date())
            break
        except CalendarGap:
            at -= timedelta(days=7)
    if at != now:
        timemachine.travel(at)
        tell(f"The next year has no published calendar: the city's clock stands at {at:%Y-%m-%d}. 演示时间已前移。")
    return law_time(timemachine.now())


def _enrol_lives(year: Year, *, numbers: Numbers, began: datetime) -> None:
    """Spread the year's applications over its days, with the things that go wrong in real life."""
    fiction = year.fiction
    for number in range(numbers.companies):
        founder = enrol(fiction.person(), username=f"founder{number:04d}", now=began)
        wish = Wish("company_setup", partial(_setup_answers, year, founder))
        _someday(year, life_of_a_case(year, founder, wish, habit=_habit(year)), began=began)
    for number in range(max(4, numbers.companies // 10)):
        founder = enrol(fiction.person(), username=f"today{number:04d}", now=began)
        wish = Wish("company_setup", partial(_setup_answers, year, founder))
        lying = BACKLOG[number % len(BACKLOG)]
        began_at = _lately(year, working_days=lying.working_days)
        year.begin(began_at, life_of_a_case(year, founder, wish, habit=lying.habit))
    _leave_some_behind(year, began=began)
    for number in range(numbers.water):
        household = enrol(fiction.person(), username=f"water{number:04d}", now=began)
        wish = Wish("water_connection", partial(_water_answers, year, household))
        _someday(year, life_of_a_case(year, household, wish, habit=Habit(reception=2, desk=5)), began=began)
    for number in range(numbers.restaurants):
        owner = enrol(fiction.person(), username=f"restaurant{number:04d}", now=began)
        restaurant = enrol_restaurant(fiction.restaurant(), fiction.address(), owner=owner, now=began)
        wish = Wish(
            "food_business_licence_renewal",
            partial(_food_answers, year, restaurant, number=number),
            papers=(("business_licence_copy", "营业执照副本（演示）"),),
        )
        _someday(year, life_of_a_case(year, restaurant, wish, habit=Habit(desk=1.5)), began=began)


def _leave_some_behind(year: Year, *, began: datetime) -> None:
    """A few files lie where nobody works on them: near their last day, past it, and long past it."""
    for number, days in enumerate(LEFT_BEHIND):
        founder = enrol(year.fiction.person(), username=f"waiting{number:04d}", now=began)
        wish = Wish("company_setup", partial(_setup_answers, year, founder))
        year.begin(
            _lately(year, working_days=days), life_of_a_case(year, founder, wish, habit=Habit(is_forgotten=True))
        )


def _someday(year: Year, life: Callable[[datetime], Life], *, began: datetime) -> None:
    year.begin(year.fiction.moment(_some_day(year, began.date()), tz=LAW_ZONE), life)


def _some_day(year: Year, first: date) -> date:
    """A day of the year, weekends less often; more of them lately, so that desks are full today."""
    span = (year.until.date() - first).days
    while True:
        day = first + timedelta(days=int(span * year.fiction.random.triangular(0, 1, 0.9)))
        if year.calendar.is_working(day) or year.fiction.random.random() < 0.2:
            return day


def _habit(year: Year) -> Habit:
    """Most files move within a day; some lie, some lack a paper, a few are withdrawn or belong elsewhere."""
    draw = year.fiction.random.random()
    if draw < 0.02:
        return Habit(is_refused=True)
    if draw < 0.05:
        return Habit(is_withdrawn=True)
    if draw < 0.12:
        return Habit(is_incomplete=True)
    return Habit(desk=9) if draw < 0.18 else Habit()


def _lately(year: Year, *, working_days: int) -> datetime:
    """A morning so many working days before the present, so that the desks have work when the visitor comes."""
    day = year.until.date()
    while year.calendar.between(day, year.until.date()) < working_days:
        day -= timedelta(days=1)
    minute = year.fiction.random.randrange(180)
    return datetime(day.year, day.month, day.day, 8 + minute // 60, minute % 60, tzinfo=LAW_ZONE)


@dataclass(frozen=True, slots=True)
class Backlog:
    """A file that lies on a desk today: since when, and how slowly it is worked on."""

    working_days: int
    habit: Habit


BACKLOG = (
    Backlog(1, Habit(reception=60)),
    Backlog(1, Habit(desk=30)),
    Backlog(2, Habit(desk=30)),
    Backlog(2, Habit(desk=60)),
    Backlog(5, Habit(desk=90)),
)


LEFT_BEHIND = (1, 2, 4, 7, 9)
"""Working days before the present on which a file came that lies since then."""


def _setup_answers(year: Year, founder: Applicant, day: date) -> dict[str, object]:
    return year.fiction.company_setup(founder.person, on=day)


def _water_answers(year: Year, household: Applicant, day: date) -> dict[str, object]:
    return year.fiction.water_connection(name=household.person.name, person=household.person, on=day)


def _food_answers(year: Year, restaurant: Applicant, day: date, *, number: int) -> dict[str, object]:
    enterprise = registry.get_enterprise(restaurant.subject)
    return year.fiction.food_renewal(enterprise, restaurant.person, number=number, on=day)
