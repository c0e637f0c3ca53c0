"""Promises are public, their cases are not; plans go from their file to the ledger and no further than confirmed."""

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from tongban.domains.cases import api as cases
from tongban.domains.reform import api as reform_domain
from tongban.kernel import outbox
from tongban.kernel.actors import SYSTEM
from tongban.web.governance import figures
from tongban.web.sheets import sheet
from tongban.web.tests.conftest import City

PLAN = Path(__file__).resolve().parents[5] / "packs" / "demo" / "plans" / "yunting-2025.txt"
C002 = "/governance/commitments/C002/990100/"
IMPORT = "/governance/plans/import/"


def _text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def _finished(city: City, *, days: float = 0) -> cases.CaseId:
    case = city.file()
    city.accept(case)
    city.later(days=days, minutes=5)
    city.finish(case)
    outbox.deliver(now=city.now)
    return case


# promises ----------------------------------------------------------------------------------------------------------


def test_everybody_reads_every_promise_by_its_state(city: City, client: Client) -> None:
    _finished(city, days=4)
    page = _text(client, "/governance/")
    assert "开办企业 2 个工作日内全部办结" in page
    assert "不超过 2 个工作日" in page
    assert "承诺没有做到" in page
    assert page.index("未兑现") < page.index("已兑现")
    assert "改革台账" not in page


def test_the_list_is_narrowed_by_state_and_unit(city: City, client: Client) -> None:
    page = _text(client, "/governance/?state=no_cases")
    assert "期内没有办件" in page
    assert "承诺没有做到" not in page
    assert "没有符合条件的内容" in _text(client, "/governance/?unit=没有这个单位")
    assert "期内没有办件" in _text(client, "/governance/?state=pink")


def test_the_list_is_a_table_for_spreadsheets(city: City, client: Client) -> None:
    answer = client.get("/governance/commitments.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("编号,承诺")
    assert any(line.startswith("C002,") for line in lines)


def test_promises_without_a_number_say_by_when_or_that_they_have_no_exception(city: City, client: Client) -> None:
    dated = _text(client, "/governance/commitments/M01/500000/")
    assert "企业名称由申请人自主申报" in dated and "2019年9月30日 前完成" in dated and "随改革台账销号" in dated
    absolute = _text(client, "/governance/commitments/A25/500000/")
    assert "没有例外" in absolute


def test_no_cell_of_a_table_is_a_formula() -> None:
    assert "'=1+1" in sheet("a.csv", ["x"], [["=1+1"]]).content.decode()


def test_a_promise_opens_to_figures_for_everybody_and_to_cases_for_those_who_watch(
    city: City, client: Client, reform: Client
) -> None:
    case = _finished(city, days=4)
    number = cases.get_case(case, SYSTEM, now=city.now).number
    public = _text(client, C002)
    assert "3 个工作日" in public
    assert "用表格查看" in public
    assert number not in public
    assert "数字背后的办件" not in public
    watched = _text(reform, C002)
    assert number in watched
    assert f"{C002}cases/{case}/" in watched


def test_each_case_opens_to_the_stretches_of_its_clock(city: City, client: Client, reform: Client) -> None:
    case = _finished(city, days=4)
    url = f"{C002}cases/{case}/"
    page = _text(reform, url)
    assert "为什么是这一天" in page
    assert "合计：已用" in page
    assert "云汀市禾岚茶业有限公司" not in page
    assert client.get(url)["Location"].startswith("/accounts/login/")
    assert city.client_of("founder").get(url).status_code == 403
    assert reform.get(f"{C002}cases/case_nonsense/").status_code == 404


def test_the_cases_are_paged(city: City, reform: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongban.web.governance.commitment.PER_PAGE", 1)
    first, second = city.file(), city.file()
    for case in (first, second):
        city.accept(case)
    city.later(days=10)
    outbox.deliver(now=city.now)
    pages = [_text(reform, f"{C002}?page={number}") for number in (1, 2)]
    assert [sum(str(one) in page for one in (first, second)) for page in pages] == [1, 1]
    assert "共 2 项" in pages[0]
    assert _text(reform, f"{C002}?page=nonsense")


def test_an_unknown_promise_is_not_there(city: City, client: Client) -> None:
    assert client.get("/governance/commitments/C999/990100/").status_code == 404
    assert client.get("/governance/commitments/C002/000000/").status_code == 404


@pytest.mark.parametrize(
    ("measured", "told"), [((0, "working_day"), "当天"), ((0, "fen"), "免费"), ((90, "percent"), "90%")]
)
def test_numbers_are_told_in_their_unit(measured: tuple[float, str], told: str) -> None:
    with translation.override("zh-hans"):
        assert figures.measured(*measured) == told


def test_the_pages_speak_english(city: City, client: Client) -> None:
    client.post("/preferences/", {"language": "en", "next": "/"})
    assert "what was promised and what happened" in _text(client, "/governance/")
    assert "at most 2 working days" in _text(client, C002)


# the ledger --------------------------------------------------------------------------------------------------------


def _upload(client: Client, name: str, data: bytes, *, region: str = "990100") -> tuple[int, str]:
    answer = client.post(IMPORT, {"region": region, "file": SimpleUploadedFile(name, data)})
    return answer.status_code, answer.content.decode()


def _imported(city: City) -> str:
    """The page of the demo plan, in the ledger without review."""
    plan = reform_domain.read_plan(PLAN)
    return f"/governance/plans/{reform_domain.import_plan(plan, region='990100', actor=SYSTEM, now=city.now)}/"


@pytest.mark.parametrize("url", ["/governance/plans/", IMPORT])
def test_the_ledger_is_for_those_who_keep_it(city: City, client: Client, url: str) -> None:
    assert client.get(url)["Location"].endswith(f"?next={url}")
    assert city.client_of("founder").get(url).status_code == 403
    assert city.client_of("window").get(url).status_code == 403


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (("a.zip", b"Rar!1.4"), "不是可以读取的格式"),
        (("a.txt", "今天天气好。".encode()), "不像一份改革方案"),
        (("a.txt", b"\xff\x00\x81"), "文字编码无法确认"),
        (("a.docx", b"PK\x03\x04broken"), "已损坏"),
        (("../../a.doc", bytes.fromhex("d0cf11e0a1b11ae1")), "旧版 Office 格式"),
    ],
)
def test_a_file_that_is_no_plan_is_told_at_its_field(reform: Client, file: tuple[str, bytes], told: str) -> None:
    status, page = _upload(reform, *file)
    assert status == 422
    assert told in page
    assert 'href="#f-file"' in page


def test_every_broken_place_of_a_table_is_listed(city: City, reform: Client) -> None:
    rows = PLAN.read_text("utf-8").split("\n\n")
    lost = re.compile("\t(?:3|4|5|8|9)．")
    status, page = _upload(reform, "cut.txt", "\n\n".join(row for row in rows if not lost.search(row)).encode())
    assert status == 422
    assert "处需要修正" in page or "需要修正的" in page
    assert page.count("任务序号不连续") == 2
    assert reform_domain.list_plans(actor=SYSTEM) == []


def test_without_file_or_region_nothing_is_read(city: City, reform: Client) -> None:
    assert "请选择方案文件" in reform.post(IMPORT, {"region": "990100"}).content.decode()
    status, page = _upload(reform, PLAN.name, PLAN.read_bytes(), region="500000")
    assert status == 422
    assert "请选择您负责的地区" in page


def test_the_ledger_is_narrowed_and_exported(city: City, reform: Client) -> None:
    url = _imported(city)
    whole = reform.get(url)
    count = whole.context["count"]
    narrowed = reform.get(url + "?light=overdue")
    assert 0 < narrowed.context["count"] < count
    assert "期限已过" in narrowed.content.decode()
    assert "方案原文" in narrowed.content.decode()
    by_unit = reform.get(url, {"unit": whole.context["units"][0].value})
    assert 0 < by_unit.context["count"] <= count
    assert "没有符合条件的内容" in _text(reform, url + "?words=没有这样的文字")
    table = reform.get(url + "measures.csv").content.decode("utf-8-sig")
    assert len(table.splitlines()) == count + 1
    assert reform.get("/governance/plans/plan_00000000-0000-0000-0000-000000000000/").status_code == 404
    assert city.client_of("window").get(url).status_code == 403


def test_a_long_ledger_is_paged_and_can_be_shown_whole(
    city: City, reform: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tongban.web.governance.ledger.PER_PAGE", 5)
    url = _imported(city)
    first, second, whole = (reform.get(url + query).context["rows"] for query in ("", "?page=2", "?all=1"))
    assert len(first) == len(second) == 5
    assert first[0] != second[0]
    assert len(whole) > 10


def test_the_share_of_one_window_is_shown_with_what_it_is_of(city: City, reform: Client) -> None:
    case = city.file()
    city.accept(case)
    page = _text(reform, "/governance/one-window/")
    assert "1件中的1件" in page
    assert "100.0%" in page
    assert "网上" in page
    assert city.client_of("founder").get("/governance/one-window/").status_code == 403
