"""Who reads and writes the monthly report: the region's reform office and its supervisors."""

from tongban.domains.reform.access import WATCHING, watched
from tongban.kernel.authz import Rule, everything, holds_duty, is_system

MONTHLY = "reform.monthly"


RULES = (
    Rule(MONTHLY, "read", is_system, everything),
    Rule(MONTHLY, "read", holds_duty(*WATCHING), watched),
)
