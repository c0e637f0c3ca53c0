"""An elder's relative files: invited by a code, with the banner, both named; and it ends at once.

Once with two log-ins, once with an elder who has neither telephone nor log-in and signs a paper at the counter.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import founding
from tests.browser.readers import Reader, Readers
from tongban.cli.demo.fiction import FictionalPerson

PASSWORD = "quiet-river-stone-41"
PAPER = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


@dataclass(frozen=True)
class LogIn:
    person: FictionalPerson
    username: str


def sign_up(reader: Reader, who: str) -> LogIn:
    """A new log-in with a person of its own, as anybody opens one."""
    person = founding.new_person()
    username = f"{who}{person.citizen_id[-8:]}"
    page = reader.go("/accounts/signup/")
    given = {"name": person.name, "citizen_id": person.citizen_id, "phone": person.phone, "username": username}
    for name, value in (given | {"password1": PASSWORD, "password2": PASSWORD}).items():
        page.fill(f"[name={name}]", value)
    page.locator("main form button.button").click()
    page.wait_for_url("**/space/")
    return LogIn(person, username)


def banner(page: Page) -> object:
    return page.locator("aside.acting")


def invite(reader: Reader) -> str:
    """The elder asks a relative to act, in everything, for three months; the code of the invitation."""
    page = reader.go("/space/delegations/")
    page.get_by_role("link", name="请人替我办事").click()
    page.locator("main form button[data-once]").click()
    expect(page.locator(".error-summary")).to_contain_text("请选择请谁替您办")
    page.locator("[name=kind][value=relative]").check()
    page.locator("main form button[data-once]").click()
    page.wait_for_url("**/delegations/delegation_*/")
    return page.locator(".code--big").inner_text()


def take_up(reader: Reader, code: str) -> None:
    page = reader.go("/space/delegations/code/")
    page.fill("[name=code]", code.lower())
    page.locator("main form button.button").click()
    expect(page.locator("main")).to_contain_text("提交申请")
    expect(page.locator("main")).not_to_contain_text(code)
    page.locator("[name=accept]").click()
    page.wait_for_url("**/delegations/delegation_*/")


def file_for(reader: Reader, applicant: str) -> str:
    """Choose for whom, fill everything in, send; the banner stands on every page. The id of the case."""
    page = reader.go(founding.START)
    page.locator("label.choice", has_text="受委托代办").locator("input").check()
    page.locator("form.card--accent button.button--big").click()
    page.wait_for_url("**/form/company/")
    expect(page.locator("aside.acting")).to_contain_text(f"您正在替“{applicant}”办事")
    founding.fill_everything(reader, founding.new_name())
    expect(page.locator("aside.acting")).to_be_visible()
    case = founding.send(reader)
    expect(page.locator("aside.acting")).to_be_visible()
    return case


def test_an_elders_relative_files_and_the_case_names_both(readers: Readers) -> None:
    with readers.open() as elder, readers.open() as child:
        mother, daughter = sign_up(elder, "elder"), sign_up(child, "child")
        take_up(child, invite(elder))
        case = file_for(child, mother.person.name)
        for reader in (child, elder):
            reader.go(f"/space/cases/{case}/")
            expect(reader.page.locator("main")).to_contain_text(
                f"{daughter.person.name}（受{mother.person.name}委托，亲友代办）"
            )
        expect(elder.page.locator("aside.acting")).to_have_count(0)
        child.page.locator("aside.acting button").click()
        expect(child.page.locator("aside.acting")).to_have_count(0)
        child.go("/space/cases/")
        expect(child.page.locator("main")).not_to_contain_text(mother.person.name)
        child.go("/space/delegations/")
        child.page.locator("button[name=subject]").click()
        expect(child.page.locator("main")).to_contain_text("开办企业")
        end_it(elder)
        child.go("/space/")
        expect(child.page.locator("main")).to_contain_text("这项委托已经结束")
        expect(child.page.locator("aside.acting")).to_have_count(0)
        child.go(f"/space/cases/{case}/")
        expect(child.page.locator("h1")).to_contain_text("没有")
        elder.go(f"/space/cases/{case}/")
        expect(elder.page.locator("main")).to_contain_text("等待窗口受理")


def end_it(reader: Reader) -> None:
    page = reader.go("/space/delegations/")
    page.locator("ul.rows a").first.click()
    page.get_by_role("link", name="结束这项委托").click()
    page.locator("button.button--danger").click()
    page.wait_for_url("**/delegations/")
    expect(page.locator("main")).to_contain_text("已结束")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_elder_without_a_log_in_signs_a_paper_at_the_counter(
    readers: Readers, tmp_path: Path, *, scripts: bool
) -> None:
    paper = tmp_path / "signed.pdf"
    paper.write_bytes(PAPER)
    elder = founding.new_person()
    with readers.open("window", java_script_enabled=scripts) as clerk, readers.open() as child:
        daughter = sign_up(child, "child")
        page = clerk.go("/desk/people/")
        page.fill("[name=citizen_id]", elder.citizen_id)
        page.locator("main form button.button").click()
        expect(page.locator("main")).to_contain_text("还没有登记过这个人")
        page.fill("[name=name]", elder.name)
        page.locator("[name=register]").click()
        page.wait_for_url("**/desk/people/subject_*/")
        expect(page.locator("main")).to_contain_text("没有账号")
        page.get_by_role("link", name="登记书面委托").click()
        page.locator("[name=kind][value=relative]").check()
        page.fill("[name=agent]", daughter.person.citizen_id)
        page.locator("[name=paper]").set_input_files(paper)
        page.locator("main form button[data-once]").click()
        page.wait_for_url("**/desk/people/subject_*/")
        expect(page.locator("main")).to_contain_text("等待接受")
        child.go("/space/delegations/")
        child.page.locator("ul.rows a").first.click()
        child.page.locator("button[value=accept]").click()
        child.page.wait_for_url("**/delegations/delegation_*/")
        case = file_for(child, elder.name)
        page.reload()
        page.get_by_role("link", name="凭书面材料结束委托").click()
        page.locator("[name=paper]").set_input_files(paper)
        page.locator("button.button--danger").click()
        expect(page.locator("main")).to_contain_text("没有有效的委托")
        child.go(f"/space/cases/{case}/")
        expect(child.page.locator("h1")).to_contain_text("没有")
