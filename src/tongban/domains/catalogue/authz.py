"""Who may do what with versions of procedures."""

from tongban.kernel.authz import Rule, anyone, holds_duty, is_system

VERSION = "catalogue.version"

RULES = (
    Rule(VERSION, "read", anyone),
    Rule(VERSION, "publish", is_system),
    Rule(VERSION, "publish", holds_duty("administer")),
)
