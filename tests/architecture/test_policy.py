"""Every route as every role, against a table written by hand: who gets in, who is asked to log in, who learns nothing.

A route without a line here fails. Each cell is what GET and POST (where the route takes them) must answer:
`+` let in, `L` sent to the log-in, `0` not found (the thing is hidden), `x` denied with a sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

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
OPEN = "+++++++++++"
LOGGED_IN = "L++++++++++"
OWNER_ONLY = "L+000000000"
ADMINISTRATOR = "Lxxxxxxxx+x"
#             anon owner strg wind offi o.ag o.re supe refo admi audi
ORACLE: dict[str, str] = {
    "public:home": OPEN,
    "public:search": OPEN,
    "public:suggest": OPEN,
    "public:guide": OPEN,
    "public:regions": OPEN,
    "public:verify": OPEN,
    "public:verify_token": OPEN,
    "preferences": OPEN,
    "offline": OPEN,
    "worker": OPEN,
    "gallery": OPEN,  # exists in a sandbox only
    "space:home": LOGGED_IN,
    "space:wrong_fact": LOGGED_IN,
    "space:apply": LOGGED_IN,
    "space:discard": LOGGED_IN,
    "space:materials": LOGGED_IN,
    "space:check": LOGGED_IN,
    "space:page": LOGGED_IN,
    "space:cases": LOGGED_IN,
    "space:case": OWNER_ONLY,
    "space:sent": OWNER_ONLY,
    "space:supplement": OWNER_ONLY,
    "space:file": OWNER_ONLY,
    "space:withdraw": OWNER_ONLY,
    "space:licences": LOGGED_IN,
    "space:licence": OWNER_ONLY,
    "space:certificate": OWNER_ONLY,
    "desk:inbox": "Lxx++++++x+",
    "desk:search": "Lxx++++++x+",
    "desk:case": "Lxx+000++x+",
    "desk:supplement": "Lxx+xxxxxxx",
    "desk:paper": "Lxx+00000x0",  # supervision does not need what the applicant handed in
    "governance:home": OPEN,
    "governance:home_csv": OPEN,
    "governance:commitment": OPEN,  # the figures; the cases behind them only for those who watch the region
    "governance:case": "Lxxxxxx++x+",
    "governance:plans": "Lxxxxxx++xx",
    "governance:plan": "Lxxxxxx++xx",
    "governance:plan_csv": "Lxxxxxx++xx",
    "governance:import": "Lxxxxxxx+xx",
    "administration:home": "Lxxxxxxxx++",
    "administration:accounts": ADMINISTRATOR,
    "administration:account_new": ADMINISTRATOR,
    "administration:account": ADMINISTRATOR,
    "administration:account_link": ADMINISTRATOR,
    "administration:seat": ADMINISTRATOR,
    "administration:leave": ADMINISTRATOR,
    "administration:suspend": ADMINISTRATOR,
    "administration:posts": ADMINISTRATOR,
    "administration:post_new": ADMINISTRATOR,
    "administration:agencies": ADMINISTRATOR,
    "administration:agency_code": ADMINISTRATOR,
    "administration:regions": ADMINISTRATOR,
    "administration:calendar": ADMINISTRATOR,
    "administration:notice": ADMINISTRATOR,
    "administration:year": ADMINISTRATOR,
    "administration:failures": "Lxxxxxxxx++",
    "administration:audit": "Lxxxxxxxx++",
    "accounts:home": LOGGED_IN,
    "account_login": OPEN,
    "account_logout": OPEN,
    "account_signup": OPEN,
    "account_inactive": OPEN,
    "account_reauthenticate": LOGGED_IN,
    "account_change_password": LOGGED_IN,
    "account_set_password": LOGGED_IN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "mfa_index": LOGGED_IN,
    "mfa_authenticate": OPEN,  # without a log-in half done it leads to the log-in
    "mfa_reauthenticate": LOGGED_IN,
    "mfa_activate_totp": LOGGED_IN,
    "mfa_deactivate_totp": LOGGED_IN,
    "mfa_view_recovery_codes": LOGGED_IN,
    "mfa_generate_recovery_codes": LOGGED_IN,
    "mfa_download_recovery_codes": LOGGED_IN,
}


@dataclass(frozen=True, slots=True)
class Town:
    """The people who ask, and what to put into the places of an address."""

    usernames: dict[str, str]
    places: dict[str, object]
    special: dict[str, dict[str, object]]

    def address(self, route: str, places: tuple[str, ...]) -> str:
        known = {**self.places, **self.special.get(route, {})}
        return reverse(route, kwargs={place: known[place] for place in places})


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Town]:
    """Built once for all roles, inside a transaction that is undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _build()
        transaction.set_rollback(True)


def _build() -> Town:
    timemachine.travel(NOW)
    load_everything(now=BEFORE)
    people = city.settle(now=BEFORE)
    founder = _founder()
    licence = _live(people, founder)
    running, paper = _file(founder)
    usernames = {"owner": "founder", "stranger": _stranger(), "window": "window"}
    usernames |= {"officer": "market_regulation.review", "other_agency": "water_utility.review"}
    usernames["other_region"] = _officer("officer.elsewhere", "500000", "market_regulation", duty="review")
    for role, duty in DUTIES.items():
        usernames[role] = _officer(role, city.REGION, "reform_office", duty=duty)
    plans = sorted(city.PLANS.glob("*.txt"))
    plan = reform.import_plan(reform.read_plan(plans[0]), region=city.REGION, actor=people.reform, now=BEFORE)
    agency = registry.get_agency(city.REGION, "tax", on=NOW.date())
    places: dict[str, object] = {
        "case_id": str(running),
        "file_id": paper,
        "licence_id": str(licence.id),
        "token": licence.token,
        "kind": "package",
        "key": "company_setup",
        "page_id": "company",
        "year": 2026,
        "uuid": founder.account.value,
        "post": uuid4(),
        "uidb36": "1",
        "id": "C002",
        "region": city.REGION,
        "plan_id": str(plan),
    }
    return Town(usernames, places, {"administration:agency_code": {"uuid": agency.id.value}})


def _founder() -> Applicant:
    account = city.open_founder(now=BEFORE)
    return Applicant(city.FOUNDER, account, registry.list_subjects(account)[0].id)


def _stranger() -> str:
    enrol(Fiction(8).person(), username="stranger", now=BEFORE)
    return "stranger"


def _live(people: city.City, founder: Applicant) -> licences.LicenceView:
    """The licence of a company that was set up through the real commands."""
    year = Year(people, Fiction(7), registry.calendar_of(city.REGION), until=NOW)
    life = life_of_a_case(
        year,
        founder,
        Wish("company_setup", lambda day: year.fiction.company_setup(founder.person, on=day)),
        habit=Habit(),
    )
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
    """A case that waits at the window, with one paper: both."""
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


def routes() -> dict[str, tuple[str, ...]]:
    """Every named address of the platform with the names of its places."""
    return dict(_walk(get_resolver(), ()))


def _walk(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or str(one.pattern))), tuple(one.pattern.regex.groupindex)
        else:
            yield from _walk(one, (*spaces, one.namespace) if one.namespace else spaces)


def test_every_route_stands_in_the_table() -> None:
    assert set(routes()) == set(ORACLE)
    assert {len(line) for line in ORACLE.values()} == {len(ROLES)}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_route_answers_as_the_table_says(town: Town, role: str) -> None:
    expected = {route: line[ROLES.index(role)] for route, line in ORACLE.items()}
    found = {route: _ask(town, role, town.address(route, places)) for route, places in routes().items()}
    wrong = {
        route: f"{found[route]}, not {expected[route]}" for route in found if set(found[route]) != {expected[route]}
    }
    assert wrong == {}


def _ask(town: Town, role: str, address: str) -> str:
    """The answers to GET and to an empty POST, one sign each; whatever they write is undone."""
    signs = ""
    for method in ("get", "post"):
        with transaction.atomic():
            client = Client(raise_request_exception=False)
            if role != "anonymous":
                account = get_user_model().objects.get(username=town.usernames[role])
                client.force_login(account, backend=BACKEND)
            answer = getattr(client, method)(address)
            transaction.set_rollback(True)
        signs += _sign(answer)
    return signs


def _sign(answer: HttpResponse) -> str:
    status = answer.status_code
    if status in (301, 302) and urlsplit(answer["Location"]).path == reverse("account_login"):
        return "L"
    return {405: "", 404: "0", 401: "L", 403: "x"}.get(status, "+" if status < 500 else "!")
