"""What deciding about acts looks at: one case, one actor, one moment; and how an act is described."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from tongban.domains.cases import pinning, rules, signing, snapshot, wording
from tongban.domains.cases.authz import CASE, STEP
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, StepRow
from tongban.domains.cases.queries import readable
from tongban.domains.cases.state import Case, Step, Track
from tongban.domains.cases.views import Ask
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal


@dataclass(frozen=True)
class Scene:
    """A case as it stands now, seen by whoever may act."""

    case: CaseId
    actor: Actor
    now: datetime
    row: CaseRow

    @classmethod
    def of(cls, case: CaseId, actor: Actor, *, now: datetime) -> "Scene":
        """Refuses `cases.case.unknown` for whoever may not see the case."""
        return cls(case, actor, now, readable(case, actor))

    @cached_property
    def state(self) -> Case:
        return snapshot.load(self.row.state)

    @cached_property
    def pinned(self) -> catalogue.Procedure:
        return pinning.pinned(self.row)

    @cached_property
    def step_rows(self) -> Mapping[tuple[str, str], StepRow]:
        return {(one.track, one.step): one for one in self.row.steps.all()}

    @cached_property
    def duties(self) -> tuple["Spot", ...]:
        """The open steps that fall to one of the actor's posts."""
        return tuple(Spot(t, s) for t, s in rules.open_steps(self.state) if self.has_duty(t, s))

    def has_duty(self, track: Track, step: Step) -> bool:
        row = self.step_rows.get((track.key, step.id))
        return row is not None and authz.may(self.actor, "act", row, resource=STEP)

    def may(self, verb: str) -> bool:
        """Whether the policy lets the actor do this to the case as a whole."""
        return authz.may(self.actor, verb, self.row, resource=CASE)

    def serves(self, agency: str, verb: str, *, duty: str = "") -> bool:
        """Whether the policy lets the actor do this for an agency of the case (`agency_…`)."""
        pk = self.row.agency_rows.get(agency)
        row = StepRow(agency_id=pk, region=self.row.region, duty=duty)
        return pk is not None and authz.may(self.actor, verb, row, resource=STEP)

    def who(self, agency: str | None = None) -> rules.Who:
        named = self.state.agency if agency is None else agency
        return signing.officer(self.actor, subject=self.row.subject_id, agency=named, rows=self.row.agency_rows)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in a case an act is done: at a step of an item, at an item, or (nothing named) at the whole."""

    track: Track | None = None
    step: Step | None = None

    @property
    def key(self) -> str:
        """The item's key. Refuses `cases.step.unknown` when the act was not told which item."""
        if self.track is None:
            raise Refusal("cases.step.unknown", track="", step="")
        return self.track.key

    @property
    def step_id(self) -> str:
        """The step's id. Refuses `cases.step.unknown` when the act was not told which step."""
        if self.step is None:
            raise Refusal("cases.step.unknown", track=self.key, step="")
        return self.step.id


WHOLE = Spot()


def agency_of(spot: Spot) -> str:
    """The agency whose item it is; empty before acceptance and for the whole."""
    return (spot.track.agency if spot.track else None) or ""


@dataclass(frozen=True, slots=True)
class Call:
    """An act about to be done: its answers have been checked and stand in `values` by the names of its asks."""

    scene: Scene
    spot: Spot
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def who(self) -> dict[str, Any]:
        """What every command takes."""
        return {"case": self.scene.case, "actor": self.scene.actor, "now": self.scene.now}

    def text(self, name: str) -> str:
        """The answer in words; the empty text when nothing was said."""
        return str(self.values.get(name) or "")


@dataclass(frozen=True, slots=True)
class Words:
    """How an act is told at one spot: the consequence's code (the usual one when empty) and the values it names."""

    code: str = ""
    item: Text = wording.NOTHING
    more: Mapping[str, object] = field(default_factory=dict)


def whole(scene: Scene) -> Iterable[Spot]:
    return (WHOLE,)


def no_asks(scene: Scene, spot: Spot) -> tuple[Ask, ...]:
    return ()


def usual_words(scene: Scene, spot: Spot) -> Words:
    """The item's title, or the step's within it, is all that most sentences name."""
    if spot.track is None:
        return Words(item=scene.pinned.title)
    item = scene.pinned.track(spot.track.key)
    return Words(item=item.step(spot.step.id).title if spot.step and not spot.step.decides else item.title)


@dataclass(frozen=True, slots=True)
class Spec:
    """One act. `spots` are where the policy lets the actor try; `trial` raises where the rules refuse it now."""

    name: str
    trial: Callable[[Scene, Spot], object]
    run: Callable[[Call], None]
    spots: Callable[[Scene], Iterable[Spot]] = whole
    asks: Callable[[Scene, Spot], tuple[Ask, ...]] = no_asks
    words: Callable[[Scene, Spot], Words] = usual_words
    is_final: bool = False


def refused(trial: Callable[[], object]) -> Refusal | None:
    """The refusal that trying this brings, or None when it is lawful."""
    try:
        trial()
    except Refusal as refusal:
        return refusal
    return None
