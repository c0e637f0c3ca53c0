"""Any order of acts, by anybody: the rules that keep supervision fair hold in every history."""

from datetime import date, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tongban.domains.reform.supervision import events as told
from tongban.domains.reform.supervision import rules
from tongban.domains.reform.supervision.life import Act, Life, live
from tongban.domains.reform.supervision.rules import Hand, Weighing
from tongban.domains.reform.supervision.states import Standing, State, Tolerance, standing_of
from tongban.kernel.actors import accounts_in
from tongban.kernel.errors import Refusal

FIRST = date(2026, 3, 2)
RECORDER = "account_office"
HANDS = (
    Hand(RECORDER),
    Hand("account_second"),
    Hand("account_unit"),
    Hand("account_deputy in_place_of account_unit", frozenset({"account_unit"})),
    Hand("account_own", frozenset({RECORDER})),
)
HAND = st.sampled_from(HANDS)
FILES = st.lists(st.sampled_from(("evidence_a", "evidence_b")), max_size=2)
TEXT = st.sampled_from(("", "属实", "x" * 8001))
RECORDED = told.FindingRecorded(
    finding="finding_1",
    region="990100",
    inspection="",
    fault="",
    agency="agency_1",
    measure="",
    matter="window",
    severity="serious",
    text="窗口仍收取复印件",
    evidence=(),
    reply_by=FIRST + timedelta(days=3),
)


class OrderLife(RuleBasedStateMachine):
    """Clicks in any order by two of the office, an officer of the unit, his deputy, and a second account."""

    def __init__(self) -> None:
        super().__init__()
        self.today = FIRST
        self.acts = [Act(RECORDED, RECORDER, FIRST)]
        self.life = live(Life(), self.acts)
        self.judges = list[tuple[frozenset[str], frozenset[str]]]()

    def _try(self, by: Hand, act: object, /, *given: object, **named: object) -> None:
        before, count = self.life, len(self.acts)
        try:
            happened = act(before, *given, **named)  # type: ignore[operator]
        except Refusal:
            assert (self.life, len(self.acts)) == (before, count)
            return
        fresh = [Act(one, by.signature, self.today) for one in happened]
        if act in (rules.close, rules.send_back):
            self.judges.append((accounts_in([by.signature]) | by.same_as, accounts_in(before.hands)))
        self.acts += fresh
        self.life = live(before, fresh)

    @rule(days=st.integers(1, 20))
    def wait(self, days: int) -> None:
        self.today += timedelta(days=days)

    @rule(hand=HAND, text=TEXT)
    def check(self, hand: Hand, text: str) -> None:
        self._try(hand, rules.check, text, hand=hand)

    @rule(hand=HAND)
    def dismiss(self, hand: Hand) -> None:
        self._try(hand, rules.dismiss, "不属实", hand=hand)

    @rule(hand=HAND, files=FILES)
    def reply(self, hand: Hand, files: list[str]) -> None:
        self._try(hand, rules.reply, "已说明", evidence=files)

    @rule(hand=HAND, days=st.integers(1, 15))
    def issue(self, hand: Hand, days: int) -> None:
        due = self.today + timedelta(days=days)
        self._try(hand, rules.issue, "整改", number="D1", days=days, due_on=due, is_repeated=False)

    @rule(hand=HAND, files=FILES)
    def answer(self, hand: Hand, files: list[str]) -> None:
        self._try(hand, rules.answer, "已整改", evidence=files)

    @rule(hand=HAND, days=st.integers(1, 15))
    def send_back(self, hand: Hand, days: int) -> None:
        due = self.today + timedelta(days=days)
        self._try(hand, rules.send_back, "未到位", hand=hand, days=days, due_on=due)

    @rule(hand=HAND, text=TEXT)
    def close(self, hand: Hand, text: str) -> None:
        self._try(hand, rules.close, text, hand=hand)

    @rule(hand=HAND)
    def call_in(self, hand: Hand) -> None:
        named = {"on": self.today, "place": "会议室", "whom": "主要负责人", "rule": "", "today": self.today}
        self._try(hand, rules.set_call_in, "逾期", **named)

    @rule(hand=HAND, number=st.integers(1, 3))
    def hold(self, hand: Hand, number: int) -> None:
        self._try(hand, rules.hold_call_in, "记录", number=number, promise="月底完成", on=self.today, today=self.today)

    @rule(hand=HAND)
    def circulate(self, hand: Hand) -> None:
        self._try(hand, rules.circulate, "通报", title="通报", document="督〔2026〕1号", rule="")

    @rule(hand=HAND)
    def expose(self, hand: Hand) -> None:
        self._try(hand, rules.expose, "窗口仍收取复印件", title="曝光", rule="", today=self.today)

    @rule(hand=HAND)
    def withdraw(self, hand: Hand) -> None:
        self._try(hand, rules.withdraw_exposure, "已整改")

    @rule(hand=HAND, on=st.booleans())
    def listing(self, hand: Hand, on: bool) -> None:
        if on:
            self._try(hand, rules.list_order, "集中反映", rule="")
        else:
            self._try(hand, rules.unlist_order, "已解决")

    @rule(hand=HAND, decision=st.sampled_from((*Tolerance, "other")))
    def weigh(self, hand: Hand, decision: str) -> None:
        self._try(hand, rules.weigh, Weighing("公心", "无先例", "探索", "轻微", "已挽回", decision))

    @rule(hand=HAND, agrees=st.booleans())
    def judge(self, hand: Hand, agrees: bool) -> None:
        self._try(hand, rules.judge_weighing, agrees=agrees, reason="同意", hand=hand)

    @invariant()
    def a_history_always_gives_the_same_life(self) -> None:
        assert live(Life(), self.acts) == self.life

    @invariant()
    def no_one_judges_what_he_answered(self) -> None:
        assert all(judge.isdisjoint(hands) for judge, hands in self.judges)

    @invariant()
    def a_closed_order_was_answered_with_files_and_no_call_in_waits(self) -> None:
        if self.life.state == State.CLOSED:
            assert self.life.answered_on is not None
            assert self.life.evidence
            assert not self.life.open_call_ins

    @invariant()
    def what_is_exposed_was_checked_by_a_second_person_and_could_be_replied_to(self) -> None:
        for place, act in enumerate(self.acts):
            if isinstance(act.event, told.ExposurePublished):
                before = self.acts[:place]
                checks = [one for one in before if isinstance(one.event, told.FindingChecked)]
                assert checks
                assert accounts_in([checks[0].by]).isdisjoint({RECORDER})
                spoke = any(isinstance(one.event, told.FindingReplied) for one in before)
                assert spoke or act.on > RECORDED.reply_by

    @invariant()
    def what_is_tolerated_is_not_exposed_and_two_people_said_so(self) -> None:
        if self.life.is_tolerated:
            assert not self.life.is_exposed
            weighed = [one for one in self.acts if isinstance(one.event, told.ToleranceWeighed)][-1]
            judged = [one for one in self.acts if isinstance(one.event, told.ToleranceJudged)][-1]
            assert accounts_in([weighed.by]).isdisjoint(accounts_in([judged.by]))

    @invariant()
    def one_order_at_most_and_what_is_settled_is_not_listed(self) -> None:
        assert sum(isinstance(one.event, told.OrderIssued) for one in self.acts) <= 1
        if not self.life.is_running:
            assert not self.life.is_listed


TestOrderLife = OrderLife.TestCase
TestOrderLife.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)


def _ordered(due: date) -> Life:
    issued = told.OrderIssued("D1", "整改", 5, due, is_repeated=False)
    return live(Life(), [Act(RECORDED, RECORDER, FIRST), Act(issued, RECORDER, FIRST)])


@pytest.mark.parametrize(
    ("days", "standing"),
    [(-1, Standing.OVERDUE), (0, Standing.NEAR_DUE), (3, Standing.NEAR_DUE), (4, Standing.ORDERED)],
)
def test_an_order_is_late_from_the_day_after(days: int, standing: Standing) -> None:
    assert standing_of(State.ORDERED, due_on=FIRST + timedelta(days=days), today=FIRST) == standing


def test_a_late_answer_stays_late_even_when_a_later_round_is_in_time() -> None:
    due, unit = FIRST + timedelta(days=5), "account_unit"
    late = told.OrderAnswered("已整改", ("evidence_a",))
    back = told.OrderSentBack("未到位", 5, FIRST + timedelta(days=30))
    life = live(
        _ordered(due), [Act(late, unit, due + timedelta(days=1)), Act(back, RECORDER, due), Act(late, unit, due)]
    )
    assert life.was_late
    assert life.rounds == 2


def test_an_answer_without_a_file_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        rules.answer(_ordered(FIRST), "已整改", evidence=[])
    assert refused.value.code == "reform.order.no_evidence"


@pytest.mark.parametrize(
    "wording", ["当事人11010519491231002X", "电话13800138000，请联系", "身份证 110105194912310021 号"]
)
def test_personal_numbers_are_not_exposed(wording: str) -> None:
    checked = Act(told.FindingChecked("属实"), "account_second", FIRST)
    life = live(_ordered(FIRST), [checked])
    later = RECORDED.reply_by + timedelta(days=1)
    with pytest.raises(Refusal) as refused:
        rules.expose(life, wording, title="曝光", rule="", today=later)
    assert refused.value.code == "reform.exposure.personal"
    assert rules.expose(life, "文号 渝府办发〔2019〕81号，办件 20260301123456 件", title="曝光", rule="", today=later)


def test_nothing_is_exposed_before_the_agency_could_reply() -> None:
    life = live(_ordered(FIRST), [Act(told.FindingChecked("属实"), "account_second", FIRST)])
    with pytest.raises(Refusal) as refused:
        rules.expose(life, "窗口仍收取复印件", title="曝光", rule="", today=RECORDED.reply_by)
    assert refused.value.code == "reform.exposure.no_reply_yet"
