"""What happened to the catalogue. Events name versions; the definition itself is in the table."""

from dataclasses import dataclass
from datetime import date

from tongban.kernel.event_types import event


@event("catalogue.version_published.v1")
@dataclass(frozen=True, slots=True)
class VersionPublished:
    """A pack says something new of a procedure; `number` counts its versions."""

    pack: str
    kind: str
    key: str
    number: int
    digest: str
    packs: dict[str, str]
    in_force_from: date


@event("catalogue.version_withdrawn.v1")
@dataclass(frozen=True, slots=True)
class VersionWithdrawn:
    """A pack no longer has the procedure. Cases under its versions go on."""

    pack: str
    key: str
    number: int
    digest: str
