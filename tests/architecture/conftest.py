"""What the tests of the policy share."""

from collections.abc import Callable

import pytest
from tests.architecture import policy_town
from tests.architecture.policy_town import Town


@pytest.fixture(scope="module")
def policy(once: Callable[[Callable[[], Town]], Town]) -> Town:
    """Built once for all roles."""
    return once(policy_town.build)
