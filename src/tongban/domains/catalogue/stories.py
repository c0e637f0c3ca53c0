"""Worked examples: the story an official signs off. Given an application, these acts, then these days.

A story is run against a `Stage` (the real commands on a test database, or paper and pencil): the same file is
documentation, test and contract. Times are Asia/Shanghai.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, Field

from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Declaration, RegionText, Slug, Text


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=LAW_ZONE)


Moment = Annotated[datetime, AfterValidator(_local)]
Verb = Literal["submit", "accept", "refuse", "ask_supplement", "supplement", "complete", "decide", "withdraw"]


class Given(Declaration):
    """What the applicant brings: the answers, the materials, and who asks."""

    form: dict[str, Any]
    materials: tuple[str, ...] = ()
    subject: Literal["person", "enterprise"] = "person"


class Act(Declaration):
    """One thing somebody does. `by` is the role; left out, it is whoever the procedure names."""

    at: Moment
    act: Verb
    by: Slug | None = None
    track: Slug | None = None
    step: Slug | None = None
    granted: bool = True
    reason: str = ""


class Then(Declaration):
    """What must be true at a moment: of a clock (of the whole or of one track), of the status."""

    at: Moment
    clock: Literal["promised", "statutory"] = "promised"
    scope: str = "case"
    due_on: date | None = None
    used: Annotated[int, Field(ge=0)] | None = None
    left: int | None = None
    state: Literal["running", "paused", "stopped", "overdue"] | None = None
    status: str | None = None

    def wanted(self) -> dict[str, object]:
        """The facts this line states."""
        names = ("due_on", "used", "left", "state", "status")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class Story(Declaration):
    """A worked example of one procedure in one region."""

    title: Text
    procedure: Slug
    region: RegionText
    given: Given
    do: Annotated[tuple[Act, ...], Field(min_length=1)]
    then: Annotated[tuple[Then, ...], Field(min_length=1)]


class Stage(Protocol):
    """Where a story is played. One that cannot tell some facts names them in `unknown`; they are not compared."""

    def perform(self, story: Story, act: Act) -> None:
        """Do one act at its moment. A refusal is an exception and fails the story."""
        ...

    def observe(self, story: Story, then: Then) -> dict[str, object]:
        """The facts at a moment, by the names of `Then` (`due_on`, `used`, `left`, `state`, `status`)."""
        ...


def play(story: Story, stage: Stage) -> Iterator[str]:
    """Play a story and yield a sentence for all that came out otherwise. Acts come before looks of one moment."""
    unknown: frozenset[str] = getattr(stage, "unknown", frozenset())
    lines: list[tuple[datetime, int, Act | Then]] = [(act.at, 0, act) for act in story.do]
    lines += [(then.at, 1, then) for then in story.then]
    for moment, _, line in sorted(lines, key=lambda one: one[:2]):
        if isinstance(line, Act):
            stage.perform(story, line)
            continue
        seen = stage.observe(story, line)
        for name, wanted in line.wanted().items():
            if name not in unknown and seen.get(name) != wanted:
                where = f"{moment:%Y-%m-%d %H:%M} {line.scope} {line.clock} {name}"
                yield f"{where}: wanted {wanted}, found {seen.get(name)}"
