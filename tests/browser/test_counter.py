"""The counter files for a person without a phone: found by the card, filled in together, receipt in the hand."""

from io import BytesIO

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser import desk, founding
from tests.browser.readers import PHONE, Readers


def test_the_counter_files_for_a_person_without_a_phone(readers: Readers) -> None:
    person = founding.new_person()
    with readers.open("window") as clerk:
        page = clerk.go("/desk/counter/")
        page.get_by_role("link", name="帮办代办").click()
        page.locator("button[data-once]").click()
        expect(page.locator(".error-summary")).to_contain_text("请先核对身份证件原件")
        page.fill("[name=name]", person.name)
        page.fill("[name=citizen_id]", person.citizen_id)
        page.locator("[name=procedure]").select_option("company_setup")
        page.locator("[name=seen]").check()
        page.locator("button[data-once]").click()
        page.wait_for_url("**/space/apply/company_setup/")
        expect(page.locator(".acting")).to_contain_text(f"您正在替“{person.name}”办事")
        page.locator("form.card--accent button.button--big").click()
        page.wait_for_url("**/form/company/")
        founding.answer(page, "name", founding.new_name())
        for answers in founding.PAGES.values():
            whole = answers
            if "contact_name" in answers:
                whole = {
                    "legal_representative_name": person.name,
                    "legal_representative_id": person.citizen_id,
                    "legal_representative_phone": person.phone,
                    **answers,
                }
            founding.fill(page, whole)
            founding.go_on(page)
        if clerk.path.endswith("/materials/"):
            founding.go_on(page)
        page.wait_for_url("**/check/")
        case = founding.send(clerk)
        number = page.locator("strong.code").inner_text()
        receipt = clerk.context.request.get(f"{clerk.town.address}/space/cases/{case}/documents/1/")
        words = "".join(PdfReader(BytesIO(receipt.body())).pages[0].extract_text().split())
        assert all(part in words for part in ("材料接收凭证", person.name, number))
        page.get_by_role("button", name="回到窗口").click()
        page.wait_for_url("**/desk/counter/")
        expect(page.locator(".acting")).to_have_count(0)
        desk.open_from_inbox(clerk, number)
        desk.act(page, "accept")
        expect(page.locator("main")).to_contain_text("已受理")
        expect(page.locator("main")).to_contain_text("受理通知书")


def test_places_are_public_and_a_time_is_booked_on_a_phone(readers: Readers) -> None:
    with readers.open(screen=PHONE) as visitor:
        page = visitor.go("/places/")
        expect(page.locator("main")).to_contain_text("现在等候")
    with readers.open("founder", screen=PHONE, java_script_enabled=False) as founder:
        page = founder.go("/space/visits/")
        page.get_by_role("link", name="预约时间").first.click()
        page.locator("input[name=subject]").first.check()
        page.locator("button[name=slot]").last.click()
        page.wait_for_url("**/space/visits/")
        expect(page.locator("main")).to_contain_text("预约成功")
        page.get_by_role("button", name="取消预约").first.click()
        expect(page.locator("main")).to_contain_text("已取消预约")
