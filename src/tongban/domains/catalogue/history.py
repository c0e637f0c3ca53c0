"""What happened to the catalogue. Events name versions; the definition itself is in the table."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.event_types import event


@event("catalogue.version_published.v1")
@dataclass(frozen=True, slots=True)
class VersionPublished:
    """A procedure has a new version: its pack says something new, an office has edited it, or an old one is restored.

    `number` counts its versions. `policy` says what becomes of running cases: they keep their version, are migrated
    where that takes nothing from anybody, or their applicants are asked.
    """

    pack: str
    kind: str
    key: str
    number: int
    version: int
    digest: str
    packs: dict[str, str]
    in_force_from: date
    origin: str
    policy: str
    draft: str | None
    reason: str


@event("catalogue.version_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class VersionWithdrawn:
    """The procedure is offered no more: its pack has it no longer, or an office withdrew it. Its cases go on."""

    pack: str
    key: str
    number: int
    digest: str
    reason: str


@event("catalogue.draft_opened.v1")
@dataclass(frozen=True, slots=True)
class DraftOpened:
    """A change is prepared upon version `base`. With `incoming` (a digest) a pack's update waits to be merged in it."""

    draft: str
    pack: str
    key: str
    base: int
    incoming: str
    clashes: tuple[str, ...]


@event("catalogue.draft_submitted.v1")
@dataclass(frozen=True, slots=True)
class DraftSubmitted:
    """The change is ready for somebody else to look at."""

    draft: str
    fields: tuple[str, ...]
    reason: str


@event("catalogue.draft_returned.v1")
@dataclass(frozen=True, slots=True)
class DraftReturned:
    draft: str
    remark: str


@event("catalogue.draft_discarded.v1")
@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    draft: str


@event("catalogue.list_published.v1")
@dataclass(frozen=True, slots=True)
class ListPublished:
    """A pack says something new in a list (清单); `number` counts its versions, `entries` its lines."""

    pack: str
    kind: str
    key: str
    number: int
    digest: str
    since: date
    until: date | None
    entries: int


@event("catalogue.list_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class ListWithdrawn:
    """A pack no longer has the list."""

    pack: str
    kind: str
    key: str
    number: int
    digest: str
