"""Every operation as every kind of caller, against a table written by hand.

An operation without a line here fails. `+` let in (done, or refused by a rule), `L` asked to sign in, `0` not found
(the thing is hidden), `x` denied with a sentence.
"""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from tongban.web.api.application import api
from tongban.web.api.tests.city import City, build

CALLERS = ("", "founder", "stranger", "window", "reviewer", "approver", "supervisor", "administrator")
OPEN, SIGNED_IN = "++++++++", "L+++++++"
READERS = "L+0++++0"  # the applicant, the window, the officers of its agencies, who supervises
HANDLERS = "L+0+++00"  # the same without the supervisor: it need not know what was handed in
OWNER, APPLICANT, WATCHERS = "L+000000", "L+xxxxxx", "Lxxxxx+x"
INTAKE, NOWHERE = "Lxx+xxxx", "L0000000"
#         nobody founder stranger window reviewer approver supervisor administrator
ORACLE = {
    "list_regions": OPEN,
    "get_region": OPEN,
    "list_procedures": OPEN,
    "get_procedure": OPEN,
    "list_cases": SIGNED_IN,
    "submit": APPLICANT,
    "get_case": READERS,
    "get_timeline": READERS,
    "get_clocks": READERS,
    "get_file": HANDLERS,
    "get_inbox": "Lxx+++xx",
    "supplement": APPLICANT,
    "withdraw": APPLICANT,
    "list_acts": READERS,
    "perform_act": "Lx0x+xx0",  # the review of an item
    "list_drafts": SIGNED_IN,
    "get_draft": OWNER,
    "save_draft": SIGNED_IN,
    "discard_draft": SIGNED_IN,
    "accept": INTAKE,
    "refuse": INTAKE,
    "ask_supplement": INTAKE,
    "complete_step": "Lxxx+xxx",
    "decide": "Lxxxx+xx",
    "upload": SIGNED_IN,
    "describe": OWNER,
    "content": OWNER,
    "list_licences": SIGNED_IN,
    "verify_token": OPEN,
    "verify_identifier": OPEN,
    "get_licence": NOWHERE,
    "get_certificate": NOWHERE,
    "list_commitments": OPEN,
    "get_commitment": OPEN,
    "list_plans": WATCHERS,
    "get_plan": "Lxxxxx0x",
    "get_audit": WATCHERS,
    "verify_audit": WATCHERS,
    "get_me": SIGNED_IN,
    "list_tokens": SIGNED_IN,
    "issue_token": "LLLLLLLL",  # a key makes no keys
    "revoke_token": OWNER,
}
BODIES: dict[str, Any] = {
    "submit": {"procedure": "company_setup", "region": "990102", "form": {}},
    "supplement": {"form": {}},
    "withdraw": {},
    "save_draft": {"answers": {}},
    "refuse": {"reason": "", "where": ""},
    "ask_supplement": {"missing": [{"item": "articles", "why": "缺页"}]},
    "complete_step": {"opinion": ""},
    "perform_act": {"track": "business_licence", "step": "review"},
    "decide": {"granted": False, "reason": "不符合条件"},
    "verify_identifier": {"identifier": "1", "holder_name": "某"},
    "issue_token": {"name": "x", "until": "2026-12-31"},
}
SIGNS = {401: "L", 403: "x", 404: "0"}


@cache
def _operations() -> dict[str, tuple[str, str]]:
    document = api.get_openapi_schema(path_prefix="")
    return {
        one["operationId"]: (method.upper(), path.removeprefix("/"))
        for path, methods in document["paths"].items()
        for method, one in methods.items()
    }


def test_every_operation_stands_in_the_table() -> None:
    assert set(_operations()) == set(ORACLE)


@pytest.mark.django_db
def test_every_operation_answers_as_the_table_says(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_FOLDER = tmp_path
    city = build()
    places = _places(city)
    found = {name: "".join(_ask(city, name, who, places=places) for who in CALLERS) for name in _operations()}
    wrong = {name: (line, ORACLE[name]) for name, line in found.items() if line != ORACLE[name]}
    assert wrong == {}


def _places(city: City) -> dict[str, str]:
    """What to put into the places of an address: an accepted case of the founder with a paper, and a key of its own."""
    founder = city.caller("founder")
    paper = founder.upload(key="paper").json()["id"]
    case = city.file(materials=[{"id": "articles_of_association", "files": [paper]}])
    city.caller("window").post(f"cases/{case}/acceptance")
    founder.post("drafts/990102/company_setup", {"answers": {}}, method="PUT")
    return {
        "case": case,
        "file": paper,
        "region": "990102",
        "code": "990102",
        "procedure": "company_setup",
        "key": "company_setup",
        "track": "business_licence",
        "step": "review",
        "act": "complete",
        "token": founder.get("me/tokens").json()["items"][0]["id"],
        "licence": "licence_00000000-0000-4000-8000-000000000000",
        "plan": "plan_00000000-0000-4000-8000-000000000000",
        "commitment": "C002",
    }


def _ask(city: City, name: str, who: str, *, places: dict[str, str]) -> str:
    method, path = _operations()[name]
    place = places | ({"region": "990100"} if name == "get_commitment" else {})
    body = BODIES.get(name)
    if name == "submit":
        body = BODIES[name] | {"subject": city.subject}
    with transaction.atomic():
        caller = city.caller(who)
        if name == "upload":
            answer = caller.upload(key="k")
        else:
            answer = caller.post(path.format_map(place), body, method=method, key="k")
        transaction.set_rollback(True)
    assert answer.status_code < 500 and answer.status_code != 405
    return SIGNS.get(answer.status_code, "+")
