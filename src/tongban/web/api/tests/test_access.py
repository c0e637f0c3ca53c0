"""Who is let in, how, and what the same request sent twice does."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tongban.domains.cases import api as cases
from tongban.kernel import timemachine
from tongban.kernel.actors import SYSTEM
from tongban.web.api.tests.city import NOW, PDF, City
from tongban.web.api.tests.shape import error_of


def browser(name: str = "founder", *, checks: bool = False) -> Client:
    client = Client(enforce_csrf_checks=checks)
    account = get_user_model().objects.get(username=name)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_a_stranger_is_asked_to_sign_in(city: City) -> None:
    for response in (city.caller("").get("cases"), city.caller("").post("cases", city.application(), key="k")):
        assert (response.status_code, error_of(response)["code"]) == (401, "web.api.not_signed_in")
        assert response["WWW-Authenticate"].startswith("Bearer")
    assert city.caller("").get("regions").status_code == 200


def test_a_wrong_key_is_refused_even_where_none_is_needed(city: City) -> None:
    city.secrets["nobody"] = "tongban_wrong"
    for path in ("cases", "commitments/990100/C002"):
        response = city.caller("nobody").get(path)
        assert (response.status_code, error_of(response)["code"]) == (401, "web.api.key_refused")


def test_a_key_ends_with_its_day_and_with_its_revocation(city: City) -> None:
    founder = city.caller("founder")
    [token] = founder.get("me/tokens").json()["items"]
    assert token["last_used_on"] == "2026-09-21"
    assert city.caller("stranger").post(f"me/tokens/{token['id']}", method="DELETE").status_code == 404
    assert founder.post(f"me/tokens/{token['id']}", method="DELETE").status_code == 204
    assert founder.get("me").status_code == 401
    timemachine.travel(NOW + timedelta(days=301))
    assert city.caller("stranger").get("me").status_code == 401


def test_only_a_session_makes_keys(city: City) -> None:
    wanted = {"name": "仓库系统", "until": "2027-01-31"}
    assert city.caller("founder").post("me/tokens", wanted).status_code == 401
    made = browser().post("/api/v1/me/tokens", wanted, content_type="application/json")
    assert made.status_code == 201
    city.secrets["new"] = made.json()["secret"]
    assert city.caller("new").get("me").json()["username"] == "founder"
    bad = browser().post("/api/v1/me/tokens", wanted | {"until": "2036-01-31"}, content_type="application/json")
    assert error_of(bad)["code"] == "registry.token.period"


def test_a_browser_reads_by_its_session_and_writes_with_its_csrf_token(city: City) -> None:
    client = browser(checks=True)
    assert client.get("/api/v1/me").json()["username"] == "founder"
    path = f"/api/v1/cases/{city.file()}/withdrawal"
    forged = client.post(path, {}, content_type="application/json")
    assert (forged.status_code, error_of(forged)["code"]) == (403, "web.api.forgery")
    token = "a" * 32
    client.cookies["csrftoken"] = token
    sent = client.post(path, {}, content_type="application/json", headers={"X-CSRFToken": token})
    assert sent.status_code == 204


def test_who_i_am(city: City) -> None:
    me = city.caller("window").get("me").json()
    assert me["kind"] == "staff" and me["posts"][0]["duties"] == ["intake"] and me["subjects"] == []
    assert city.caller("founder").get("me").json()["subjects"][0]["code_masked"].startswith("990*")


def test_the_same_submission_twice_is_one_case(city: City) -> None:
    founder = city.caller("founder")
    first, second = (founder.post("cases", city.application(), key="once") for _ in range(2))
    assert first.status_code == second.status_code == 201 and first.json() == second.json()
    assert len(cases.list_cases(SYSTEM, now=timemachine.now()).rows) == 1
    other = founder.post("cases", city.application(region="990103"), key="once")
    assert (other.status_code, error_of(other)["code"]) == (409, "kernel.idempotency.mismatch")
    needed = founder.post("cases", city.application())
    assert needed.status_code == 422


def test_a_key_is_its_callers_own_and_a_refusal_is_not_remembered(city: City) -> None:
    founder = city.caller("founder")
    bad = city.application(form={})
    assert [founder.post("cases", bad, key="k").status_code for _ in range(2)] == [422, 422]
    assert founder.post("cases", city.application(), key="k").status_code == 201
    assert city.caller("stranger").upload(key="k").status_code == 201


def test_an_act_with_a_key_may_be_repeated(city: City) -> None:
    case, window = city.file(), city.caller("window")
    assert [window.post(f"cases/{case}/acceptance", key="a").status_code for _ in range(2)] == [204, 204]
    assert window.post(f"cases/{case}/acceptance", key="b").status_code == 409
    path = f"cases/{case}/steps/business_licence/review/completion"
    reviewer = city.caller("reviewer")
    assert [reviewer.post(path, {"opinion": "齐"}, key="c").status_code for _ in range(2)] == [204, 204]


def test_the_same_upload_twice_is_one_file_whatever_its_boundary(city: City) -> None:
    founder = city.caller("founder")
    first, second = founder.upload(key="u"), founder.upload(key="u")
    assert first.status_code == 201 and first.json() == second.json()
    assert founder.upload(PDF + b"\n%%EOF\n", key="u").status_code == 409
    file = first.json()["id"]
    found = founder.get(f"evidence/{file}/content")
    assert found.content == PDF and found["Content-Disposition"].startswith("attachment")
    assert city.caller("window").get(f"evidence/{file}").status_code == 404


@pytest.mark.parametrize("key", ["x" * 256, "键", "a\tb"])
def test_a_key_that_cannot_be_is_refused(city: City, key: str) -> None:
    response = city.caller("founder").post("cases", city.application(), key=key)
    assert response.status_code == 422


def test_lists_are_read_page_by_page(city: City) -> None:
    filed = [city.file() for _ in range(3)]
    founder = city.caller("founder")
    assert _pages(founder, "cases", limit=2) == [filed[2], filed[1], filed[0]]
    codes = [one["code"] for one in founder.get("regions", limit=200).json()["items"]]
    assert _pages(founder, "regions", limit=3, name="code") == codes and len(codes) > 5
    assert _pages(city.caller("window"), "inbox", limit=1, name="case") == filed
    listed = founder.get("regions/990102/procedures", limit=1).json()
    assert listed["items"] and listed["next"]


def test_plans_promises_and_the_log_are_for_their_duties(city: City) -> None:
    supervisor = city.caller("supervisor")
    assert supervisor.get("plans").json() == {"items": [], "next": None}
    assert supervisor.get("plans/plan_00000000-0000-4000-8000-000000000000").status_code == 404
    assert supervisor.get("audit").json()["last"] is None
    assert supervisor.post("audit/verification").status_code == 202
    assert supervisor.get("audit").json()["asked_at"].endswith("+08:00")
    promises = city.caller("").get("commitments", region="990100").json()["items"]
    assert {"C001", "C002"} <= {one["id"] for one in promises}
    assert city.caller("administrator").get("audit").status_code == 403


def _pages(caller: object, path: str, *, limit: int, name: str = "id") -> list[str]:
    seen: list[str] = []
    query: dict[str, object] = {"limit": limit}
    while True:
        page = json.loads(caller.get(path, **query).content)  # type: ignore[attr-defined]
        seen += [one[name] for one in page["items"]]
        if page["next"] is None:
            return seen
        query["cursor"] = page["next"]
