"""The ledger as a spreadsheet through its pages: out, back with mistakes, back right, confirmed."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from tongban.domains.reform.ledger import api as ledger
from tongban.domains.reform.ledger.tests.bureau import Bureau, build
from tongban.domains.reform.sheets.tests.books import edited, put
from tongban.kernel.actors import SYSTEM
from tongban.web import moment
from tongban.web.governance.tests.test_measures import _as, _text

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def bureau(once: Callable[[Callable[[], Bureau]], Bureau]) -> Bureau:
    return once(build)


def _out(client: Client, bureau: Bureau) -> bytes:
    answer = client.get(f"/governance/plans/{bureau.plan}/ledger.xlsx")
    assert answer.status_code == 200 and ".xlsx" in answer["Content-Disposition"]
    return answer.content


def _send(client: Client, bureau: Bureau, data: bytes) -> tuple[int, str]:
    answer = client.post(f"/governance/plans/{bureau.plan}/sheet/", {"file": SimpleUploadedFile("台账.xlsx", data)})
    where = answer["Location"] if answer.status_code == 302 else answer.content.decode()
    return answer.status_code, where


def test_a_unit_fills_in_its_rows_and_confirms(bureau: Bureau) -> None:
    clerk = _as(bureau.clerk)
    assert f"/governance/plans/{bureau.plan}/sheet/" in _text(clerk, "/governance/duties/")
    data = _out(clerk, bureau)
    rows = load_workbook(io.BytesIO(data))["台账"].max_row
    assert rows == 1 + sum("市窗口办" in (*one.lead, *one.cooperating) for one in _all(bureau))
    status, where = _send(
        clerk, bureau, edited(data, lambda book: put(book["台账"], 2, progress="预约已上线", share=55))
    )
    assert status == 302
    page = _text(clerk, where)
    assert "填报进展" in page and "55% 预约已上线" in page
    assert _all(bureau)[0].share == 0
    assert clerk.post(where, {"apply": "1"}).status_code == 302
    assert _all(bureau)[0].share == 55
    assert "已写入" in _text(clerk, where)
    assert _as(bureau.head).get(where).status_code == 404


def test_mistakes_are_listed_by_cell_and_nothing_is_kept(bureau: Bureau) -> None:
    office = _as(bureau.office)

    def write(book: Workbook) -> None:
        put(book["台账"], 2, share="很多")
        put(book["台账"], 3, classification="极好")

    status, page = _send(office, bureau, edited(_out(office, bureau), write))
    assert status == 422
    assert ">K2<" in page and ">M3<" in page and "有 2 处错误" in page


def test_a_file_can_be_discarded(bureau: Bureau) -> None:
    office = _as(bureau.office)
    data = edited(_out(office, bureau), lambda book: put(book["台账"], 4, problem="缺接口"))
    status, where = _send(office, bureau, data)
    assert status == 302
    assert office.post(where, {"discard": "1"}).status_code == 302
    assert "已放弃" in _text(office, where)


def test_what_is_no_workbook_is_refused_at_the_field(bureau: Bureau) -> None:
    office = _as(bureau.office)
    status, page = _send(office, bureau, b"nothing")
    assert status == 422 and "不是 .xlsx" in page
    assert office.post(f"/governance/plans/{bureau.plan}/sheet/").status_code == 422
    assert office.get("/governance/sheets/sheet_00000000-0000-0000-0000-000000000000/").status_code == 404


def _all(bureau: Bureau) -> tuple[ledger.MeasureView, ...]:
    return ledger.get_ledger(bureau.plan, actor=SYSTEM, today=moment.today()).measures
