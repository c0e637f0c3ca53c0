"""What the events of a measure come to. Pure: the same events always give the same life."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger.states import MeasureState


@dataclass(frozen=True, slots=True)
class Step:
    """One own step with the day on which it was done."""

    number: int
    text: str
    due_on: date
    weight: int
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One event with its signature (`Actor.signed_at`) and its day in law."""

    event: Any
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Life:
    """A measure as it stands.

    `proof` are the files of this round (since it was entered or last reopened): only they can close it. `hands` are
    the signatures of those who filed or asked in this round: none of them may close. `evidence` are all files ever.
    `resting` is the state to which a refused closing returns; `recheck` the month whose lot still waits for a look.
    """

    due_on: date | None = None
    state: MeasureState = MeasureState.NOT_STARTED
    resting: MeasureState = MeasureState.NOT_STARTED
    agency: str = ""
    owner: told.OwnerAssigned | None = None
    steps: tuple[Step, ...] = ()
    last_step: int = 0
    share: int = 0
    classification: str = ""
    proof: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    hands: tuple[str, ...] = ()
    problems: tuple[int, ...] = ()
    last_problem: int = 0
    asked_on: date | None = None
    closed_on: date | None = None
    closed_by: str = ""
    recheck: date | None = None
    rechecked: tuple[date, ...] = ()

    @property
    def open_steps(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.done_on is None)


def live(life: Life, acts: Iterable[Act]) -> Life:
    for act in acts:
        life = apply(life, act)
    return life


def apply(life: Life, act: Act) -> Life:
    """The life after one more event. An event that changes nothing here (a filed document's words) is passed over."""
    match act.event:
        case told.UnitConfirmed() as one if one.role == "lead" and (one.position == 1 or not life.agency):
            return replace(life, agency=one.agency, owner=life.owner if one.agency == life.agency else None)
        case told.OwnerAssigned() as one:
            return replace(life, owner=one, agency=one.agency)
        case told.StepsPlanned() as one:
            return _planned(life, one)
        case told.ProgressFiled() as one:
            return _progressed(life, one, act)
        case told.MeasureClassified() as one:
            return replace(life, classification=one.classification)
        case told.DocumentFiled() as one:
            return replace(life, evidence=(*life.evidence, one.evidence))
        case told.ProblemRaised() as one:
            return replace(life, problems=(*life.problems, one.number), last_problem=one.number)
        case told.ProblemSettled() as one:
            return replace(life, problems=tuple(number for number in life.problems if number != one.number))
        case _:
            return _closing(life, act)


def _closing(life: Life, act: Act) -> Life:
    match act.event:
        case told.ClosingAsked() as one:
            handed = _handed(life, one.evidence, by=act.by)
            return replace(handed, state=MeasureState.CLOSING_ASKED, resting=life.state, asked_on=act.on)
        case told.ClosingRefused():
            resting = MeasureState.REOPENED if life.resting == MeasureState.REOPENED else MeasureState.UNDER_WAY
            return replace(life, state=resting, asked_on=None)
        case told.MeasureClosed():
            return replace(life, state=MeasureState.CLOSED, closed_on=act.on, closed_by=act.by, share=100)
        case told.RecheckDrawn() as one:
            return replace(life, recheck=one.month)
        case told.RecheckPassed() as one:
            return replace(life, recheck=None, rechecked=(*life.rechecked, one.month))
        case told.MeasureReopened():
            return replace(
                life,
                state=MeasureState.REOPENED,
                proof=(),
                hands=(),
                asked_on=None,
                closed_on=None,
                closed_by="",
                recheck=None,
            )
        case _:
            return life


def _planned(life: Life, one: told.StepsPlanned) -> Life:
    done = tuple(step for step in life.steps if step.done_on is not None)
    planned = tuple(Step(step.number, step.text, step.due_on, step.weight) for step in one.steps)
    last = max((step.number for step in one.steps), default=life.last_step)
    return replace(life, steps=(*done, *planned), last_step=max(last, life.last_step))


def _progressed(life: Life, one: told.ProgressFiled, act: Act) -> Life:
    steps = tuple(replace(step, done_on=act.on) if step.number in one.steps else step for step in life.steps)
    begun = MeasureState.UNDER_WAY if life.state == MeasureState.NOT_STARTED else life.state
    return replace(_handed(life, one.evidence, by=act.by), state=begun, share=one.share, steps=steps)


def _handed(life: Life, evidence: tuple[str, ...], *, by: str) -> Life:
    hands = life.hands if by in life.hands else (*life.hands, by)
    return replace(life, proof=(*life.proof, *evidence), evidence=(*life.evidence, *evidence), hands=hands)
