"""Existing licences by spreadsheet through the pages: checked, applied by a second officer, undone."""

import io
import re
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tongban.domains.licences import api as licences
from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text
from tongban.web.tests.conftest import REGION, City

PAGE = "/administration/licences/"
TYPE, HOLDER = "food_business_licence", "云汀市新月餐饮有限公司"


@pytest.fixture
def code(city: City) -> str:
    """The credit code of a company that the register knows."""
    head = registry.list_subjects(city.founder)[0].id
    company = registry.register_enterprise(
        name=HOLDER, region=REGION, legal_representative=head, address="望潮路9号", actor=SYSTEM, now=city.now
    )
    return registry.get_enterprise(company).credit_code


@pytest.fixture
def second(city: City) -> Client:
    """A second approving officer of the agency whose licences they are."""
    now = city.now
    agency = registry.get_agency(REGION, "market_regulation", on=now.date()).id
    post = registry.create_post(
        agency=agency, title=Text(zh="审批", en="Approval"), duties=("approve",), actor=SYSTEM, now=now
    )
    registry.create_staff(username="second", name="second", post=post, actor=SYSTEM, now=now)
    return city.client_of("second")


def sheet(approver: Client, *rows: dict[str, object]) -> bytes:
    """The template of the page, filled in by its headings."""
    book = load_workbook(io.BytesIO(approver.get(f"{PAGE}templates/{REGION}/{TYPE}.xlsx").content))
    table = book["数据"]
    headings = [str(cell.value).rstrip("*") for cell in table[1]]
    for row in rows:
        assert set(row) <= set(headings)
        table.append([row.get(name) for name in headings])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def line(code: str, number: str, **changes: object) -> dict[str, object]:
    told: dict[str, object] = {
        "持证主体名称": HOLDER,
        "持证主体代码": code,
        "证照编号": number,
        "发证日期": "2024-05-06",
    }
    fields = {"经营者名称": HOLDER, "经营场所": "望潮路9号", "主体业态": "餐饮服务经营者", "经营项目": "热食类食品制售"}
    return told | fields | changes


def upload(approver: Client, data: bytes, **changes: str) -> Any:
    """Sent as the form on the page sends it."""
    page = approver.get(PAGE).content.decode()
    [kind] = re.findall(rf'value="({TYPE}@[^"]+)"', page)
    asked = {"kind": kind, "grade": "A", "source": "市监局发证台账", **changes}
    return approver.post(PAGE, {**asked, "file": SimpleUploadedFile("food.xlsx", data)})


def numbers(city: City) -> list[str]:
    return sorted(one.number for one in licences.list_licences(actor=SYSTEM, now=city.now))


def text_of(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()[:500]
    text: str = answer.content.decode()
    return text


def test_the_desk_leads_an_approving_officer_to_it_and_nobody_else(city: City) -> None:
    approver = city.client_of("approver")
    link = f'href="{PAGE}"'
    assert link in text_of(approver.get("/desk/"))
    page = text_of(approver.get(PAGE))
    assert f'{link} aria-current="page"' in page and 'href="/desk/dossiers/"' in page  # still in the desk
    assert link not in text_of(city.client_of("window").get("/desk/"))
    assert city.client_of("window").get(PAGE).status_code == 403


def test_a_sheet_with_mistakes_tells_each_cell_and_keeps_nothing(city: City, code: str) -> None:
    approver = city.client_of("approver")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")
    data = sheet(approver, line(wrong, "JY-1"), line(code, "JY-2", 发证日期="昨天"), line(code, "JY-2", 证照编号=""))
    page = text_of(upload(approver, data), 422)
    assert "3 行" in page and "一行也没有写入" in page
    told = re.findall(r'data-label="行">(\d*)</td><td data-label="单元格"><span class="code">(\w*)</span>', page)
    cells = {cell: row for row, cell in told}
    assert cells["B2"] == "2" and cells["E3"] == "3" and cells["C4"] == "4"
    assert f'value="{TYPE}@' in page and "市监局发证台账" in page  # what was chosen is still there
    assert "还没有上传过表格" in page and not numbers(city)


@pytest.mark.parametrize(
    ("changes", "place", "sentence"),
    [
        ({"kind": ""}, "f-kind", "请选择证照种类和发证机关"),
        ({"grade": "Z"}, "f-grade", ""),
        ({"source": " "}, "f-source", ""),
    ],
)
def test_what_is_missing_is_told_at_its_field(
    *, city: City, code: str, changes: dict[str, str], place: str, sentence: str
) -> None:
    approver = city.client_of("approver")
    page = text_of(upload(approver, sheet(approver, line(code, "JY-1")), **changes), 422)
    assert f'href="#{place}"' in page and sentence in page and f'id="{place}-error"' in page


@pytest.mark.parametrize(
    ("name", "data"), [("a.xlsx", b"no spreadsheet"), ("a.doc", b"\xd0\xcf\x11\xe0"), ("a.csv", b"")]
)
def test_what_is_no_spreadsheet_is_refused_at_the_file(city: City, name: str, data: bytes) -> None:
    approver = city.client_of("approver")
    [kind] = re.findall(rf'value="({TYPE}@[^"]+)"', text_of(approver.get(PAGE)))
    sent = {"kind": kind, "grade": "A", "source": "台账", "file": SimpleUploadedFile(name, data)}
    page = text_of(approver.post(PAGE, sent), 422)
    assert 'id="f-file-error"' in page


def test_a_good_sheet_is_applied_by_a_second_officer_and_undone_with_a_reason(
    city: City, code: str, second: Client
) -> None:
    approver = city.client_of("approver")
    ended = {"状态": "注销", "状态日期": "2025-01-01", "状态原因": "企业申请注销"}
    data = sheet(approver, line(code, "JY-1"), line(code, "JY-2", **ended))
    batch = upload(approver, data)["Location"]
    page = text_of(approver.get(batch))
    assert "请另一位同事" in page and "有效：1" in page and "注销：1" in page and 'value="apply"' not in page
    refused = text_of(approver.post(batch, {"act": "apply"}), 422)
    assert "另一" in refused and not numbers(city)

    assert "确认入库 2 份" in text_of(second.get(batch))
    done = text_of(second.post(batch, {"act": "apply"}, follow=True))
    assert "2 份证照已入库" in done and "还没有被使用" in done
    assert numbers(city) == ["JY-1", "JY-2"]
    assert text_of(approver.get(PAGE)).count("food.xlsx") == 1
    assert "JY-1" in text_of(approver.post("/desk/licences/", {"text": "JY-1"}))

    without = text_of(second.post(batch, {"act": "undo", "reason": " "}), 422)
    assert 'href="#f-reason"' in without and len(numbers(city)) == 2
    undone = text_of(second.post(batch, {"act": "undo", "reason": "传错了文件"}, follow=True))
    assert "传错了文件" in undone and "已撤销" in undone and not numbers(city)


def test_a_file_of_another_agency_or_thrown_away_can_no_longer_be_applied(
    city: City, code: str, second: Client
) -> None:
    approver = city.client_of("approver")
    batch = upload(approver, sheet(approver, line(code, "JY-1")))["Location"]
    assert "已丢弃" in text_of(approver.post(batch, {"act": "discard"}, follow=True))
    assert second.post(batch, {"act": "apply"}).status_code in (409, 422)
    assert second.post(batch, {"act": "burn"}).status_code == 404
    post = registry.create_post(
        agency=registry.get_agency(REGION, "tax", on=city.now.date()).id,
        title=Text(zh="税务审批", en="Tax"),
        duties=("approve",),
        actor=SYSTEM,
        now=city.now,
    )
    registry.create_staff(username="tax", name="tax", post=post, actor=SYSTEM, now=city.now)
    assert get_user_model().objects.filter(username="tax").exists()
    assert city.client_of("tax").get(batch).status_code == 404


def test_what_changed_since_the_upload_is_told_by_its_cell(city: City, code: str, second: Client) -> None:
    approver = city.client_of("approver")
    one, other = (
        upload(approver, sheet(approver, line(code, "JY-1", 有效期止=until)))["Location"]
        for until in ("2029-05-05", "2030-05-05")
    )
    second.post(one, {"act": "apply"})
    page = text_of(second.post(other, {"act": "apply"}), 422)
    assert '<span class="code">C2</span>' in page and len(numbers(city)) == 1
