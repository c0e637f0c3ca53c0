"""The town of the policy tests: people in every role, and the things their routes are about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from tongban.cli.demo import city
from tongban.cli.demo.fiction import Fiction
from tongban.cli.demo.year import Applicant, Habit, Wish, Year, enrol, life_of_a_case
from tongban.config.packs import load_everything
from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licences
from tongban.domains.reform import api as reform
from tongban.domains.registry import api as registry
from tongban.kernel import evidence, timemachine
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text

NOW = datetime.fromisoformat("2026-09-21T09:00:00+08:00")
BEFORE = NOW - timedelta(days=40)
PDF = b"%PDF-1.7\n%%EOF\n"
DUTIES = {"supervisor": "supervise", "reformer": "reform", "administrator": "administer", "auditor": "audit"}
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

# Who asks. `officer` handles the case; the two after it are officers of another agency and of another city.
ROLES = (
    "anonymous",
    "owner",
    "stranger",
    "window",
    "officer",
    "other_agency",
    "other_region",
    "supervisor",
    "reformer",
    "administrator",
    "auditor",
)


@dataclass(frozen=True, slots=True)
class Town:
    """The people who ask, and what to put into the places of an address."""

    usernames: dict[str, str]
    places: dict[str, object]
    special: dict[str, dict[str, object]]
    subject: str

    def address(self, route: str, places: tuple[str, ...]) -> str:
        known = {**self.places, **self.special.get(route, {})}
        return reverse(route, kwargs={place: known[place] for place in places})


def build() -> Town:
    timemachine.travel(NOW)
    load_everything(now=BEFORE)
    people = city.settle(now=BEFORE)
    founder = _founder()
    licence = _live(people, founder)
    case, paper = _file(founder)
    cases.accept(case=case, actor=people.window, now=NOW)
    usernames = {"owner": "founder", "stranger": _stranger(), "window": "window"}
    usernames |= {"officer": "market_regulation.review", "other_agency": "water_utility.review"}
    usernames["other_region"] = _officer("officer.elsewhere", "500000", "market_regulation", duty="review")
    for role, duty in DUTIES.items():
        usernames[role] = _officer(role, city.REGION, "reform_office", duty=duty)
    plans = sorted(city.PLANS.glob("*.txt"))
    plan = reform.import_plan(reform.read_plan(plans[0]), region=city.REGION, actor=people.reform, now=BEFORE)
    window = registry.AccountId.parse(people.window.label)
    agency = registry.get_agency(city.REGION, "tax", on=NOW.date())
    places: dict[str, object] = {
        "case_id": str(case),
        "file_id": paper,
        "licence_id": str(licence.id),
        "token": licence.token,
        "kind": "package",
        "key": "company_setup",
        "page_id": "company",
        "year": 2026,
        "uuid": window.value,
        "post": registry.list_holdings(window, on=NOW.date())[0].post.id.value,
        "uidb36": "1",
        "region": city.REGION,
        "plan_id": str(plan),
    }
    special: dict[str, dict[str, object]] = {
        "administration:agency_code": {"uuid": agency.id.value},
        "governance:commitment": {"key": "C002"},
        "governance:case": {"key": "C002"},
    }
    return Town(usernames, places, special, str(founder.subject))


def _founder() -> Applicant:
    account = city.open_founder(now=BEFORE)
    return Applicant(city.FOUNDER, account, registry.list_subjects(account)[0].id)


def _stranger() -> str:
    enrol(Fiction(8).person(), username="stranger", now=BEFORE)
    return "stranger"


def _live(people: city.City, founder: Applicant) -> licences.LicenceView:
    """The licence of a company that was set up through the real commands."""
    year = Year(people, Fiction(7), registry.calendar_of(city.REGION), until=NOW)
    wish = Wish("company_setup", lambda day: year.fiction.company_setup(founder.person, on=day))
    life = life_of_a_case(year, founder, wish, habit=Habit())
    year.begin(NOW - timedelta(days=20), life)
    year.run(lambda at, acts: None)
    [row] = cases.list_cases(SYSTEM, now=NOW).rows
    issued = licences.list_by_case(str(row.id), actor=SYSTEM, now=NOW)
    return next(one for one in issued if one.type_id == "business_licence")


def _officer(username: str, region: str, role: str, *, duty: str) -> str:
    """A member of staff with one duty at one agency."""
    account = registry.create_staff(username=username, name="示例", password=None, actor=SYSTEM, now=BEFORE)
    agency = registry.get_agency(region, role, on=NOW.date())
    post = registry.create_post(agency=agency.id, title=Text(zh=duty, en=duty), duties={duty}, actor=SYSTEM, now=BEFORE)
    registry.hold_post(account=account, post=post, actor=SYSTEM, now=BEFORE)
    return username


def _file(founder: Applicant) -> tuple[cases.CaseId, str]:
    """A company asked for, with one paper: the case and the paper."""
    actor = founder.actor(NOW)
    paper = str(evidence.put(PDF, "articles.pdf", by=actor.label, purpose="application", at=NOW))
    case = cases.submit(
        procedure="company_setup",
        region=city.REGION,
        subject=founder.subject,
        form=Fiction(9).company_setup(founder.person, on=NOW.date()),
        materials=(cases.MaterialIn("articles_of_association", (paper,)),),
        actor=actor,
        now=NOW,
    )
    return case, paper


@contextmanager
def asking(town: Town, role: str) -> Iterator[Client]:
    """A client logged in as this role; whatever it writes is undone."""
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        if role != "anonymous":
            account = get_user_model().objects.get(username=town.usernames[role])
            client.force_login(account, backend=BACKEND)
        yield client
        transaction.set_rollback(True)


def sign_of(answer: HttpResponseBase) -> str:
    """`+` let in, `L` asked to log in, `0` not found, `x` denied, `!` broken; nothing for a method not taken."""
    status = answer.status_code
    if status in (301, 302) and answer["Location"].split("?")[0] == reverse("account_login"):
        return "L"
    return {405: "", 404: "0", 401: "L", 403: "x"}.get(status, "+" if status < 500 else "!")
