"""Dossiers by the API (one's own, an officer's with a purpose, extracts), and imports of existing licences."""

import io
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tongban.domains.registry import api as registry
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text
from tongban.web.api.tests.city import NOW, REGION, THEN, City
from tongban.web.api.tests.shape import error_of

TYPE, HOLDER = "food_business_licence", "云汀市新月餐饮有限公司"
DAY = NOW.date().isoformat()


def test_a_subject_reads_its_dossier_of_a_day(city: City) -> None:
    founder = city.caller("founder")
    case = city.file()
    told = founder.get(f"dossiers/{city.subject}").json()
    assert told["as_of"] == DAY and [one["id"] for one in told["cases"]] == [case]
    assert founder.get(f"dossiers/{city.subject}", on="2020-01-01").json()["cases"] == []
    later = founder.get(f"dossiers/{city.subject}", on="2199-01-01")
    assert (later.status_code, error_of(later)["code"]) == (422, "licences.dossier.future")
    for other in ("stranger", "window", "approver"):
        refused = city.caller(other).get(f"dossiers/{city.subject}")
        assert (refused.status_code, error_of(refused)["code"]) == (404, "licences.dossier.not_found")


def test_an_officer_opens_one_with_a_purpose_and_its_subject_reads_that(city: City) -> None:
    case = city.file()
    window, place = city.caller("window"), f"dossiers/{city.subject}"
    refused = window.post(f"{place}/looks", {"purpose": " "})
    assert (refused.status_code, error_of(refused)["code"]) == (422, "licences.dossier.purpose_missing")
    look = window.post(f"{place}/looks", {"purpose": "核查开办条件"}).json()["id"]
    told = window.get(place, look=look).json()
    assert [one["id"] for one in told["cases"]] == [case] and told["licences"] == []
    assert city.caller("approver").get(place, look=look).status_code == 404  # another officer's look
    looks = city.caller("founder").get(f"{place}/looks").json()["items"]
    assert [one["purpose"] for one in looks] == ["核查开办条件"]
    assert city.caller("stranger").get(f"{place}/looks").status_code == 404
    assert city.caller("founder").post("dossiers/search", {"text": "林甲子"}).status_code == 403
    assert city.caller("window").post("dossiers/search", {"text": "没有这个人"}).json() == {"items": []}


def test_an_extract_is_drawn_once_for_a_key_and_checked_by_anybody(city: City) -> None:
    city.file()
    founder, key = city.caller("founder"), str(uuid4())
    made = founder.post(f"dossiers/{city.subject}/extracts", {}, key=key)
    assert made.status_code == 201
    assert founder.post(f"dossiers/{city.subject}/extracts", {}, key=key).json() == made.json()
    number = made.json()["number"]
    assert made.json()["verify_at"].endswith(f"/{number}/")
    pdf = founder.get(f"dossier-extracts/{number}/file")
    assert pdf["Content-Type"] == "application/pdf" and PdfReader(io.BytesIO(pdf.content)).pages
    assert city.caller("stranger").get(f"dossier-extracts/{number}/file").status_code == 404
    checked = city.caller("").get(f"dossier-extracts/{number}").json()
    assert checked["number"] == number and checked["cases"] == 1 and "林甲子" not in checked["name"]
    slip = city.caller("").get(f"dossier-extracts/{number[:-1]}{'2' if number[-1] != '2' else '3'}")
    assert (slip.status_code, error_of(slip)["code"]) == (422, "licences.dossier.number_check")


# imports -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def code(city: City) -> str:
    """A company that the register knows; and a second approving officer, with a key."""
    company = registry.register_enterprise(
        name=HOLDER,
        region=REGION,
        legal_representative=registry.list_subjects(city.accounts["founder"])[0].id,
        address="望潮路9号",
        actor=SYSTEM,
        now=THEN,
    )
    agency = registry.get_agency(REGION, "market_regulation", on=THEN.date())
    title = Text(zh="审批", en="Approval")
    post = registry.create_post(agency=agency.id, title=title, duties=("approve",), actor=SYSTEM, now=THEN)
    second = registry.create_staff(username="second", name="second", post=post, actor=SYSTEM, now=THEN)
    until = NOW.date().replace(month=12)
    issued = registry.issue_token(
        account=second, name="t", until=until, actor=registry.actor_of(second, now=NOW), now=THEN
    )
    city.secrets["second"] = issued.secret
    return registry.get_enterprise(company).credit_code


def sheet(city: City, *rows: dict[str, object]) -> bytes:
    """The template, filled in by its headings."""
    answer = city.caller("approver").get(f"licence-imports/types/{REGION}/{TYPE}/template")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(answer.content))
    table = book["数据"]
    headings = [str(cell.value).rstrip("*") for cell in table[1]]
    for row in rows:
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


def send(city: City, data: bytes, *, who: str = "approver", key: str = "") -> Any:
    listed = city.caller("approver").get("licence-imports/types", region=REGION).json()["items"]
    [kind] = [one for one in listed if one["type_id"] == TYPE]
    fields = {"type_id": TYPE, "region": REGION, "issuer": kind["issuers"][0]["id"], "grade": "A", "source": "台账"}
    boundary = uuid4().hex
    parts = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    )
    head = f'{parts}--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="food.xlsx"\r\n\r\n'
    whole = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    kind_of = f"multipart/form-data; boundary={boundary}"
    return city.caller(who).send("licence-imports", whole, key=key or str(uuid4()), kind=kind_of)


def test_each_mistake_is_named_by_its_place_in_the_file(city: City, code: str) -> None:
    wrong = send(city, sheet(city, line(code, "JY-1", 发证日期="昨天"), line(code, "JY-2", 证照编号="")))
    error = error_of(wrong)
    assert (wrong.status_code, error["code"]) == (422, "web.api.import.mistakes")
    assert error["values"] == {"count": 2, "rows": 2}
    assert [(one["path"], one["code"]) for one in error["errors"]] == [
        ("/数据/2/E", "licences.intake.cell.not_a_day"),
        ("/数据/3/C", "licences.intake.cell.empty"),
    ]
    assert all(one["message"] for one in error["errors"])
    assert city.caller("approver").get("licence-imports").json()["items"] == []


def test_a_file_is_applied_by_a_second_officer_and_undone(city: City, code: str) -> None:
    approver, second = city.caller("approver"), city.caller("second")
    data, key = sheet(city, line(code, "JY-1")), str(uuid4())
    made = send(city, data, key=key)
    assert made.status_code == 201 and send(city, data, key=key).json() == made.json()
    again = send(city, data)
    assert (again.status_code, error_of(again)["code"]) == (409, "licences.intake.already")
    batch = f"licence-imports/{made.json()['id']}"
    assert made.json()["states"] == [{"state": "valid", "count": 1}] and not made.json()["may_apply"]
    refused = approver.post(f"{batch}/application")
    assert (refused.status_code, error_of(refused)["code"]) == (422, "licences.intake.same_person")
    assert second.get(batch).json()["may_apply"]
    done = second.post(f"{batch}/application", key="apply")
    assert done.json()["state"] == "applied" and done.json()["may_undo"]
    assert second.post(f"{batch}/application", key="apply").json() == done.json()
    assert second.post(f"{batch}/application").status_code == 409
    assert second.post(f"{batch}/undoing", {"reason": " "}).status_code == 422
    undone = second.post(f"{batch}/undoing", {"reason": "传错了文件"}).json()
    assert (undone["state"], undone["undone_because"]) == ("undone", "传错了文件")
    assert [one["state"] for one in approver.get("licence-imports").json()["items"]] == ["undone"]
    for other in ("founder", "window"):
        assert city.caller(other).get(batch).status_code == 404
        assert send(city, data, who=other).status_code == 403


def test_what_is_no_longer_right_is_named_when_it_is_applied(city: City, code: str) -> None:
    second = city.caller("second")
    one, other = (
        send(city, sheet(city, line(code, "JY-1", 有效期止=until))).json()["id"] for until in ("2029-05-05", None)
    )
    assert second.post(f"licence-imports/{one}/application").status_code == 200
    stale = second.post(f"licence-imports/{other}/application")
    assert (stale.status_code, error_of(stale)["code"]) == (409, "licences.intake.stale")
    assert [wrong["path"] for wrong in error_of(stale)["errors"]] == ["/数据/2/C"]
    assert second.post(f"licence-imports/{other}/discarding").json()["state"] == "discarded"
