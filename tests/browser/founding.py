"""How a founder fills in 开办企业: the answers of a small tea company, page by page, and the acts around them."""

import itertools
import time
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.readers import Reader
from tongban.cli.demo.city import FOUNDER
from tongban.cli.demo.fiction import FictionalPerson
from tongban.kernel.identifiers import CitizenId

START = "/space/apply/company_setup/"
SIGNS = "澜屿岚溪禾樟枫竹榆桐杉芦苇荷萱松柏榕槐蓝青白棠"
_serial = itertools.count(time.time_ns() // 1_000_000)

PAGES: dict[str, dict[str, Any]] = {
    "company": {
        "company_type": "limited",
        "registered_capital_yuan": "300,000",
        "capital_years": "5",
        "industry_code": "F5227",
        "business_scope": "茶叶零售；茶具销售",
        "term": "unlimited",
    },
    "people": {
        "legal_representative_post": "director",
        "sole_shareholder": "true",
        "contact_name": FOUNDER.name,
        "contact_phone": FOUNDER.phone,
    },
    "premises": {
        "address": "临江区汀兰街道云桥路8号1-1",
        "premises_right": "owned",
        "premises_nature": "commercial",
        "area_m2": "60",
        "premises_promise": "true",
    },
    "tax_insurance": {
        "taxpayer_kind": "small_scale",
        "invoices_wanted": "false",
        "finance_officer_name": FOUNDER.name,
        "finance_officer_phone": FOUNDER.phone,
        "has_staff": "false",
    },
    "bank_seal": {
        "bank_wanted": "false",
        "seal_types": ["company", "finance"],
        "seal_material": "rubber",
        "seal_delivery": "counter",
    },
}


def new_name() -> str:
    """A company name that nobody in the town has, whenever this runs."""
    number, signs = next(_serial), ""
    for _ in range(6):
        number, sign = divmod(number, len(SIGNS))
        signs += SIGNS[sign]
    return f"云汀市{signs}茶业有限公司"


def new_person() -> FictionalPerson:
    """Somebody who is not in the register yet."""
    serial = next(_serial)
    born_on = date(1970, 1, 1) + timedelta(days=serial // 1000 % 10_000)
    number = CitizenId.compose(region="990102", born_on=born_on, sequence=serial % 1000)
    return FictionalPerson("何乙丑", str(number), f"199{serial % 10**8:08d}")


def begin(reader: Reader) -> None:
    """Open the form anew: a draft that is there is thrown away."""
    page = reader.go(START)
    if page.locator("form[action$='/discard/']").count():
        page.locator("form[action$='/discard/'] button").click()
    page.locator("form.card--accent button.button--big").click()
    page.wait_for_url("**/form/company/")


def start_for_oneself(reader: Reader, start: str) -> None:
    """Begin anew, not for the company that the founder has by now."""
    page = reader.go(start)
    if page.locator("form[action$='/discard/']").count():
        with page.expect_navigation():
            page.locator("form[action$='/discard/'] button").click()
    if page.locator("main [name=subject][type=radio]").count():
        page.locator("main [name=subject][type=radio]").first.check()
    with page.expect_navigation():
        page.locator("form.card--accent button.button--big").click()


RESTAURANT = "/space/apply/restaurant_opening/"
SITUATION = {"licence": "none", "signboard": "true", "public_place": "true"}


def be_guided(reader: Reader) -> None:
    """Answer the guided questions of a restaurant one by one, up to what has to be done."""
    start_for_oneself(reader, RESTAURANT)
    page = reader.page
    for name, value in SITUATION.items():
        page.wait_for_url(f"**/situation/{name}/")
        answer(page, name, value)
        page.locator("button[name=next]").click()
    page.wait_for_url("**/items/")


def answer(page: Page, name: str, value: str | list[str]) -> None:
    """Write or choose one answer, whatever control asks for it."""
    asked: Locator = page.locator(f"main [name='{name}']")
    kind = asked.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        for one in [value] if isinstance(value, str) else value:
            page.locator(f"main [name='{name}'][value='{one}']").check()
    elif asked.first.evaluate("one => one.tagName") == "SELECT":
        asked.select_option(value)
    else:
        asked.fill(str(value))


def fill(page: Page, answers: dict[str, Any]) -> None:
    """Answer the questions of the page that is open; those that an answer brings up are waited for."""
    for name, value in answers.items():
        answer(page, name, value)


def go_on(page: Page) -> None:
    """To the next page of the form, and wait until it is there."""
    with page.expect_navigation():
        page.locator("button.button[name=next]").last.click()


def fill_everything(reader: Reader, name: str) -> None:
    """From the first page of the form to the page that checks the answers."""
    page = reader.page
    answer(page, "name", name)
    for page_id, answers in PAGES.items():
        expect(page).to_have_url(f"{reader.town.address}{START}form/{page_id}/")
        fill(page, answers)
        go_on(page)
    reach_the_check(reader)


def reach_the_check(reader: Reader) -> None:
    """Past the papers that need not be handed in, and the result by download."""
    page = reader.page
    if reader.path.endswith("/materials/"):
        go_on(page)
    if reader.path.endswith("/delivery/"):
        answer(page, "method", "download")
        go_on(page)
    page.wait_for_url("**/check/")


def send(reader: Reader) -> str:
    """Declare and send; the id of the case."""
    page = reader.page
    page.locator("[name=declare]").check()
    page.locator("form.card--accent button.button--big").click()
    page.wait_for_url("**/sent/")
    return reader.path.split("/")[-3]


def apply(reader: Reader, name: str) -> str:
    """The whole application of somebody who is logged in; the id of the case."""
    begin(reader)
    fill_everything(reader, name)
    return send(reader)


NIGHT_MARKET = "night_market_permit"


def ask_for_a_night_market(reader: Reader) -> str:
    """The founder asks for a night market, whose plan experts may have to look at; the id of the case."""
    start_for_oneself(reader, f"/space/apply/{NIGHT_MARKET}/")
    page = reader.page
    page.wait_for_url("**/form/market/")
    answer(page, "place", "汀兰街道云桥夜市")
    answer(page, "stalls", "60")
    go_on(page)
    reach_the_check(reader)
    return send(reader)


def invite(reader: Reader) -> str:
    """Ask a relative to act in everything, by a code that nobody has taken up yet; the id of the delegation."""
    page = reader.go("/space/delegations/new/")
    page.locator("[name=kind][value=relative]").check()
    page.locator("main form button[data-once]").click()
    page.wait_for_url("**/delegations/delegation_*/")
    return reader.path.split("/")[-2]
