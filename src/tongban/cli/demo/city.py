"""The people of the demo city: its administrator, its officers at every agency, its five published log-ins."""

from dataclasses import dataclass
from datetime import date, datetime

from tongban.cli import environment
from tongban.cli.demo.fiction import FictionalPerson
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM, Actor
from tongban.kernel.declaration import Text
from tongban.kernel.identifiers import CitizenId

REGION = "990100"
PLANS = environment.ROOT / "packs" / "demo" / "plans"
PASSWORD = "yunting-demo-2026"  # noqa: S105  (published: it opens the fictional city and nothing else)
WINDOW = "service_centre"
WORKING_ROLES = (
    "market_regulation",
    "public_security",
    "tax",
    "human_resources",
    "housing_fund",
    "partner_bank",
    "water_utility",
)
FOUNDER = FictionalPerson(
    "林甲子", str(CitizenId.compose(region="990102", born_on=date(1990, 5, 4), sequence=990)), "19900009999"
)


@dataclass(frozen=True, slots=True)
class LogIn:
    """One of the five published log-ins."""

    username: str
    name: str
    who: Text


LOG_INS = (
    LogIn("founder", FOUNDER.name, Text(zh="创业者（申请人）", en="founder (applicant)")),
    LogIn("window", "周乙丑", Text(zh="政务服务中心窗口", en="window clerk")),
    LogIn("reviewer", "何丙寅", Text(zh="各部门审核岗", en="reviewing officer")),
    LogIn("approver", "苏丁卯", Text(zh="各部门审批岗", en="approving officer")),
    LogIn("reform", "叶戊辰", Text(zh="改革办与系统管理", en="reform office and administration")),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """The officers of one agency who work through the year, as actors."""

    reviewer: Actor
    approver: Actor


@dataclass(frozen=True, slots=True)
class City:
    window: Actor
    reform: Actor
    staff: dict[str, Staff]
    readers: tuple[Actor, ...] = ()
    """The published log-ins of officers, who read their messages."""


def settle(*, now: datetime) -> City:
    """Give every agency its posts, its officers and, across agencies, the published log-ins."""
    accounts = {one.username: _open(one.username, one.name, password=PASSWORD, now=now) for one in LOG_INS[1:]}
    staff = {role: _staff(role, accounts, now) for role in WORKING_ROLES}
    _seat(WINDOW, Text(zh="综合受理窗口", en="Reception window"), {"intake"}, holders=[accounts["window"]], now=now)
    reform_duties = {"reform", "supervise", "administer"}
    post = Text(zh="改革协调处", en="Reform coordination")
    _seat("reform_office", post, reform_duties, holders=[accounts["reform"]], now=now)
    return City(
        window=registry.actor_of(accounts["window"], now=now),
        reform=registry.actor_of(accounts["reform"], now=now),
        staff=staff,
        readers=tuple(registry.actor_of(account, now=now) for account in accounts.values()),
    )


def _staff(role: str, accounts: dict[str, registry.AccountId], now: datetime) -> Staff:
    reviewer = _open(f"{role}.review", "示例审核员", password=None, now=now)
    approver = _open(f"{role}.approve", "示例审批员", password=None, now=now)
    _seat(role, Text(zh="审核岗", en="Review"), {"review"}, holders=[reviewer, accounts["reviewer"]], now=now)
    _seat(role, Text(zh="审批岗", en="Approval"), {"approve"}, holders=[approver, accounts["approver"]], now=now)
    return Staff(registry.actor_of(reviewer, now=now), registry.actor_of(approver, now=now))


def _open(username: str, name: str, *, password: str | None, now: datetime) -> registry.AccountId:
    return registry.create_staff(username=username, name=name, password=password, actor=SYSTEM, now=now)


def _seat(role: str, title: Text, duties: set[str], *, holders: list[registry.AccountId], now: datetime) -> None:
    agency = registry.get_agency(REGION, role, on=now.date())
    post = registry.create_post(agency=agency.id, title=title, duties=duties, actor=SYSTEM, now=now)
    for account in holders:
        registry.hold_post(account=account, post=post, actor=SYSTEM, now=now)


def open_founder(*, now: datetime) -> registry.AccountId:
    """The founder's log-in: signed up as anybody would, so that the form is prefilled from the register."""
    return registry.sign_up(
        username=LOG_INS[0].username,
        password=PASSWORD,
        name=FOUNDER.name,
        citizen_id=FOUNDER.citizen_id,
        phone=FOUNDER.phone,
        actor=SYSTEM,
        now=now,
    )
