"""Which agency a spelled unit is, where the spelling is exactly a name or short name of one agency."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tongban.domains.registry import api as registry


def known_names(region: str, *, on: date) -> dict[str, int]:
    """The rows of the agencies of a region, of those above and below it, by name; names that two share are left out."""
    regions = {*registry.chain(region), *registry.subtree(region)}
    return by_name(registry.list_agencies(regions, on))


def by_name(agencies: Iterable[registry.AgencyView]) -> dict[str, int]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    for agency in agencies:
        for name in (agency.name.zh, agency.short.zh):
            found[name].add(agency.pk)
    return {name: pks.pop() for name, pks in found.items() if len(pks) == 1}
