"""Which acts on a finding a reader may do now: what policy, state and hands allow."""

from datetime import date

from tongban.domains.reform.supervision.authz import FINDING
from tongban.domains.reform.supervision.life import Life
from tongban.domains.reform.supervision.models import FindingRow
from tongban.domains.reform.supervision.rules import Hand
from tongban.domains.reform.supervision.states import State, Tolerance
from tongban.domains.reform.supervision.store import is_of_agency
from tongban.kernel import authz


def acts_of_reader(row: FindingRow, life: Life, *, actor: authz.Actor, today: date) -> frozenset[str]:
    """Names of acts (`issue`, `answer`, `close`, …); an act that is not in here would be refused."""
    found: set[str] = set()
    hand = Hand(actor.label, actor.same_as)
    if authz.may(actor, "answer", row, resource=FINDING):
        found |= _of_agency(life)
    if authz.may(actor, "govern", row, resource=FINDING) and not is_of_agency(actor, row):
        found |= _of_office(life, hand) | _steps(life, today)
    return frozenset(found)


def _of_agency(life: Life) -> set[str]:
    found = {"reply"} if life.state not in (State.CLOSED, State.DISMISSED) else set()
    return found | ({"answer"} if life.state == State.ORDERED else set())


def _of_office(life: Life, hand: Hand) -> set[str]:
    found: set[str] = set()
    is_second = not hand.is_any([life.recorded_by, *life.hands])
    if life.state not in (State.CLOSED, State.DISMISSED):
        if life.state == State.RECORDED:
            found.add("issue")
        if is_second and life.checked_on is None:
            found.add("check")
        if is_second and not life.is_exposed:
            found.add("dismiss")
    if life.state == State.ANSWERED and not hand.is_any(life.hands):
        found.add("send_back")
        if not life.open_call_ins:
            found.add("close")
    if life.state != State.DISMISSED and not life.tolerance and not life.weighed:
        found.add("weigh")
    if life.weighed and not hand.is_any([life.weighed_by, *life.hands]):
        found.add("judge_weighing")
    return found


def _steps(life: Life, today: date) -> set[str]:
    found: set[str] = set()
    spoken = life.replied or (life.reply_by is not None and today > life.reply_by)
    if life.open_call_ins:
        found.add("hold_call_in")
    if life.is_exposed:
        found.add("withdraw_exposure")
    if life.is_listed:
        found.add("unlist")
    if life.is_running and not life.is_listed:
        found.add("list")
    if life.is_tolerated or not life.number or life.state == State.DISMISSED:
        return found
    if life.is_running:
        found.add("call_in")
    if life.checked_on is not None and spoken and not life.is_exposed and life.weighed != Tolerance.TOLERATED:
        found.add("expose")
    return found | {"circular"}
