"""What may happen to a finding and its order: each function gives the events of one act or refuses. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tongban.domains.reform.ledger.rules import Hand, clean
from tongban.domains.reform.supervision import events as told
from tongban.domains.reform.supervision.life import Life
from tongban.domains.reform.supervision.states import Matter, Severity, State, Tolerance
from tongban.kernel.errors import Refusal

__all__ = ["Hand", "clean"]

LONGEST_LINE, LONGEST_MINUTES, MOST_FILES, MOST_DAYS = 200, 8000, 20, 60
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\w)")
_TELEPHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@dataclass(frozen=True, slots=True)
class Weighing:
    """容错认定: 动机, 客观条件, 性质, 后果, 挽回, and what they come to (`states.Tolerance`)."""

    motive: str
    conditions: str
    nature: str
    effect: str
    recovery: str
    decision: str


def require_words(*, matter: str, severity: str) -> None:
    """Refuses `reform.finding.{matter,severity}` for words that are not ours."""
    if matter not in set(Matter):
        raise Refusal("reform.finding.matter", given=matter[:40])
    if severity not in set(Severity):
        raise Refusal("reform.finding.severity", given=severity[:40])


def files(evidence: Sequence[str]) -> tuple[str, ...]:
    """Each file once. Refuses `reform.evidence.too_many`."""
    found = tuple(dict.fromkeys(evidence))
    if len(found) > MOST_FILES:
        raise Refusal("reform.evidence.too_many", most=MOST_FILES)
    return found


def check(life: Life, text: str, *, hand: Hand) -> list[object]:
    """Refuses `reform.finding.{settled,checked,same_person,words}`."""
    _require_alive(life)
    if life.checked_on is not None:
        raise Refusal("reform.finding.checked")
    _require_second(life, hand)
    return [told.FindingChecked(clean(text, code="reform.finding.words"))]


def dismiss(life: Life, reason: str, *, hand: Hand) -> list[object]:
    """What the public reads is withdrawn first. Refuses `reform.finding.{settled,same_person,exposed,words}`."""
    _require_alive(life)
    _require_second(life, hand)
    if life.is_exposed:
        raise Refusal("reform.finding.exposed")
    return [told.FindingDismissed(clean(reason, code="reform.finding.words"))]


def reply(life: Life, text: str, *, evidence: Sequence[str]) -> list[object]:
    """The agency's own view; not once the matter is settled. Refuses `reform.finding.{settled,words}`."""
    _require_alive(life)
    return [told.FindingReplied(clean(text, code="reform.finding.words"), files(evidence))]


def issue(life: Life, demand: str, *, number: str, days: int, due_on: date, is_repeated: bool) -> list[object]:
    """Refuses `reform.finding.settled`, `reform.order.{issued,demand}`."""
    _require_alive(life)
    if life.state != State.RECORDED:
        raise Refusal("reform.order.issued", number=life.number)
    asked = clean(demand, code="reform.order.demand")
    return [told.OrderIssued(number, asked, days, due_on, is_repeated)]


def working_days(days: int) -> int:
    """Refuses `reform.order.days`: between one working day and sixty."""
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("reform.order.days", most=MOST_DAYS)
    return days


def answer(life: Life, text: str, *, evidence: Sequence[str]) -> list[object]:
    """The correction with what shows it. Refuses `reform.order.{not_open,answer,no_evidence}`."""
    if life.state != State.ORDERED:
        raise Refusal("reform.order.not_open")
    given = files(evidence)
    if not given:
        raise Refusal("reform.order.no_evidence")
    return [told.OrderAnswered(clean(text, code="reform.order.answer"), given)]


def send_back(life: Life, reason: str, *, hand: Hand, days: int, due_on: date) -> list[object]:
    """Refuses `reform.order.{not_answered,same_person,reason}`."""
    _require_judge(life, hand)
    return [told.OrderSentBack(clean(reason, code="reform.order.reason"), days, due_on)]


def close(life: Life, text: str, *, hand: Hand) -> list[object]:
    """Refuses `reform.order.{not_answered,same_person,call_in_open,finding}`."""
    _require_judge(life, hand)
    if life.open_call_ins:
        raise Refusal("reform.order.call_in_open")
    return [told.OrderClosed(clean(text, code="reform.order.finding"))]


def set_call_in(life: Life, reason: str, *, on: date, place: str, whom: str, rule: str, today: date) -> list[object]:
    """Refuses `reform.order.not_running`, `reform.finding.tolerated`, `reform.call_in.{day,place,whom,reason}`."""
    _require_running(life)
    _require_not_tolerated(life)
    if not today <= on <= today + timedelta(days=90):
        raise Refusal("reform.call_in.day", day=on)
    return [
        told.CallInSet(
            number=len(life.call_ins) + 1,
            on=on,
            place=clean(place, code="reform.call_in.place", longest=LONGEST_LINE),
            whom=clean(whom, code="reform.call_in.whom", longest=LONGEST_LINE),
            reason=clean(reason, code="reform.call_in.reason"),
            rule=rule,
        )
    ]


def hold_call_in(life: Life, minutes: str, *, number: int, promise: str, on: date, today: date) -> list[object]:
    """Refuses `reform.call_in.{unknown,held_on,minutes,promise}`."""
    waiting = next((one for one in life.open_call_ins if one.number == number), None)
    if waiting is None:
        raise Refusal("reform.call_in.unknown", number=number)
    if on > today or (life.issued_on is not None and on < life.issued_on):
        raise Refusal("reform.call_in.held_on", day=on)
    noted = clean(minutes, code="reform.call_in.minutes", longest=LONGEST_MINUTES)
    return [told.CallInHeld(number, on, noted, clean(promise, code="reform.call_in.promise"))]


def circulate(life: Life, text: str, *, title: str, document: str, rule: str) -> list[object]:
    """Refuses `reform.order.none`, `reform.finding.{settled,tolerated}`, `reform.circular.{title,document,text}`."""
    _require_order(life)
    _require_not_tolerated(life)
    named = clean(title, code="reform.circular.title", longest=LONGEST_LINE)
    numbered = clean(document, code="reform.circular.document", longest=60)
    return [told.CircularIssued(named, numbered, clean(text, code="reform.circular.text"), rule)]


def expose(life: Life, wording: str, *, title: str, rule: str, today: date) -> list[object]:
    """Refuses `reform.order.none`, `reform.finding.{settled,tolerated}`,
    `reform.exposure.{running,not_checked,no_reply_yet,title,wording,personal}`.

    Only what a second person found true, and after the agency spoke or its days to do so are over.
    """
    _require_order(life)
    _require_not_tolerated(life)
    if life.is_exposed:
        raise Refusal("reform.exposure.running")
    if life.checked_on is None:
        raise Refusal("reform.exposure.not_checked")
    if not life.replied and (life.reply_by is None or today <= life.reply_by):
        raise Refusal("reform.exposure.no_reply_yet", day=life.reply_by)
    named = clean(title, code="reform.exposure.title", longest=LONGEST_LINE)
    worded = clean(wording, code="reform.exposure.wording")
    if any(pattern.search(text) for pattern in (_IDENTITY, _TELEPHONE) for text in (named, worded)):
        raise Refusal("reform.exposure.personal")
    return [told.ExposurePublished(named, worded, rule)]


def withdraw_exposure(life: Life, reason: str) -> list[object]:
    """Refuses `reform.exposure.{none,reason}`."""
    if not life.is_exposed:
        raise Refusal("reform.exposure.none")
    return [told.ExposureWithdrawn(clean(reason, code="reform.exposure.reason"))]


def list_order(life: Life, reason: str, *, rule: str) -> list[object]:
    """挂牌. Refuses `reform.order.not_running`, `reform.listing.{running,reason}`."""
    _require_running(life)
    if life.is_listed:
        raise Refusal("reform.listing.running")
    return [told.OrderListed(clean(reason, code="reform.listing.reason"), rule)]


def unlist_order(life: Life, reason: str) -> list[object]:
    """摘牌. Refuses `reform.listing.{none,reason}`."""
    if not life.is_listed:
        raise Refusal("reform.listing.none")
    return [told.OrderUnlisted(clean(reason, code="reform.listing.reason"))]


def weigh(life: Life, weighing: Weighing) -> list[object]:
    """Refuses `reform.finding.dismissed`, `reform.tolerance.{judged,waiting,decision,words}`."""
    if life.state == State.DISMISSED:
        raise Refusal("reform.finding.dismissed")
    if life.tolerance:
        raise Refusal("reform.tolerance.judged")
    if life.weighed:
        raise Refusal("reform.tolerance.waiting")
    if weighing.decision not in set(Tolerance):
        raise Refusal("reform.tolerance.decision", given=weighing.decision[:40])
    return [
        told.ToleranceWeighed(
            motive=clean(weighing.motive, code="reform.tolerance.words"),
            conditions=clean(weighing.conditions, code="reform.tolerance.words"),
            nature=clean(weighing.nature, code="reform.tolerance.words"),
            effect=clean(weighing.effect, code="reform.tolerance.words"),
            recovery=clean(weighing.recovery, code="reform.tolerance.words"),
            decision=weighing.decision,
        )
    ]


def judge_weighing(life: Life, *, agrees: bool, reason: str, hand: Hand) -> list[object]:
    """What was exposed is withdrawn before it is tolerated.

    Refuses `reform.tolerance.{none,same_person,exposed,reason}`.
    """
    if not life.weighed:
        raise Refusal("reform.tolerance.none")
    if hand.is_any([life.weighed_by, *life.hands]):
        raise Refusal("reform.tolerance.same_person")
    if agrees and life.weighed == Tolerance.TOLERATED and life.is_exposed:
        raise Refusal("reform.tolerance.exposed")
    return [told.ToleranceJudged(agrees, clean(reason, code="reform.tolerance.reason"))]


def _require_alive(life: Life) -> None:
    if life.state in (State.CLOSED, State.DISMISSED):
        raise Refusal("reform.finding.settled")


def _require_running(life: Life) -> None:
    if not life.is_running:
        raise Refusal("reform.order.not_running")


def _require_order(life: Life) -> None:
    if life.state == State.DISMISSED:
        raise Refusal("reform.finding.settled")
    if not life.number:
        raise Refusal("reform.order.none")


def _require_not_tolerated(life: Life) -> None:
    if life.is_tolerated:
        raise Refusal("reform.finding.tolerated")


def _require_second(life: Life, hand: Hand) -> None:
    """Neither who recorded it nor who speaks for the agency."""
    if hand.is_any([life.recorded_by, *life.hands]):
        raise Refusal("reform.finding.same_person")


def _require_judge(life: Life, hand: Hand) -> None:
    if life.state != State.ANSWERED:
        raise Refusal("reform.order.not_answered")
    if hand.is_any(life.hands):
        raise Refusal("reform.order.same_person")
