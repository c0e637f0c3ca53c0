"""Which licence a decided case means."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongban.domains.licences import rules
from tongban.domains.licences.answers import Grant
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.ids import LicenceId
from tongban.domains.licences.models import Licence
from tongban.domains.registry import api as registry
from tongban.kernel import packs


def find_meant(grant: Grant, kind: LicenceType, submitted: Mapping[str, Any]) -> LicenceId | None:
    """The newest record of the licence that an application changes or renews; None when the holder has none here.

    The one that it said it renews, else the one that satisfied one of its materials, else the only one that the
    holder has. Refuses `licences.act.which` when there are several.
    """
    held = Licence.objects.filter(holder__uuid=grant.holder.value, type_id=kind.id, successor=None, revoked_at=None)
    rows = list(held.order_by("pk"))
    named = [one["credential"] for one in submitted["renews"] if one["track"] == grant.track]
    named += [one["credential"] for one in submitted["materials"] if one["credential"]]
    roots = Licence.objects.filter(identifier__in=named, type_id=kind.id).values_list("root", flat=True)
    told = set(roots)
    row = rules.only([one for one in rows if one.root in told] or rows, kind)
    return LicenceId(row.uuid) if row else None


def list_ended_by(item: str, *, region: str, holder: registry.SubjectId) -> Sequence[LicenceId]:
    """The newest records of the licences of a holder that a grant of this item cancels."""
    kinds: Sequence[LicenceType] = packs.current().view(registry.pack_of(region)).list("licences")
    types = [kind.id for kind in kinds if item in kind.life.revoke.upon]
    if not types:
        return ()
    rows = Licence.objects.filter(holder__uuid=holder.value, type_id__in=types, successor=None, revoked_at=None)
    return [LicenceId(row.uuid) for row in rows.order_by("pk")]
