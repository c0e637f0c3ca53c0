"""The way of an idea through the reserve (研究储备): who may take which step when. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tongban.kernel.errors import Refusal
from tongban.kernel.event_types import event


class Stage(StrEnum):
    """难题 → 建议 → 争取授权 → 试点 → 复制推广, or 终止."""

    IDEA = "idea"
    PROPOSED = "proposed"
    AUTHORITY_ASKED = "authority_asked"
    PILOT = "pilot"
    COPIED = "copied"
    GIVEN_UP = "given_up"


NEXT: Mapping[Stage, tuple[Stage, ...]] = {
    Stage.IDEA: (Stage.PROPOSED, Stage.GIVEN_UP),
    Stage.PROPOSED: (Stage.AUTHORITY_ASKED, Stage.PILOT, Stage.GIVEN_UP),
    Stage.AUTHORITY_ASKED: (Stage.PILOT, Stage.PROPOSED, Stage.GIVEN_UP),
    Stage.PILOT: (Stage.COPIED, Stage.GIVEN_UP),
    Stage.COPIED: (),
    Stage.GIVEN_UP: (),
}
"""What may follow. Within its own authority a unit pilots without asking above; a refused authority sends the idea
back to its proposal."""


@event("reform.idea_entered.v1")
@dataclass(frozen=True, slots=True)
class IdeaEntered:
    """A difficulty was combed out and kept with a thought of how to solve it."""

    idea: str
    region: str
    agency: str
    title: str
    difficulty: str


@event("reform.idea_moved.v1")
@dataclass(frozen=True, slots=True)
class IdeaMoved:
    """An idea came to another stage: by which document or reason, with which files."""

    stage: Stage
    note: str
    evidence: tuple[str, ...]


@event("reform.idea_handed_over.v1")
@dataclass(frozen=True, slots=True)
class IdeaHandedOver:
    """Another officer of the same unit owns the idea now."""

    account: str


def require_step(now: Stage, to: Stage) -> None:
    """Refuses `reform.reserve.step`."""
    if to not in NEXT[now]:
        raise Refusal("reform.reserve.step", now=str(now), to=str(to))
