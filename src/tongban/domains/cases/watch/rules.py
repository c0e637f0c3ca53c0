"""Supervision cases (督办), pure: who may say what when."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from tongban.domains.cases.rules.requests import Who
from tongban.domains.cases.watch.happenings import (
    SupervisionAnswered,
    SupervisionClosed,
    SupervisionEvent,
    SupervisionOpened,
    SupervisionReturned,
)
from tongban.kernel.errors import Conflict, Refusal

State = Literal["open", "answered", "closed"]


@dataclass(frozen=True, slots=True)
class Supervision:
    """Where a supervision case stands. `answered_by`: every account that answered it so far."""

    id: str
    agency: str
    state: State = "open"
    returned: int = 0
    answered_by: tuple[str, ...] = ()


def replay(history: Iterable[SupervisionEvent]) -> Supervision:
    """The state that a history tells; its first event is the opening."""
    events = iter(history)
    first = next(events)
    if not isinstance(first, SupervisionOpened):
        raise TypeError(f"a supervision case starts with its opening, not with {type(first).__name__}")
    state = Supervision(first.supervision, first.agency)
    for event in events:
        state = apply(state, event)
    return state


def apply(state: Supervision, event: SupervisionEvent) -> Supervision:
    match event:
        case SupervisionAnswered():
            return replace(state, state="answered", answered_by=(*state.answered_by, event.by))
        case SupervisionReturned():
            return replace(state, state="open", returned=state.returned + 1)
        case SupervisionClosed():
            return replace(state, state="closed")
        case SupervisionOpened():
            raise TypeError("a supervision case is opened once")


def answer(state: Supervision, *, explanation: str, measures: str, who: Who) -> SupervisionAnswered:
    """The agency explains. Refuses `cases.supervision.{explanation_missing,measures_missing}`; conflict `not_open`."""
    if state.state != "open":
        raise Conflict("cases.supervision.not_open", state=state.state)
    if not explanation.strip():
        raise Refusal("cases.supervision.explanation_missing")
    if not measures.strip():
        raise Refusal("cases.supervision.measures_missing")
    return SupervisionAnswered(state.id, explanation.strip(), measures.strip(), state.agency, who.account)


def send_back(
    state: Supervision, *, reason: str, due_on: str | None, who: Who, agencies: Iterable[str]
) -> SupervisionReturned:
    """A supervisor of another agency wants a better answer. Refuses `cases.supervision.{reason_missing,…}`."""
    _require_stranger(state, who=who, agencies=agencies)
    if not reason.strip():
        raise Refusal("cases.supervision.reason_missing")
    return SupervisionReturned(state.id, reason.strip(), due_on, who.account)


def close(state: Supervision, *, finding: str, who: Who, agencies: Iterable[str]) -> SupervisionClosed:
    """A supervisor of another agency confirms the answer. Refuses `cases.supervision.own_agency`."""
    _require_stranger(state, who=who, agencies=agencies)
    return SupervisionClosed(state.id, finding.strip(), who.account)


def _require_stranger(state: Supervision, *, who: Who, agencies: Iterable[str]) -> None:
    """Nobody judges an answer of their own agency, or one that they gave (`agencies`: those of the judge's posts)."""
    if state.state != "answered":
        raise Conflict("cases.supervision.not_answered", state=state.state)
    if state.agency in set(agencies) or who.is_any(state.answered_by):
        raise Refusal("cases.supervision.own_agency")
