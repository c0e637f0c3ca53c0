"""A licence that one case issued satisfies a material of the next: the applicant agrees, and uploads nothing."""

import re
import time
from datetime import date, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser import desk, founding
from tests.browser.readers import PHONE, Reader, Readers

WATER = "/space/apply/water_connection/"
NEED: dict[str, Any] = {"use": "non_residential", "pipe_diameter": "25", "daily_use_m3": "12"}
WORKS: dict[str, Any] = {"external_works": "false", "road_works": "false", "low_risk_small": "false"}


def _wait_for_the_licence(founder: Reader, name: str) -> None:
    """Licences are issued by the worker: look again until the dossier has it."""
    for _ in range(60):
        page = founder.go("/space/dossiers/")
        tile = page.locator("a.tile", has_text=name)
        if tile.count():
            tile.first.click()
            if page.locator("main", has_text="营业执照").locator("tbody th", has_text="营业执照").count():
                return
        time.sleep(0.5)
    raise AssertionError(f"no licence of {name}")


def _ask_for_water(founder: Reader, name: str) -> None:
    """From the first page of the form to the papers, for the company."""
    page = founder.go(WATER)
    if page.locator("form[action$='/discard/']").count():
        with page.expect_navigation():
            page.locator("form[action$='/discard/'] button").click()
    page.locator("main label.choice", has_text=name).locator("input").check()
    with page.expect_navigation():
        page.locator("form.card--accent button.button--big").click()
    founding.fill(page, {"contact_name": "沈知远", "contact_phone": "13900000000", "address": "临江区云桥路9号"})
    founding.go_on(page)
    founding.fill(page, NEED)
    founding.go_on(page)
    founding.fill(page, WORKS)
    founding.go_on(page)
    survey = (date.today() + timedelta(days=7)).isoformat()  # noqa: DTZ011  (any day to come will do)
    founding.fill(page, {"survey_day": survey, "survey_half": "morning"})
    founding.go_on(page)
    page.wait_for_url("**/materials/")


def test_a_licence_of_one_case_satisfies_the_next_with_nothing_uploaded(readers: Readers) -> None:
    name = founding.new_name()
    with readers.open("founder") as founder:
        first = founding.apply(founder, name)
    desk.finish(readers, first)
    with readers.open("founder", screen=PHONE, java_script_enabled=False) as founder:
        _wait_for_the_licence(founder, name)
        _ask_for_water(founder, name)
        page = founder.page
        paper = page.locator("section.paper--choice", has_text="营业执照")
        expect(paper.locator("input[type=file]")).to_be_hidden()
        founding.go_on(page)
        expect(page.locator(".error-summary")).to_contain_text("请选择是否使用已有的")
        paper.locator("summary").click()
        expect(paper).to_contain_text(name)
        paper.locator("input[value=own]").check()
        expect(paper.locator("input[type=file]")).to_be_visible()
        paper.locator("input[value=take]").check()
        founding.go_on(page)
        founding.reach_the_check(founder)
        expect(page.locator("main")).to_contain_text("使用您同意调取的电子证照")
        second = founding.send(founder)
    with readers.open("window") as window:
        page = window.go(f"/desk/cases/{second}/")
        expect(page.locator("main")).to_contain_text("申请人同意使用电子证照")
        taken = page.locator("details.preview", has_text="营业执照")
        taken.locator("summary").click()
        expect(taken).to_contain_text(re.compile(r"调取时.*有效.*现在.*有效", re.DOTALL))
        expect(page.locator("ul.papers input[type=file]")).to_have_count(0)


def test_a_dossier_is_printed_and_its_number_checked(readers: Readers) -> None:
    with readers.open("founder", java_script_enabled=False) as founder, readers.open() as visitor:
        page = founder.go("/space/dossiers/")
        page.locator("a.tile").last.click()
        page.fill("[name=on]", "2020-01-01")
        page.get_by_role("button", name="显示").click()
        expect(page.locator("main")).to_contain_text("这一天还没有证照")
        address = page.url.split("?")[0]
        page.goto(address)
        with page.expect_response(re.compile(r"/dossiers/extracts/.*\.pdf")) as answer:
            page.get_by_role("button", name=re.compile("打印")).click()
        number = answer.value.url.rsplit("/", 1)[1].removesuffix(".pdf")
        assert answer.value.headers["content-type"] == "application/pdf"
        checked = visitor.go("/verify/dossier/")
        checked.fill("[name=number]", number.replace("-", ""))
        checked.locator("main form button.button").click()
        expect(checked.locator("main")).to_contain_text("这份摘录是本平台出具的")


def test_an_officer_opens_a_dossier_with_a_purpose_that_its_subject_reads(readers: Readers) -> None:
    with readers.open("reviewer") as officer:
        page = officer.go("/desk/dossiers/")
        page.fill("[name=text]", "云汀")
        page.get_by_role("button", name="查找").click()
        page.locator("button[name=subject]").first.click()
        expect(page.locator(".error-summary")).to_contain_text("请写明查阅用途")
        page.fill("[name=purpose]", "核实办件的经营资格")
        page.locator("button[name=subject]").first.click()
        page.wait_for_url(re.compile(r"/desk/dossiers/look_"))
        expect(page.locator("main")).to_contain_text("本人能看到")
