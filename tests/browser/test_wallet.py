"""With the business licence on the telephone: coming in, showing single fields, signing. The telephone is the demo
wallet in a profile of its own; scanning is opening the address that the QR code holds."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page, expect

from tests.browser import founding
from tests.browser.readers import PHONE, Reader, Readers

CODE = re.compile(r"/wallet/scan/([\w-]+)/")


def take_a_licence(phone: Reader) -> str:
    """Play the legal representative of the first company offered; its name."""
    page = phone.go("/wallet/")
    company = page.locator(".rows li strong").first.inner_text()
    page.locator("button[name=take]").first.click()
    expect(page.locator("section.card--accent")).to_contain_text(company)
    return company


def scan(asking: Reader, phone: Reader) -> None:
    """Open on the telephone what the other screen shows as a QR code."""
    found = CODE.search(asking.page.content())
    assert found
    phone.go(f"/wallet/scan/{found[1]}/")


def come_in(asking: Reader, phone: Reader) -> None:
    """The whole log-in, by reloading: as it goes without scripts."""
    page = asking.go("/accounts/login/?next=/space/licences/")
    page.locator("form[action='/accounts/licence/'] button").click()
    scan(asking, phone)
    number = page.locator(".phone-ask .code--big").inner_text()
    expect(phone.page.locator(".code--big")).to_have_text(number)
    phone.page.locator("button[name=approve]").click()
    expect(phone.page.locator("h1")).to_have_text("已完成")
    asking.go("/accounts/licence/")
    page.locator("button[name=enter]").click()
    page.wait_for_url("**/space/licences/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_legal_representative_comes_in_by_the_licence(readers: Readers, scripts: bool) -> None:
    with (
        readers.open(java_script_enabled=scripts) as asking,
        readers.open(screen=PHONE, java_script_enabled=scripts) as phone,
    ):
        company = take_a_licence(phone)
        come_in(asking, phone)
        expect(asking.page.locator("main")).to_contain_text(company)


def test_the_page_moves_on_by_itself_when_the_telephone_has_answered(readers: Readers) -> None:
    with readers.open() as asking, readers.open(screen=PHONE) as phone:
        take_a_licence(phone)
        page = asking.go("/accounts/licence/")
        page.locator("main form button").click()
        scan(asking, phone)
        expect(page.locator("#challenge")).to_contain_text("已扫描")
        phone.page.locator("button[name=approve]").click()
        expect(page.locator("button[name=enter]")).to_be_visible()


def test_a_code_on_the_screen_lets_nobody_else_in(readers: Readers) -> None:
    with readers.open() as asking, readers.open(screen=PHONE) as phone, readers.open() as thief:
        take_a_licence(phone)
        asking.go("/accounts/licence/").locator("main form button").click()
        scan(asking, phone)
        phone.page.locator("button[name=approve]").click()
        expect(thief.go("/accounts/licence/").locator("button[name=enter]")).to_have_count(0)


def test_a_verifier_sees_the_chosen_fields_only(readers: Readers) -> None:
    with readers.open() as asking, readers.open(screen=PHONE) as phone:
        company = take_a_licence(phone)
        page = asking.go("/verify/credential/")
        page.fill("[name=purpose]", "核对证照编号")
        page.locator("main form button").click()
        scan(asking, phone)
        expect(phone.page.locator("main")).to_contain_text("核对证照编号")
        phone.page.locator("input[name=show][value=number]").check()
        phone.page.locator("button[name=approve]").click()
        expect(page.locator("#challenge")).to_contain_text("证照编号")
        expect(page.locator("#challenge")).not_to_contain_text(company)


def sign(asking: Reader, phone: Reader) -> None:
    """From the page that checks the answers to the telephone and back, signed."""
    page = asking.page
    page.get_by_role("link", name="用电子营业执照签名").click()
    page.locator("#challenge form button").click()
    scan(asking, phone)
    phone.page.locator("button[name=approve]").click()
    expect(page.locator("#challenge")).to_contain_text("手机上已确认")
    page.get_by_role("link", name="回到核对页面").click()
    expect(page.locator("main")).to_contain_text("已用电子营业执照签名")


def change_in_another_window(page: Page, name: str, value: str) -> None:
    """Change one answer behind the back of a page that is open."""
    section = page.locator("section.answers", has_text="夜市").locator(".answers__head a").last
    other = page.context.new_page()
    other.goto(urljoin(page.url, section.get_attribute("href") or ""))
    founding.answer(other, name, value)
    founding.go_on(other)
    other.close()


def test_an_application_is_signed_and_the_case_shows_it(readers: Readers) -> None:
    with readers.open() as asking, readers.open(screen=PHONE) as phone:
        company = take_a_licence(phone)
        come_in(asking, phone)
        page = asking.go(f"/space/apply/{founding.NIGHT_MARKET}/")
        page.locator("label.choice", has_text=company).click()
        with page.expect_navigation():
            page.locator("form.card--accent button.button--big").click()
        founding.fill(page, {"place": "汀兰街道云桥夜市", "stalls": "60"})
        founding.go_on(page)
        founding.reach_the_check(asking)
        sign(asking, phone)
        change_in_another_window(page, "stalls", "61")
        page.locator("[name=declare]").check()
        page.locator("main form button.button--big").click()
        expect(page.locator(".error-summary")).to_contain_text("申请没有提交")
        sign(asking, phone)
        case = founding.send(asking)
        asking.go(f"/space/cases/{case}/")
        expect(page.locator("#signatures")).to_be_visible()
        with page.expect_download() as paper:
            page.get_by_role("link", name="签名记录").click()
        assert paper.value.path().read_bytes().startswith(b"%PDF")
