"""How officers act on the desk's pages."""

import re

from playwright.sync_api import Locator, Page

from tests.browser import founding
from tests.browser.readers import Reader, Readers


def open_from_inbox(reader: Reader, number: str) -> Page:
    """Find a case by its number in one's own inbox and open it."""
    page = reader.go("/desk/")
    page.fill("#text", number)
    page.locator("form.bar button.button").click()
    page.wait_for_url("**text=*")
    page.locator("[data-row] a").first.click()
    page.wait_for_url("**/desk/cases/**")
    return page


def offers(page: Page, act: str) -> list[str]:
    """The items on which this act is offered now; before acceptance the one item is the whole case, ''."""
    forms = page.locator(f".offer form:has(input[name=act][value={act}])")
    return [one.input_value() for one in forms.locator("input[name=track]").all()]


def act(page: Page, act: str, track: str = "", **written: str) -> None:
    """Unfold an offer, write what it asks, do it, and say yes when the page asks once more."""
    form = page.locator(f"form:has(input[name=act][value={act}]):has(input[name=track][value='{track}'])")
    unfold(page.locator(".offer").filter(has=form))
    for name, text in written.items():
        form.locator(f"[name^='{name}.{act}']").fill(text)
    with page.expect_navigation():
        form.locator("button").click()
    if page.locator("[name=confirmed]").count():
        with page.expect_navigation():
            page.locator("[name=confirmed]").click()


def finish(readers: Readers, case: str) -> None:
    """Everything between submission and the last decision, by the three desks."""
    for who, name in (("window", "accept"), ("reviewer", "complete"), ("approver", "grant")):
        with readers.open(who) as officer:
            page = officer.go(f"/desk/cases/{case}/")
            while tracks := offers(page, name):
                act(page, name, sorted(tracks)[0])


def ask_for_the_address(readers: Readers, case: str, why: str) -> None:
    """The window asks the founder to say more about the address, and for nothing else."""
    with readers.open("window") as window:
        page = window.go(f"/desk/cases/{case}/")
        unfold_supplement(page)
        page.locator(".offer a[href*='/supplement/']").click()
        page.locator("[name=item][value='f.premises.address']").check()
        page.locator("[name='why.f.premises.address']").fill(why)
        page.locator("main form button.button").click()
        page.wait_for_url(f"**/desk/cases/{case}/**")


def unfold_supplement(page: Page) -> None:
    """Open the offer that leads to the page on which everything missing is asked."""
    unfold(page.locator(".offer").filter(has=page.locator("a[href*='/supplement/']")))


def unfold(part: Locator) -> None:
    """Open a folded part of a page, unless it is open."""
    if part.get_attribute("open") is None:
        part.locator("summary").first.click()


def stop_the_clock(readers: Readers, case: str, why: str) -> None:
    """The window accepts a night market, and the reviewer has experts look at it first."""
    with readers.open("window") as window:
        window.go(f"/desk/cases/{case}/")
        act(window.page, "accept")
    with readers.open("reviewer") as reviewer:
        page = reviewer.go(f"/desk/cases/{case}/")
        offer = page.locator(".offer").filter(has=page.locator("input[name=act][value=start_special]"))
        unfold(offer)
        offer.locator("input[type=radio][value=expert_review]").check()
        act(page, "start_special", founding.NIGHT_MARKET, reason=why)


def draft_a_change(readers: Readers, item: str) -> str:
    """The reform office begins to change an item and shortens what it says of itself; the id of the draft."""
    with readers.open("reform") as keeper:
        page = keeper.go(f"/administration/catalogue/990100/{item}/")
        begin = page.locator("form[action$='/open/'] button")
        (begin if begin.count() else page.locator(".heading a.button")).click()
        if not keeper.path.endswith("/edit/"):
            page.locator(".heading a.button").click()
        page.wait_for_url("**/edit/")
        page.fill("[name='summary.zh']", "一张表单办齐，半天领照。")
        page.fill("[name=reason]", "兑现今年的新承诺")
        page.locator("main form button[data-once]").click()
        page.wait_for_url(re.compile(r"/drafts/[0-9a-f-]+/$"))
        return keeper.path.split("/")[-2]
