"""Pages on which administrators arrange stand-ins and say whose log-in a log-in is."""

from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.kernel.identifiers import CitizenId
from tongban.web import moment
from tongban.web.administration.tests.conftest import browser, staff

NUMBER = str(CitizenId.compose(region="990102", born_on=date(1980, 3, 4), sequence=21))


def address(route: str, account: registry.AccountId) -> str:
    return reverse(f"administration:{route}", args=[account.value])


def choice(absent: registry.AccountId) -> str:
    return f"{registry.list_holdings(absent)[0].post.id} {absent}"


def test_a_stand_in_is_arranged_and_shown(administrator: Client) -> None:
    absent, other = staff("absent", "approve"), staff("other", "review")
    page = administrator.get(address("replace", other)).content.decode()
    assert choice(absent) in page and choice(other) not in page, "nobody stands in for himself"
    today = moment.today()
    given = {"held": choice(absent), "since": today.isoformat(), "until_replaced": today.isoformat()}
    assert administrator.post(address("replace", other), given).status_code == 302
    shown = administrator.get(address("account", other)).content.decode()
    assert "代王二" in shown
    posts = registry.actor_of(other, now=moment.now()).posts
    assert [post.in_place_of for post in posts] == ["", str(absent)]
    again = administrator.post(address("replace", other), given)
    assert again.status_code == 422 and "已担任" in again.content.decode()


def test_a_stand_in_needs_a_last_day_within_the_holding(administrator: Client) -> None:
    absent, other = staff("absent", "approve"), staff("other", "review")
    today = moment.today()
    given = {"held": choice(absent), "since": (today - timedelta(days=9)).isoformat(), "until_replaced": ""}
    assert administrator.post(address("replace", other), given).status_code == 422
    early = administrator.post(address("replace", other), {**given, "until_replaced": today.isoformat()})
    assert early.status_code == 422 and "并未（或未全程）担任" in early.content.decode()
    assert len(registry.actor_of(other, now=moment.now()).posts) == 1


def test_a_log_in_is_connected_with_its_person_and_parted_again(administrator: Client) -> None:
    officer = staff("officer", "review")
    person = registry.register_person(name="王二", citizen_id=NUMBER, actor=SYSTEM, now=moment.now())
    unknown = str(CitizenId.compose(region="990102", born_on=date(1981, 3, 4), sequence=22))
    for number, sentence in ((unknown, "没有登记过"), (NUMBER[:9], "公民身份号码")):
        answer = administrator.post(address("account_person", officer), {"citizen_id": number})
        assert answer.status_code == 422 and sentence in answer.content.decode()
    assert administrator.post(address("account_person", officer), {"citizen_id": NUMBER}).status_code == 302
    linked = registry.get_person_of(officer)
    assert linked is not None and linked.id == person
    shown = administrator.get(address("account", officer)).content.decode()
    assert NUMBER not in shown and "取消关联" in shown
    assert administrator.get(address("account_person_remove", officer)).status_code == 200
    assert administrator.post(address("account_person_remove", officer)).status_code == 302
    assert registry.get_person_of(officer) is None


def test_only_in_ones_own_regions() -> None:
    elsewhere = browser(staff("elsewhere", "administer", region="990200"))
    officer = staff("officer", "review")
    for route in ("replace", "account_person", "account_person_remove"):
        assert elsewhere.post(address(route, officer), {"citizen_id": NUMBER}).status_code == 404
