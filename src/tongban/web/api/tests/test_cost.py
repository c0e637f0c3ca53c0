"""What a request costs beyond its command: the benchmark's HTTP path stays short."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel import timemachine
from tongban.web.api.tests.city import City

CLOCK, KEY, ACTOR = 1, 1, 3  # the sandbox's clock, the key with its account, posts with their regions and subjects


def test_completing_a_step_costs_the_command_and_who_asks(city: City) -> None:
    case, reviewer = city.file(), city.caller("reviewer")
    city.caller("window").post(f"cases/{case}/acceptance")
    assert reviewer.post(f"cases/{case}/steps/tax/review/completion", {}).status_code == 404  # the key is warm now
    now = timemachine.now()
    actor = registry.actor_of(city.accounts["reviewer"], now=now)
    with CaptureQueriesContext(connection) as alone:
        cases.complete_step(
            case=cases.CaseId.parse(case),
            track="business_licence",
            step="review",
            opinion="",
            actor=actor,
            now=now,
        )
    path = f"cases/{case}/steps/invoice_application/review/completion"
    with CaptureQueriesContext(connection) as asked:
        assert reviewer.post(path, {"opinion": "齐全"}).status_code == 204
    assert len(asked) <= len(alone) + CLOCK + KEY + ACTOR
