"""A founder fills in one form: alone, interrupted, without a mouse, without scripts."""

import re

from playwright.sync_api import Page, expect

from tests.browser import founding
from tests.browser.readers import Readers

RING = """() => {
  const style = getComputedStyle(document.activeElement);
  return [style.outlineStyle, style.boxShadow];
}"""


def test_a_draft_is_kept_and_gone_on_with_in_another_profile(readers: Readers) -> None:
    name = founding.new_name()
    with readers.open("founder") as first:
        founding.begin(first)
        founding.answer(first.page, "name", name)
        founding.fill(first.page, founding.PAGES["company"])
        founding.go_on(first.page)
        first.page.wait_for_url("**/form/people/")
        first.page.locator("button[name=later]").click()
        first.page.wait_for_url("**/space/")
        expect(first.page.locator("main")).to_contain_text("草稿")
    with readers.open("founder") as second:
        page = second.go(founding.START)
        page.get_by_role("link", name="继续填写").click()
        page.wait_for_url("**/form/people/")
        second.go(founding.START + "form/company/")
        expect(page.locator("[name=name]")).to_have_value(name)


def test_what_is_written_is_saved_while_it_is_written(readers: Readers) -> None:
    name = founding.new_name()
    with readers.open("founder") as reader:
        founding.begin(reader)
        founding.answer(reader.page, "name", name)
        with reader.page.expect_response(lambda one: one.request.method == "POST"):
            reader.page.locator("[name=industry_code]").focus()
        expect(reader.page.locator("#saved")).to_contain_text("草稿已保存")
        reader.page.reload()
        expect(reader.page.locator("[name=name]")).to_have_value(name)


def test_a_mistake_is_said_on_top_and_at_its_question_and_nothing_is_lost(readers: Readers) -> None:
    with readers.open("founder") as reader:
        founding.begin(reader)
        page = reader.page
        founding.answer(page, "name", "云汀市某店")
        founding.fill(page, founding.PAGES["company"])
        founding.go_on(page)
        expect(page.locator(".error-summary")).to_be_focused()
        page.locator(".error-summary a").first.click()
        expect(page.locator("[name=name]")).to_be_focused()
        expect(page.locator("[name=name]")).to_have_value("云汀市某店")
        expect(page.locator("[name=name]")).to_have_attribute("aria-invalid", "true")
        expect(page).to_have_title(re.compile("^请修改"))


def test_an_answer_brings_up_its_further_questions_at_once(readers: Readers) -> None:
    with readers.open("founder") as reader:
        founding.begin(reader)
        page = reader.page
        expect(page.locator("[name=term_years]")).to_have_count(0)
        founding.answer(page, "term", "fixed")
        expect(page.locator("[name=term_years]")).to_be_visible()


def test_the_form_is_sent_without_javascript(readers: Readers) -> None:
    name = founding.new_name()
    with readers.open("founder", java_script_enabled=False) as reader:
        case = founding.apply(reader, name)
        reader.go(f"/space/cases/{case}/")
        expect(reader.page.locator("main")).to_contain_text("等待窗口受理")


def test_the_back_button_after_sending_does_not_send_twice(readers: Readers) -> None:
    with readers.open("founder") as reader:
        case = founding.apply(reader, founding.new_name())
        reader.page.go_back()
        assert reader.path != f"/space/cases/{case}/sent/"
        if reader.page.locator("[name=declare]").count():
            assert founding.send(reader) == case


def test_from_search_to_the_second_page_of_the_form_by_keyboard_alone(readers: Readers) -> None:
    with readers.open("founder") as reader:
        founding.begin(reader)
        reader.go("/")
        page = reader.page
        _tab_to(page, "#search-box")
        page.keyboard.type("开办企业")
        page.keyboard.press("Enter")
        page.wait_for_url("**/services/?q=*")
        _tab_to(page, "a[href^='/guides/package/company_setup/']")
        page.keyboard.press("Enter")
        page.wait_for_url("**/guides/package/company_setup/")
        _tab_to(page, f"a[href='{founding.START}']")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{founding.START}")
        _tab_to(page, "a.button")
        page.keyboard.press("Enter")
        page.wait_for_url("**/form/company/")
        for name, value in {"name": founding.new_name(), **founding.PAGES["company"]}.items():
            _answer_by_keyboard(page, name, value)
        _tab_to(page, "p.actions button[name=next]")
        page.keyboard.press("Enter")
        page.wait_for_url("**/form/people/")


def _tab_to(page: Page, selector: str) -> None:
    """Press tab until the wanted element has the focus, as a reader without a mouse does; it must show its ring."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            ring = page.evaluate(RING)
            assert ring != ["none", "none"], f"{selector} has the focus and does not show it"
            return
    raise AssertionError(f"{selector} cannot be reached by the tab key")


def _answer_by_keyboard(page: Page, name: str, value: str) -> None:
    _tab_to(page, f"[name='{name}']")
    kind = page.evaluate("() => document.activeElement.type")
    if kind == "select-one":
        page.keyboard.type(page.locator(f"[name='{name}'] option[value='{value}']").inner_text())
    elif kind == "radio":
        page.keyboard.press("Space")
        for _ in range(6):
            if page.evaluate("() => document.activeElement.value") == value:
                break
            page.keyboard.press("ArrowDown")
    else:
        page.keyboard.press("Control+A")
        page.keyboard.type(value)


def test_guided_questions_lead_to_what_has_to_be_done_and_back(readers: Readers) -> None:
    with readers.open("founder", java_script_enabled=False) as reader:
        founding.be_guided(reader)
        page = reader.page
        expect(page.locator("h1")).to_have_text("您需要办理这 4 件事")
        page.get_by_role("link", name="上一步").click()
        page.wait_for_url("**/situation/public_place/")
        expect(page.locator("[name=public_place][value=true]")).to_be_checked()
        founding.answer(page, "public_place", "false")
        page.locator("button[name=next]").click()
        page.wait_for_url("**/items/")
        expect(page.locator("h1")).to_have_text("您需要办理这 3 件事")
        expect(page.locator("main")).to_contain_text("回答了“否”")


def test_an_older_tab_overwrites_nothing(readers: Readers) -> None:
    name, other = founding.new_name(), founding.new_name()
    with readers.open("founder", java_script_enabled=False) as reader:
        founding.begin(reader)
        old = reader.context.new_page()
        old.goto(reader.page.url)
        founding.answer(reader.page, "name", name)
        founding.go_on(reader.page)
        founding.answer(old, "name", other)
        old.locator("button.button[name=next]").click()
        expect(old.locator("#newer")).to_contain_text(f"保留“{name}”，您填的是“{other}”")
        expect(old.locator("[name=name]")).to_have_value(name)
