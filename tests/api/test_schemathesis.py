"""Whatever is sent, the API answers as its OpenAPI document says, and never with a 5xx.

CI sends a few requests to each operation as each kind of caller. More: `TONGBAN_API_EXAMPLES=200 pytest tests/api`.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.result import Ok

from tongban.config.wsgi import application
from tongban.web.api.application import api
from tongban.web.api.tests.city import City, build

EXAMPLES = int(os.environ.get("TONGBAN_API_EXAMPLES", "3"))
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
load_all_checks()
CHECKED = CHECKS.get_by_names(list(WANTED))
CALLERS = ("", "founder", "window", "reviewer", "approver", "supervisor", "administrator")


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[City, dict[str, str]]]:
    """The city with one case that waits and one that is accepted, for the whole module; undone at its end."""
    ends = (request_started, request_finished)
    files = override_settings(EVIDENCE_FOLDER=Path(tmp_path_factory.mktemp("evidence")))
    with django_db_blocker.unblock(), files, transaction.atomic():
        settled = _settled()
        for signal in ends:  # as Django's own test client does: a request must not close the connection of the test
            signal.disconnect(close_old_connections)
        yield settled
        for signal in ends:
            signal.connect(close_old_connections)
        transaction.set_rollback(True)


def _settled() -> tuple[City, dict[str, str]]:
    found = build()
    accepted = found.file()
    assert found.caller("window").post(f"cases/{accepted}/acceptance").status_code == 204
    paper = found.caller("founder").upload(key="paper").json()["id"]
    return found, {
        "case": accepted,
        "other_case": found.file(),
        "file": paper,
        "region": "990102",
        "code": "990102",
        "procedure": "company_setup",
        "key": "company_setup",
        "commitment": "C002",
        "track": "business_licence",
        "step": "review",
        "act": "complete",
        "other_act": "deny",
    }


def _operations() -> list[Any]:
    """Read without the database, which does not exist yet when tests are collected; sent to the WSGI application."""
    document = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    schema = schemathesis.openapi.from_dict(document)
    schema.app = application
    return [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]


OPERATIONS = _operations()


@pytest.mark.django_db
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: one.label)
def test_no_request_breaks_the_api(city: tuple[City, dict[str, str]], operation: Any) -> None:
    found, known = city

    @seed(20261120)
    @settings(
        max_examples=EXAMPLES * len(CALLERS),
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(data=st.data())
    def send(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(list(schemathesis.GenerationMode)))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        for name in case.path_parameters or {}:
            real = [known[part] for part in (name, f"other_{name}") if part in known]
            if real and data.draw(st.sampled_from((True, True, True, False))):
                case.path_parameters[name] = data.draw(st.sampled_from(real))
        caller = data.draw(st.sampled_from(CALLERS))
        own = {"Authorization": f"Bearer {found.secrets[caller]}"} if caller else {}
        with transaction.atomic():
            case.call_and_validate(checks=CHECKED, headers=own)
            transaction.set_rollback(True)

    send()
