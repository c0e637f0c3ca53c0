"""What a region code means, and what lies around it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q

from tongban.domains.registry.answers import (
    RegionView,
)
from tongban.domains.registry.models import (
    Region,
    in_force,
)
from tongban.kernel import notices
from tongban.kernel.calendar import WorkCalendar
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

# A region sees its divisions and also the retired codes that they, or it, succeeded. The last period of a code counts:
# who governed a division before it was given to another region no longer sees it.
_BELOW = """
with recursive below(root, code) as (
    select code, code from unnest(%s::text[]) as code
    union
    select below.root, region.code from registry_region region
    join below on region.parent = below.code or region.successor = below.code
    where not exists (select 1 from registry_region later where later.code = region.code and later.since > region.since)
) select root, code from below
"""
# Each code with whether anybody knows it and the pack that its last ruling period named.
_ABOVE = """
with recursive above(code, depth) as (
    select %s::text, 0
    union
    select region.parent, above.depth + 1 from registry_region region
    join above on region.code = above.code
    where region.parent <> '' and above.depth < 12
      and region.since = (select max(since) from registry_region last where last.code = region.code)
)
select above.code,
    exists (select 1 from registry_region known where known.code = above.code),
    (select pack from registry_region r where r.code = above.code and pack <> '' order by since desc limit 1)
from above order by depth
"""


def find_region(code: str, on: date | None = None) -> RegionView | None:
    """What `code` means on a day, or, without a day, what it meant last: a retired code stays readable."""
    rows = Region.objects.filter(code=code)
    if on is not None:
        rows = rows.filter(in_force(on))
    row = rows.order_by("-since").first()
    return _region(row) if row else None


def get_region(code: str, on: date | None = None) -> RegionView:
    """As `find_region`. Refuses `registry.region.unknown`, or out of its life `registry.region.not_in_force`."""
    if found := find_region(code, on):
        return found
    if on is not None and (known := find_region(code)):
        raise Refusal("registry.region.not_in_force", code=code, name=known.name.zh, day=on, successor=known.successor)
    raise Refusal("registry.region.unknown", code=code)


def list_regions(parent: str | None = None, on: date | None = None) -> list[RegionView]:
    """Regions in force on a day (without a day: not retired), all or the direct divisions of `parent`, by code."""
    rows = Region.objects.filter(in_force(on) if on else Q(until=None))
    if parent is not None:
        rows = rows.filter(parent=parent)
    return [_region(row) for row in rows.order_by("code")]


def list_retired_regions(on: date) -> list[RegionView]:
    """The last period of every code that is no longer in force on a day, by code; each leads to its successor."""
    ended = Region.objects.filter(until__lt=on).exclude(code__in=Region.objects.filter(in_force(on)).values("code"))
    last = ended.order_by("code", "-since").distinct("code")
    return [_region(row) for row in last]


def calendar_of(code: str) -> WorkCalendar:
    """The working calendar of a region: the nation's, with what the regions above it and it itself declared.

    A year whose notice nobody has entered raises `CalendarGap` when it is asked about.
    """
    return notices.calendar_for(code)


def subtree(code: str) -> frozenset[str]:
    """The code, all codes below it, and the retired codes that any of them succeeded."""
    return subtrees([code])[code]


def subtrees(codes: Iterable[str]) -> dict[str, frozenset[str]]:
    """`subtree` of several codes in one query."""
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_BELOW, [sorted(set(codes))])
        for root, code in cursor.fetchall():
            found[root].add(code)
    return {root: frozenset(below) for root, below in found.items()}


def chain(code: str) -> list[str]:
    """The code and the codes above it, nearest first."""
    return [above for above, _, _ in _above(code)]


def pack_of(code: str) -> str:
    """The id of the pack that rules in a region: its own, or the nearest above it.

    Refuses `registry.region.unknown`, `registry.region.no_pack`.
    """
    found = _above(code)
    if not found[0][1]:
        raise Refusal("registry.region.unknown", code=code)
    pack = next((pack for _, _, pack in found if pack), None)
    if pack is None:
        raise Refusal("registry.region.no_pack", code=code)
    return pack


def _above(code: str) -> list[tuple[str, bool, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [code])
        return list(cursor.fetchall())


def _region(row: Region) -> RegionView:
    return RegionView(
        code=row.code,
        name=Text(zh=row.name_zh, en=row.name_en),
        level=row.level,
        parent=row.parent,
        since=row.since,
        until=row.until,
        successor=row.successor,
        pack=row.pack,
    )
