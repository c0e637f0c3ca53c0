"""Who hands in, reviews, publishes, withdraws and copies typical cases. What is published is public."""

from django.db.models import Q

from tongban.domains.reform.access import OFFICE, UNIT, WATCHING, governed, own, watched
from tongban.kernel.authz import Actor, Rule, anyone, everything, holds_duty, is_system

EXAMPLE, COPY = "reform.example", "reform.example_copy"
OWN = own(*UNIT)


def _published(actor: Actor) -> Q:
    return Q(state="published")


RULES = (
    Rule(EXAMPLE, "read", anyone, _published),
    Rule(EXAMPLE, "read", is_system, everything),
    Rule(EXAMPLE, "read", holds_duty(*WATCHING), watched),
    Rule(EXAMPLE, "read", holds_duty(*UNIT), OWN),
    Rule(EXAMPLE, "submit", holds_duty(*UNIT), OWN),
    Rule(EXAMPLE, "judge", holds_duty(OFFICE), governed),
    Rule(EXAMPLE, "withdraw", holds_duty(OFFICE), governed),
    Rule(EXAMPLE, "withdraw", holds_duty(*UNIT), OWN),
    Rule(COPY, "keep", holds_duty(*UNIT), OWN),
)
