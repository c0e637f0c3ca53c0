"""Thin tables of who exists and who may act.

Every dated row is valid from `since` to `until`, both days included; an open end is null.
"""

from tongban.domains.registry.models.offices import (
    Account,
    Agency,
    ApiToken,
    Post,
    PostHolding,
    Region,
    in_force,
)
from tongban.domains.registry.models.subjects import (
    CreditSerial,
    Delegation,
    Enterprise,
    EnterpriseVersion,
    Person,
    Representation,
    Subject,
)

__all__ = [
    "Account",
    "Agency",
    "ApiToken",
    "CreditSerial",
    "Delegation",
    "Enterprise",
    "EnterpriseVersion",
    "Person",
    "Post",
    "PostHolding",
    "Region",
    "Representation",
    "Subject",
    "in_force",
]
