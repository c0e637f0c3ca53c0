"""The life of a question to a wallet: whatever comes in whatever order, it is answered once and used once."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tongban.domains.licences.portable import challenge_rules as rules
from tongban.domains.licences.portable.challenge_rules import ANSWER_WITHIN, USE_WITHIN, Purpose, Stage
from tongban.kernel.errors import Refusal

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OVER = {Stage.DECLINED, Stage.REFUSED, Stage.USED, Stage.EXPIRED}


class Life(RuleBasedStateMachine):
    """Any clicks in any order at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.challenge = rules.ask(Purpose.LOGIN, now=START)
        self.uses = self.answers = 0
        self.was_over = False

    def _try(self, change: str) -> bool:
        try:
            self.challenge = getattr(rules, change)(self.challenge, now=self.now)
        except Refusal:
            return False
        return True

    @rule(seconds=st.integers(0, 90))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(change=st.sampled_from(("look", "approve", "decline", "refuse")))
    def wallet(self, change: str) -> None:
        before = rules.stage_at(self.challenge, self.now)
        done = self._try(change)
        assert done == (before in rules.WAITING)
        self.answers += done and change != "look"

    @rule(same=st.booleans())
    def browser(self, same: bool) -> None:
        before = rules.stage_at(self.challenge, self.now)
        try:
            self.challenge = rules.use(self.challenge, same_browser=same, now=self.now)
        except Refusal:
            assert not (same and before is Stage.APPROVED)
        else:
            self.uses += 1
            assert same
            assert before is Stage.APPROVED

    @invariant()
    def answered_and_used_once(self) -> None:
        assert self.uses <= self.answers <= 1

    @invariant()
    def over_is_over(self) -> None:
        over = rules.stage_at(self.challenge, self.now) in OVER
        assert over or not self.was_over
        self.was_over = over

    @invariant()
    def never_longer_than_promised(self) -> None:
        if self.now >= START + ANSWER_WITHIN + USE_WITHIN["login"]:
            assert rules.stage_at(self.challenge, self.now) in OVER


TestLife = Life.TestCase


@pytest.mark.parametrize("purpose", Purpose)
def test_a_question_ends_after_two_minutes(purpose: Purpose) -> None:
    asked = rules.ask(purpose, now=START)
    assert rules.stage_at(asked, START + ANSWER_WITHIN - timedelta(microseconds=1)) is Stage.OPEN
    with pytest.raises(Refusal, match="expired"):
        rules.approve(asked, now=START + ANSWER_WITHIN)


def test_what_is_received_is_used_with_the_answer() -> None:
    assert rules.approve(rules.ask(Purpose.RECEIVE, now=START), now=START).stage is Stage.USED


@pytest.mark.parametrize(("change", "code"), [("decline", "declined"), ("refuse", "refused"), ("look", "not_answered")])
def test_each_end_tells_the_browser_why(change: str, code: str) -> None:
    challenge = getattr(rules, change)(rules.ask(Purpose.LOGIN, now=START), now=START)
    with pytest.raises(Refusal, match=code):
        rules.use(challenge, same_browser=True, now=START)


def test_another_browser_learns_nothing_else() -> None:
    with pytest.raises(Refusal, match="other_browser"):
        rules.use(rules.ask(Purpose.LOGIN, now=START), same_browser=False, now=START)
