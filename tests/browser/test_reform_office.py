"""The reform office: a plan from its paper to the ledger, a month's dispatch, an inspection, a closing by two."""

import re
import time
from datetime import date

from playwright.sync_api import FilePayload, Page, expect

from tests.browser import ROOT
from tests.browser.readers import PHONE, Reader, Readers

PAPER = ROOT / "tests" / "fixtures" / "yunting-markets-2026.txt"
PROOF = FilePayload(name="一张表上线证明.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")
TASK = "2026年3月底前摊位备案与食品登记合成一张表。"
DOUBTED = 4


def test_from_the_paper_to_a_closing_by_the_second_person(readers: Readers) -> None:
    with readers.open("reform") as office:
        _take_in(office, _paper())
        _review(office)
        measure = _write(office)
        _stands_beside_its_paper(office, measure)
        _dispatch(office, measure)
        _inspect(office, measure)
    _unit_asks_only_with_proof(readers, measure)
    _second_person_closes(readers, measure)


def test_the_review_is_usable_on_a_telephone(readers: Readers) -> None:
    with readers.open("reform", screen=PHONE) as office:
        page = office.go("/governance/plans/")
        page.locator("main tbody a").first.click()
        page.locator("main .ways a[href$='/original/']").click()
        expect(page.locator("#ledger")).to_be_visible()
        expect(page.locator("#original")).to_be_hidden()
        page.locator("#ledger a[href^='#o-']").first.click()
        expect(page.locator("#original")).to_be_visible()
        expect(page.locator("#ledger")).to_be_hidden()
        page.locator("#original a[href^='#m-']").first.click()
        expect(page.locator("#ledger")).to_be_visible()


def _paper() -> FilePayload:
    """A paper with a number of its own, so that a town that runs already takes it again."""
    number = f"〔2026〕{time.time_ns() // 10**6 % 10**6}号"
    text = PAPER.read_text("utf-8").replace("〔2026〕3号", number)
    return FilePayload(name=PAPER.name, mimeType="text/plain", buffer=text.encode())


def _take_in(office: Reader, paper: FilePayload) -> None:
    page = office.go("/governance/plans/import/")
    page.set_input_files("#f-file", paper)
    page.locator("main form button.button").click()
    page.wait_for_url("**/plans/drafts/**")
    expect(page.locator("main")).to_contain_text(f"已核对 0 / {DOUBTED} 处")
    expect(page.get_by_role("button", name="写入台账")).to_have_count(0)


def _review(office: Reader) -> None:
    """The first by its button, the misspelled unit set right, taken back and set right again, the rest by the key."""
    page = office.page
    page.get_by_role("link", name="开始核对").click()
    expect(page.locator("mark").first).to_be_visible()
    page.get_by_role("button", name="确认，下一处").click()
    page.wait_for_url("**?last=*")
    expect(page.locator("#f-lead")).to_have_value("市人社居")
    page.fill("#f-lead", "市人社局")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text(f"已核对 2 / {DOUBTED} 处")
    page.keyboard.press("u")
    expect(page.locator("main")).to_contain_text(f"已核对 1 / {DOUBTED} 处")
    page.fill("#f-lead", "市人社局")
    page.get_by_role("button", name="确认，下一处").click()
    expect(page.locator("main")).to_contain_text(f"已核对 2 / {DOUBTED} 处")
    for settled in range(3, DOUBTED):
        _press(page, "a")
        expect(page.locator("main")).to_contain_text(f"已核对 {settled} / {DOUBTED} 处")
    _press(page, "a")
    expect(page.locator("main")).to_contain_text("疑点已全部核对")


def _press(page: Page, key: str) -> None:
    page.wait_for_load_state()
    with page.expect_navigation():
        page.keyboard.press(key)


def _write(office: Reader) -> str:
    """Into the ledger; the address of the first measure."""
    page = office.page
    page.get_by_role("button", name="写入台账").click()
    page.wait_for_url(re.compile(r"/plans/plan_[^/]+/$"))
    row = page.locator("tbody tr", has_text=TASK)
    expect(row).to_contain_text("期限已过")
    expect(page.locator("tbody tr", has_text="参保提醒")).to_contain_text("市人社局")
    return row.locator("a.code").get_attribute("href") or ""


def _stands_beside_its_paper(office: Reader, measure: str) -> None:
    page = office.page
    page.locator("tbody tr", has_text=TASK).get_by_role("link", name="原文").click()
    expect(page.locator("#here")).to_contain_text("合成一张表")
    expect(page.locator(f"#ledger a[href='{measure}']")).to_be_visible()


def _dispatch(office: Reader, measure: str) -> None:
    """The month's list has the late measure; the meeting gives the unit a task with a day."""
    page = office.go("/governance/meetings/")
    prepare = page.locator("form:has(input[value=prepare]) button")
    if prepare.count():
        prepare.click()
    else:
        page.locator("main tbody a").first.click()
        page.locator("form:has(input[value=refresh]) button").click()
    page.wait_for_url(re.compile(r"/meetings/meeting_"))
    expect(page.locator("section[aria-labelledby=list]")).to_contain_text(TASK)
    form = page.locator("form:has(input[name=act][value=decide])")
    form.locator("[name=measure]").select_option(value=measure.rstrip("/").rpartition("/")[2])
    form.locator("[name=text]").fill("本月底前拿出一张表的样表。")
    unit = form.locator("[name=unit]")
    if unit.evaluate("one => one.tagName") == "SELECT":
        unit.select_option(index=1)
    else:
        unit.fill("市市场监管局")
    form.locator("[name=due_on]").fill(date.fromordinal(_day(page).toordinal() + 20).isoformat())
    form.locator("button").click()
    expect(page.locator("section[aria-labelledby=decisions]")).to_contain_text("样表")


def _inspect(office: Reader, measure: str) -> None:
    """An inspection of the plan finds the late measure not done; an order goes to its unit."""
    page = office.go("/governance/supervision/inspections/new/")
    page.fill("[name=title]", "便民市场专项督查")
    page.get_by_role("checkbox", name="云汀市市场监督管理局").check()
    page.locator("main form button.button").first.click()
    page.wait_for_url(re.compile(r"/inspections/(?!new)[^/]+/$"))
    page.locator("a[href$='/finding/']").click()
    unit = page.locator("[name=agency] option", has_text="云汀市市场监督管理局").first.get_attribute("value")
    page.locator("[name=agency]").select_option(value=unit)
    page.locator("[name=matter]").select_option(index=1)
    page.locator("[name=severity]").first.check()
    page.fill("[name=text]", "摊位备案仍要填两张表。")
    page.locator("[name=measure]").select_option(value=measure.rstrip("/").rpartition("/")[2])
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/supervision/orders/**")
    expect(page.locator("main")).to_contain_text("摊位备案仍要填两张表")
    page = office.go(page.url + "issue/")
    page.fill("[name=demand]", "停用第二张表。")
    page.fill("[name=days]", "5")
    page.locator("main form button.button").first.click()
    page.wait_for_url("**/supervision/orders/finding_*/")
    expect(page.locator("main")).to_contain_text("停用第二张表")


def _day(page: Page) -> date:
    """The day of the town, as the page proposes it for the meeting."""
    return date.fromisoformat(page.locator("[name=held_on]").input_value())


def _unit_asks_only_with_proof(readers: Readers, measure: str) -> None:
    with readers.open("reviewer") as unit:
        page = unit.go(measure + "ask_closing/")
        page.fill("[name=text]", "一张表已经上线。")
        page.locator("main form button.button").first.click()
        expect(page.locator("main")).to_contain_text("没有证明材料，不能销号")
        page = unit.go(measure + "file_progress/")
        page.fill("[name=text]", "一张表已经上线。")
        page.fill("[name=share]", "100")
        page.set_input_files("input[type=file]", PROOF)
        page.locator("main form button.button").first.click()
        page.wait_for_url("**" + measure)
        page = unit.go(measure + "ask_closing/")
        page.fill("[name=text]", "一张表已经上线。")
        page.locator("main form button.button").first.click()
        page.wait_for_url("**" + measure)
        page = unit.go(measure + "close/")
        expect(page.locator("[name=finding]")).to_have_count(0)  # who asked does not close


def _second_person_closes(readers: Readers, measure: str) -> None:
    with readers.open("reform") as office:
        page = office.go("/governance/closing/")
        page.locator(f"a[href='{measure}']").first.click()
        expect(page.locator("main")).to_contain_text("一张表上线证明.pdf")
        page = office.go(measure + "close/")
        page.fill("[name=finding]", "到窗口看过，只填一张表。")
        page.locator("main form button.button").first.click()
        page.wait_for_url("**" + measure)
        expect(page.locator("main")).to_contain_text("已销号")
