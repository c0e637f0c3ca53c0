"""Nobody decides what he prepared, whoever he is that day: other log-ins, stand-ins, delegations, returns, reopenings.

The lives are random. What must hold is said by people, not by accounts: the test keeps its own book of whose hands
did what, in the open or in whose place.
"""

from dataclasses import dataclass

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from tongban.domains.cases import rules, snapshot
from tongban.domains.cases.history import (
    CaseAccepted,
    CaseEvent,
    CaseReopened,
    CaseSubmitted,
    StepPlan,
    StepReturned,
    StepSigned,
    SupplementAsked,
    Supplemented,
    TrackDecided,
    TrackPlan,
    TrackTransferred,
)
from tongban.domains.cases.state import Case, Status, StepState, apply, begin
from tongban.domains.cases.tests.life import submitted
from tongban.kernel.actors import Signature
from tongban.kernel.errors import Refusal

PEOPLE = range(5)
LOG_INS = tuple(f"account_{person}{which}" for person in PEOPLE for which in "ab")
APPLICANT = 0
TRACK = TrackPlan(
    "item",
    "r",
    None,
    False,
    (
        StepPlan("look", "review", False, ()),
        StepPlan("visit", "review", False, ()),
        StepPlan("decide", "approve", True, ("item.look", "item.visit")),
    ),
)


def person(account: str) -> int:
    return int(account[len("account_") : -1])


def log_ins(of: int) -> frozenset[str]:
    return frozenset(one for one in LOG_INS if person(one) == of)


@dataclass(frozen=True)
class Hand:
    """Who acts that day: a log-in, perhaps in another's place, perhaps for the applicant, perhaps tied to him."""

    account: str
    absent: str = ""
    tied: bool = False

    @property
    def people(self) -> set[int]:
        return {person(one) for one in (self.account, self.absent) if one}

    def officer(self) -> rules.Who:
        """As `signing.officer` makes it from an actor."""
        same = log_ins(person(self.account)) | (log_ins(person(self.absent)) if self.absent else frozenset())
        tied = self.tied or person(self.account) == APPLICANT
        return rules.Who(str(Signature(self.account, self.absent)), "agency", same - {self.account}, tied)

    def party(self, role: str) -> str:
        return str(Signature(self.account, subject="subject_1", role=role, basis="delegation_1"))


HANDS = st.builds(
    Hand, st.sampled_from(LOG_INS), st.sampled_from(("", "", *LOG_INS)), st.sampled_from([False, False, True])
)
MOVES = st.one_of(
    st.tuples(st.just("look"), HANDS),
    st.tuples(st.just("visit"), HANDS),
    st.tuples(st.just("sign"), HANDS),
    st.tuples(st.just("decide"), HANDS),
    st.tuples(st.sampled_from(["return", "transfer", "reopen"]), st.none()),
)


class Book:
    """The case, and whose hands did what, told by people."""

    def __init__(self, filer: Hand, role: str, supplemented_by: Hand | None) -> None:
        first = submitted([TRACK])
        first = CaseSubmitted(**{name: getattr(first, name) for name in first.__slots__} | {"by": filer.party(role)})
        self.case: Case = begin(first)
        self.filed = {person(filer.account)}
        self.prepared: set[int] = set()
        self.decided: list[tuple[Hand, set[int]]] = []
        if supplemented_by:
            self.add(SupplementAsked("case_1", (), "window", "account_9a"))
            self.add(Supplemented("case_1", (), {}, "f", supplemented_by.party("relative")))
            self.filed.add(person(supplemented_by.account))
        self.add(CaseAccepted("case_1", (), {"item": "agency"}, 0, 0, "window", "account_9a"))

    def add(self, *events: CaseEvent) -> None:
        for event in events:
            self.case = apply(self.case, event)
        assert snapshot.load(snapshot.dump(self.case)) == self.case

    def move(self, name: str, hand: Hand | None) -> None:
        if hand is None:
            self.add(*self._change(name))
            return
        try:
            self._act(name, hand)
        except Refusal:
            return
        assert not self.is_own(hand), "somebody took part in an own matter"
        if name == "decide":
            self.decided.append((hand, set(self.prepared)))
        else:
            self.prepared |= hand.people

    def is_own(self, hand: Hand) -> bool:
        return hand.tied or bool(hand.people & self.filed) or person(hand.account) == APPLICANT

    def _act(self, name: str, hand: Hand) -> None:
        who = hand.officer()
        if name == "decide":
            self.add(*rules.decide(self.case, track="item", granted=True, reason="", who=who))
        elif name == "sign":
            rules.require_open(self.case, track="item", step="visit")
            rules.require_stranger(self.case, who)
            self.add(StepSigned("case_1", "item", "visit", "", True, "agency", who.account))
        else:
            self.add(*rules.complete_step(self.case, track="item", step=name, opinion="", who=who))

    def _change(self, name: str) -> list[CaseEvent]:
        track = self.case.tracks[0]
        if name == "transfer" and self.case.status is Status.ACCEPTED:
            return [TrackTransferred("case_1", "item", "agency", "other", "", "agency", "account_9a")]
        if name == "return" and self.case.state_of(track, track.steps[0]) is StepState.DONE and not track.decision:
            return [StepReturned("case_1", "item", "look", ("item.look",), "", "agency", "account_9a")]
        if name == "reopen" and track.decision:
            return [CaseReopened("case_1", "item", "court", "1", "", (), "agency", "account_9a")]
        return []


@settings(max_examples=400, deadline=None)
@given(
    filer=HANDS,
    role=st.sampled_from(["relative", "helper", "agent"]),
    later=st.none() | HANDS,
    moves=st.lists(MOVES, max_size=25),
)
def test_the_hands_that_prepared_never_decide(
    *, filer: Hand, role: str, later: Hand | None, moves: list[tuple[str, Hand | None]]
) -> None:
    book = Book(filer, role, later)
    for name, hand in moves:
        book.move(name, hand)
    for hand, prepared in book.decided:
        assert not hand.people & prepared, "preparer and decider are one"
    assert set(book.case.tracks[0].deciders) == {hand.officer().account for hand, _ in book.decided}


def decidable(who: rules.Who, *, prepared_by: Hand, filer: Hand, role: str = "relative") -> str:
    """The refusal that deciding brings after one hand has prepared everything; empty when it is lawful."""
    book = Book(filer, role, None)
    for step in ("look", "visit"):
        book.add(*rules.complete_step(book.case, track="item", step=step, opinion="", who=prepared_by.officer()))
    try:
        rules.decide(book.case, track="item", granted=True, reason="", who=who)
    except Refusal as refused:
        return refused.code
    return ""


OWN_WORK, OWN_CASE = "cases.decide.own_work", "cases.officer.own_application"
FILER = Hand("account_4a")


@pytest.mark.parametrize(
    ("prepared_by", "decides", "code"),
    [
        (Hand("account_1a"), Hand("account_2a"), ""),
        (Hand("account_1a"), Hand("account_1a"), OWN_WORK),
        (Hand("account_1a"), Hand("account_1b"), OWN_WORK),
        (Hand("account_1a"), Hand("account_2a", "account_1a"), OWN_WORK),
        (Hand("account_1a"), Hand("account_2a", "account_1b"), OWN_WORK),
        (Hand("account_1a", "account_2a"), Hand("account_2a"), OWN_WORK),
        (Hand("account_1a", "account_2a"), Hand("account_2b"), OWN_WORK),
        (Hand("account_1a", "account_2a"), Hand("account_3a"), ""),
        (Hand("account_1a"), Hand("account_4b"), OWN_CASE),
        (Hand("account_1a"), Hand("account_2a", tied=True), OWN_CASE),
        (Hand("account_1a"), Hand("account_0a"), OWN_CASE),
    ],
)
def test_each_way_to_be_the_same_hands(prepared_by: Hand, decides: Hand, code: str) -> None:
    assert decidable(decides.officer(), prepared_by=prepared_by, filer=FILER) == code


@pytest.mark.parametrize(
    ("role", "clerk", "may_take_in"),
    [
        ("helper", Hand("account_3a"), True),
        ("helper", Hand("account_3b"), True),
        ("helper", Hand("account_3a", tied=True), False),
        ("relative", Hand("account_3a"), False),
        ("relative", Hand("account_3b"), False),
        ("relative", Hand("account_2a"), True),
    ],
)
def test_who_helped_at_the_counter_takes_in_and_no_more(role: str, clerk: Hand, may_take_in: bool) -> None:
    filed = Hand("account_3a").party(role)
    first = submitted([TRACK])
    case = begin(CaseSubmitted(**{name: getattr(first, name) for name in first.__slots__} | {"by": filed}))
    acceptance = rules.Acceptance([], {"item": "agency"})
    if not may_take_in:
        with pytest.raises(Refusal, match=OWN_CASE):
            rules.accept(case, acceptance=acceptance, who=clerk.officer())
        return
    [accepted] = rules.accept(case, acceptance=acceptance, who=clerk.officer())
    after = apply(case, accepted)
    if person(clerk.account) == 3:
        with pytest.raises(Refusal, match=OWN_CASE):
            rules.complete_step(after, track="item", step="look", opinion="", who=clerk.officer())


def test_a_decider_is_told_by_its_signature() -> None:
    book = Book(FILER, "relative", None)
    for step in ("look", "visit"):
        book.add(*rules.complete_step(book.case, track="item", step=step, opinion="", who=Hand("account_1a").officer()))
    stand_in = Hand("account_2a", "account_3a").officer()
    decided = rules.decide(book.case, track="item", granted=True, reason="", who=stand_in)[0]
    assert isinstance(decided, TrackDecided) and decided.by == "account_2a in_place_of account_3a"
