"""Whatever is sent, the API answers as its OpenAPI document says, and never with a 5xx.

CI sends a few requests to each operation as each kind of caller. More: `TONGBAN_API_EXAMPLES=200 pytest tests/api`.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker
from schemathesis.checks import CHECKS

from tongban.config.wsgi import application
from tongban.web.api.tests.city import City, build

EXAMPLES = int(os.environ.get("TONGBAN_API_EXAMPLES", "3"))
WANTED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
CHECKED = CHECKS.get_by_names(list(WANTED))
CALLERS = ("", "founder", "window", "reviewer", "approver", "supervisor", "administrator")


class _Undo(Exception):
    """Ends a request's transaction: no example changes the city for the next."""


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[City, dict[str, str]]]:
    """The city with one case that waits and one that is accepted, for the whole module; undone at its end."""
    with django_db_blocker.unblock(), override_settings(EVIDENCE_FOLDER=Path(tmp_path_factory.mktemp("evidence"))):
        try:
            with transaction.atomic():
                yield _settled()
                raise _Undo
        except _Undo:
            pass


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
    }


def _operations() -> list[Any]:
    with override_settings(ALLOWED_HOSTS=["*"]):
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    return [one.ok() for one in schema.get_all_operations()]


OPERATIONS = _operations()


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
            if real and data.draw(st.integers(0, 3)):
                case.path_parameters[name] = data.draw(st.sampled_from(real))
        caller = data.draw(st.sampled_from(CALLERS))
        own = {"Authorization": f"Bearer {found.secrets[caller]}"} if caller else {}
        with transaction.atomic():
            case.call_and_validate(checks=CHECKED, headers=own)
            transaction.set_rollback(True)

    send()
