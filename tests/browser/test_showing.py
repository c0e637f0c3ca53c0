"""A licence is shown on the phone and taken at the counter; a copy is given away, checked and withdrawn."""

import re

from playwright.sync_api import Page, expect

from tests.browser import founding
from tests.browser.readers import PHONE, Reader, Readers


def _open(founder: Reader) -> Page:
    """The page of a business licence that is valid; others may have been replaced."""
    page = founder.go("/space/licences/")
    page.locator("a.tile.licence", has_text="营业执照").filter(has=page.locator(".status--ok")).first.click()
    return page


def _show(founder: Reader) -> str:
    """Press "show" on the page of a licence: the code to type."""
    page = _open(founder)
    page.get_by_role("link", name="出示证照").click()
    page.wait_for_url(re.compile(r"/show/$"))
    return _code(page)


def _code(page: Page) -> str:
    return page.locator(".shown__typed").inner_text().split()[-1]


def _scan(clerk: Reader, code: str, *, case: str = "") -> Page:
    page = clerk.go("/desk/scan/")
    page.fill("[name=code]", code)
    page.locator(f"[name=purpose][value={'case' if case else 'identity'}]").check()
    page.fill("[name=case]", case)
    with page.expect_navigation():
        page.locator("form[data-scan] button[data-once]").click()
    return page


def test_a_licence_is_shown_on_the_phone_and_taken_at_the_counter(readers: Readers) -> None:
    with (
        readers.open("founder", screen=PHONE, java_script_enabled=False) as founder,
        readers.open("window") as clerk,
    ):
        first = _show(founder)
        expect(founder.page.locator(".qr svg")).to_be_visible()
        founder.page.reload()
        code = _code(founder.page)
        assert code != first
        page = _scan(clerk, first)
        expect(page.locator(".error-summary")).to_contain_text("更新的码")
        page = _scan(clerk, code.lower())
        expect(page.locator("main")).to_contain_text("已调取")
        expect(page.locator("main")).to_contain_text("统一社会信用代码")
        page = _scan(clerk, code)
        expect(page.locator(".error-summary")).to_contain_text("已经用过一次")
        page = founder.go("/space/licences/looks/")
        expect(page.locator(".timeline__one").first).to_contain_text("核对身份或者资格")


def test_a_scan_for_a_case_says_what_became_of_it(readers: Readers) -> None:
    with readers.open("founder") as applicant:
        founding.apply(applicant, founding.new_name())
        number = applicant.page.locator("strong.code").inner_text()
    with readers.open("founder", screen=PHONE) as founder, readers.open("window") as clerk:
        code = _show(founder)
        expect(founder.page.locator("[data-left]")).to_have_text(re.compile(r"^[1-6]?\d$"))
        page = _scan(clerk, code, case=number)
        expect(page.locator("main")).to_contain_text(f"办件 {number} 没有要这种证照的材料")
        page.get_by_role("link", name="回到办件").click()
        page.wait_for_url("**/desk/cases/**")


def test_the_time_of_a_shown_licence_runs_out_on_the_phone(readers: Readers) -> None:
    with readers.open("founder", screen=PHONE) as founder:
        founder.page.clock.install()
        _show(founder)
        founder.page.clock.run_for(61_000)
        expect(founder.page.locator("[data-over]")).to_be_visible()
        expect(founder.page.locator(".shown__code")).to_be_hidden()


def test_a_copy_is_given_away_checked_and_withdrawn(readers: Readers) -> None:
    with readers.open("founder", screen=PHONE, java_script_enabled=False) as founder, readers.open() as visitor:
        page = _open(founder)
        page.get_by_role("link", name="加注件").click()
        page.fill("[name=recipient]", "云汀市水务集团")
        page.fill("[name=purpose]", "参加二期泵站投标")
        page.get_by_role("button", name="制作").click()
        card = page.locator(".copies > li").first
        with page.expect_download() as told:
            card.get_by_role("link", name="OFD").click()
        shown = visitor.go("/verify/")
        shown.set_input_files("[name=file]", str(told.value.path()))
        shown.get_by_role("button", name="核验文件").click()
        expect(shown.locator(".verdict")).to_contain_text("加注件有效")
        expect(shown.locator("main")).to_contain_text("参加二期泵站投标")
        address = card.get_by_role("link", name="对方看到的核验页").get_attribute("href") or ""
        card.get_by_role("button", name="收回").click()
        expect(visitor.go(address).locator(".verdict")).to_contain_text("加注件已收回")
