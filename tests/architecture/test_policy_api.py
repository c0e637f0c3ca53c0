"""Every operation of the JSON API as every role, against a table written by hand. See `test_policy`."""

from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.architecture.policy_town import NOW, PDF, ROLES, Town, asking, sign_of

from tongban.domains.registry import api as registry
from tongban.web.api.application import api

OPEN = "+++++++++++"
HIDDEN = "00000000000"
SIGNED_IN = "L++++++++++"
NOT_THERE = "L0000000000"
ADMINISTRATOR = "Lxxxxxxxx+x"
#             anon owner strg wind offi o.ag o.re supe refo admi audi
ORACLE: dict[str, str] = {
    "list_regions": OPEN,
    "get_region": OPEN,
    "list_procedures": OPEN,
    "get_procedure": OPEN,
    "verify_token": OPEN,
    "verify_identifier": OPEN,
    "verify_copy": OPEN,
    "verify_file": OPEN,
    "list_statuses": OPEN,
    "list_looks": SIGNED_IN,
    "present_licence": "L+000000000",  # in one's own things no post opens anything
    "scan_licence": "Lxx++++xxxx",
    "list_copies": "L+00+00+00+",
    "make_copy": "L+00+00x00x",  # the issuing agency too; who only watches sees the licence and may not
    "withdraw_copy": NOT_THERE,  # a copy that nobody made
    "get_copy_file": NOT_THERE,
    "open_wallet_challenge": HIDDEN,  # a code that nobody has put
    "answer_wallet_challenge": HIDDEN,
    "receive_wallet_credential": HIDDEN,
    "decline_wallet_challenge": HIDDEN,
    "list_commitments": OPEN,
    "get_commitment": OPEN,
    "get_me": SIGNED_IN,
    "list_cases": SIGNED_IN,
    "list_drafts": SIGNED_IN,
    "list_licences": SIGNED_IN,
    "list_tokens": SIGNED_IN,
    "issue_token": SIGNED_IN,
    "revoke_token": NOT_THERE,  # a key that nobody has
    "upload": SIGNED_IN,
    "describe": "L+000000000",
    "content": "L+000000000",
    "get_draft": NOT_THERE,  # nobody has begun one
    "save_draft": SIGNED_IN,
    "discard_draft": SIGNED_IN,
    "submit": "L+xxxxxxxxx",  # for the owner's person
    "get_case": "L+0++00++0+",
    "get_timeline": "L+0++00++0+",
    "get_clocks": "L+0++00++0+",
    "get_file": "L+0++000000",
    "supplement": "L+xxxxxxxxx",
    "withdraw": "L+xxxxxxxxx",
    "get_inbox": "Lxx++++xxxx",
    "list_acts": "L+0++00++0+",
    "perform_act": "Lx0x+00xx0x",  # the review of an item: who may not see the case does not find it
    "accept": "Lxx+xxxxxxx",
    "refuse": "Lxx+xxxxxxx",
    "ask_supplement": "Lxx+xxxxxxx",
    "complete_step": "Lxxx+xxxxxx",
    "decide": "Lxxxxxxxxxx",
    "find_dossiers": "Lxx+++++xx+",
    "get_dossier": "L+000000000",  # an officer says first for what
    "open_dossier": "Lxx+++0+xx+",
    "list_dossier_looks": "L+000000000",
    "print_dossier": "L+000000000",
    "get_dossier_extract": NOT_THERE,  # nobody has drawn this one
    "check_dossier_extract": HIDDEN,
    "list_importable": ADMINISTRATOR,  # and approving officers, of whom nobody asks here
    "get_import_template": ADMINISTRATOR,
    "upload_import": ADMINISTRATOR,
    "list_imports": ADMINISTRATOR,
    "get_import": NOT_THERE,  # nobody has uploaded this one
    "apply_import": NOT_THERE,
    "discard_import": NOT_THERE,
    "undo_import": NOT_THERE,
    "get_licence": "L+00+00+00+",
    "get_licence_history": "L+00+00+00+",
    "get_licence_state": "L+00+00+00+",
    "get_certificate": "L+00+00+00+",
    "list_plans": "Lxxxxxx++xx",
    "get_plan": "Lxxxxxx++xx",
    "list_duties": "Lxxx+++++xx",
    "list_meetings": "Lxxx+++++xx",
    "get_meeting": "Lxxx000++xx",  # units see it when it is closed
    "list_reports": "Lxxx+++++xx",
    "list_measures": "Lxxx+++++xx",
    "get_measure": "Lxxx+00++xx",  # led by the officer's agency
    "file_progress": "Lxxx+00x+xx",
    "plan_steps": "Lxxx+00x+xx",
    "classify_measure": "Lxxx+00x+xx",
    "raise_problem": "Lxxx+00x+xx",
    "ask_closing": "Lxxx+00x+xx",
    "close_measure": "Lxxxx00x+xx",  # for the reform office alone
    "refuse_closing": "Lxxxx00x+xx",
    "reopen_measure": "Lxxxx00x+xx",
    "get_audit": "Lxxxxxx+xx+",
    "verify_audit": "Lxxxxxx+xx+",
}
ALSO_CALLED = {
    "batch": "batch_id",
    "case": "case_id",
    "code": "region",
    "file": "file_id",
    "licence": "licence_id",
    "meeting": "meeting_id",
    "measure": "measure_id",
    "plan": "plan_id",
    "subject": "subject_id",
}
QUERIES = {
    "get_licence_state": "?on=2026-03-02",
    "list_importable": "?region=990100",
    "list_duties": "?region=990100&month=2026-03",
    "list_meetings": "?region=990100",
    "list_reports": "?region=990100&month=2026-03",
}
IMPORTED = {
    "type_id": "business_licence",
    "region": "990100",
    "grade": "A",
    "source": "台账",
}
FIXED = {
    "procedure": "company_setup",
    "commitment": "C002",
    "track": "business_licence",
    "step": "review",
    "act": "complete",
    "number": "2345-6789-ABC8",
}


@cache
def operations() -> dict[str, tuple[str, str]]:
    """Every operation with its method and its address as it is documented."""
    return {
        str(said["operationId"]): (method, path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, said in methods.items()
    }


def bodies(town: Town) -> dict[str, dict[str, Any]]:
    """A sound body for each operation that takes one: what stops a role is the policy, not the form."""
    return {
        "submit": {"procedure": "company_setup", "region": "990100", "subject": town.subject, "form": {}},
        "supplement": {"form": {}},
        "withdraw": {"reason": "经营计划有变"},
        "save_draft": {"answers": {}},
        "refuse": {"reason": "不属于本市", "where": "邻市"},
        "ask_supplement": {"missing": [{"item": "住所", "why": "请写明房号"}]},
        "complete_step": {"opinion": "齐全"},
        "perform_act": {"track": "business_licence", "step": "review", "values": {"opinion": "齐全"}},
        "decide": {"granted": True},
        "issue_token": {"name": "test", "until": "2026-12-31"},
        "scan_licence": {"code": "AAAAAAAAA", "purpose": "核对"},
        "make_copy": {"purpose": "投标", "recipient": "某公司", "until": "2026-12-31"},
        "answer_wallet_challenge": {"presentation": "a.b.c~"},
        "receive_wallet_credential": {"proof": "a.b.c"},
        "find_dossiers": {"text": "没有这家公司"},
        "open_dossier": {"purpose": "核查投标资格"},
        "undo_import": {"reason": "传错了"},
        "file_progress": {"text": "已上线", "share": 50, "evidence": [], "steps": []},
        "plan_steps": {"steps": [{"text": "起草", "due_on": "2025-06-01"}]},
        "classify_measure": {"classification": "weak", "reason": "用时长"},
        "raise_problem": {"text": "接口未开通", "wants": []},
        "ask_closing": {"text": "已完成", "evidence": []},
        "close_measure": {"finding": "属实"},
        "refuse_closing": {"reason": "材料不足"},
        "reopen_measure": {"reason": "未落实"},
        "verify_identifier": {"identifier": "1.2.156", "holder_name": "某"},
    }


def test_every_operation_stands_in_the_table() -> None:
    assert set(operations()) == set(ORACLE)
    assert {len(line) for line in ORACLE.values()} == {len(ROLES)}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_operation_answers_as_the_table_says(policy: Town, role: str) -> None:
    expected = {name: line[ROLES.index(role)] for name, line in ORACLE.items()}
    found = {name: _ask(policy, role, name) for name in operations()}
    assert {name: f"{sign}, not {expected[name]}" for name, sign in found.items() if sign != expected[name]} == {}


def _ask(town: Town, role: str, name: str) -> str:
    method, template = operations()[name]
    known = town.places | {part: town.places[place] for part, place in ALSO_CALLED.items()} | FIXED
    if name == "revoke_token":
        known["token"] = f"token_{uuid4()}"
    address = template.format(**known) + QUERIES.get(name, "")
    with asking(town, role) as client:
        if name in ("upload", "verify_file"):
            return sign_of(client.post(address, {"file": SimpleUploadedFile("a.pdf", PDF), "purpose": "application"}))
        if name == "upload_import":
            issuer = registry.get_agency("990100", "market_regulation", on=NOW.date()).id
            return sign_of(
                client.post(
                    address,
                    IMPORTED | {"issuer": str(issuer), "file": SimpleUploadedFile("a.xlsx", PDF)},
                    headers={"Idempotency-Key": role},
                )
            )
        body = bodies(town).get(name)
        options: dict[str, Any] = {"headers": {"Idempotency-Key": f"{role}-{name}"}}
        if method != "get":
            options |= {"data": body or {}, "content_type": "application/json"}
        return sign_of(getattr(client, method)(address, **options))
