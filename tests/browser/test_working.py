"""At the desk and between desks: supplements, separation of duties, strangers, keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import desk, founding
from tests.browser.readers import Reader, Readers
from tongban.cli.demo.city import PASSWORD


@pytest.fixture(scope="module")
def filed(readers: Readers) -> tuple[str, str]:
    """A case that waits at the window: its id and number."""
    return _file(readers)


def _file(readers: Readers) -> tuple[str, str]:
    with readers.open("founder") as founder:
        case = founding.apply(founder, founding.new_name())
        return case, founder.page.locator("strong.code").inner_text()


def test_the_window_asks_once_for_everything_and_the_founder_brings_it(readers: Readers) -> None:
    case, number = _file(readers)
    desk.ask_for_the_address(readers, case, "请写明楼层和房号。")
    with readers.open("founder") as founder:
        page = founder.go("/space/")
        page.locator(f"a[href='/space/cases/{case}/supplement/'], a[href='/space/cases/{case}/']").first.click()
        founder.go(f"/space/cases/{case}/supplement/")
        expect(page.locator("main")).to_contain_text("请写明楼层和房号。")
        desk.unfold(page.locator("details.fold").filter(has=page.locator("[name=address]")))
        page.locator("[name=address]").fill("临江区汀兰街道云桥路8号1单元2层201")
        page.locator("button[name=send]").click()
        page.wait_for_url(f"**/space/cases/{case}/")
        expect(page.locator("main")).to_contain_text("等待窗口受理")
    with readers.open("window") as window:
        page = desk.open_from_inbox(window, number)
        expect(page.locator("main")).to_contain_text("1单元2层201")
        desk.act(page, "accept")
        expect(page.locator("main")).to_contain_text("已受理")


def test_who_prepared_cannot_decide_and_is_told_why(readers: Readers) -> None:
    """The approver may not review; the reviewer is offered nothing that decides, and an act sent anyway is refused."""
    case, number = _file(readers)
    with readers.open("window") as window:
        desk.act(desk.open_from_inbox(window, number), "accept")
    with readers.open("reviewer") as reviewer:
        page = reviewer.go(f"/desk/cases/{case}/")
        desk.act(page, "complete", "business_licence", opinion="齐全")
        assert desk.offers(page, "grant") == desk.offers(page, "deny") == []
        token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
        answer = reviewer.context.request.post(
            page.url,
            form={
                "csrfmiddlewaretoken": token,
                "act": "grant",
                "track": "business_licence",
                "step": "approve",
                "confirmed": "1",
            },
            headers={"Referer": page.url},
        )
        assert answer.status == 403
        assert "error-summary" in answer.text()


def test_somebody_elses_case_does_not_exist_for_a_stranger(readers: Readers, filed: tuple[str, str]) -> None:
    case, _ = filed
    with readers.open() as stranger:
        _sign_up(stranger)
        for path in (f"/space/cases/{case}/", f"/space/cases/{case}/sent/", f"/desk/cases/{case}/"):
            answer = stranger.page.goto(stranger.town.address + path)
            assert answer is not None
            assert answer.status in (403, 404)
            expect(stranger.page.locator("main")).not_to_contain_text(founding.PAGES["premises"]["address"])
        expect(stranger.page.locator("main a").first).to_be_visible()


def test_two_officers_at_once_and_the_second_is_told_who_was_first(readers: Readers) -> None:
    case, number = _file(readers)
    with readers.open("window") as first, readers.open("window") as second:
        desk.open_from_inbox(first, number)
        desk.open_from_inbox(second, number)
        desk.act(first.page, "accept")
        desk.act(second.page, "accept")
        expect(second.page.locator(".error-summary")).to_be_focused()
        expect(second.page.locator(".error-summary")).to_contain_text(re.compile("已"))
    assert case


def test_the_inbox_is_walked_with_j_k_and_enter(readers: Readers, filed: tuple[str, str]) -> None:
    with readers.open("window") as window:
        page = window.go("/desk/")
        page.keyboard.press("j")
        expect(page.locator("[data-row] a").first).to_be_focused()
        if page.locator("[data-row]").count() > 1:
            page.keyboard.press("j")
            expect(page.locator("[data-row] a").nth(1)).to_be_focused()
            page.keyboard.press("k")
        page.keyboard.press("?")
        expect(page.locator("dialog[open]")).to_be_visible()
        page.keyboard.press("Escape")
        page.locator("[data-row] a").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/cases/**")


def _sign_up(reader: Reader) -> None:
    """Somebody new, by the sign-up page."""
    page: Page = reader.go("/accounts/signup/")
    person = founding.new_person()
    asked = {"username": person.phone, "password1": PASSWORD, "password2": PASSWORD}
    asked |= {"name": person.name, "citizen_id": person.citizen_id, "phone": person.phone}
    for name, value in asked.items():
        if page.locator(f"main [name={name}]").count():
            page.fill(f"main [name={name}]", value)
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/space/")
