"""An officer stops the clock for an expert review, and the applicant sees why; it goes on when the review is over."""

from playwright.sync_api import expect

from tests.browser import desk, founding
from tests.browser.readers import Readers

ITEM = founding.NIGHT_MARKET
WHY = "摊位多、通道窄，消防和人流方案需要专家评审。"
RESULT = "方案可行，增设两处疏散口。"


def test_an_officer_stops_the_clock_and_the_applicant_sees_why(readers: Readers) -> None:
    with readers.open("founder") as founder:
        case = founding.ask_for_a_night_market(founder)
    with readers.open("window") as window:
        window.go(f"/desk/cases/{case}/")
        desk.act(window.page, "accept")
    with readers.open("reviewer") as reviewer:
        page = reviewer.go(f"/desk/cases/{case}/")
        offer = page.locator(".offer").filter(has=page.locator("input[name=act][value=start_special]"))
        desk.unfold(offer)
        expect(offer).to_contain_text("书面告知申请人")
        expect(offer).to_contain_text("现场核查（照常计时）")
        offer.locator("input[type=radio][value=expert_review]").check()
        desk.act(page, "start_special", ITEM, reason=WHY)
        expect(page.locator("main")).to_contain_text("期间停止计时")
        expect(page.locator(".clock-paused").first).to_contain_text("第四十五条")
        assert "grant" not in {one for one in ("grant",) if desk.offers(page, one)}
    with readers.open("founder") as founder:
        page = founder.go(f"/space/cases/{case}/")
        notice = page.locator(".notice--pause")
        for part in ("专家评审", "停止计时", WHY, "第四十五条", "最迟到", "申请人不需要做什么"):
            expect(notice.first).to_contain_text(part)
        expect(page.locator(".clock-paused").first).to_contain_text("专家评审")
        founder.speak("en")
        expect(founder.go(f"/space/cases/{case}/").locator(".notice--pause").first).to_contain_text("stands still")
        founder.speak("zh-hans")
    with readers.open("reviewer") as reviewer:
        page = reviewer.go(f"/desk/cases/{case}/")
        offer = page.locator(".offer").filter(has=page.locator("input[name=act][value=end_special]"))
        desk.unfold(offer)
        offer.locator("input[type=radio][value=expert_review]").check()
        desk.act(page, "end_special", ITEM, result=RESULT)
        expect(page.locator(".clock-paused")).to_have_count(0)
    with readers.open("founder") as founder:
        page = founder.go(f"/space/cases/{case}/")
        expect(page.locator(".notice--pause")).to_have_count(0)
        page.locator("details").filter(has_text="已经结束的程序").locator("summary").click()
        expect(page.locator("main")).to_contain_text(RESULT)
