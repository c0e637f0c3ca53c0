"""Log-in, sign-up, passwords and the second factor, through the pages."""

import re
from datetime import date
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text
from tongban.kernel.identifiers import CitizenId
from tongban.kernel.packs import Library
from tongban.web import moment

pytestmark = pytest.mark.django_db
PASSWORD = "quiet-river-stone-41"
LI = str(CitizenId.compose(region="500107", born_on=date(1990, 5, 1), sequence=12))
SIGN_UP = {
    "name": "李一",
    "citizen_id": LI.lower(),
    "phone": "138 0000 1234",
    "username": "liyi",
    "email": "li@example.cn",
    "password1": PASSWORD,
    "password2": PASSWORD,
}
AGENCY = """
- {id: centre, name: {zh: 云汀市政务服务中心, en: Service Centre}, short: {zh: 中心, en: Centre}, region: "990100",
   since: 2019-01-01}
"""


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def centre(tmp_path: Path) -> registry.AgencyId:
    folder = tmp_path / "yun"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        '{id: yun, title: {zh: 云, en: Y}, region: "990100", needs: [], version: 2026.1.1, grade: bronze, owners: [t]}'
    )
    (folder / "regions.yaml").write_text(
        '- {code: "990100", name: {zh: 云汀市, en: Yunting}, level: city, since: 2000-01-01}\n'
    )
    (folder / "agencies.yaml").write_text(AGENCY)
    registry.load_packs(Library.read(tmp_path, registry.KINDS), now=moment.now())
    return registry.get_agency("990100", "centre", on=moment.today()).id


def staff(centre: registry.AgencyId, *duties: str, username: str = "officer") -> registry.AccountId:
    title = Text(zh="岗", en="Post")
    now = moment.now()
    post = registry.create_post(agency=centre, title=title, duties=duties, actor=SYSTEM, now=now)
    return registry.create_staff(
        username=username, name="王二", password=PASSWORD, email="wang@example.cn", post=post, actor=SYSTEM, now=now
    )


def log_in(client: Client, login: str, password: str = PASSWORD) -> str:
    """Where the log-in leads to, or the text of the page that refused it."""
    response = client.post(reverse("account_login"), {"login": login, "password": password})
    return str(response.headers.get("Location") or response.content.decode())


# sign-up -------------------------------------------------------------------------------------------------------------


def test_signing_up_opens_the_account_and_logs_in(client: Client) -> None:
    response = client.post(reverse("account_signup"), SIGN_UP)
    assert response.status_code == 302
    page = client.get(reverse("accounts:home")).content.decode()
    assert "李一" in page
    assert LI not in page and "li@example.cn" not in page
    (own,) = registry.list_subjects(registry.AccountId(get_user_model()._default_manager.get().uuid))
    assert registry.get_person(own.id).citizen_id == LI


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("citizen_id", LI[:-1] + ("1" if LI[-1] != "1" else "2"), "校验"),
        ("citizen_id", "123", "公民身份号码"),
        ("phone", "12", "电话号码不正确"),
        ("username", "a b", "用户名须为"),
        ("password2", "another-password-9", "两次输入的密码不一致"),
        ("name", "", "请填写"),
    ],
)
def test_a_wrong_answer_is_refused_at_its_field(client: Client, *, field: str, value: str, sentence: str) -> None:
    response = client.post(reverse("account_signup"), {**SIGN_UP, field: value})
    page = response.content.decode()
    assert response.status_code == 200
    assert 'id="error-summary"' in page and f'href="#id_{field}"' in page
    assert sentence in page.split(f'id="id_{field}-error"')[1].split("</p>")[0]
    assert not get_user_model()._default_manager.exists()


def test_a_person_in_the_register_is_sent_to_a_counter(client: Client) -> None:
    registry.register_person(name="李一", citizen_id=LI, actor=SYSTEM, now=moment.now())
    page = client.post(reverse("account_signup"), SIGN_UP).content.decode()
    assert "已经登记" in page.split('id="id_citizen_id-error"')[1]
    assert not get_user_model()._default_manager.exists()


def test_a_weak_password_is_refused(client: Client) -> None:
    weak = {**SIGN_UP, "password1": "1234567890", "password2": "1234567890"}
    page = client.post(reverse("account_signup"), weak).content.decode()
    assert "密码不够安全" in page.split('id="id_password1-error"')[1]


# log-in --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["officer", "OFFICER", "wang@example.cn"])
def test_one_logs_in_by_username_or_mail(client: Client, centre: registry.AgencyId, login: str) -> None:
    staff(centre, "approve")
    assert log_in(client, login).startswith("/")


def test_a_wrong_password_and_an_unknown_name_read_the_same(client: Client, centre: registry.AgencyId) -> None:
    staff(centre, "approve")
    assert "用户名（邮箱）或密码不正确" in log_in(client, "officer", "wrong")
    assert "用户名（邮箱）或密码不正确" in log_in(client, "nobody", "wrong")


def test_guessing_is_slowed_down_across_processes(client: Client, centre: registry.AgencyId) -> None:
    staff(centre, "approve")
    for _ in range(5):
        log_in(client, "officer", "wrong")
    assert "尝试次数太多" in log_in(Client(), "officer")


def test_a_suspended_account_is_out_at_once(client: Client, centre: registry.AgencyId) -> None:
    account = staff(centre, "approve")
    log_in(client, "officer")
    assert client.get(reverse("accounts:home")).status_code == 200
    registry.suspend_account(account=account, actor=SYSTEM, now=moment.now())
    assert client.get(reverse("accounts:home")).status_code == 302
    assert log_in(Client(), "officer") == reverse("account_inactive") or "不正确" in log_in(Client(), "officer")


def test_logging_out_asks_first(client: Client, centre: registry.AgencyId) -> None:
    staff(centre, "approve")
    log_in(client, "officer")
    assert "退出登录" in client.get(reverse("account_logout")).content.decode()
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:home")).status_code == 302


@pytest.mark.parametrize(
    ("duties", "place"),
    [
        (("review",), "desk:inbox"),
        (("approve", "administer"), "desk:inbox"),
        (("reform",), "governance:home"),
        (("administer",), "administration:home"),
        (("audit",), "administration:home"),
    ],
)
def test_staff_lands_where_its_duties_are(
    client: Client, centre: registry.AgencyId, monkeypatch: pytest.MonkeyPatch, *, duties: tuple[str, ...], place: str
) -> None:
    monkeypatch.setattr("tongban.web.context.find_url", lambda name, *args: f"/{name}/")
    staff(centre, *duties)
    assert log_in(client, "officer") == f"/{place}/"


def test_applicants_land_in_their_space_and_everybody_where_he_wanted_to_go(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongban.web.context.find_url", lambda name, *args: f"/{name}/")
    assert client.post(reverse("account_signup"), SIGN_UP).headers["Location"] == "/space:home/"
    other = Client()
    given = {"login": "liyi", "password": PASSWORD}
    wanted = other.post(f"{reverse('account_login')}?next=/guides/", {**given, "next": "/guides/"})
    assert wanted.headers["Location"] == "/guides/"
    foreign = Client().post(reverse("account_login"), {**given, "next": "https://elsewhere.example/"})
    assert foreign.headers["Location"] == "/space:home/"


# passwords -----------------------------------------------------------------------------------------------------------


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(client: Client, centre: registry.AgencyId) -> None:
    staff(centre, "approve")
    client.post(reverse("account_reset_password"), {"email": "wang@example.cn"})
    (letter,) = mail.outbox
    found = re.search(r"https?://[^/]+(/\S+)", str(letter.body))
    assert found and "officer" in str(letter.body)
    form = client.get(found[1], follow=True)
    new = "another-river-stone-42"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert log_in(client, "officer", new).startswith("/")
    assert "链接已失效" in Client().get(found[1], follow=True).content.decode()


def test_an_unknown_address_gets_no_mail_and_the_same_page(client: Client) -> None:
    response = client.post(reverse("account_reset_password"), {"email": "nobody@example.cn"}, follow=True)
    assert "请查看邮箱" in response.content.decode()
    assert mail.outbox == []


def test_changing_the_password_needs_the_old_one(client: Client, centre: registry.AgencyId) -> None:
    staff(centre, "approve")
    log_in(client, "officer")
    new = {"oldpassword": "wrong", "password1": "another-river-42", "password2": "another-river-42"}
    assert "现在的密码不正确" in client.post(reverse("account_change_password"), new).content.decode()
    response = client.post(reverse("account_change_password"), {**new, "oldpassword": PASSWORD}, follow=True)
    assert "密码已修改" in response.content.decode()


# second factor -------------------------------------------------------------------------------------------------------


def confirm_it_is_me(client: Client, url: str) -> str:
    """What concerns the account's safety asks for the password again."""
    question = client.get(url, follow=True)
    assert "请再确认一次身份" in question.content.decode()
    where = question.redirect_chain[-1][0]
    assert "密码不正确" in client.post(where, {"password": "wrong"}).content.decode()
    return client.post(where, {"password": PASSWORD}, follow=True).content.decode()


def test_staff_turns_on_a_second_factor_and_needs_it_from_then_on(client: Client, centre: registry.AgencyId) -> None:
    staff(centre, "approve")
    log_in(client, "officer")
    page = confirm_it_is_me(client, reverse("mfa_activate_totp"))
    secret = re.search(r'class="code">([A-Z2-7]+)<', page)
    assert secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()
    assert "验证码不正确" in wrong
    secret = re.search(r'class="code">([A-Z2-7]+)<', wrong)
    assert secret
    code = totp.format_hotp_value(totp.hotp_value(secret[1], next(totp.yield_hotp_counters_from_time())))
    client.post(reverse("mfa_activate_totp"), {"code": code})
    kept = Authenticator.objects.get(type=Authenticator.Type.TOTP)
    assert secret[1] not in str(kept.data)

    other = Client()
    assert log_in(other, "officer") == reverse("mfa_authenticate")
    assert other.get(reverse("accounts:home")).status_code == 302
    cache.clear()
    codes = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()
    assert other.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == 302
    assert other.get(reverse("accounts:home")).status_code == 200


# pages ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_reset_password", "account_inactive"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_are_ours_in_both_languages(client: Client, name: str, language: str) -> None:
    page = client.get(reverse(name), headers={"accept-language": language}).content.decode()
    assert '<main id="main"' in page
    assert ("Tongban" if language == "en" else "通办") in page
    assert "accounts." not in re.sub(r"/accounts\.?", "", page)


@pytest.mark.parametrize("name", ["account_email", "account_confirm_email", "mfa_list_webauthn"])
def test_what_we_do_not_use_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)
