"""Who lists, looks through, carries out and confirms: the office and the unit that answers for the document."""

from tongban.domains.reform.access import OFFICE, UNIT, WATCHING, governed, own, watched
from tongban.kernel.authz import Rule, everything, holds_duty, is_system

DOCUMENT = "reform.rule_document"
OWN = own(*UNIT)


RULES = (
    Rule(DOCUMENT, "read", is_system, everything),
    Rule(DOCUMENT, "read", holds_duty(*WATCHING), watched),
    Rule(DOCUMENT, "read", holds_duty(*UNIT), OWN),
    Rule(DOCUMENT, "list", holds_duty(OFFICE), governed),
    Rule(DOCUMENT, "list", holds_duty(*UNIT), OWN),
    Rule(DOCUMENT, "work", holds_duty(*UNIT), OWN),
    Rule(DOCUMENT, "confirm", holds_duty(OFFICE), governed),
)
