"""Each page: who may see it, what it does, what it refuses, and that a refusal changes nothing."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tongban.domains.registry import api as registry
from tongban.kernel import events, jobs, messages, notices, outbox
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.models import DispatchRow
from tongban.web import moment
from tongban.web.administration import verification
from tongban.web.administration.tests.conftest import browser, staff

PAGES = (
    "home",
    "accounts",
    "account_new",
    "posts",
    "post_new",
    "agencies",
    "regions",
    "calendar",
    "notice",
    "failures",
)
NOTICE = {
    "year": "2027",
    "region": "",
    "off": "元旦：1月1日至3日\n春节：2月5日至12日放假调休，共8天",
    "on": "1月31日（周日）、2月20日（周六）上班",
    "source": "国办发明电〔2026〕0号（虚构）",
    "published_on": "2026-11-05",
}


@pytest.fixture
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moment, "now", lambda: datetime.fromisoformat("2026-11-20T10:00:00+08:00"))


def text_of(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"administration:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", [*PAGES, "audit"])
def test_pages_are_for_administrators(administrator: Client, name: str) -> None:
    address = reverse(f"administration:{name}")
    for language in ("zh-hans", "en"):
        page = administrator.get(address, headers={"accept-language": language})
        assert page.status_code == 200
        assert not re.search(r"administration\.[a-z]", page.content.decode())
    assert Client().get(address).headers["Location"] == f"{reverse('account_login')}?next={address}"
    assert browser(staff("window", "intake")).get(address).status_code == 403


def test_an_auditor_sees_the_audit_and_nothing_else() -> None:
    auditor = browser(staff("auditor", "audit"))
    assert "存证核验" in text_of(auditor, "audit")
    assert auditor.get(reverse("administration:accounts")).status_code == 403


# accounts ------------------------------------------------------------------------------------------------------------


def test_opening_an_account_gives_a_link_for_its_first_password(administrator: Client) -> None:
    post = registry.list_posts(["990100"])[0]
    given = {"username": "li", "name": "李四", "email": "", "post": str(post.id), "since": moment.today().isoformat()}
    page = administrator.post(reverse("administration:account_new"), given, follow=True).content.decode()
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+?/)<", page)
    assert link and "李四" in page
    owner = Client()
    form = owner.get(link[1], follow=True).redirect_chain[-1][0]
    new = "quiet-river-stone-41"
    owner.post(form, {"password1": new, "password2": new})
    owner.post(reverse("account_login"), {"login": "li", "password": new})
    assert owner.get(reverse("administration:home")).status_code == 200
    (account,) = [one for one in registry.list_holdings(regions=["990100"]) if one.account_name == "李四"]
    assert "password/reset/key" not in text_of(administrator, "account", account.account.value)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("username", "admin", "已被使用"),
        ("username", "a b", "用户名须为"),
        ("name", "", "请填写"),
        ("until", "2001-01-01", "早于开始日期"),
    ],
)
def test_a_wrong_account_is_refused_at_its_field(
    administrator: Client, *, field: str, value: str, sentence: str
) -> None:
    post = registry.list_posts(["990100"])[0]
    given = {"username": "li", "name": "李四", "post": str(post.id), "since": "2026-01-05", field: value}
    response = administrator.post(reverse("administration:account_new"), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in page
    assert sentence in page.split(f'id="id_{field}-error"')[1].split("</p>")[0]
    assert "李四" not in text_of(administrator, "accounts")


def test_seating_and_ending(administrator: Client) -> None:
    account = registry.create_staff(username="li", name="李四", actor=SYSTEM, now=moment.now())
    post = registry.list_posts(["990100"])[0]
    today = moment.today()
    seat = reverse("administration:seat", args=[account.value])
    administrator.post(seat, {"post": str(post.id), "since": today.isoformat()})
    assert registry.actor_of(account, now=moment.now()).duties == {"administer"}
    again = administrator.post(seat, {"post": str(post.id), "since": today.isoformat()})
    assert again.status_code == 422 and "已担任" in again.content.decode()

    leave = reverse("administration:leave", args=[account.value, post.id.value])
    assert "不再有这个岗位的权限" in administrator.get(leave).content.decode()
    wrong = administrator.post(leave, {"on": (today - timedelta(days=1)).isoformat()})
    assert wrong.status_code == 422 and "早于开始日期" in wrong.content.decode()
    assert administrator.post(leave, {"on": "soon"}).status_code == 422
    administrator.post(leave, {"on": today.isoformat()})
    assert registry.actor_of(account, now=moment.now() + timedelta(days=1)).duties == frozenset()


def test_suspending_asks_first_and_can_be_undone(administrator: Client) -> None:
    account = staff("li", "intake")
    address = reverse("administration:suspend", args=[account.value])
    assert "立即退出登录" in administrator.get(address).content.decode()
    administrator.post(address, {"verb": "restore"})
    assert registry.get_account(account).is_active
    administrator.post(address, {"verb": "suspend"})
    assert not registry.get_account(account).is_active
    administrator.post(address, {"verb": "restore"})
    assert registry.get_account(account).is_active


def test_a_question_that_no_database_can_hold_is_a_bad_request(administrator: Client) -> None:
    assert administrator.get(reverse("administration:accounts") + "?text=%00").status_code == 400


def test_another_citys_staff_does_not_exist_here(administrator: Client) -> None:
    stranger = staff("far", "intake", region="990200")
    assert "far" not in text_of(administrator, "accounts")
    for name in ("account", "seat", "suspend"):
        assert administrator.get(reverse(f"administration:{name}", args=[stranger.value])).status_code == 404
    assert administrator.post(reverse("administration:account_link", args=[stranger.value])).status_code == 404


def test_a_link_is_never_shown_on_another_accounts_page(administrator: Client) -> None:
    first, second = staff("first", "intake"), staff("second", "intake")
    administrator.post(reverse("administration:account_link", args=[first.value]))
    assert "password/reset/key" not in text_of(administrator, "account", second.value)


def test_a_link_is_for_staff_of_the_own_regions_only_and_leaves_an_event(administrator: Client) -> None:
    officer = staff("officer", "intake")
    stream = str(officer)
    assert administrator.post(reverse("administration:account_link", args=[officer.value])).status_code == 302
    assert [one.type for one in events.read(stream)][-1] == "registry.password_link_issued.v1"
    far = registry.get_agency("990200", "centre", on=moment.today())
    post = registry.create_post(
        agency=far.id, title=Text(zh="岗", en="Post"), duties=["approve"], actor=SYSTEM, now=moment.now()
    )
    registry.hold_post(account=officer, post=post, actor=SYSTEM, now=moment.now())
    before = len(events.read(stream))
    assert administrator.post(reverse("administration:account_link", args=[officer.value])).status_code == 403
    assert len(events.read(stream)) == before


def test_a_search_for_what_no_name_can_be_is_a_bad_request(administrator: Client) -> None:
    assert administrator.get(reverse("administration:accounts"), {"q": "\0"}).status_code == 400


def test_an_administrator_cannot_suspend_himself() -> None:
    me = staff("admin", "administer")
    response = browser(me).post(reverse("administration:suspend", args=[me.value]), {"verb": "suspend"})
    assert response.status_code == 422
    assert registry.get_account(me).is_active


# posts, agencies, regions --------------------------------------------------------------------------------------------


def test_a_post_needs_a_title_and_duties(administrator: Client) -> None:
    agency = registry.get_agency("990100", "centre", on=moment.today())
    given = {"agency": str(agency.id), "title_zh": "受理岗", "title_en": "", "duties": ["intake"]}
    refused = administrator.post(reverse("administration:post_new"), {**given, "duties": []})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert 'href="#id_duties"' in page and 'id="id_duties"' in page
    assert "受理岗" not in text_of(administrator, "posts")
    administrator.post(reverse("administration:post_new"), given)
    assert "受理岗" in text_of(administrator, "posts")


def test_a_wrong_check_digit_is_shown_at_the_field(administrator: Client) -> None:
    agency = registry.get_agency("990100", "centre", on=moment.today())
    address = reverse("administration:agency_code", args=[agency.id.value])
    response = administrator.post(address, {"credit_code": "91350100M000100Y4W"})
    page = response.content.decode()
    assert response.status_code == 422 and 'href="#id_credit_code"' in page
    assert "校验" in page.split('id="id_credit_code-error"')[1].split("</p>")[0]
    assert registry.get_agency_by_id(agency.id).credit_code is None
    administrator.post(address, {"credit_code": "91350100M000100Y43"})
    assert registry.get_agency_by_id(agency.id).credit_code == "91350100M000100Y43"


def test_another_citys_agency_is_not_ours(administrator: Client) -> None:
    agency = registry.get_agency("990200", "centre", on=moment.today())
    address = reverse("administration:agency_code", args=[agency.id.value])
    assert administrator.get(address).status_code == 403
    assert administrator.post(address, {"credit_code": "91350100M000100Y43"}).status_code == 403


def test_regions_are_those_of_the_day(administrator: Client) -> None:
    address = reverse("administration:regions")
    assert "临江县" in administrator.get(address, {"on": "2020-06-01"}).content.decode()
    assert "临江区" in administrator.get(address).content.decode()
    assert administrator.get(address, {"on": "nonsense"}).status_code == 200


# calendar ------------------------------------------------------------------------------------------------------------


def hidden(page: str) -> dict[str, str]:
    form = page.split('<form method="post">')[1]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form))


@pytest.mark.usefixtures("in_november")
def test_a_year_is_entered_after_a_look_at_its_days(administrator: Client) -> None:
    assert "2027年的放假安排尚未录入" in text_of(administrator, "calendar")
    address = reverse("administration:notice")
    preview = administrator.post(address, {**NOTICE, "step": "preview"}).content.decode()
    assert "核对2027年安排" in preview and "春节" in preview
    assert 2027 not in notices.calendar_for().years
    response = administrator.post(address, {**hidden(preview), "step": "confirm"})
    assert response.headers["Location"] == reverse("administration:year", args=[2027])
    found = notices.calendar_for()
    assert not found.is_working(date(2027, 2, 8)) and found.is_working(date(2027, 2, 20))
    assert "2027年工作日历" in text_of(administrator, "year", 2027)
    assert "2027年已有安排" in administrator.post(address, NOTICE).content.decode()


@pytest.mark.usefixtures("in_november")
@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("off", "春节", "第1行没有看懂"),
        ("on", "2月6日至", "没有看懂"),
        ("on", "2月8日", ""),
        ("off", "2026-05-01", ""),
        ("published_on", "2027-12-31", ""),
        ("source", "", "请填写"),
    ],
)
def test_a_wrong_notice_is_refused_at_its_field(
    administrator: Client, *, field: str, value: str, sentence: str
) -> None:
    response = administrator.post(reverse("administration:notice"), {**NOTICE, field: value, "step": "confirm"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'id="error-summary"' in page and sentence in page
    assert 2027 not in notices.calendar_for().years


@pytest.mark.usefixtures("in_november")
def test_an_administrator_below_the_top_is_not_offered_the_whole_country() -> None:
    client = browser(staff("district", "administer", region="990102"))
    address = reverse("administration:notice")
    assert "全国" not in client.get(address).content.decode()
    assert client.post(address, {**NOTICE, "step": "confirm"}).status_code == 422
    assert 2027 not in notices.calendar_for().years


@pytest.mark.usefixtures("in_november")
def test_going_back_from_the_preview_keeps_what_was_typed(administrator: Client) -> None:
    page = administrator.post(reverse("administration:notice"), {**NOTICE, "step": "edit"}).content.decode()
    assert NOTICE["source"] in page and "春节" in page


def test_an_unknown_year_has_no_page(administrator: Client) -> None:
    assert administrator.get(reverse("administration:year", args=[2999])).status_code == 404


# operations ----------------------------------------------------------------------------------------------------------


def test_stuck_work_is_shown_and_tried_again(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有积压" in text_of(administrator, "failures")
    now = moment.now()
    stuck = outbox.Failure("test.reader", "case_1", 3, "cases.x.v1", 2, "ValueError: no", now, now, waiting=4)
    failed = jobs.FailedJob(7, "test.job", {}, 8)
    monkeypatch.setattr(outbox, "list_failures", lambda: [stuck])
    monkeypatch.setattr(jobs, "list_failed", lambda: [failed])
    unsent = messages.send("account_x", "cases.message.watch_overdue", key="1", channels=["mail"], at=now)
    assert unsent is not None
    DispatchRow.objects.filter(message__uuid=unsent.value).update(
        state="failed", told="the relay is down", ended_at=now
    )
    page = text_of(administrator, "failures")
    for part in ("test.reader", "ValueError: no", "后面还有 4 个在等", "test.job", "the relay is down"):
        assert part in page
    assert "有 3 项后台工作没有完成" in text_of(administrator, "home")
    monkeypatch.setattr(jobs, "retry_failed", lambda: 1)
    monkeypatch.setattr(outbox, "hasten", lambda now: 1)
    page = administrator.post(reverse("administration:failures"), follow=True).content.decode()
    assert "已安排重试 3 项" in page
    assert messages.list_failed() == []


def test_the_log_is_verified_by_a_job_and_its_result_stays(administrator: Client) -> None:
    assert "还没有核验过" in text_of(administrator, "audit")
    administrator.post(reverse("administration:audit"))
    assert "核验已排队" in text_of(administrator, "audit")
    jobs.run_now(verification.JOB)
    page = text_of(administrator, "audit")
    assert "核验通过" in page and "核验已排队" not in page
    cache.set(
        "administration.audit.result",
        verification.Result(
            moment.now(), moment.now(), 1, 1, 0, ({"stream": "case_1", "number": 2, "code": "kernel.audit.changed"},)
        ),
    )
    assert "发现 1 处异常" in text_of(administrator, "audit")
    assert "发现 1 处异常" in text_of(administrator, "home")
