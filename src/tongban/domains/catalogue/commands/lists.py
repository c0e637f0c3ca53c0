"""Publishing the lists of every region: a version where the words are new, withdrawn where a pack no longer says it."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tongban.domains.catalogue import standing
from tongban.domains.catalogue.history import ListPublished, ListWithdrawn
from tongban.domains.catalogue.lists import RegisterList
from tongban.domains.catalogue.models import ListVersion
from tongban.kernel import events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.packs import Library

Said = tuple[str, str, RegisterList]
"""The pack a list counts for, the pack that declares it, the list."""


def publish_lists(library: Library, *, actor: Actor, now: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lists that are new or changed, and those withdrawn, as `pack key` lines. Part of `publish`'s transaction.

    A first version counts from the day it declares. A changed one counts from today at the earliest, so that nobody
    can rewrite what was on a list yesterday.
    """
    newest = ListVersion.objects.order_by("pack", "key", "-number").distinct("pack", "key")
    last = {(row.pack, row.key): row for row in newest.defer("definition", "names")}
    new = []
    for pack, origin, declared in _said(library):
        known = last.pop((pack, declared.id), None)
        plain = declared.model_dump(mode="json")
        digest = _digest(plain, origin)
        if known is not None and known.digest == digest and known.withdrawn_at is None:
            continue
        _write((pack, origin, declared), plain=plain, digest=digest, known=known, actor=actor, now=now)
        new.append(f"{pack} {declared.id}")
    gone = [row for row in last.values() if row.withdrawn_at is None]
    for row in gone:
        ListVersion.objects.filter(pk=row.pk).update(withdrawn_at=now)
        happened = ListWithdrawn(pack=row.pack, kind=row.kind, key=row.key, number=row.number, digest=row.digest)
        events.append(_stream(row.pack, row.key), [happened], actor=actor.label, at=now)
    return tuple(new), tuple(f"{row.pack} {row.key}" for row in gone)


def _said(library: Library) -> Iterator[Said]:
    for pack in library:
        if pack.manifest.region is not None:
            for document in library.view(pack.id).documents("lists"):
                yield pack.id, document.pack, document.model


def _digest(plain: dict[str, Any], origin: str) -> str:
    text = json.dumps([origin, plain], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _write(
    said: Said, *, plain: dict[str, Any], digest: str, known: ListVersion | None, actor: Actor, now: datetime
) -> None:
    pack, origin, declared = said
    number = known.number + 1 if known else 1
    ListVersion.objects.create(
        pack=pack,
        origin=origin,
        kind=declared.kind,
        key=declared.id,
        number=number,
        digest=digest,
        definition=plain,
        title_zh=declared.title.zh,
        title_en=declared.title.en,
        year=declared.year,
        names=sorted(set(standing.names(declared))),
        since=declared.since,
        until=declared.until,
        in_force_from=max(declared.since, law_day(now)) if known else declared.since,
        published_at=now,
    )
    happened = ListPublished(
        pack=pack,
        kind=declared.kind,
        key=declared.id,
        number=number,
        digest=digest,
        since=declared.since,
        until=declared.until,
        entries=len(declared.entries),
    )
    events.append(_stream(pack, declared.id), [happened], actor=actor.label, at=now)


def _stream(pack: str, key: str) -> str:
    return f"list_{pack}_{key}"
