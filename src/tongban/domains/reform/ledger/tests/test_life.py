"""Any order of acts, by anybody: nothing closes without proof and a second person, and history only grows."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tongban.domains.reform.ledger import events as told
from tongban.domains.reform.ledger import rules
from tongban.domains.reform.ledger.life import Act, Life, live
from tongban.domains.reform.ledger.rules import Hand, StepDraft
from tongban.domains.reform.ledger.states import Light, MeasureState, light_of
from tongban.kernel.actors import accounts_in
from tongban.kernel.errors import Refusal

DEADLINE = date(2025, 12, 31)
START = Life(due_on=DEADLINE)
HANDS = (
    Hand("account_unit"),
    Hand("account_office"),
    Hand("account_deputy in_place_of account_unit", frozenset({"account_unit"})),
    Hand("account_second", frozenset({"account_unit"})),
    Hand("account_other"),
)
HAND = st.sampled_from(HANDS)
FILES = st.lists(st.sampled_from(("evidence_a", "evidence_b", "evidence_c")), max_size=2)
TEXT = st.sampled_from(("", "做了", "x" * 2001))


class MeasureLife(RuleBasedStateMachine):
    """Clicks in any order by officers of the unit, their deputies, second accounts and the reform office."""

    def __init__(self) -> None:
        super().__init__()
        self.life, self.acts, self.today = START, list[Act](), date(2025, 3, 1)
        self.refused = 0

    def _do(self, happened: list[object], hand: Hand) -> None:
        self.acts += [Act(one, hand.signature, self.today) for one in happened]
        self.life = live(self.life, self.acts[len(self.acts) - len(happened) :])

    def _try(self, by: Hand, act: object, /, *given: object, **named: object) -> None:
        before, count = self.life, len(self.acts)
        try:
            happened = act(before, *given, **named)  # type: ignore[operator]
        except Refusal:
            self.refused += 1
            assert (self.life, len(self.acts)) == (before, count)
        else:
            self._do(happened, by)

    @rule(days=st.integers(1, 120))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(hand=HAND, days=st.lists(st.integers(0, 400), min_size=0, max_size=4))
    def plan(self, hand: Hand, days: list[int]) -> None:
        drafts = [StepDraft(f"步骤{n}", date(2025, 1, 1) + timedelta(days=n)) for n in days]
        self._try(hand, rules.plan_steps, drafts)

    @rule(hand=HAND, text=TEXT, share=st.integers(-1, 101), files=FILES, every=st.booleans())
    def progress(self, hand: Hand, text: str, share: int, *, files: list[str], every: bool) -> None:
        steps = [step.number for step in self.life.open_steps] if every else []
        self._try(hand, rules.file_progress, text, share=share, evidence=files, steps=steps)

    @rule(hand=HAND, files=FILES)
    def ask(self, hand: Hand, files: list[str]) -> None:
        self._try(hand, rules.ask_closing, "完成", evidence=files)

    @rule(hand=HAND)
    def close(self, hand: Hand) -> None:
        self._try(hand, rules.close, "属实", hand=hand)

    @rule(hand=HAND)
    def refuse(self, hand: Hand) -> None:
        self._try(hand, rules.refuse_closing, "材料不足")

    @rule(hand=HAND)
    def reopen(self, hand: Hand) -> None:
        self._try(hand, rules.reopen, "未落实")

    @rule(hand=HAND)
    def draw(self, hand: Hand) -> None:
        month = self.today.replace(day=1)
        self._try(hand, rules.draw_recheck, month=month, purpose="lot")

    @rule(hand=HAND)
    def look(self, hand: Hand) -> None:
        self._try(hand, rules.pass_recheck, "仍然有效", hand=hand)

    @rule(hand=HAND, text=TEXT)
    def problem(self, hand: Hand, text: str) -> None:
        self._try(hand, rules.raise_problem, text, wants=["市数据局"])

    @invariant()
    def history_rebuilds_the_life(self) -> None:
        assert live(START, self.acts) == self.life

    @invariant()
    def every_closing_had_proof_and_a_second_person(self) -> None:
        hands, proof = set[str](), set[str]()
        for act in self.acts:
            match act.event:
                case told.ProgressFiled() | told.ClosingAsked() as one:
                    hands |= accounts_in([act.by])
                    proof |= set(one.evidence)
                case told.MeasureClosed() as one:
                    same = next(hand.same_as for hand in HANDS if hand.signature == act.by)
                    assert one.evidence and set(one.evidence) <= proof
                    assert hands.isdisjoint(accounts_in([act.by]) | same)
                case told.MeasureReopened():
                    hands, proof = set(), set()

    @invariant()
    def closed_means_done_and_steps_keep_the_deadline(self) -> None:
        if self.life.state == MeasureState.CLOSED:
            assert self.life.closed_on and not self.life.open_steps
        assert all(step.due_on <= DEADLINE for step in self.life.steps)
        assert len({step.number for step in self.life.steps}) == len(self.life.steps)


TestMeasureLife = MeasureLife.TestCase
TestMeasureLife.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)

UNIT, OFFICE = HANDS[0], HANDS[1]


def _after(*happened: tuple[list[object], Hand]) -> Life:
    return live(START, [Act(one, hand.signature, date(2025, 6, 1)) for many, hand in happened for one in many])


def _asked() -> Life:
    filed = rules.file_progress(START, "上线", share=100, evidence=["evidence_a"], steps=[])
    life = _after((filed, UNIT))
    return _after((filed, UNIT), (rules.ask_closing(life, "完成", evidence=[]), UNIT))


def test_a_measure_closes_with_proof_by_another_and_reopens_without_its_proof() -> None:
    asked = _asked()
    closed = live(asked, [Act(rules.close(asked, "属实", hand=OFFICE)[0], OFFICE.signature, date(2025, 6, 2))])
    assert (closed.state, closed.share, closed.closed_on) == (MeasureState.CLOSED, 100, date(2025, 6, 2))
    again = live(closed, [Act(rules.reopen(closed, "窗口没有执行")[0], OFFICE.signature, date(2025, 7, 1))])
    assert (again.state, again.proof, again.evidence) == (MeasureState.REOPENED, (), ("evidence_a",))
    with pytest.raises(Refusal, match=r"reform\.closing\.no_evidence"):
        rules.ask_closing(again, "完成", evidence=[])


@pytest.mark.parametrize("hand", [HANDS[0], HANDS[2], HANDS[3]])
def test_who_asked_does_not_close_whatever_account_or_delegation_it_uses(hand: Hand) -> None:
    with pytest.raises(Refusal, match=r"reform\.closing\.same_person"):
        rules.close(_asked(), "属实", hand=hand)


def test_closing_without_evidence_or_with_open_steps_is_refused() -> None:
    with pytest.raises(Refusal, match=r"reform\.closing\.no_evidence"):
        rules.ask_closing(START, "完成", evidence=[])
    planned = _after((rules.plan_steps(START, [StepDraft("起草", DEADLINE)]), UNIT))
    with pytest.raises(Refusal, match=r"reform\.closing\.steps_open"):
        rules.ask_closing(planned, "完成", evidence=["evidence_a"])


def test_a_step_after_the_deadline_and_steps_out_of_order_are_refused() -> None:
    late = [StepDraft("上线", DEADLINE + timedelta(days=1))]
    with pytest.raises(Refusal, match=r"reform\.steps\.after_deadline"):
        rules.plan_steps(START, late)
    with pytest.raises(Refusal, match=r"reform\.steps\.order"):
        rules.plan_steps(START, [StepDraft("上线", DEADLINE), StepDraft("起草", date(2025, 5, 1))])
    assert rules.plan_steps(replace(START, due_on=None), late)


def test_a_third_person_looks_again() -> None:
    asked = _asked()
    closed = live(asked, [Act(rules.close(asked, "属实", hand=OFFICE)[0], OFFICE.signature, date(2025, 6, 2))])
    month = date(2025, 6, 1)
    drawn = live(closed, [Act(rules.draw_recheck(closed, month=month, purpose="lot")[0], "system", date(2025, 7, 1))])
    for hand in (UNIT, OFFICE):
        with pytest.raises(Refusal, match=r"reform\.recheck\.same_person"):
            rules.pass_recheck(drawn, "属实", hand=hand)
    assert rules.pass_recheck(drawn, "属实", hand=HANDS[4]) == [told.RecheckPassed(month, "属实")]


@pytest.mark.parametrize(
    ("state", "due_on", "asked_on", "light"),
    [
        ("not_started", date(2025, 6, 9), None, Light.OVERDUE),
        ("under_way", date(2025, 6, 10), None, Light.NEAR_DUE),
        ("under_way", date(2025, 6, 24), None, Light.NEAR_DUE),
        ("under_way", date(2025, 6, 25), None, Light.IN_TIME),
        ("closing_asked", date(2025, 6, 5), date(2025, 6, 5), Light.IN_TIME),
        ("closing_asked", date(2025, 6, 5), date(2025, 6, 6), Light.OVERDUE),
        ("reopened", None, None, Light.NO_DEADLINE),
        ("closed", date(2025, 1, 1), date(2025, 2, 1), Light.CLOSED),
    ],
)
def test_lights(state: str, due_on: date | None, *, asked_on: date | None, light: Light) -> None:
    assert light_of(MeasureState(state), due_on=due_on, asked_on=asked_on, today=date(2025, 6, 10)) == light
