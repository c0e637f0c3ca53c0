"""The journey of the spine: one form, six agencies at once, a licence that verifies, a promise that is measured."""

import re
import time
from io import BytesIO
from urllib.parse import urlsplit

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import desk, founding, qr
from tests.browser.readers import Reader, Readers

AGENCIES = {
    "business_licence",
    "seal_engraving",
    "invoice_application",
    "social_insurance_registration",
    "housing_fund_registration",
    "bank_account_appointment",
}


def test_from_one_form_to_a_licence_and_a_measured_promise(readers: Readers) -> None:
    name, before = founding.new_name(), _cases_of_the_promise(readers)
    case, number = _founder_applies(readers, name)
    with readers.open("window") as window:
        page = desk.open_from_inbox(window, number)
        expect(page.locator("main")).to_contain_text(name)
        desk.act(page, "accept")
        expect(page.locator("main")).to_contain_text("已受理")
    _agencies_review(readers, case)
    _agencies_approve(readers, case)
    address = _founder_fetches_the_licence(readers, case, name)
    _anybody_verifies(readers, address, name)
    _the_promise_counts_it(readers, number, before=before)


def _founder_applies(readers: Readers, name: str) -> tuple[str, str]:
    """From the home page, as somebody who knows no address: the id and the number of the case."""
    with readers.open() as founder:
        page = founder.go("/")
        page.fill("#search-box", "开办企业")
        page.keyboard.press("Enter")
        page.locator("ul.results a[href^='/guides/package/company_setup/']").click()
        expect(page.locator("h1")).to_have_text("开办企业")
        page.locator(f"aside a.button--big[href='{founding.START}']").click()
        founder.log_in("founder")
        page.wait_for_url(f"**{founding.START}")
        founding.begin(founder)
        expect(page.locator("main")).to_contain_text("企业基本信息")
        founding.fill_everything(founder, name)
        expect(page.locator("main")).to_contain_text(name)
        case = founding.send(founder)
        number = page.locator("strong.code").inner_text()
        assert re.fullmatch(r"990\d{3}20\d{12}", number)
        page.locator(f"a.button[href='/space/cases/{case}/']").click()
        expect(page.locator("main")).to_contain_text("等待窗口受理")
        return case, number


def _agencies_review(readers: Readers, case: str) -> None:
    """All six review at once, in any order: here last things first."""
    with readers.open("reviewer") as reviewer:
        page = reviewer.go(f"/desk/cases/{case}/")
        assert set(desk.offers(page, "complete")) == AGENCIES
        for track in sorted(AGENCIES, reverse=True):
            desk.act(page, "complete", track, opinion="材料齐全，符合条件。")
        assert desk.offers(page, "complete") == []


def _agencies_approve(readers: Readers, case: str) -> None:
    """What needs the company to exist waits for its registration; then the rest follows."""
    with readers.open("approver") as approver:
        page = approver.go(f"/desk/cases/{case}/")
        assert set(desk.offers(page, "grant")) == {"business_licence", "bank_account_appointment"}
        desk.act(page, "grant", "bank_account_appointment")
        desk.act(page, "grant", "business_licence")
        rest = desk.offers(page, "grant")
        assert set(rest) == AGENCIES - {"business_licence", "bank_account_appointment"}
        for track in rest:
            desk.act(page, "grant", track)
        assert desk.offers(page, "grant") == []


def _founder_fetches_the_licence(readers: Readers, case: str, name: str) -> str:
    """The PDF of the business licence carries the company's name; the address in its QR code."""
    with readers.open("founder") as founder:
        _reload_until(founder, f"/space/cases/{case}/", "已办结")
        page = founder.page
        page.locator("ul.rows a[href^='/space/licences/']", has_text="营业执照").click()
        expect(page.locator("main")).to_contain_text(name)
        address = page.locator("a[href*='certificate.pdf?save=1']").get_attribute("href") or ""
        answer = founder.context.request.get(founder.town.address + address)
        assert answer.headers["content-type"] == "application/pdf"
        pdf = PdfReader(BytesIO(answer.body()))
        assert name in "".join(pdf.pages[0].extract_text().split())
        return qr.read(pdf)


def _anybody_verifies(readers: Readers, address: str, name: str) -> None:
    """Who scans the code needs no log-in and sees whose it is and that it holds."""
    with readers.open() as passer_by:
        passer_by.go(urlsplit(address).path)
        expect(passer_by.page.locator(".verdict--valid")).to_be_visible()
        expect(passer_by.page.locator("main")).to_contain_text(name)


def _cases_of_the_promise(readers: Readers) -> int:
    """The number of cases behind C002, as everybody reads it on the public page."""
    with readers.open() as anybody:
        row = anybody.go("/governance/").locator("tr", has=anybody.page.locator("a[href*='/C002/']"))
        return int(row.locator("td.number").inner_text())


def _the_promise_counts_it(readers: Readers, number: str, *, before: int) -> None:
    """The reform office opens C002 down to this case and reads its clock."""
    assert _cases_of_the_promise(readers) == before + 1
    with readers.open("reform") as reform:
        page = reform.go("/governance/commitments/C002/990100/")
        while not page.get_by_role("link", name=number).count():
            page.locator("a[rel=next]").click()
        page.get_by_role("link", name=number).click()
        page.wait_for_url("**/cases/**")
        expect(page.locator("main")).to_contain_text(number)
        expect(page.locator("main")).to_contain_text("为什么是这一天")


def _reload_until(reader: Reader, path: str, words: str) -> None:
    """What follows from an act is delivered by the worker a moment later."""
    until = time.monotonic() + 30
    while words not in reader.go(path).locator("main").inner_text():
        assert time.monotonic() < until, f"{path} does not say {words}"
        time.sleep(0.5)
