"""Worked examples: the story an official signs off. Given an application, these acts, then these days.

A story is run against a `Stage` (the real commands on a test database, or paper and pencil): the same file is
documentation, test and contract. Times are Asia/Shanghai.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, Field

from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.declaration import Declaration, RegionText, Slug, Text


def _local(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=LAW_ZONE)


Moment = Annotated[datetime, AfterValidator(_local)]
Verb = Literal[
    # before acceptance
    "submit",
    "answer_precheck",
    "confirm",
    "accept",
    "refuse",
    "ask_supplement",
    "supplement",
    "withdraw",
    # handling
    "complete",
    "sign",
    "decide",
    "return_step",
    "assign",
    "transfer",
    "end_track",
    # special procedures, extension, suspension
    "start_special",
    "end_special",
    "ask_extension",
    "grant_extension",
    "deny_extension",
    "suspend",
    "resume",
    # tolerance, commitment, results and what follows
    "bring_tolerated",
    "record_check",
    "revoke",
    "deliver",
    "reopen",
    "record_audit",
    # nobody acts: the clock itself does what is due by then
    "wait",
]
Channel = Literal["online", "counter", "post", "terminal"]


class Given(Declaration):
    """What the applicant brings: the answers, the materials, and who asks.

    `situations` answers the guided questions; `promised` names the items taken by commitment (告知承诺).
    """

    form: dict[str, Any]
    materials: tuple[str, ...] = ()
    subject: Literal["person", "enterprise"] = "person"
    situations: dict[Slug, str | bool] = {}
    promised: tuple[Slug, ...] = ()
    channel: Channel = "online"


class Act(Declaration):
    """One thing somebody does. `by` is the role; left out, it is whoever the procedure names.

    `values` is what the act asks besides (`kind` of a special procedure, `until`, `missing` …), by the names under
    which it asks. Where it asks for an agency, the value is the agency's role; for a paper, the stage hands one in.
    `submit` with `precheck: true` among its values asks the window to look first.
    """

    at: Moment
    act: Verb
    by: Slug | None = None
    track: Slug | None = None
    step: Slug | None = None
    granted: bool = True
    reason: str = ""
    values: dict[Slug, Any] = {}


FACTS = ("due_on", "used", "left", "state", "status", "outcome", "tracks", "messages")


class Then(Declaration):
    """What must be true at a moment: of a clock (of the whole or of one track), of the case.

    `messages` are the codes of messages that have been sent by then.
    """

    at: Moment
    clock: Literal["promised", "statutory"] = "promised"
    scope: str = "case"
    due_on: date | None = None
    used: Annotated[int, Field(ge=0)] | None = None
    left: int | None = None
    state: Literal["running", "paused", "stopped", "overdue"] | None = None
    status: str | None = None
    outcome: Literal["granted", "partial", "denied"] | None = None
    tracks: tuple[Slug, ...] | None = None
    messages: tuple[str, ...] | None = None

    def wanted(self) -> dict[str, object]:
        """The facts this line states."""
        return {name: value for name in FACTS if (value := getattr(self, name)) is not None}

    def differing(self, seen: Mapping[str, object], unknown: Collection[str]) -> Iterator[tuple[str, object, object]]:
        """Every fact that came out otherwise: its name, what was wanted, what was found.

        `tracks` are those of the case in any order; `messages` have been sent by then, others may have been too.
        """
        for name, wanted in self.wanted().items():
            found = seen.get(name)
            if name in unknown or found == wanted:
                continue
            if name in ("tracks", "messages"):
                want, have = set(getattr(self, name)), set(found) if isinstance(found, Collection) else set()
                if want == have or (name == "messages" and want <= have):
                    continue
                wanted, found = sorted(want), sorted(have)
            yield name, wanted, found


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
        """The facts at a moment, by the names of `FACTS`."""
        ...


def play(story: Story, stage: Stage) -> Iterator[str]:
    """Play a story and yield a sentence for all that came out otherwise. Acts come before looks of one moment."""
    lines: list[tuple[datetime, int, Act | Then]] = [(act.at, 0, act) for act in story.do]
    lines += [(then.at, 1, then) for then in story.then]
    for moment, _, line in sorted(lines, key=lambda one: one[:2]):
        if isinstance(line, Act):
            stage.perform(story, line)
            continue
        seen = stage.observe(story, line)
        unknown: frozenset[str] = getattr(stage, "unknown", frozenset())
        for name, wanted, found in line.differing(seen, unknown):
            where = f"{moment:%Y-%m-%d %H:%M} {line.scope} {line.clock} {name}"
            yield f"{where}: wanted {wanted}, found {found}"
