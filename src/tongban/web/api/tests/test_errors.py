"""Bad input gets one shape, a stable code and the status of its family; never a 5xx, never half a write."""

import json
from typing import Any, get_args

import pytest
from django.test import Client, override_settings
from ninja import Schema

from tongban.domains.cases import api as cases
from tongban.domains.licences import api as licence_door
from tongban.domains.metrics import api as metrics
from tongban.kernel import timemachine
from tongban.kernel.actors import SYSTEM
from tongban.kernel.errors import CalendarGap, NotInForce, Refusal
from tongban.web.api import application, governance, licences, problems
from tongban.web.api.tests.city import City, status_of
from tongban.web.api.tests.shape import error_of

NO_CASE = "case_00000000-0000-4000-8000-000000000000"


QUESTIONS = (
    ("cases/nonsense", 404, "kernel.id.malformed"),
    (f"cases/{NO_CASE}", 404, "cases.case.unknown"),
    ("cases?cursor=%%%", 422, "cases.cursor.malformed"),
    ("regions?cursor=bm9uc2Vuc2U", 422, "web.api.cursor.malformed"),
    ("regions?cursor=bzoxZTk", 422, "web.api.cursor.malformed"),
    ("regions/999999", 404, "registry.region.unknown"),
    ("regions/990102/procedures/nothing", 404, "catalogue.procedure.unknown"),
    ("regions?parent=%00", 422, "web.api.text_unwritable"),
    ("cases?text=%00", 422, "web.api.text_unwritable"),
    ("cases?limit=0", 422, "web.api.invalid"),
    ("cases?limit=99999999999999999999999999", 422, "web.api.invalid"),
    ("cases?status=lost", 422, "web.api.invalid"),
    ("cases?submitted_from=0001-01-01", 422, "web.api.invalid"),
    ("no/such/address", 404, "web.api.address.not_found"),
    ("", 404, "web.api.address.not_found"),
    ("inbox", 403, "kernel.authz.denied"),
    ("plans", 403, "kernel.authz.denied"),
    ("audit", 403, "kernel.authz.denied"),
    ("evidence/evidence_00000000-0000-4000-8000-000000000000", 404, "kernel.evidence.unknown"),
    ("licences/licence_00000000-0000-4000-8000-000000000000", 404, "licences.licence.not_found"),
    ("licences?cursor=licence_x", 404, "kernel.id.malformed"),
    ("commitments/990100/NONE", 404, "metrics.commitment.unknown"),
)


BODIES = (
    (b"{", 400, "web.api.body_unreadable"),
    (b"\xff\xfe", 400, "web.api.body_unreadable"),
    (b'{"granted": NaN}', 400, "web.api.body_unreadable"),
    (b"[" * 200_000, 400, "web.api.body_unreadable"),
    (b"[" * 100 + b"]" * 100, 400, "web.api.body_unreadable"),
    (b"1" * 5000, 400, "web.api.body_unreadable"),
    (b'{"reason": "\\u0000"}', 422, "web.api.text_unwritable"),
    (b'{"reason": "\\ud800"}', 422, "web.api.text_unwritable"),
    (b'{"\\udfff": 1}', 422, "web.api.text_unwritable"),
    (b'{"reason": 1e999}', 422, "web.api.number_too_large"),
    (b'{"reason": 9007199254740992}', 422, "web.api.number_too_large"),
    (b'{"reason": 5}', 422, "web.api.invalid"),
    (b'{"reason": "", "why": ""}', 422, "web.api.invalid"),
    (b"[]", 422, "web.api.invalid"),
    (b"", 422, "web.api.invalid"),
)


def test_a_wrong_question_is_refused(city: City) -> None:
    founder = city.caller("founder")
    answers = [(path, founder.get(path)) for path, *_ in QUESTIONS]
    assert [(path, one.status_code, error_of(one)["code"]) for path, one in answers] == list(QUESTIONS)


def test_a_body_that_cannot_be_is_refused(city: City) -> None:
    founder = city.caller("founder")
    answers = [(body, founder.send(f"cases/{NO_CASE}/withdrawal", body)) for body, *_ in BODIES]
    assert [(body, one.status_code, error_of(one)["code"]) for body, one in answers] == list(BODIES)


def test_every_mistake_of_an_application_is_told_at_once(city: City) -> None:
    form = city.application()["form"] | {"registered_capital_yuan": "much", "legal_representative_id": "1"}
    del form["name"]
    response = city.caller("founder").post("cases", city.application(form=form), key="bad")
    error = error_of(response)
    assert (response.status_code, error["code"]) == (422, "cases.form.invalid")
    assert {"/name", "/registered_capital_yuan", "/legal_representative_id"} <= {one["path"] for one in error["errors"]}
    assert cases.list_cases(SYSTEM, now=timemachine.now()).rows == ()


def test_a_request_of_the_wrong_shape_names_each_place(city: City) -> None:
    response = city.caller("founder").post("cases", {"procedure": "x" * 65, "region": "990102", "extra": 1})
    wrong = {one["path"]: one["code"] for one in error_of(response)["errors"]}
    assert wrong == {
        "/header/Idempotency-Key": "web.api.field.missing",
        "/body/procedure": "web.api.field.too_long",
        "/body/subject": "web.api.field.missing",
        "/body/form": "web.api.field.missing",
        "/body/extra": "web.api.field.unexpected",
    }


def test_the_sentence_is_in_the_readers_language(city: City) -> None:
    caller = city.caller("founder")
    assert error_of(caller.get(f"cases/{NO_CASE}"))["language"] == "zh"
    caller.language = "en-GB,en;q=0.8"
    error = error_of(caller.get(f"cases/{NO_CASE}"))
    assert error["language"] == "en" and error["message"].isascii()
    assert caller.get("regions/990102").json()["name"].isascii()


def test_methods_media_types_and_sizes(city: City) -> None:
    founder = city.caller("founder")
    wrong = founder.send("regions", b"{}")
    assert (wrong.status_code, error_of(wrong)["code"], wrong["Allow"]) == (405, "web.api.no_such_method", "GET")
    kind = founder.send(f"cases/{NO_CASE}/withdrawal", b"reason=x", kind="application/x-www-form-urlencoded")
    assert (kind.status_code, error_of(kind)["code"]) == (415, "web.api.not_json")
    long = founder.send(f"cases/{NO_CASE}/withdrawal", b'{"reason": "' + b"x" * 7_000_000 + b'"}')
    assert (long.status_code, error_of(long)["code"]) == (413, "web.api.body_too_large")
    huge = founder.upload(b"%PDF-" + b"x" * 11_000_000, key="huge")
    assert (huge.status_code, error_of(huge)["code"]) == (413, "web.api.body_too_large")
    large = founder.upload(b"%PDF-" + b"x" * (10 * 1024 * 1024), key="large")
    assert (large.status_code, error_of(large)["code"]) == (413, "kernel.evidence.too_large")
    page = founder.upload(b"<html><script>alert(1)</script>", key="page")
    assert (page.status_code, error_of(page)["code"]) == (422, "kernel.evidence.active_content")


def test_a_broken_upload_is_refused(city: City) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        response = city.caller("founder").send("evidence", b"nothing", key="k", kind=kind)
        assert response.status_code in (400, 422) and error_of(response)["code"]


def test_somebody_was_faster(city: City) -> None:
    case = city.file()
    city.caller("window").post(f"cases/{case}/acceptance")
    path = f"cases/{case}/steps/business_licence/review/completion"
    reviewer = city.caller("reviewer")
    assert reviewer.post(path, {}).status_code == 204
    response = reviewer.post(path, {})
    assert (response.status_code, error_of(response)["code"]) == (409, "cases.step.already_done")
    unknown = reviewer.post(f"cases/{case}/steps/nothing/review/completion", {})
    assert (unknown.status_code, error_of(unknown)["code"]) == (404, "cases.step.unknown")


def test_who_may_not_is_told_so_and_nothing_changes(city: City) -> None:
    case = city.file()
    refused = city.caller("reviewer").post(f"cases/{case}/acceptance")
    assert (refused.status_code, error_of(refused)["code"]) == (403, "kernel.authz.denied")
    assert city.caller("stranger").get(f"cases/{case}").status_code == 404
    assert status_of(case) == "submitted"


def test_a_supervisor_sees_how_it_goes_but_not_what_was_written(city: City) -> None:
    case = city.file()
    supervisor = city.caller("supervisor")
    view = supervisor.get(f"cases/{case}").json()
    assert not view["shows_facts"] and view["pages"] == [] and view["subject"]["name"] == "林**"
    assert supervisor.get("cases", scope="all").json()["items"][0]["subject"]["name"] == "林**"
    assert supervisor.get("cases").json()["items"] == []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotInForce("clocks.intake", "2027-01-04"), 422),
        (CalendarGap(2027, "990100"), 422),
        (Refusal("kernel.authz.denied"), 403),
        (Refusal("kernel.idempotency.malformed"), 422),
        (Refusal("web.limits.too_many", seconds=9), 429),
    ],
)
def test_each_family_has_its_status(error: Any, *, status: int) -> None:
    assert problems.status_of(error) == status


def test_a_year_without_calendar_hinders_acceptance_not_the_platform(city: City) -> None:
    timemachine.travel(timemachine.now().replace(month=12, day=31, hour=15))
    case = city.file()  # on this day: what lay longer than the window's days would count as accepted since it came
    response = city.caller("window").post(f"cases/{case}/acceptance")
    error = error_of(response)
    assert (response.status_code, error["code"], error["values"]["year"]) == (422, "kernel.calendar_gap", 2027)
    assert status_of(case) == "submitted"


def test_what_breaks_is_told_in_the_same_shape(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **named: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("tongban.domains.registry.api.list_regions", broken)
    client = Client(raise_request_exception=False)
    assert error_of(client.get("/api/v1/regions"))["code"] == "web.api.broken"


def test_a_host_that_is_not_ours_is_told_in_the_same_shape(city: City) -> None:
    with override_settings(ALLOWED_HOSTS=["tongban.invalid"]):
        assert error_of(Client().get("/api/v1/regions"))["code"] == "web.api.bad_request"


def test_guessing_names_of_holders_is_slowed_down(city: City) -> None:
    nobody = city.caller("")
    asked = {"identifier": "1.2.156.3005.2", "holder_name": "某"}
    answers = [nobody.post("licences/verification", asked) for _ in range(22)]
    assert answers[0].json() == answers[0].json() | {"state": "unknown", "licence": None}
    assert (answers[-1].status_code, error_of(answers[-1])["code"]) == (429, "web.limits.too_many")
    assert int(answers[-1]["Retry-After"]) >= 1


def test_the_document_names_every_operation_once_and_says_how_each_may_fail() -> None:
    document = json.loads(json.dumps(application.api.get_openapi_schema(path_prefix="api/v1/"), default=str))
    operations = [one for path in document["paths"].values() for one in path.values()]
    names = [one["operationId"] for one in operations]
    assert document["openapi"].startswith("3.1") and len(names) == len(set(names)) > 30
    for one in operations:
        problem = one["responses"]["422"]["content"]["application/json"]["schema"]
        assert problem == {"$ref": "#/components/schemas/Problem"} and one["description"]


def test_no_two_shapes_share_a_name() -> None:
    """ninja would let the last one speak for both."""
    shapes = [one for one in Schema.__subclasses__() if one.__module__.startswith("tongban.")]
    for shape in shapes:
        shapes += shape.__subclasses__()
    names = [one.__name__ for one in shapes if "[" not in one.__name__]
    assert sorted(names) == sorted(set(names))
    assert get_args(licences.LicenceState) == tuple(licence_door.State)
    assert get_args(governance.PromiseState) == tuple(metrics.State)


def test_the_document_and_its_page_need_no_other_host(city: City) -> None:
    client = Client()
    assert client.get("/api/v1/openapi.json").json()["info"]["version"] == "1"
    page = client.get("/api/v1/docs").content.decode()
    assert "http://" not in page and "https://" not in page and "<script>" not in page and "<style" not in page
