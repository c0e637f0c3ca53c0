"""Errors are pages with a way forward."""

import logging

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tongban.kernel.errors import CalendarGap, Refusal
from tongban.web import limits, views_common
from tongban.web.middleware import RefusalPages, status_of

pytestmark = pytest.mark.django_db


def _unreachable(request: HttpRequest) -> HttpResponse:
    raise AssertionError


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("kernel.authz.denied", 403),
        ("cases.case.not_found", 404),
        ("kernel.id.malformed", 404),
        ("cases.accept.not_open", 422),
    ],
)
def test_a_refusal_has_the_status_of_its_kind(code: str, status: int) -> None:
    assert status_of(Refusal(code)) == status


def test_a_calendar_gap_is_told_in_a_sentence(rf: RequestFactory) -> None:
    answer = RefusalPages(_unreachable).process_exception(rf.get("/x/"), CalendarGap(2027))
    assert answer is not None
    assert answer.status_code == 422
    assert "2027年的放假调休安排" in answer.content.decode()


def test_a_bug_is_not_a_refusal(rf: RequestFactory) -> None:
    assert RefusalPages(_unreachable).process_exception(rf.get("/x/"), ValueError()) is None
    assert RefusalPages(_unreachable).process_exception(rf.get("/api/v1/x"), Refusal("x.y")) is None


def test_an_unknown_address_gets_a_kind_page(client: Client) -> None:
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_the_error_page_needs_no_database(rf: RequestFactory) -> None:
    assert views_common.broken(rf.get("/")).status_code == 500
    assert views_common.forbidden(rf.get("/")).status_code == 403
    assert views_common.bad_request(rf.get("/")).status_code == 400


def test_the_offline_page_and_its_worker_are_served(client: Client) -> None:
    assert client.get("/offline/").status_code == 200
    worker = client.get("/worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "/offline/" in worker.content.decode()


def test_the_language_switch_keeps_the_page(client: Client) -> None:
    answer = client.post("/preferences/", {"language": "en", "next": "/offline/?a=1"})
    assert answer["Location"] == "/offline/?a=1"
    assert "You are offline" in client.get("/offline/").content.decode()


def test_elder_mode_is_a_cookie_and_changes_the_tokens(client: Client) -> None:
    client.post("/preferences/", {"elder": "1", "next": "/_components/"})
    assert '<html lang="zh-Hans" class="elder">' in client.get("/_components/").content.decode()


@pytest.mark.parametrize(("origin", "status"), [(settings.PUBLIC_ADDRESS, 302), ("https://elsewhere.example", 403)])
def test_a_form_of_the_public_address_is_taken_behind_a_proxy_that_ends_tls(origin: str, status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("account_login"))
    posted = {"elder": "1", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/preferences/", posted, headers={"origin": origin}).status_code == status


def test_the_limits_outlive_a_crowd() -> None:
    cache.set("first", 1, 600)
    cache.set_many({f"reader-{number}": 1 for number in range(400)}, 600)
    assert cache.get("first") == 1


def test_readers_without_an_address_share_one_limit_instead_of_being_shut_out() -> None:
    request = RequestFactory().post("/")
    del request.META["REMOTE_ADDR"]
    limits.allow(request, "test", per_minute=1)
    with pytest.raises(Refusal, match=r"web\.limits\.too_many"):
        limits.allow(request, "test", per_minute=0)


def test_a_forbidden_api_request_is_answered_in_the_apis_shape() -> None:
    answer = views_common.forbidden(RequestFactory().get("/api/v1/cases"))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/json")


def test_a_foreign_address_is_never_a_way_back(client: Client) -> None:
    assert client.post("/preferences/", {"elder": "1", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_a_fault_is_written_down_with_its_trace(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tongban.web.public.home._listed", breaks)
    client.raise_request_exception = False
    assert client.get("/").status_code == 500
    (written,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert written.exc_info
    names = {type(handler).__name__ for handler in logging.getLogger().handlers}
    assert "StreamHandler" in names
