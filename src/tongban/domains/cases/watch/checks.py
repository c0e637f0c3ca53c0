"""What must be true of the watch rules that a pack sees."""

from collections.abc import Iterator

from tongban.domains.cases.watch.definitions import WatchRule
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding, nearest

LONGEST = 60
"""Working days. A warning further ahead than a quarter of a year is a plan, not a warning."""


@check(Grade.BRONZE)
def watch_rules_name_numbers_of_working_days(scope: Scope) -> Iterator[Finding]:
    """Every number that a watch rule names is a parameter of this pack in working days, from 0 to 60."""
    known = scope.view.parameters
    for document in scope.seen("watch"):
        rule: WatchRule = document.model
        for place, name in rule.numbers:
            parameter = known.get(name)
            if parameter is None:
                mend = nearest(name, known, "declare it under parameters/")
                yield scope.at(document, *place, what=f"there is no parameter {name!r}", mend=mend)
            elif parameter.unit != "working_day":
                mend = "name a parameter in working days"
                yield scope.at(document, *place, what=f"{name!r} is in {parameter.unit}", mend=mend)
            elif any(
                isinstance(one.value, (int, float)) and not 0 <= one.value <= LONGEST for one in parameter.history
            ):
                mend = f"warn at most {LONGEST} working days ahead or afterwards"
                yield scope.at(document, *place, what=f"{name!r} lies outside 0 to {LONGEST}", mend=mend)


@check(Grade.BRONZE)
def each_clock_is_watched_by_one_rule(scope: Scope) -> Iterator[Finding]:
    """No two rules watch the same kind of clock of the same procedures, and the procedures they name exist."""
    procedures = {document.id for kind in ("services", "packages") for document in scope.seen(kind)}
    owners: dict[tuple[str, str], str] = {}
    for document in scope.seen("watch"):
        rule: WatchRule = document.model
        for place, name in enumerate(rule.procedures):
            if name not in procedures:
                mend = nearest(name, procedures, "name a service or a package")
                yield scope.at(document, "procedures", place, what=f"there is no procedure {name!r}", mend=mend)
        for kind in rule.watches:
            for procedure in rule.procedures or ("",):
                if other := owners.get((kind, procedure)):
                    what = f"{other} watches {kind} clocks of {procedure or 'all procedures'} too"
                    yield scope.at(document, "watches", what=what, mend="leave it to one of the two")
                owners.setdefault((kind, procedure), rule.id)


CHECKS = (watch_rules_name_numbers_of_working_days, each_clock_is_watched_by_one_rule)
