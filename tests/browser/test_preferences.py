"""Language, elder mode and small screens: the same page, the same functions."""

from playwright.sync_api import expect

from tests.browser import founding
from tests.browser.readers import PHONE, Reader, Readers


def test_the_language_switch_keeps_the_page_and_what_was_asked(visitor: Reader) -> None:
    page = visitor.go("/services/?q=企业")
    page.locator("button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert visitor.path == "/services/"
    expect(page.locator("#search-box")).to_have_value("企业")
    page.locator("button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_a_form_half_filled_survives_the_language_switch(readers: Readers) -> None:
    name = founding.new_name()
    with readers.open("founder") as founder:
        founding.begin(founder)
        founding.answer(founder.page, "name", name)
        with founder.page.expect_response(lambda one: one.request.method == "POST"):
            founder.page.locator("[name=industry_code]").focus()
        founder.page.locator("button[name=language]").click()
        expect(founder.page.locator("html")).to_have_attribute("lang", "en")
        expect(founder.page.locator("[name=name]")).to_have_value(name)
        founder.page.locator("button[name=language]").click()


def test_elder_mode_makes_everything_larger_and_stays(readers: Readers) -> None:
    with readers.open(screen=PHONE) as elder:
        page = elder.go("/")
        before = _size(elder)
        page.locator("button[name=elder]").click()
        expect(page.locator("html.elder")).to_have_count(1)
        elder.go("/guides/package/company_setup/")
        assert _size(elder) >= before * 1.2
        assert not page.evaluate("() => document.scrollingElement.scrollWidth > innerWidth")


def test_what_was_sent_can_be_followed_on_a_telephone_in_english(readers: Readers) -> None:
    with readers.open("founder", screen=PHONE) as founder:
        founder.speak("en")
        case = founding.apply(founder, founding.new_name())
        founder.go(f"/space/cases/{case}/")
        expect(founder.page.locator("main")).to_contain_text("Waiting for acceptance")


def _size(reader: Reader) -> float:
    size: float = reader.page.evaluate("() => parseFloat(getComputedStyle(document.body).fontSize)")
    return size
