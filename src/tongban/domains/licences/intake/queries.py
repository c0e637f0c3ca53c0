"""Files of existing licences as those who import see them; what may be imported; the empty template."""

from collections import Counter
from datetime import datetime

from django.db.models import Q

from tongban.domains.licences.authz import INTAKE
from tongban.domains.licences.commands import making
from tongban.domains.licences.definitions import LicenceType
from tongban.domains.licences.intake import permitting, template
from tongban.domains.licences.intake.answers import BatchId, BatchView, Importable
from tongban.domains.licences.intake.commands import built_upon
from tongban.domains.licences.intake_models import IntakeBatch
from tongban.domains.licences.models import Licence
from tongban.domains.registry import api as registry
from tongban.kernel import authz, packs
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

PAGE = 50


def list_importable(region: str, *, actor: Actor, now: datetime) -> list[Importable]:
    """The types of a region that the actor may import, each with its issuers there. Refuses `kernel.authz.denied`."""
    authz.require(actor, "use", resource=INTAKE)
    agencies = registry.list_agencies([region], law_day(now))
    mine = [one for one in agencies if permitting.may_import(actor, region=region, issuer=one.pk)]
    found = []
    for document in packs.current().view(registry.pack_of(region)).documents("licences"):
        kind: LicenceType = document.model
        issuers = [(str(one.id), one.name) for one in mine if not kind.issued_by or one.role in kind.issued_by]
        if issuers:
            found.append(Importable(kind.id, kind.title, tuple(issuers)))
    return sorted(found, key=lambda one: one.type_id)


def get_template(type_id: str, region: str, *, may_register: bool, actor: Actor) -> tuple[str, bytes]:
    """The empty spreadsheet of a type, with its name. Refuses `kernel.authz.denied`, `licences.type.unknown`."""
    authz.require(actor, "use", resource=INTAKE)
    _, kind = making.type_of(type_id, region)
    return f"{kind.id}.xlsx", template.draw(kind, may_register=may_register)


def list_batches(*, actor: Actor, now: datetime, limit: int = PAGE) -> list[BatchView]:
    """The files that the actor may see, the newest first."""
    regions, agencies = actor.regions_with("administer"), actor.agencies_with("approve")
    rows = IntakeBatch.objects.filter(Q(region__in=regions) | Q(issuer__in=agencies)).defer("rows")
    found = rows.select_related("issuer", "uploaded_by", "applied_by").order_by("-uploaded_at", "-pk")
    return [_view(row, actor) for row in found[:limit]]


def get_batch(batch: BatchId, *, actor: Actor) -> BatchView:
    """One file. Refuses `licences.intake.not_found`."""
    rows = IntakeBatch.objects.select_related("issuer", "uploaded_by", "applied_by")
    row = rows.filter(uuid=batch.value).first()
    if row is None or not permitting.may_import(actor, region=row.region, issuer=row.issuer_id):
        raise Refusal("licences.intake.not_found")
    return _view(row, actor, whole=True)


def _view(row: IntakeBatch, actor: Actor, *, whole: bool = False) -> BatchView:
    waiting, applied = row.state == IntakeBatch.State.CHECKED, row.state == IntakeBatch.State.APPLIED
    states: Counter[str] = Counter()
    if whole and waiting:
        states = Counter(one["values"].get("state") or "valid" for one in row.rows)
    undoable = whole and applied and not built_upon(row, list(Licence.objects.filter(intake=row)))
    return BatchView(
        id=BatchId(row.uuid),
        type_id=row.type_id,
        title=_title(row),
        region=row.region,
        issuer=Text(zh=row.issuer.name_zh, en=row.issuer.name_en),
        grade=row.grade,
        source=row.source,
        file_name=row.file_name,
        state=row.state,
        count=row.count,
        unknown=row.unknown,
        states=tuple(sorted(states.items())),
        uploaded_by=row.uploaded_by.get_full_name(),
        uploaded_at=row.uploaded_at,
        applied_by=row.applied_by.get_full_name() if row.applied_by else "",
        applied_at=row.applied_at,
        undone_at=row.undone_at,
        undone_because=row.undone_because,
        may_apply=waiting and not permitting.is_same(row, actor),
        may_undo=undoable,
    )


def _title(row: IntakeBatch) -> Text:
    try:
        return making.type_of(row.type_id, row.region)[1].title
    except Refusal:
        return Text(zh=row.type_id, en=row.type_id)
