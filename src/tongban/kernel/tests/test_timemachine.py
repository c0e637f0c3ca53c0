"""The sandbox's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from tongban.kernel import timemachine
from tongban.kernel.errors import Refusal

SOON = timedelta(seconds=20)


@pytest.mark.django_db
def test_a_sandbox_travels_and_returns() -> None:
    there = datetime(2031, 5, 4, 3, 2, tzinfo=UTC)
    timemachine.travel(there)
    assert there <= timemachine.now() < there + SOON
    assert timemachine.now().utcoffset() == timedelta(hours=8)
    timemachine.travel(there - timedelta(days=90))
    assert timemachine.now() < there
    timemachine.return_to_present()
    assert abs(timemachine.now() - datetime.now(UTC)) < SOON


def test_outside_a_sandbox_the_clock_is_real_and_costs_no_query(settings: Settings) -> None:
    settings.SANDBOX = False
    assert abs(timemachine.now() - datetime.now(UTC)) < SOON
    for move in (timemachine.return_to_present, lambda: timemachine.travel(datetime.now(UTC))):
        with pytest.raises(Refusal, match=r"kernel\.timemachine\.closed"):
            move()
