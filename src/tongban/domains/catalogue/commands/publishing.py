"""Publishing what the packs say: a version of every procedure and list whose words are new.

Where an office has edited or withdrawn a procedure, an update of its pack never overwrites that silently: it becomes a
draft in which the two are merged, and is in force when somebody publishes it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from tongban.domains.catalogue import building, editing
from tongban.domains.catalogue.commands.lists import publish_lists
from tongban.domains.catalogue.commands.writing import Making, end_version, lock_catalogue, stream, write_version
from tongban.domains.catalogue.editing import Edit
from tongban.domains.catalogue.history import DraftOpened
from tongban.domains.catalogue.ids import ItemDraftId
from tongban.domains.catalogue.models import ItemDraft, Version
from tongban.domains.catalogue.stored import Definition
from tongban.kernel import authz, events
from tongban.kernel.clock import law_day
from tongban.kernel.packs import Library

UNDER_WAY = (ItemDraft.State.OPEN, ItemDraft.State.SUBMITTED, ItemDraft.State.RETURNED)


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing changed, as `pack key` lines.

    `to_merge` are updates that met an edit of an office and wait as drafts; `lists` and `lists_withdrawn` are those of
    the lists (清单).
    """

    new: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: int
    lists: tuple[str, ...] = ()
    lists_withdrawn: tuple[str, ...] = ()
    to_merge: tuple[str, ...] = ()


@transaction.atomic
def publish(library: Library, *, actor: authz.Actor, now: datetime) -> Published:
    """Write a version of every procedure and list of every pack with a region that is new; withdraw what is gone.

    Saying the same twice writes nothing. A version is in force from the day of `now` (Asia/Shanghai). What an office
    has edited or withdrawn is not overwritten: `to_merge`. Refuses `kernel.authz.denied`. The library must have passed
    its checks: a definition that cannot be built is a bug here.
    """
    authz.require(actor, "publish", resource="catalogue.version")
    lock_catalogue()
    last = {(version.pack, version.key): version for version in _last_versions()}
    new: list[str] = []
    to_merge: list[str] = []
    unchanged = 0
    for definition in _definitions(library):
        known = last.pop((definition.pack, definition.key), None)
        name = f"{definition.pack} {definition.key}"
        if known is not None and _says_nothing_new(known, definition):
            unchanged += 1
        elif known is not None and _is_edited(known):
            if _propose(definition, known, actor=actor, now=now):
                to_merge.append(name)
        else:
            number = known.number + 1 if known else 1
            making = Making(in_force_from=law_day(now), source_digest=definition.digest)
            write_version(definition, number=number, making=making, actor=actor, now=now)
            new.append(name)
    gone = [version for version in last.values() if version.withdrawn_at is None]
    for version in gone:
        end_version(version, reason="", actor=actor, now=now)
    lists, dropped = publish_lists(library, actor=actor, now=now)
    withdrawn = tuple(f"{version.pack} {version.key}" for version in gone)
    return Published(tuple(new), withdrawn, unchanged, lists, dropped, tuple(to_merge))


def _definitions(library: Library) -> Iterator[Definition]:
    for pack in library:
        if pack.manifest.region is not None:
            view = library.view(pack.id)
            yield from (building.build(view, key) for _, key in building.keys(view))


def _last_versions() -> list[Version]:
    newest = Version.objects.order_by("pack", "key", "-number").distinct("pack", "key")
    return list(newest.defer("definition", "search", "search_text"))


def _says_nothing_new(known: Version, definition: Definition) -> bool:
    """Whether the pack says what it said when the last version was made, or just what that version says."""
    if known.withdrawn_at is not None and not known.withdrawn_for:
        return False
    return definition.digest in (known.source_digest, known.digest)


def _is_edited(known: Version) -> bool:
    return known.origin != Version.Origin.PACK or bool(known.withdrawn_for)


def _propose(definition: Definition, known: Version, *, actor: authz.Actor, now: datetime) -> bool:
    """Put the pack's update before the office, once: False when it waits already or was declined."""
    drafts = ItemDraft.objects.filter(pack=known.pack, key=known.key)
    if drafts.filter(incoming=definition.digest).exclude(state=ItemDraft.State.PUBLISHED).exists():
        return False
    waiting = drafts.filter(state__in=UNDER_WAY).first()
    clashing = clashes_of(waiting.edit if waiting else known.edit, known, definition)
    meeting = {"incoming": definition.digest, "clashes": clashing, "saved_at": now}
    if waiting is not None:
        ItemDraft.objects.filter(pk=waiting.pk).update(**meeting, state=ItemDraft.State.OPEN)
    else:
        region = definition.region or ""
        waiting = ItemDraft.objects.create(
            pack=known.pack, region=region, key=known.key, base=known, edit=known.edit, opened_at=now, **meeting
        )
    opened = DraftOpened(
        draft=str(ItemDraftId(waiting.uuid)),
        pack=known.pack,
        key=known.key,
        base=known.number,
        incoming=definition.digest,
        clashes=tuple(clashing),
    )
    events.append(stream(known.pack, known.key), [opened], actor=actor.label, at=now)
    return True


def clashes_of(edit: dict[str, Any], known: Version, now_said: Definition) -> list[str]:
    """The edited parts that the pack has changed since the version: all of them when what it said then is lost."""
    changed = Edit.model_validate(edit)
    said = Version.objects.filter(pack=known.pack, key=known.key, digest=known.source_digest).first()
    if said is None:
        return sorted(changed.fields())
    return sorted(editing.clashes(changed, before=Definition.model_validate(said.definition), after=now_said))
