"""Acts by the API: what is lawful is told with what it asks, and done once; everything wrong is told at once."""

from tongban.web.api.tests.city import City, status_of

REVIEW = {"track": "business_licence", "step": "review"}


def test_what_is_told_is_what_can_be_done(city: City) -> None:
    case = city.file()
    window, founder = city.caller("window"), city.caller("founder")
    told = {one["name"]: one for one in window.get(f"cases/{case}/acts").json()["items"]}
    assert {"accept", "ask_supplement", "refuse"} <= told.keys()
    assert told["refuse"]["is_final"] and [ask["name"] for ask in told["refuse"]["asks"]] == ["reason", "where"]
    assert {one["name"] for one in founder.get(f"cases/{case}/acts").json()["items"]} == {"withdraw"}
    assert window.post(f"cases/{case}/acts/accept", {}, key="once").status_code == 204
    assert status_of(case) == "accepted"
    assert window.post(f"cases/{case}/acts/accept", {}, key="once").status_code == 204  # the first answer again
    assert window.post(f"cases/{case}/acts/accept", {}, key="again").status_code == 409


def test_every_mistake_is_told_at_once_and_nothing_happens(city: City) -> None:
    case = city.file()
    window = city.caller("window")
    answer = window.post(f"cases/{case}/acts/refuse", {"values": {"reason": "x" * 2001, "whim": 1}})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["values"]["count"]) == (422, "cases.act.invalid", 3)
    assert {one["path"]: one["code"] for one in error["errors"]} == {
        "/values/reason": "cases.ask.too_long",
        "/values/where": "cases.ask.unanswered",
        "/values/whim": "cases.ask.unknown",
    }
    assert status_of(case) == "submitted"


def test_who_may_not_and_what_is_not_there(city: City) -> None:
    case = city.file()
    city.caller("window").post(f"cases/{case}/acts/accept", {})
    assert city.caller("approver").post(f"cases/{case}/acts/complete", REVIEW).status_code == 403
    assert city.caller("stranger").post(f"cases/{case}/acts/complete", REVIEW).status_code == 404
    assert city.caller("stranger").get(f"cases/{case}/acts").status_code == 404
    assert city.caller("reviewer").post(f"cases/{case}/acts/explode", {}).status_code == 404
    assert city.caller("reviewer").post(f"cases/{case}/acts/complete", {"track": "nowhere"}).status_code == 404
    assert city.caller("reviewer").post(f"cases/{case}/acts/complete", REVIEW).status_code == 204
    assert city.caller("reviewer").post(f"cases/{case}/acts/complete", REVIEW).status_code == 409
