"""Which agency a spelled unit is, where that is sure: misprints and groups wait for a person."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tongban.domains.reform.duty import Office, Resolution, known, resolve
from tongban.domains.registry import api as registry
from tongban.kernel import packs


def agencies_of(region: str, names: Iterable[str], *, on: date) -> dict[str, int]:
    """The row of the agency that each spelled name means in a region on a day; names that are not sure are left out."""
    rows = {(one.role, one.region): one.pk for one in _views(region, on)}
    found: dict[str, int] = {}
    for name, meant in meanings_of(region, names, on=on).items():
        if meant.kind == "agency" and (pk := rows.get((meant.offices[0].role, meant.offices[0].region))):
            found[name] = pk
    return found


def meanings_of(region: str, names: Iterable[str], *, on: date) -> dict[str, Resolution]:
    """What each spelled name means in a region on a day: an agency, a group, a misprint, or nothing that is known."""
    library = packs.current()
    chain = list(registry.chain(region))
    declared = known.offices_of(library, region, at=on)
    entered = _entered(_views(region, on), declared, chain=chain, on=on)
    offices = sorted((*declared, *entered), key=lambda one: _distance(one, chain))
    elsewhere = tuple(known.region_names(library, at=on).values())
    return {name: resolve(name, offices, at=on, regions=elsewhere) for name in dict.fromkeys(names)}


def _views(region: str, on: date) -> list[registry.AgencyView]:
    return list(registry.list_agencies({*registry.chain(region), *registry.subtree(region)}, on))


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
