"""The one place where a version of a procedure is written, or ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from django.db import connection
from django.db.models import Func, TextField, Value
from django.db.models.fields.json import JSONField

from tongban.domains.catalogue import searching
from tongban.domains.catalogue.history import VersionPublished, VersionWithdrawn
from tongban.domains.catalogue.models import Version
from tongban.domains.catalogue.stored import Definition
from tongban.kernel import events
from tongban.kernel.actors import Actor

Policy = Literal["keep", "migrate", "ask"]
_LOCK = 0x746F6E67  # one publisher at a time


@dataclass(frozen=True, slots=True)
class Making:
    """How a version comes about: from the pack alone, by an office's edit, or by restoring an older one."""

    in_force_from: date
    source_digest: str
    origin: Literal["pack", "office", "restored"] = "pack"
    policy: Policy = "keep"
    edit: dict[str, Any] = field(default_factory=dict)
    draft: str | None = None
    reason: str = ""


def lock_catalogue() -> None:
    """Wait until nobody else publishes, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def stream(pack: str, key: str) -> str:
    """The stream of the log that tells the life of a procedure in a region's pack."""
    return f"procedure_{pack}_{key}"


def write_version(definition: Definition, *, number: int, making: Making, actor: Actor, now: datetime) -> Version:
    text = searching.joined(_searched(definition))
    version = Version.objects.create(
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
        in_force_from=making.in_force_from,
        origin=making.origin,
        source_digest=making.source_digest,
        edit=making.edit,
        policy=making.policy,
    )
    happened = VersionPublished(
        pack=definition.pack,
        kind=definition.kind,
        key=definition.key,
        number=number,
        version=version.pk,
        digest=definition.digest,
        packs=dict(definition.packs),
        in_force_from=making.in_force_from,
        origin=making.origin,
        policy=making.policy,
        draft=making.draft,
        reason=making.reason,
    )
    events.append(stream(definition.pack, definition.key), [happened], actor=actor.label, at=now)
    return version


def end_version(version: Version, *, reason: str, actor: Actor, now: datetime) -> None:
    """Offer the procedure no more from now on. Cases under it go on."""
    Version.objects.filter(pk=version.pk, withdrawn_at=None).update(withdrawn_at=now, withdrawn_for=reason)
    happened = VersionWithdrawn(
        pack=version.pack, key=version.key, number=version.number, digest=version.digest, reason=reason
    )
    events.append(stream(version.pack, version.key), [happened], actor=actor.label, at=now)


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
