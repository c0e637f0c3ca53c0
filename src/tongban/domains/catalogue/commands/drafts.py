"""Editing a procedure: one account prepares a change, another looks at it and publishes it.

A change is reviewed before it is published, and is told with its day and its reason.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from tongban.domains.catalogue import building, editing, examining
from tongban.domains.catalogue.commands.publishing import UNDER_WAY, clashes_of
from tongban.domains.catalogue.commands.writing import (
    Making,
    Policy,
    end_version,
    lock_catalogue,
    stream,
    write_version,
)
from tongban.domains.catalogue.editing import Edit
from tongban.domains.catalogue.history import DraftDiscarded, DraftOpened, DraftReturned, DraftSubmitted
from tongban.domains.catalogue.ids import ItemDraftId
from tongban.domains.catalogue.models import ItemDraft, Version
from tongban.domains.catalogue.stored import Definition
from tongban.kernel import authz, events, packs
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.errors import Conflict, Refusal

OPEN, SUBMITTED, RETURNED = UNDER_WAY


@transaction.atomic
def open_draft(*, procedure: str, region: str, actor: Actor, now: datetime) -> ItemDraftId:
    """Begin a change of what a region offers, upon its newest version; the edits of the office stay in it.

    Refuses `catalogue.procedure.unknown`, `kernel.authz.denied`, and `catalogue.draft.open_already` (Conflict) while
    another change of the procedure is under way.
    """
    library = packs.current()
    pack = building.pack_of(library, region)
    base = newest(pack or "", procedure)
    if base is None or pack is None:
        raise Refusal("catalogue.procedure.unknown", key=procedure[:80], region=region)
    home = library.packs[pack].manifest.region or region
    row = ItemDraft(pack=pack, region=home, key=procedure, base=base, edit=base.edit, opened_at=now, saved_at=now)
    authz.require(actor, "edit", row)
    row.author = actor.label
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict("catalogue.draft.open_already", key=procedure) from None
    happened = DraftOpened(str(ItemDraftId(row.uuid)), pack, procedure, base.number, incoming="", clashes=())
    events.append(stream(pack, procedure), [happened], actor=actor.label, at=now)
    return ItemDraftId(row.uuid)


@transaction.atomic
def save_draft(*, draft: ItemDraftId, edit: Mapping[str, Any], reason: str, actor: Actor, now: datetime) -> None:
    """Keep the change as it stands, right or wrong. Whoever ever saved it may not publish it.

    Refuses `catalogue.draft.unknown`, `kernel.authz.denied`, `catalogue.draft.not_open` (Conflict),
    `catalogue.draft.malformed` with `fields`, `catalogue.draft.unknown_part`.
    """
    row = _hold(draft, actor, OPEN, RETURNED)
    changed = _read(edit)
    editing.overlay(packs.current(), pack=row.pack, key=row.key, edit=changed, since=law_day(now))
    row.edit = changed.model_dump(mode="json", exclude_defaults=True)
    row.reason, row.author, row.saved_at = reason.strip()[:500], actor.label, now
    row.writers = list(dict.fromkeys((*row.writers, actor.label)))
    row.save()


@transaction.atomic
def submit_draft(*, draft: ItemDraftId, actor: Actor, now: datetime) -> None:
    """Hand the change over to another account.

    Refuses what `save_draft` refuses, `catalogue.draft.nothing_changed`, `catalogue.draft.reason_missing`,
    `catalogue.draft.findings` (`count`; `examine_draft` tells them), `catalogue.draft.outdated` (Conflict).
    """
    row = _hold(draft, actor, OPEN, RETURNED)
    if not row.reason:
        raise Refusal("catalogue.draft.reason_missing")
    _require_sound(row, since=law_day(now))
    row.state, row.author, row.saved_at = SUBMITTED, row.author or actor.label, now
    row.save()
    fields = tuple(sorted(Edit.model_validate(row.edit).fields()))
    _tell(row, DraftSubmitted(str(draft), fields, row.reason), actor=actor, now=now)


@transaction.atomic
def return_draft(*, draft: ItemDraftId, remark: str, actor: Actor, now: datetime) -> None:
    """Give the change back to its author. Refuses also `catalogue.draft.remark_missing`, `catalogue.draft.own`."""
    row = _hold(draft, actor, SUBMITTED)
    _require_other(row, actor)
    if not remark.strip():
        raise Refusal("catalogue.draft.remark_missing")
    row.state, row.remark, row.reviewer = RETURNED, remark.strip()[:500], actor.label
    row.save()
    _tell(row, DraftReturned(str(draft), row.remark), actor=actor, now=now)


@transaction.atomic
def discard_draft(*, draft: ItemDraftId, actor: Actor, now: datetime) -> None:
    """Give the change up. A pack's update that was in it is declined: what the office published stays in force."""
    row = _hold(draft, actor, *UNDER_WAY)
    row.state = ItemDraft.State.DISCARDED
    row.save()
    _tell(row, DraftDiscarded(str(draft)), actor=actor, now=now)


@transaction.atomic
def refresh_draft(*, draft: ItemDraftId, actor: Actor, now: datetime) -> None:
    """Put the change upon the newest version, when a pack has published since; what clashes is marked to be looked at.

    Refuses as `save_draft`.
    """
    row = _hold(draft, actor, OPEN, RETURNED)
    said = building.build(packs.current().view(row.pack), row.key)
    row.clashes = clashes_of(row.edit, row.base, said)
    row.base = newest(row.pack, row.key) or row.base
    row.saved_at = now
    row.save()


@transaction.atomic
def publish_draft(*, draft: ItemDraftId, in_force_from: date, policy: Policy, actor: Actor, now: datetime) -> int:
    """Publish the change: a new version, in force from a day not before today; the row of it.

    `policy` says what becomes of running cases. Refuses `catalogue.draft.unknown`, `kernel.authz.denied`,
    `catalogue.draft.own` (who wrote any of it never publishes), `catalogue.draft.not_submitted`,
    `catalogue.draft.day_past`, `catalogue.draft.outdated` (Conflict), `catalogue.draft.findings`,
    `catalogue.draft.nothing_changed`.
    """
    lock_catalogue()
    row = _hold(draft, actor, SUBMITTED)
    _require_other(row, actor)
    _require_day(in_force_from, now)
    definition = _require_sound(row, since=in_force_from)
    dated = Edit.model_validate(row.edit).dated(in_force_from)
    source = building.build(packs.current().view(row.pack), row.key).digest
    making = Making(
        in_force_from=in_force_from,
        source_digest=source,
        origin="office" if not dated.is_empty else "pack",
        policy=policy,
        edit=dated.model_dump(mode="json", exclude_defaults=True),
        draft=str(draft),
        reason=row.reason,
    )
    version = write_version(definition, number=row.base.number + 1, making=making, actor=actor, now=now)
    row.state, row.version, row.reviewer = ItemDraft.State.PUBLISHED, version, actor.label
    row.save()
    return version.pk


@transaction.atomic
def restore_version(
    *, version: int, in_force_from: date, policy: Policy, reason: str, actor: Actor, now: datetime
) -> int:
    """Publish an older version anew, word for word; the row of the new one.

    Refuses `catalogue.version.unknown`, `kernel.authz.denied`, `catalogue.draft.reason_missing`,
    `catalogue.draft.day_past`, `catalogue.version.newest` for the newest itself.
    """
    lock_catalogue()
    old, last = _known(version, actor)
    _require_reason(reason)
    _require_day(in_force_from, now)
    if old.digest == last.digest and last.withdrawn_at is None:
        raise Refusal("catalogue.version.newest", number=old.number)
    making = Making(
        in_force_from=in_force_from,
        source_digest=last.source_digest,
        origin="restored",
        policy=policy,
        edit=old.edit,
        reason=reason.strip()[:500],
    )
    definition = Definition.model_validate(old.definition)
    return write_version(definition, number=last.number + 1, making=making, actor=actor, now=now).pk


@transaction.atomic
def withdraw_procedure(*, version: int, reason: str, actor: Actor, now: datetime) -> None:
    """Offer a procedure no more, whatever its pack says, until a version is restored. `version` is its newest.

    Refuses `catalogue.version.unknown`, `kernel.authz.denied`, `catalogue.draft.reason_missing`,
    `catalogue.version.not_newest` (Conflict), `catalogue.version.withdrawn`.
    """
    lock_catalogue()
    old, last = _known(version, actor)
    _require_reason(reason)
    if old.pk != last.pk:
        raise Conflict("catalogue.version.not_newest", number=last.number)
    if last.withdrawn_at is not None:
        raise Refusal("catalogue.version.withdrawn", number=last.number)
    end_version(last, reason=reason.strip()[:500], actor=actor, now=now)


def newest(pack: str, key: str) -> Version | None:
    """The newest version of a procedure in a pack, in force or not yet."""
    return Version.objects.filter(pack=pack, key=key).order_by("-number").first()


def _known(version: int, actor: Actor) -> tuple[Version, Version]:
    old = Version.objects.filter(pk=version).first()
    if old is None:
        raise Refusal("catalogue.version.unknown", version=str(version))
    region = str(old.definition.get("region") or "")
    authz.require(actor, "edit", ItemDraft(pack=old.pack, region=region, key=old.key))
    last = newest(old.pack, old.key)
    return old, last or old


def _hold(draft: ItemDraftId, actor: Actor, *states: str) -> ItemDraft:
    row = ItemDraft.objects.select_for_update().filter(uuid=draft.value).first()
    if row is None:
        raise Refusal("catalogue.draft.unknown")
    authz.require(actor, "edit", row)
    if row.state not in states:
        raise Conflict("catalogue.draft.not_submitted" if states == (SUBMITTED,) else "catalogue.draft.not_open")
    return row


def _read(edit: Mapping[str, Any]) -> Edit:
    try:
        return Edit.model_validate(edit)
    except ValidationError as error:
        places = [".".join(str(part) for part in one["loc"]) for one in error.errors(include_url=False)]
        raise Refusal("catalogue.draft.malformed", fields=places) from None


def _require_other(row: ItemDraft, actor: Actor) -> None:
    """Nobody judges what he wrote, also when somebody else saved it last."""
    if {row.author, *row.writers} & {actor.label, *actor.same_as}:
        raise Refusal("catalogue.draft.own")


def _require_day(day: date, now: datetime) -> None:
    if day < law_day(now):
        raise Refusal("catalogue.draft.day_past", day=day)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("catalogue.draft.reason_missing")


def _require_sound(row: ItemDraft, *, since: date) -> Definition:
    """The definition of the draft, if it is upon the newest version and of the pack as it is, and nothing is wrong."""
    library = packs.current()
    last = newest(row.pack, row.key)
    said = building.build(library.view(row.pack), row.key).digest
    if last is None or last.pk != row.base_id or said not in (row.base.source_digest, row.incoming):
        raise Conflict("catalogue.draft.outdated")
    edit = Edit.model_validate(row.edit)
    found = examining.findings(library, pack=row.pack, key=row.key, edit=edit, since=since)
    if found:
        raise Refusal("catalogue.draft.findings", count=len(found))
    definition = editing.edited(library, pack=row.pack, key=row.key, edit=edit, since=since)
    if definition.digest == row.base.digest:
        raise Refusal("catalogue.draft.nothing_changed")
    return definition


def _tell(row: ItemDraft, happened: events.Event, *, actor: Actor, now: datetime) -> None:
    events.append(stream(row.pack, row.key), [happened], actor=actor.label, at=now)
