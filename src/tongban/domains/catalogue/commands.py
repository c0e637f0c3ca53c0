"""Every way this domain changes. One public function per use case; the transaction is here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Func, TextField, Value
from django.db.models.fields.json import JSONField

from tongban.domains.catalogue import building, searching
from tongban.domains.catalogue.history import VersionPublished, VersionWithdrawn
from tongban.domains.catalogue.models import Version
from tongban.domains.catalogue.stored import Definition
from tongban.kernel import authz, events
from tongban.kernel.clock import law_day
from tongban.kernel.packs import Library

_LOCK = 0x746F6E67  # one publisher at a time


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing changed, as `pack key` lines."""

    new: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: int


@transaction.atomic
def publish(library: Library, *, actor: authz.Actor, now: datetime) -> Published:
    """Write a version of every procedure of every pack with a region whose definition is new; withdraw what is gone.

    Saying the same twice writes nothing. A version is in force from the day of `now` (Asia/Shanghai). Refuses
    `kernel.authz.denied`. The library must have passed its checks: a definition that cannot be built is a bug here.
    """
    authz.require(actor, "publish", resource="catalogue.version")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
    last = {(version.pack, version.key): version for version in _last_versions()}
    new: list[str] = []
    unchanged = 0
    for definition in _definitions(library):
        known = last.pop((definition.pack, definition.key), None)
        if known is not None and known.digest == definition.digest and known.withdrawn_at is None:
            unchanged += 1
            continue
        _publish(definition, number=known.number + 1 if known else 1, actor=actor, now=now)
        new.append(f"{definition.pack} {definition.key}")
    gone = [version for version in last.values() if version.withdrawn_at is None]
    for version in gone:
        _withdraw(version, actor=actor, now=now)
    return Published(tuple(new), tuple(f"{version.pack} {version.key}" for version in gone), unchanged)


def _definitions(library: Library) -> Iterator[Definition]:
    for pack in library:
        if pack.manifest.region is not None:
            view = library.view(pack.id)
            yield from (building.build(view, key) for _, key in building.keys(view))


def _last_versions() -> list[Version]:
    newest = Version.objects.order_by("pack", "key", "-number").distinct("pack", "key")
    return list(newest.only("pack", "key", "number", "digest", "withdrawn_at"))


def _publish(definition: Definition, *, number: int, actor: authz.Actor, now: datetime) -> None:
    today = law_day(now)
    text = searching.joined(_searched(definition))
    Version.objects.create(
        pack=definition.pack,
        kind=definition.kind,
        key=definition.key,
        number=number,
        digest=definition.digest,
        definition=definition.as_json(),
        title_zh=definition.title.zh,
        title_en=definition.title.en,
        audience=list(definition.audience),
        initials=searching.initials(definition.title.zh),
        search_text=text,
        search=_vector(text),
        published_at=now,
        in_force_from=today,
    )
    happened = VersionPublished(
        pack=definition.pack,
        kind=definition.kind,
        key=definition.key,
        number=number,
        digest=definition.digest,
        packs=dict(definition.packs),
        in_force_from=today,
    )
    events.append(_stream(definition.pack, definition.key), [happened], actor=actor.label, at=now)


def _withdraw(version: Version, *, actor: authz.Actor, now: datetime) -> None:
    Version.objects.filter(pk=version.pk, withdrawn_at=None).update(withdrawn_at=now)
    happened = VersionWithdrawn(pack=version.pack, key=version.key, number=version.number, digest=version.digest)
    events.append(_stream(version.pack, version.key), [happened], actor=actor.label, at=now)


def _stream(pack: str, key: str) -> str:
    return f"procedure_{pack}_{key}"


def _vector(text: str) -> Func:
    """The lexemes as a search vector, past PostgreSQL's own parser, which does not know Chinese."""
    words = Value(searching.lexemes(text), output_field=JSONField())
    return Func(
        words,
        template="array_to_tsvector(array(select jsonb_array_elements_text(%(expressions)s)))",
        output_field=TextField(),
    )


def _searched(definition: Definition) -> Iterator[str]:
    for text in (definition.title, definition.summary, *(track.title for track in definition.tracks)):
        yield from (text.zh, text.en)
    for material in definition.materials:
        yield material.title.zh
    for question in definition.questions:
        yield question.question.zh
