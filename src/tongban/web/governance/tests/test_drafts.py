"""A plan is uploaded, compared with its paper doubt by doubt, written, and stands beside its paper from then on."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tongban.domains.reform import api as reform_domain
from tongban.domains.reform.intake import api as intake
from tongban.kernel.actors import SYSTEM
from tongban.web.tests.conftest import City

PLAN = Path(__file__).resolve().parents[5] / "tests" / "fixtures" / "yunting-markets-2026.txt"
IMPORT = "/governance/plans/import/"
MISSPELLED = 3  # the third measure: its lead is printed 市人社居


def _upload(client: Client) -> str:
    answer = client.post(IMPORT, {"region": "990100", "file": SimpleUploadedFile(PLAN.name, PLAN.read_bytes())})
    assert answer.status_code == 302
    return str(answer["Location"])


def _fields(client: Client, url: str, **changes: object) -> dict[str, object]:
    """What the form of a row would send."""
    context = client.get(url).context
    form = context["form"]
    told = {"version": context["row"].version, "act": "accept", **{k: v for k, v in form.items() if k != "limits"}}
    if "limits" in form:
        told |= {"limit": [words for words, _ in form["limits"]], "limit_day": [when for _, when in form["limits"]]}
    return told | changes


def _settle(client: Client, draft: str) -> int:
    """Accept whatever waits; how many there were."""
    count = 0
    while next_url := client.get(draft).context["next_url"]:
        assert client.post(next_url, _fields(client, next_url)).status_code == 302
        count += 1
    return count


def test_from_upload_over_every_doubt_to_the_ledger(city: City, reform: Client) -> None:
    draft = _upload(reform)
    page = reform.get(draft).content.decode()
    assert "不在本地机构名录中" in page and "没有写明期限" in page and "写入台账</button>" not in page
    early = reform.post(draft, {"act": "write"})
    assert early.status_code == 422 and "还有" in early.content.decode()
    assert reform_domain.list_plans(actor=SYSTEM) == []
    assert _settle(reform, draft) == 4
    written = reform.post(draft, {"act": "write"})
    (plan,) = reform_domain.list_plans(actor=SYSTEM)
    assert written["Location"] == f"/governance/plans/{plan.id}/"
    assert plan.measures == 5
    again = reform.post(IMPORT, {"region": "990100", "file": SimpleUploadedFile("b.txt", PLAN.read_bytes())})
    assert again.status_code == 422 and f"/governance/plans/{plan.id}/" in again.content.decode()


def test_a_row_stands_beside_its_place_and_is_set_right(city: City, reform: Client) -> None:
    url = f"{_upload(reform)}rows/{MISSPELLED}/"
    page = reform.get(url).content.decode()
    assert "<mark>2026年6月底前向新开小店推送参保提醒。</mark>" in page
    answer = reform.post(
        url, _fields(reform, url, lead="市人社局", limit=["2026年7月底前", ""], limit_day=["2026-06-30", ""])
    )
    assert answer.status_code == 302 and f"?last={MISSPELLED}" in answer["Location"]
    assert "撤销" in reform.get(answer["Location"]).content.decode()
    row = reform.get(url).context["row"]
    assert row.measure.lead == ("市人社局",)
    assert [str(one.date) for one in row.measure.deadlines] == ["2026-07-31"]
    undone = reform.post(url, {"act": "take_back", "version": row.version})
    assert reform.get(undone["Location"]).context["row"].measure.lead == ("市人社居",)


def test_two_officers_are_told_and_lose_nothing(city: City, reform: Client) -> None:
    url = f"{_upload(reform)}rows/{MISSPELLED}/"
    late = _fields(reform, url, text="我的改法。")
    reform.post(url, _fields(reform, url, lead="市人社局"))
    answer = reform.post(url, late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "另一位同事已经改动" in page and "我的改法。" in page
    assert reform.get(url).context["row"].measure.lead == ("市人社局",)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"text": " "}, "举措内容不能为空"),
        ({"limit": ["尽快"], "limit_day": [""]}, "没有读懂期限"),
        ({"limit": ["2026年"], "limit_day": ["明天"]}, "不是日期"),
        ({"act": "reject", "reason": ""}, "请写明剔除的理由"),
        ({"version": "x"}, "另一位同事"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    city: City, reform: Client, *, changes: dict[str, object], told: str
) -> None:
    url = f"{_upload(reform)}rows/{MISSPELLED}/"
    answer = reform.post(url, _fields(reform, url, lead="刚写的单位", **changes))
    page = answer.content.decode()
    assert answer.status_code in (409, 422) and told in page
    assert "刚写的单位" in page or changes.get("act") == "reject"


def test_a_row_is_left_out_and_a_draft_thrown_away(city: City, reform: Client) -> None:
    draft = _upload(reform)
    reform.post(f"{draft}rows/2/", {"act": "reject", "version": 1, "reason": "不是举措"})
    assert "剔除理由：不是举措" in reform.get(draft + "?state=rejected").content.decode()
    assert reform.get(IMPORT).context["drafts"]
    assert reform.post(draft, {"act": "discard"})["Location"] == IMPORT
    assert reform.get(IMPORT).context["drafts"] == []
    over = reform.post(f"{draft}rows/2/", {"act": "accept", "version": 2})
    assert over.status_code == 409 and "已经结束" in over.content.decode()
    assert reform.get(draft).status_code == 200 and reform.get(f"{draft}rows/99/").status_code == 404


def test_the_paper_itself_is_corrected(city: City, reform: Client) -> None:
    draft = _upload(reform)
    answer = reform.post(f"{draft}rows/0/", _fields(reform, f"{draft}rows/0/", number="云汀府发〔2026〕4号"))
    assert answer.status_code == 302
    assert "云汀府发〔2026〕4号" in reform.get(draft).content.decode()


def test_the_paper_stands_beside_the_ledger(city: City, reform: Client) -> None:
    draft = _upload(reform)
    _settle(reform, draft)
    plan = reform.post(draft, {"act": "write"})["Location"]
    page = reform.get(plan + "original/").content.decode()
    assert 'href="#m-1"' in page and 'id="o-1"' in page and "为让小店开得快" in page
    row = reform.get(plan).context["rows"][2]
    assert row["original"] in reform.get(plan).content.decode()
    assert 'id="here"' in reform.get(row["original"].split("#")[0]).content.decode()
    file = reform.get(plan + "original/file/")
    assert file.content == PLAN.read_bytes() and file["Content-Disposition"].startswith("attachment")


def test_a_plan_without_its_paper_says_so(city: City, reform: Client) -> None:
    read = reform_domain.read_plan(PLAN)
    plan = reform_domain.import_plan(read, region="990100", actor=SYSTEM, now=city.now)
    assert "没有留存原文" in reform.get(f"/governance/plans/{plan}/original/").content.decode()
    assert reform.get(f"/governance/plans/{plan}/original/file/").status_code == 404


def test_a_promise_quotes_its_plan(city: City, reform: Client, client: Client) -> None:
    source = PLAN.parents[2] / "packs" / "demo" / "plans" / "yunting-2025.txt"
    reform_domain.import_plan(reform_domain.read_plan(source), region="990100", actor=SYSTEM, now=city.now)
    public = client.get("/governance/commitments/C002/990100/").content.decode()
    assert "新企业2个工作日拿齐全部结果" in public and "云汀府发〔2025〕6号，§" in public
    assert "/original/?measure=" not in public
    assert "/original/?measure=" in reform.get("/governance/commitments/C002/990100/").content.decode()
    assert client.get(client.get("/governance/commitments/C002/990100/").context["data_url"]).status_code == 200


def test_others_see_no_draft(city: City, reform: Client) -> None:
    draft = _upload(reform)
    assert city.client_of("window").get(draft).status_code == 403
    assert intake.list_drafts(actor=SYSTEM) == []
