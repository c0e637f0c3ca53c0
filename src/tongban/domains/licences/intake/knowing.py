"""What the platform knows of the rows of a file: asked once for all of them."""

from collections.abc import Sequence
from datetime import datetime

from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.intake.checking import Known, Parsed
from tongban.domains.licences.models import Licence
from tongban.domains.registry import api as registry
from tongban.kernel.clock import law_day


def known_of(rows: Sequence[Parsed], kind: LicenceType, issuer: registry.AgencyView, *, now: datetime) -> Known:
    """Holders, identifiers and numbers that these rows name, as the platform has them now."""
    today = law_day(now)
    holders = registry.find_by_codes(_texts(rows, "holder_code"))
    identifiers = Licence.objects.filter(identifier__in=_texts(rows, "identifier"))
    numbers = Licence.objects.filter(number__in=_texts(rows, "number"), type_id=kind.id, issuer=issuer.pk)
    return Known(
        today=today,
        holders={code: (view.name, view.kind) for code, view in holders.items()},
        identifiers=frozenset(identifiers.values_list("identifier", flat=True)),
        numbers=frozenset(numbers.values_list("number", flat=True)),
        regions=frozenset(one.code for one in registry.list_regions(on=today)),
        type_code=kind.type_code or "",
        issuer_code=issuer.credit_code or "",
    )


def _texts(rows: Sequence[Parsed], name: str) -> list[str]:
    return sorted({text for row in rows if isinstance(text := row.values.get(name), str)})
