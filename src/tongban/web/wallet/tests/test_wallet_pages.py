"""Log-in, showing and carrying by the pages, as browsers and telephones use them."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.test import Client
from pytest_django import Settings

from tongban.domains.licences import api as licences
from tongban.domains.licences.portable import jose, sdjwt, statuslist
from tongban.domains.licences.portable_models import DemoWallet
from tongban.domains.licences.tests.conftest import NOW, officer
from tongban.domains.registry import api as registry
from tongban.kernel import timemachine
from tongban.kernel.actors import SYSTEM
from tongban.web.wallet.tests.conftest import ADDRESS, PASSWORD, Held

LOGIN = "/accounts/licence/"
SCAN = re.compile(r"/wallet/scan/([\w-]+)/")


def begin(client: Client, page: str = LOGIN, **posted: str) -> str:
    """Put a question on a page; the code that its QR opens."""
    assert client.post(page, posted).status_code == 302
    found = SCAN.search(client.get(page).content.decode())
    assert found
    return found[1]


def confirm(phone: Client, code: str, *show: str) -> str:
    """Look at a question and agree; what the wallet says then."""
    asked = phone.get(f"/wallet/scan/{code}/").content.decode()
    place = re.search(r'name="place" value="(\d+)"', asked)
    answer = phone.post(f"/wallet/scan/{code}/", {"place": place[1] if place else "", "approve": "1", "show": show})
    return answer.content.decode()


# log-in ---------------------------------------------------------------------------------------------------------------


def test_the_holder_logs_in_by_the_wallet(account: registry.AccountId, phone: Client, client: Client) -> None:
    code = begin(client, next="/space/cases/")
    assert "已完成" in confirm(phone, code)
    assert "完成登录" in client.get(LOGIN).content.decode()
    entered = client.post(LOGIN, {"enter": "1"})
    assert entered.headers["Location"] == "/space/cases/"
    assert client.get("/accounts/").status_code == 200
    assert client.get(LOGIN).status_code == 302, "who is in already is led on"


def test_the_wallet_sees_who_asks_and_the_number_of_the_page(
    account: registry.AccountId, phone: Client, client: Client
) -> None:
    code = begin(client)
    number = re.search(r'code--big">(\d\d)<', client.get(LOGIN).content.decode())
    asked = phone.get(f"/wallet/scan/{code}/").content.decode()
    assert number
    assert ADDRESS in asked
    assert f'code--big">{number[1]}<' in asked
    assert "已扫描" in client.get(LOGIN).content.decode()


def test_another_browser_cannot_enter_with_the_code(account: registry.AccountId, phone: Client, client: Client) -> None:
    confirm(phone, begin(client))
    thief = Client()
    begin(thief)
    thief.post(LOGIN, {"enter": "1"})
    assert thief.get("/accounts/").status_code == 302
    assert client.post(LOGIN, {"enter": "1"}).headers["Location"] == "/space/"


def test_a_get_never_logs_in_and_a_post_needs_the_token(
    account: registry.AccountId, phone: Client, client: Client
) -> None:
    confirm(phone, begin(client))
    client.get(f"{LOGIN}?enter=1")
    assert client.get("/accounts/").status_code == 302
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(LOGIN, {"enter": "1"}).status_code == 403


def test_the_second_factor_is_still_asked(account: registry.AccountId, phone: Client, client: Client) -> None:
    user = get_user_model()._default_manager.get(uuid=account.value)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    confirm(phone, begin(client))
    assert client.post(LOGIN, {"enter": "1"}).headers["Location"] == "/accounts/second-factor/code/"
    assert client.get("/accounts/").status_code == 302


def test_a_revoked_licence_is_told_on_both_screens(account: registry.AccountId, held: Held, phone: Client) -> None:
    client = Client()
    code = begin(client)
    licences.revoke(licence=held.licence, reason="吊销", basis="行政许可法 第六十九条", actor=officer(), now=NOW)
    assert "已被撤销" in confirm(phone, code)
    assert "已被撤销" in client.get(LOGIN).content.decode()


def test_who_has_no_account_is_told_how_to_get_one(held: Held, phone: Client, client: Client) -> None:
    assert "还没有账号" in confirm(phone, begin(client))
    page = client.get(LOGIN).content.decode()
    assert "/accounts/signup/" in page
    assert "政务服务窗口" in page


def test_an_old_code_asks_for_a_new_one(account: registry.AccountId, phone: Client, client: Client) -> None:
    code = begin(client)
    timemachine.travel(NOW + timedelta(minutes=3))
    assert "已过期" in phone.get(f"/wallet/scan/{code}/").content.decode()
    page = client.get(LOGIN).content.decode()
    assert "已过期" in page
    assert "重新生成二维码" in page


def test_the_holder_may_decline(account: registry.AccountId, phone: Client, client: Client) -> None:
    code = begin(client)
    phone.post(f"/wallet/scan/{code}/", {"decline": "1"})
    assert "选择了拒绝" in client.get(LOGIN).content.decode()


def test_codes_are_limited(held: Held, client: Client) -> None:
    answers = [client.post(LOGIN).status_code for _ in range(11)]
    assert answers == [302] * 10 + [429]


def test_the_log_in_page_offers_it(held: Held, client: Client) -> None:
    assert "电子营业执照扫码登录" in client.get("/accounts/login/?next=/space/cases/").content.decode()


def test_no_address_outside_is_followed(account: registry.AccountId, phone: Client, client: Client) -> None:
    confirm(phone, begin(client, next="https://elsewhere.example/"))
    assert client.post(LOGIN, {"enter": "1"}).headers["Location"] == "/space/"


# showing --------------------------------------------------------------------------------------------------------------


def test_a_verifier_sees_what_was_chosen_and_nothing_else(held: Held, phone: Client, client: Client) -> None:
    code = begin(client, "/verify/credential/", purpose="核对经营范围")
    assert "核对经营范围" in phone.get(f"/wallet/scan/{code}/").content.decode()
    confirm(phone, code, "fields.scope")
    page = client.get("/verify/credential/").content.decode()
    assert "软件开发" in page
    assert "松涛" not in page
    assert client.post("/verify/credential/", {"purpose": ""}).status_code == 422


# carrying -------------------------------------------------------------------------------------------------------------


def test_my_licence_goes_into_a_wallet_and_out_again(account: registry.AccountId, held: Held, client: Client) -> None:
    licences.make_issuer_key(actor=SYSTEM, now=NOW)
    client.post("/accounts/login/", {"login": "shen", "password": PASSWORD})
    page = f"/space/licences/{held.licence}/wallet/"
    phone = Client()
    code = begin(client, page)
    assert "放入钱包" in phone.get(f"/wallet/scan/{code}/").content.decode()
    assert "已放入钱包" in phone.post(f"/wallet/scan/{code}/", {"accept": "1"}).content.decode()
    told = client.get(page).content.decode()
    assert "证照已放入钱包" in told
    credential = re.search(r'name="withdraw" value="([\w-]+)"', told)
    assert credential
    client.post(page, {"withdraw": credential[1]})
    assert "已注销" in client.get(page).content.decode()
    assert "已从这个钱包中注销" in confirm(phone, begin(Client()))


def test_a_strangers_licence_cannot_be_carried(held: Held, client: Client) -> None:
    page = f"/space/licences/{held.licence}/wallet/"
    assert client.get(page).status_code == 302
    registry.create_account(username="other", password=PASSWORD, name="王二", actor=SYSTEM, now=NOW)
    client.post("/accounts/login/", {"login": "other", "password": PASSWORD})
    assert client.get(page).status_code == 404


# what is published ----------------------------------------------------------------------------------------------------


def test_verifiers_find_keys_lists_and_types_without_a_cookie(held: Held, phone: Client) -> None:
    stranger = Client()
    issuer = stranger.get("/.well-known/jwt-vc-issuer")
    assert issuer.json()["issuer"] == ADDRESS
    assert issuer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Cookie" not in issuer.headers.get("Vary", "")
    key = jose.public_key(issuer.json()["jwks"]["keys"][0])
    licence = _credential(phone)
    token = jose.check(sdjwt.split(licence).issued, key)
    listed = token.payload["status"]["status_list"]
    answer = stranger.get(urlsplit(listed["uri"]).path)
    assert answer.headers["Content-Type"] == "application/statuslist+jwt"
    assert answer.headers["Cache-Control"] == "public, max-age=240"
    known = {"If-None-Match": answer.headers["ETag"]}
    again = stranger.get(urlsplit(listed["uri"]).path, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=240"
    status = jose.check(answer.content.decode(), key)
    assert statuslist.read(status, uri=listed["uri"], place=listed["idx"], now=NOW) == statuslist.Status.VALID
    told = stranger.get(urlsplit(token.payload["vct"]).path).json()
    assert told["vct"] == token.payload["vct"]
    assert stranger.get("/licence-status/99").status_code == 404
    assert stranger.get("/licence-types/990102/nothing").status_code == 404


def _credential(phone: Client) -> str:
    wallet = DemoWallet.objects.get(token=jose.digest(phone.cookies["demo_wallet"].value))
    return str(wallet.held[0]["text"])


# the demo wallet ------------------------------------------------------------------------------------------------------


def test_outside_a_sandbox_there_is_no_demo_wallet(held: Held, settings: Settings, client: Client) -> None:
    settings.SANDBOX = False
    for path in ("/wallet/", "/wallet/scan/x/"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "请用手机钱包打开" in answer.content.decode()
        assert "demo_wallet" not in answer.cookies


def test_the_demo_wallet_says_what_it_is(phone: Client) -> None:
    page = phone.get("/wallet/").content.decode()
    assert "这是演示用的钱包" in page
    assert "云汀松涛（集团）有限公司" in page


def test_a_code_can_be_typed_or_pasted_as_its_address(
    account: registry.AccountId, phone: Client, client: Client
) -> None:
    code = begin(client)
    for typed in (code, f" {ADDRESS}/wallet/scan/{code}/ "):
        assert phone.post("/wallet/", {"code": typed}).headers["Location"] == f"/wallet/scan/{code}/"
    assert phone.post("/wallet/", {"code": "nothing"}).status_code == 422


def test_a_wallet_without_a_licence_says_where_to_take_one(held: Held, client: Client) -> None:
    licences.make_issuer_key(actor=SYSTEM, now=NOW)
    assert "先领取营业执照" in Client().get(f"/wallet/scan/{begin(client)}/").content.decode()


def test_a_licence_can_be_thrown_out(phone: Client) -> None:
    phone.post("/wallet/", {"drop": "0"})
    assert "钱包里还没有证照" in phone.get("/wallet/").content.decode()


# the API of wallets ---------------------------------------------------------------------------------------------------


def test_a_wallet_answers_by_the_api(account: registry.AccountId, phone: Client, client: Client) -> None:
    code, api = begin(client), Client()
    asked = api.get(f"/api/v1/wallet/challenges/{code}").json()
    given = sdjwt.split(_credential(phone))
    row = DemoWallet.objects.get().held[0]
    shown = sdjwt.show(given.issued, {}, ())
    key = jose.private_key(row["key"])
    text = sdjwt.bind(shown, key, audience=asked["audience"], nonce=asked["nonce"], at=NOW).text
    address = f"/api/v1/wallet/challenges/{code}"
    refused = api.post(address, {"presentation": text[:-1]}, content_type="application/json")
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "licences.credential.bound_by_another_key"
    assert api.post(address, {"presentation": text}, content_type="application/json").json()["refusal"] == ""
    assert client.post(LOGIN, {"enter": "1"}).headers["Location"] == "/space/"


def test_a_wallet_declines_by_the_api(held: Held, client: Client) -> None:
    licences.make_issuer_key(actor=SYSTEM, now=NOW)
    code = begin(client)
    assert Client().post(f"/api/v1/wallet/challenges/{code}/decline").status_code == 204
    assert Client().get(f"/api/v1/wallet/challenges/{code}").status_code == 422


def test_a_wallet_receives_by_the_api(account: registry.AccountId, held: Held, client: Client) -> None:
    licences.make_issuer_key(actor=SYSTEM, now=NOW)
    client.post("/accounts/login/", {"login": "shen", "password": PASSWORD})
    code, api = begin(client, f"/space/licences/{held.licence}/wallet/"), Client()
    asked = api.get(f"/api/v1/wallet/challenges/{code}").json()
    key = jose.new_key()
    header = {"typ": "openid4vci-proof+jwt", "jwk": jose.public_of(key)}
    proof = jose.sign(header, {"aud": asked["audience"], "nonce": asked["nonce"], "iat": int(NOW.timestamp())}, key)
    address = f"/api/v1/wallet/challenges/{code}/credential"
    answer = api.post(address, {"proof": proof}, content_type="application/json")
    assert answer.status_code == 201
    payload = jose.read(sdjwt.split(answer.json()["credential"]).issued).payload
    assert payload["cnf"]["jwk"] == jose.public_of(key)
    assert api.post(address, {"proof": proof}, content_type="application/json").status_code == 422


@pytest.mark.parametrize("path", ["", "/credential"])
def test_an_unknown_code_is_not_found(held: Held, path: str) -> None:
    body = {"proof": "x"} if path else {"presentation": "x"}
    answer = Client().post(f"/api/v1/wallet/challenges/nothing{path}", body, content_type="application/json")
    assert answer.status_code == 404
