"""How officers act on the desk's pages."""

import re
from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import Locator, Page

from tests.browser import founding
from tests.browser.readers import Reader, Readers
from tongban.kernel.identifiers import CitizenId

HOLDER = "云汀市新月餐饮有限公司"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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


def open_a_dossier(readers: Readers, subject: str) -> str:
    """The reviewer opens the dossier of a company of the city: the look that the address names."""
    with readers.open("reviewer") as reviewer:
        page = reviewer.go("/desk/dossiers/")
        page.fill("[name=text]", "云汀市")
        with page.expect_navigation():
            page.locator("main form button").first.click()
        page.fill("[name=purpose]", "核查经营资格")
        page.locator(f"button[name=subject][value='{subject}']").click()
        page.wait_for_url("**/desk/dossiers/look_*/**")
        return reviewer.path.split("/")[3]


def hand_in_old_licences(readers: Readers) -> str:
    """An approving officer uploads a sheet of licences issued on paper: the file that waits for a colleague."""
    with readers.open("approver") as approver:
        page = approver.go("/desk/")
        page.locator("nav.rail a[href='/administration/licences/']").click()
        template = page.locator("a[href$='/food_business_licence.xlsx']").get_attribute("href")
        empty = page.request.get(f"{approver.town.address}{template}").body()
        kind = page.locator("[name=kind] option[value^='food_business_licence@']").first.get_attribute("value")
        page.select_option("[name=kind]", kind)
        page.fill("[name=source]", "发证台账")
        page.check("[name=may_register]")
        page.set_input_files("[name=file]", {"name": "2019.xlsx", "mimeType": XLSX, "buffer": _filled(empty)})
        page.locator("main form button.button").first.click()
        page.wait_for_url("**/licences/intake_*/")
        return approver.path.split("/")[3]


def fill_in_the_ledger(readers: Readers, plan: str) -> str:
    """The reform office exports a ledger, writes in a row and uploads it: the file that waits to be confirmed."""
    with readers.open("reform") as reform:
        page = reform.go(f"/governance/plans/{plan}/sheet/")
        link = page.locator("main a[href$='/ledger.xlsx']").get_attribute("href")
        book = load_workbook(BytesIO(page.request.get(f"{reform.town.address}{link}").body()))
        ledger = book["台账"]
        places = {str(cell.value): place for place, cell in enumerate(ledger[1], start=1)}
        open_rows = [row for row in range(2, ledger.max_row + 1) if ledger.cell(row, places["状态"]).value == "推进中"]
        ledger.cell(open_rows[0], places["本次进展"]).value = "窗口已试运行两周。"
        ledger.cell(open_rows[0], places["完成比例（%）"]).value = 65
        ledger.cell(open_rows[0], places["需要协调的问题"]).value = "缺少数据接口。"
        kept = BytesIO()
        book.save(kept)
        page.set_input_files("[name=file]", {"name": "台账.xlsx", "mimeType": XLSX, "buffer": kept.getvalue()})
        page.locator("main form button.button").first.click()
        page.wait_for_url("**/sheets/sheet_*/")
        return reform.path.split("/")[3].removeprefix("sheet_")


def _filled(empty: bytes) -> bytes:
    """The template with one line, for a company that nobody has registered yet."""
    book = load_workbook(BytesIO(empty))
    sheet = book["数据"]
    line = {
        "持证主体名称": HOLDER,
        "持证主体代码": "91350100M000100Y43",
        "证照编号": "JY-2019-1",
        "发证日期": "2024-05-06",
        "经营者名称": HOLDER,
        "经营场所": "望潮路9号",
        "主体业态": "餐饮服务经营者",
        "经营项目": "热食类食品制售",
        "登记地区划代码": "990102",
        "住所": "望潮路9号",
        "成立日期": "2020-02-02",
        "法定代表人姓名": "陆小雨",
        "法定代表人身份号码": str(CitizenId.compose(region="990102", born_on=date(1988, 1, 2), sequence=31)),
    }
    sheet.append([line.get(str(cell.value).rstrip("*")) for cell in sheet[1]])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()
