"""Which agency a spelled unit is, where that is sure: misprints and groups wait for a person."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tongban.domains.reform.duty import Office, known, resolve
from tongban.domains.registry import api as registry
from tongban.kernel import packs


def agencies_of(region: str, names: Iterable[str], *, on: date) -> dict[str, int]:
    """The row of the agency that each spelled name means in a region on a day; names that are not sure are left out."""
    library = packs.current()
    chain = list(registry.chain(region))
    views = registry.list_agencies({*chain, *registry.subtree(region)}, on)
    declared = known.offices_of(library, region, at=on)
    offices = sorted((*declared, *_entered(views, declared, chain=chain, on=on)), key=lambda one: _distance(one, chain))
    elsewhere = tuple(known.region_names(library, at=on).values())
    rows = {(one.role, one.region): one.pk for one in views}
    found: dict[str, int] = {}
    for name in dict.fromkeys(names):
        meant = resolve(name, offices, at=on, regions=elsewhere)
        if meant.kind == "agency" and (pk := rows.get((meant.offices[0].role, meant.offices[0].region))):
            found[name] = pk
    return found


def _entered(
    views: Iterable[registry.AgencyView], declared: Sequence[Office], *, chain: Sequence[str], on: date
) -> Iterator[Office]:
    """Agencies of the register that no pack declares."""
    told = {(one.role, one.region) for one in declared}
    for view in views:
        if (view.role, view.region) not in told:
            home = registry.find_region(view.region, on)
            yield Office(
                role=view.role,
                region=view.region,
                region_name=home.name.zh if home else "",
                name=view.name.zh,
                short=view.short.zh,
                level=home.level if home and view.region not in chain else "",
            )


def _distance(office: Office, chain: Sequence[str]) -> int:
    """The home region first, then those above it, then everything below."""
    return chain.index(office.region) if office.region in chain else len(chain)
