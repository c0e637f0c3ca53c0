"""Regions and agencies, taken over from the installed packs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.domains.registry.definitions import AGENCIES, REGIONS, AgencyDeclaration, RegionDeclaration
from tongban.domains.registry.happenings import PackLoaded
from tongban.domains.registry.models import Agency, Region
from tongban.kernel import events
from tongban.kernel.actors import SYSTEM
from tongban.kernel.packs import Library


@transaction.atomic
def load_packs(library: Library, *, now: datetime) -> None:
    """Take over what the packs declare. Loading twice changes nothing; nothing is ever removed, old records need it.

    A credit code that an administrator entered stays when the pack does not know one.
    """
    rulers = {pack.manifest.region: pack.id for pack in library if pack.manifest.region}
    for pack in library:
        regions = _load_regions([document.model for document in pack.list(REGIONS.name)])
        agencies = _load_agencies([document.model for document in pack.list(AGENCIES.name)])
        if regions or agencies:
            happened = PackLoaded(pack.id, pack.manifest.version, regions, agencies)
            events.append("registry_packs", [happened], actor=SYSTEM.label, at=now)
    for row in Region.objects.all():
        _store(row, {"pack": rulers.get(row.code, "")})


def _load_regions(declared: Iterable[RegionDeclaration]) -> int:
    known = {(row.code, row.since): row for row in Region.objects.all()}
    changed = 0
    for one in declared:
        row = known.get((one.code, one.since)) or Region(code=one.code, since=one.since)
        values = {
            "name_zh": one.name.zh,
            "name_en": one.name.en,
            "level": one.level,
            "parent": one.parent or "",
            "until": one.until,
            "successor": one.successor or "",
        }
        changed += _store(row, values)
    return changed


def _load_agencies(declared: Iterable[AgencyDeclaration]) -> int:
    rows = {(row.region, row.role, row.since): row for row in Agency.objects.all()}
    changed = 0
    heirs = []
    for one in declared:
        key = (one.region, one.id, one.since)
        row = rows.setdefault(key, Agency(region=one.region, role=one.id, since=one.since))
        values = {
            "name_zh": one.name.zh,
            "name_en": one.name.en,
            "short_zh": one.short.zh,
            "short_en": one.short.en,
            "credit_code": one.credit_code or row.credit_code,
            "until": one.until,
        }
        changed += _store(row, values)
        if one.successor:
            heirs.append((row, one))
    for row, one in heirs:
        changed += _store(row, {"successor_id": _heir(rows.values(), one)})
    return changed


def _heir(rows: Iterable[Agency], one: AgencyDeclaration) -> int | None:
    """The agency of the same region that plays the successor's role after `one` ended."""
    later = [row for row in rows if row.region == one.region and row.role == one.successor and row.since > one.since]
    return min(later, key=lambda row: row.since).pk if later else None


def _store(row: Region | Agency, values: dict[str, Any]) -> bool:
    """Write a row that is new or differs; whether it did."""
    differing = [name for name, value in values.items() if getattr(row, name) != value]
    for name in differing:
        setattr(row, name, values[name])
    if row._state.adding or differing:
        row.save()
        return True
    return False
