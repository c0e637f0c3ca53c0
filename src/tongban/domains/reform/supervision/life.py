"""What the events of a finding and its order come to. Pure: the same events always give the same life."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tongban.domains.reform.ledger.life import Act
from tongban.domains.reform.supervision import events as told
from tongban.domains.reform.supervision.states import State, Tolerance

__all__ = ["Act", "CallIn", "Life", "apply", "live"]


@dataclass(frozen=True, slots=True)
class CallIn:
    """One call-in; `held_on` None until it was held."""

    number: int
    on: date
    held_on: date | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """A finding as it stands.

    `recorded_by` and `weighed_by` are signatures: neither may be the second person. `hands` are the signatures of
    those who replied or answered: none of them may verify. `was_late`: some answer came after the day of its round.
    `checked_on` None until a second person found it true.
    """

    state: State = State.RECORDED
    recorded_by: str = ""
    recorded_on: date | None = None
    reply_by: date | None = None
    replied: bool = False
    checked_on: date | None = None
    number: str = ""
    issued_on: date | None = None
    due_on: date | None = None
    rounds: int = 0
    hands: tuple[str, ...] = ()
    answered_on: date | None = None
    was_late: bool = False
    closed_on: date | None = None
    call_ins: tuple[CallIn, ...] = ()
    circulars: int = 0
    is_exposed: bool = False
    exposures: int = 0
    is_listed: bool = False
    was_listed: bool = False
    weighed: str = ""
    weighed_by: str = ""
    tolerance: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def open_call_ins(self) -> tuple[CallIn, ...]:
        return tuple(one for one in self.call_ins if one.held_on is None)

    @property
    def is_tolerated(self) -> bool:
        return self.tolerance == Tolerance.TOLERATED

    @property
    def is_running(self) -> bool:
        return self.state in (State.ORDERED, State.ANSWERED)


def live(life: Life, acts: Iterable[Act]) -> Life:
    for act in acts:
        life = apply(life, act)
    return life


def apply(life: Life, act: Act) -> Life:
    """The life after one more event."""
    match act.event:
        case told.FindingRecorded() as one:
            begun = replace(life, recorded_by=act.by, recorded_on=act.on, reply_by=one.reply_by)
            return _filed(begun, one.evidence)
        case told.FindingChecked():
            return replace(life, checked_on=act.on)
        case told.FindingDismissed():
            return replace(life, state=State.DISMISSED, is_listed=False)
        case told.FindingReplied() as one:
            return _filed(replace(_handed(life, act.by), replied=True), one.evidence)
        case told.ToleranceWeighed() as one:
            return replace(life, weighed=one.decision, weighed_by=act.by)
        case told.ToleranceJudged() as one:
            return replace(life, weighed="", tolerance=life.weighed if one.agrees else life.tolerance)
        case told.OrderIssued() | told.OrderAnswered() | told.OrderSentBack() | told.OrderClosed():
            return _ordered(life, act)
        case _:
            return _escalated(life, act)


def _ordered(life: Life, act: Act) -> Life:
    match act.event:
        case told.OrderIssued() as one:
            return replace(life, state=State.ORDERED, number=one.number, issued_on=act.on, due_on=one.due_on, rounds=1)
        case told.OrderAnswered() as one:
            late = life.was_late or (life.due_on is not None and act.on > life.due_on)
            answered = replace(_handed(life, act.by), state=State.ANSWERED, answered_on=act.on, was_late=late)
            return _filed(answered, one.evidence)
        case told.OrderSentBack() as one:
            return replace(life, state=State.ORDERED, due_on=one.due_on, rounds=life.rounds + 1)
        case _:
            return replace(life, state=State.CLOSED, closed_on=act.on, is_listed=False)


def _escalated(life: Life, act: Act) -> Life:
    match act.event:
        case told.CallInSet() as one:
            return replace(life, call_ins=(*life.call_ins, CallIn(one.number, one.on)))
        case told.CallInHeld() as one:
            held = (replace(c, held_on=one.on) if c.number == one.number else c for c in life.call_ins)
            return replace(life, call_ins=tuple(held))
        case told.CircularIssued():
            return replace(life, circulars=life.circulars + 1)
        case told.ExposurePublished():
            return replace(life, is_exposed=True, exposures=life.exposures + 1)
        case told.ExposureWithdrawn():
            return replace(life, is_exposed=False)
        case told.OrderListed():
            return replace(life, is_listed=True, was_listed=True)
        case told.OrderUnlisted():
            return replace(life, is_listed=False)
        case _:
            return life


def _handed(life: Life, by: str) -> Life:
    return life if by in life.hands else replace(life, hands=(*life.hands, by))


def _filed(life: Life, evidence: tuple[str, ...]) -> Life:
    return replace(life, evidence=tuple(dict.fromkeys((*life.evidence, *evidence))))
