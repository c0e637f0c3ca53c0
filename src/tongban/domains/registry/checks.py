"""What must be true of the regions and agencies of a pack."""

from collections.abc import Iterator
from datetime import date

from tongban.domains.registry.definitions import AGENCIES, REGIONS
from tongban.domains.registry.rules import overlaps
from tongban.kernel.errors import Refusal
from tongban.kernel.identifiers import CreditCode
from tongban.kernel.packs import Grade, Scope, check
from tongban.kernel.packs.checks import Finding


@check(Grade.BRONZE)
def regions_form_a_tree(scope: Scope) -> Iterator[Finding]:
    """The parent and the successor of a region are declared, and no region lies below itself."""
    parents = {document.model.code: document.model.parent for document in scope.seen(REGIONS.name)}
    for document in scope.own(REGIONS.name):
        one = document.model
        for name in ("parent", "successor"):
            code = getattr(one, name)
            if code is not None and code not in parents:
                mend = f"declare {code} here or in a pack that this one needs"
                yield scope.at(document, name, what=f"{one.code} names the {name} {code}, which is unknown", mend=mend)
        if _circles(one.code, parents):
            yield scope.at(document, "parent", what=f"{one.code} lies below itself", mend="correct its parent")


@check(Grade.BRONZE)
def periods_do_not_overlap(scope: Scope) -> Iterator[Finding]:
    """A region code, and a role in a region, mean one thing on each day."""
    for kind, names in ((REGIONS.name, ("code",)), (AGENCIES.name, ("region", "id"))):
        told: dict[tuple[str, ...], list[tuple[date, date | None]]] = {}
        for document in scope.own(kind):
            one = document.model
            key = tuple(getattr(one, name) for name in names)
            periods = told.setdefault(key, [])
            if overlaps(periods, one.since, one.until):
                what = f"{' '.join(key)} has two entries for the same day"
                yield scope.at(document, "since", what=what, mend="end the older one with `until` the day before")
            periods.append((one.since, one.until))


@check(Grade.BRONZE)
def agencies_are_of_known_regions(scope: Scope) -> Iterator[Finding]:
    """An agency stands in a declared region, and its credit code, when known, has right check characters."""
    codes = {document.model.code for document in scope.seen(REGIONS.name)}
    for document in scope.own(AGENCIES.name):
        one = document.model
        if one.region not in codes:
            mend = "declare the region in regions.yaml"
            yield scope.at(document, "region", what=f"{one.id} stands in the unknown region {one.region}", mend=mend)
        if one.credit_code is not None and (wrong := _wrong(one.credit_code)):
            mend = "copy the code from the certificate, or leave it null"
            yield scope.at(document, "credit_code", what=f"{one.credit_code}: {wrong}", mend=mend)


CHECKS = (regions_form_a_tree, periods_do_not_overlap, agencies_are_of_known_regions)


def _circles(code: str, parents: dict[str, str | None]) -> bool:
    seen = {code}
    above = parents.get(code)
    while above is not None and above not in seen:
        seen.add(above)
        above = parents.get(above)
    return above == code


def _wrong(credit_code: str) -> str:
    try:
        return ", ".join(CreditCode.parse(credit_code).warnings)
    except Refusal as refusal:
        return refusal.code
