"""Who assesses, who appeals, who decides. What is published is public."""

from tongban.domains.reform.access import OFFICE, WATCHING, WORKING, governed, own, watched
from tongban.kernel.authz import Rule, anyone, everything, holds_duty, is_system

ASSESSMENT, APPEAL = "reform.assessment", "reform.appeal"
OWN = own(*WORKING)


RULES = (
    Rule(ASSESSMENT, "read", anyone, everything),
    Rule(ASSESSMENT, "preview", is_system, everything),
    Rule(ASSESSMENT, "preview", holds_duty(*WATCHING), watched),
    Rule(ASSESSMENT, "publish", holds_duty(OFFICE), governed),
    Rule(APPEAL, "read", is_system, everything),
    Rule(APPEAL, "read", holds_duty(*WATCHING), watched),
    Rule(APPEAL, "read", holds_duty(*WORKING), OWN),
    Rule(APPEAL, "file", holds_duty(*WORKING), OWN),
    Rule(APPEAL, "decide", holds_duty(OFFICE), governed),
)
