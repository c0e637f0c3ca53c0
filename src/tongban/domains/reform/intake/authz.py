"""Who reviews a draft: the reform office of its region, nobody else. Until it is written it is work, not a record."""

from tongban.domains.reform.access import OFFICE, governed
from tongban.kernel import authz

DRAFT = "reform.plandraft"


RULES = (
    authz.Rule(DRAFT, "view", authz.holds_duty(OFFICE), governed),
    authz.Rule(DRAFT, "review", authz.holds_duty(OFFICE), governed),
)
