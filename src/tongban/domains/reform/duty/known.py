"""The offices that packs declare, as the resolver wants them. Reads installed packs, never the database."""

from collections.abc import Iterator
from datetime import date

from tongban.domains.reform.duty.offices import Office
from tongban.domains.registry.definitions import RegionDeclaration
from tongban.kernel.packs import Library


def offices_of(library: Library, region: str, *, at: date) -> tuple[Office, ...]:
    """The agencies of a region, then of those above it, then of those right below it (towns, districts).

    Every period is given, so that `resolve` can follow an agency that has ended to its successor.
    """
    regions = _regions(library, at)
    chain = list(_chain(region, regions))
    below = [code for code, one in regions.items() if one.parent == region]
    found: dict[str, list[Office]] = {code: [] for code in (*chain, *below)}
    for pack in library:
        for document in pack.list("agencies"):
            one = document.model
            if one.region in found:
                home = regions[one.region]
                found[one.region].append(
                    Office(
                        role=one.id,
                        region=one.region,
                        region_name=home.name.zh,
                        name=one.name.zh,
                        short=one.short.zh,
                        aliases=one.aliases,
                        since=one.since,
                        until=one.until,
                        successor=one.successor,
                        level=home.level if one.region in below else "",
                    )
                )
    return tuple(office for offices in found.values() for office in offices)


def region_names(library: Library, *, at: date) -> dict[str, str]:
    """Every region's name by its code, as of a day."""
    return {code: one.name.zh for code, one in _regions(library, at).items()}


def region_named_in(text: str, library: Library, *, at: date) -> str | None:
    """The region that a text names, the lowest of several (重庆市江津区… is 江津区); None when it names none."""
    regions = _regions(library, at)
    named = [code for code, one in regions.items() if one.name.zh in text]
    return max(named, key=lambda code: len(list(_chain(code, regions))), default=None)


def _regions(library: Library, at: date) -> dict[str, RegionDeclaration]:
    declared = [document.model for pack in library for document in pack.list("regions")]
    return {one.code: one for one in declared if one.since <= at and (one.until is None or at <= one.until)}


def _chain(code: str, regions: dict[str, RegionDeclaration]) -> Iterator[str]:
    at: str | None = code
    while at is not None and at in regions:
        yield at
        at = regions[at].parent
