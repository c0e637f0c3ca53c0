"""One application from the form to the licence, and everything that may be read on the way."""

from io import BytesIO

from pypdf import PdfReader

from tongban.web.api.tests.city import City


def test_a_founder_gets_a_company(city: City) -> None:
    founder, window = city.caller("founder"), city.caller("window")
    procedure = founder.get("regions/990102/procedures/company_setup").json()
    assert procedure["form"]["properties"]["name"]["x-text"]["zh"] and procedure["guide"]["facts"]
    assert [clock["unit"] for clock in procedure["clocks"] if clock["kind"] == "promised"] == ["working_day"]
    case = city.file()
    assert founder.get(f"cases/{case}").json()["status"] == "submitted"
    assert [one["case"] for one in window.get("inbox").json()["items"]] == [case]
    assert window.post(f"cases/{case}/acceptance").status_code == 204

    city.finish(case)
    view = founder.get(f"cases/{case}").json()
    assert (view["status"], view["outcome"]) == ("closed", "granted")
    assert view["submitted_at"].endswith("+08:00")
    for clock in founder.get(f"cases/{case}/clocks").json()["items"]:
        assert sum(span["counted"] for span in clock["spans"]) == clock["used"]
    events = founder.get(f"cases/{case}/timeline").json()["items"]
    assert events[0]["type"] == "cases.case_submitted.v1" and events[-1]["type"] == "cases.case_closed.v1"

    licence = next(one for one in founder.get("licences").json()["items"] if one["type_id"] == "business_licence")
    assert founder.get(f"licences/{licence['id']}").json() == licence
    told = founder.get(f"licences/{licence['id']}/history").json()
    assert [one["type"] for one in told["moments"]] == ["licences.licence_issued.v1"]
    assert told["records"] == [{name: licence[name] for name in ("id", "version", "identifier", "state")}]
    day = licence["issued_at"][:10]
    then = founder.get(f"licences/{licence['id']}/state?on={day}").json()
    assert then == {"on": day, "licence": licence["id"], "state": "valid"}
    before = founder.get(f"licences/{licence['id']}/state?on=2020-01-01").json()
    assert before == {"on": "2020-01-01", "licence": None, "state": None}
    pdf = founder.get(f"licences/{licence['id']}/certificate")
    assert pdf["Content-Type"] == "application/pdf" and PdfReader(BytesIO(pdf.content)).pages
    token = licence["verify_at"].rstrip("/").rpartition("/")[2]
    assert city.caller("").get(f"licences/verification/{token}").json()["state"] == "valid"
    named = {"identifier": licence["identifier"], "holder_name": licence["holder_name"]}
    assert city.caller("").post("licences/verification", named).json()["licence"]["number"] == licence["number"]

    promise = city.caller("supervisor").get("commitments/990100/C002").json()
    assert [one["case"] for one in promise["items"]] == [case] and promise["commitment"]["cases"] == 1
    assert city.caller("").get("commitments/990100/C002").json()["items"] == []
    subjects = founder.get("me").json()["subjects"]
    assert {one["kind"] for one in subjects} == {"person", "enterprise"}


def test_what_the_window_asks_for_is_brought_once(city: City) -> None:
    case = city.file()
    founder, window = city.caller("founder"), city.caller("window")
    asked = {"missing": [{"item": "address", "why": "缺少第二页"}]}
    assert window.post(f"cases/{case}/supplement-request", asked).status_code == 204
    told = founder.get(f"cases/{case}").json()["missing"]
    assert [(one["item"], one["title"], one["why"]) for one in told] == [("address", "住所地址", "缺少第二页")]
    paper = founder.upload(key="paper").json()["id"]
    brought = {
        "form": city.application()["form"],
        "materials": [{"id": "articles_of_association", "files": [paper]}],
    }
    assert founder.post(f"cases/{case}/supplement", brought).status_code == 204
    assert window.get(f"cases/{case}/files/{paper}").content == founder.get(f"evidence/{paper}/content").content
    assert city.caller("supervisor").get(f"cases/{case}/files/{paper}").status_code == 404
    again = window.post(f"cases/{case}/supplement-request", asked)
    assert (again.status_code, again.json()["error"]["code"]) == (422, "cases.supplement.asked_once")
    refused = {"reason": "不属于本窗口", "where": "青崖区政务服务中心"}
    assert window.post(f"cases/{case}/refusal", refused).status_code == 204
    assert founder.get(f"cases/{case}").json()["refused_where"] == refused["where"]


def test_an_application_is_withdrawn(city: City) -> None:
    case = city.file()
    assert city.caller("stranger").post(f"cases/{case}/withdrawal", {}).status_code in (403, 404)
    assert city.caller("founder").post(f"cases/{case}/withdrawal", {"reason": "改日再办"}).status_code == 204
    assert city.caller("founder").get("cases", status="withdrawn").json()["items"][0]["id"] == case


def test_a_draft_is_kept_read_and_thrown_away(city: City) -> None:
    founder = city.caller("founder")
    path = "drafts/990102/company_setup"
    assert founder.get(path).status_code == 404
    kept = founder.post(path, {"answers": {"name": "云汀市"}, "subject": city.subject}, method="PUT")
    assert kept.status_code == 200, kept.content
    assert founder.get(path).json()["answers"] == {"name": "云汀市"}
    assert [one["procedure"] for one in founder.get("drafts").json()["items"]] == ["company_setup"]
    assert city.caller("stranger").get(path).status_code == 404
    assert founder.post(path, method="DELETE").status_code == 204
    assert founder.post(path, method="DELETE").status_code == 204
    assert founder.get("drafts").json() == {"items": [], "next": None}
    assert founder.post("drafts/990102/no_such", {"answers": {}}, method="PUT").status_code == 404
