"""Coming in: right and wrong passwords, and where one lands."""

import pytest
from playwright.sync_api import expect

from tests.browser.readers import Reader


@pytest.mark.parametrize(
    ("username", "place"),
    [("founder", "/space/"), ("window", "/desk/"), ("reviewer", "/desk/"), ("reform", "/governance/")],
)
def test_everybody_lands_where_their_work_is(visitor: Reader, username: str, place: str) -> None:
    visitor.log_in(username)
    visitor.page.wait_for_url(f"**{place}")
    expect(visitor.page.locator("h1")).to_have_count(1)


@pytest.mark.parametrize(
    ("username", "password"), [("founder", "not-this-one-41"), ("nobody-here", "yunting-demo-2026")]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(visitor: Reader, username: str, password: str) -> None:
    visitor.log_in(username, password)
    summary = visitor.page.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("密码")
    expect(visitor.page.locator("[name=password]")).to_have_value("")


def test_who_was_asked_to_log_in_comes_back_to_where_they_wanted_to_go(visitor: Reader) -> None:
    visitor.go("/space/cases/")
    visitor.log_in("founder")
    visitor.page.wait_for_url("**/space/cases/")


def test_leaving_ends_the_session(visitor: Reader) -> None:
    visitor.log_in("founder")
    visitor.page.wait_for_url("**/space/")
    visitor.page.locator("form[action='/accounts/logout/'] button").click()
    visitor.page.wait_for_url(lambda address: "/space/" not in address)
    visitor.go("/space/")
    assert visitor.path == "/accounts/login/"
