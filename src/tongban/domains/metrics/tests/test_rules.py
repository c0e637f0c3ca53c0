"""How a promise is judged: no way to look better than what happened."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tongban.domains.metrics import rules
from tongban.domains.metrics.definitions import Metric
from tongban.domains.metrics.rules import State, Yardstick
from tongban.domains.metrics.tests.made import (
    TEXT,
    acceptance,
    at,
    commitment,
    finished,
    folded,
    happened,
    metric,
    submission,
    yardstick,
)
from tongban.kernel.errors import CalendarGap

NOW = at("06-30 12:00")


def judged(stick: Yardstick, *facts: Any, now: datetime = NOW) -> rules.Judgement:
    return rules.judge(stick, map(rules.Sample, facts), rules.period_of(stick.commitment, now))


def test_the_slowest_case_is_the_value_of_a_maximum() -> None:
    found = judged(yardstick(), finished("03-02 09:00", "03-03 17:00"), finished("03-02 09:00", "03-09 17:00"))
    assert (found.value, found.state, [one.breaking for one in found.counted]) == (5, State.BREACHED, [False, True])


def test_no_case_is_no_success() -> None:
    assert judged(yardstick()).state is State.NO_CASES


def test_a_case_that_never_ends_cannot_keep_a_promise_green() -> None:
    open_case = finished("06-22 09:00", None)
    assert judged(yardstick(), open_case, now=at("06-25 12:00")).waiting == 1
    late = judged(yardstick(), open_case, now=at("06-26 00:00"))
    assert (late.value, late.state, late.waiting) == (4, State.BREACHED, 0)
    assert not late.counted[0].finished


def test_withdrawn_and_refused_cases_do_not_count_and_the_withdrawn_are_told() -> None:
    gone = finished("06-01 09:00", None, ended_at=at("06-20 09:00"), ended_as="withdrawn")
    refused = finished("06-01 09:00", None, ended_at=at("06-20 09:00"), ended_as="refused")
    found = judged(yardstick(), gone, refused)
    assert (found.state, found.withdrawn, found.waiting) == (State.NO_CASES, 1, 0)
    before = judged(yardstick(), gone, now=at("06-19 09:00"))
    assert (before.state, before.withdrawn) == (State.BREACHED, 0)


def test_only_cases_since_the_promise_and_inside_the_period_count() -> None:
    slow = finished("03-02 09:00", "03-20 17:00")
    assert judged(yardstick(commitment(target={"since": "2026-03-03"})), slow).state is State.NO_CASES
    assert judged(yardstick(commitment(target={"since": "2026-03-02"})), slow).state is State.BREACHED
    assert judged(yardstick(), finished("2025-03-03 09:00", "2025-06-27 17:00")).state is State.NO_CASES
    assert judged(yardstick(), finished("2025-03-03 09:00", "2025-06-30 17:00")).state is State.BREACHED
    lately = yardstick(commitment(period="calendar_year"))
    assert judged(lately, finished("2025-12-22 09:00", "2025-12-31 09:00")).state is State.NO_CASES


def test_what_happens_later_is_not_known_yet() -> None:
    found = judged(yardstick(), finished("03-02 09:00", "03-09 17:00"), now=at("03-04 12:00"))
    assert (found.state, found.waiting) == (State.NO_CASES, 1)


@pytest.mark.parametrize(
    ("aggregate", "value"), [("max", 10), ("mean", 4), ("p90", 10), ("sum", 16), ("share_within", 75.0)]
)
def test_each_way_of_putting_together(aggregate: str, value: float) -> None:
    ends = ["03-03", "03-04", "03-05", "03-16"]  # 1, 2, 3 and 10 working days
    target = {"within": 3, "unit": "percent"} if aggregate == "share_within" else {}
    stick = yardstick(commitment(target=target), metric(aggregate=aggregate))
    assert judged(stick, *(finished("03-02 09:00", f"{end} 17:00") for end in ends)).value == value


def test_a_share_may_be_taken_of_each_cases_own_clock() -> None:
    stick = yardstick(
        commitment(">=", 90, target={"within": "promised", "unit": "percent"}), metric(aggregate="share_within")
    )
    clock = {"promised": {"amount": 2, "unit": "working_day"}}
    cases = [finished("03-02 09:00", f"{end} 17:00", clocks=clock) for end in ("03-03", "03-04", "03-05", "03-06")]
    found = judged(stick, *cases)
    assert (found.value, found.state) == (50.0, State.BREACHED)


def test_equality_is_judged_by_the_case_farthest_from_it() -> None:
    stick = yardstick(commitment("=", 3, target={"unit": "count"}), metric(measure="count_stages"))
    values = [finished("03-02 09:00", "03-03 17:00", stages=number) for number in (3, 1, 4)]
    found = judged(stick, *values)
    assert (found.value, found.state) == (1, State.BREACHED)
    assert judged(stick, values[0]).state is State.MET


def test_a_lower_bound_is_judged_by_the_smallest_and_only_when_finished() -> None:
    stick = yardstick(commitment(">=", 3))
    found = judged(stick, finished("03-02 09:00", "03-03 17:00"), finished("06-29 09:00", None))
    assert (found.value, found.waiting) == (1, 1)


def test_a_promise_reads_only_its_scope() -> None:
    stick = yardstick(commitment(scope={"field": "form.size", "op": "<=", "value": 40}))
    small = finished("03-02 09:00", "03-03 17:00", attributes={"size": 40})
    large = finished("03-02 09:00", "03-20 17:00", attributes={"size": 100})
    silent = finished("03-02 09:00", "03-20 17:00")
    assert judged(stick, small, large, silent).state is State.MET


def test_a_step_may_end_a_measure() -> None:
    stick = yardstick(commitment(value=1), metric(track="alpha", step="review", to="cases.step_completed.v1"))
    start = [submission(at("03-02 09:00")), acceptance(at("03-02 10:00"))]
    done = happened("step_completed", 3, at("03-04 09:00"), track="alpha", step="review")
    assert judged(stick, folded([*start, done])["alpha"]).value == 2
    assert judged(stick, folded(start)["alpha"], now=at("03-04 09:00")).state is State.BREACHED


def test_a_year_without_a_calendar_gives_no_answer() -> None:
    with pytest.raises(CalendarGap):
        judged(yardstick(), finished("06-29 09:00", None), now=datetime.fromisoformat("2027-01-05T09:00:00+08:00"))


def test_breaking_cases_come_first_the_worst_on_top() -> None:
    ends = ["03-03", "03-09", "03-04", "03-20"]
    found = judged(yardstick(), *(finished("03-02 09:00", f"{end} 17:00") for end in ends))
    assert [one.value for one in rules.in_order(found.counted)][:2] == [14, 5]


def test_twelve_months_end_with_the_present_one() -> None:
    stick = yardstick()
    period = rules.period_of(stick.commitment, NOW)
    facts = [finished("03-02 09:00", "03-03 17:00"), finished("05-06 09:00", None)]
    found = rules.judge(stick, map(rules.Sample, facts), period)
    months = rules.by_month(stick, found, period)
    assert (months[0][0], months[-1][0], len(months)) == (date(2025, 7, 1), date(2026, 6, 1), 12)
    assert [len(counted) for month, counted in months if counted] == [1, 1]
    assert rules.period_of(stick.commitment, datetime.fromisoformat("2024-02-29T09:00:00+08:00")).start == date(
        2023, 3, 1
    )


DAYS = st.lists(st.integers(0, 40), min_size=1, max_size=20)


@given(DAYS, st.integers(0, 30), st.sampled_from(["max", "mean", "p90", "share_within"]))
def test_a_slower_case_never_mends_a_promise(days: list[int], target: int, aggregate: str) -> None:
    more = {"within": target, "unit": "percent"} if aggregate == "share_within" else {}
    one = commitment(">=", 90, target=more) if more else commitment(value=target)
    stick = yardstick(one, metric(aggregate=aggregate))
    start = at("03-02 09:00")

    def cases(lengths: list[int]) -> list[Any]:
        empty = finished("03-02 09:00", None)
        return [
            replace(empty, closed_at=start + timedelta(days=n), working_days={"accepted>closed": n}) for n in lengths
        ]

    before = judged(stick, *cases(days)).state
    slower = judged(stick, *cases([*days[:-1], days[-1] + 5])).state
    assert not (before is State.BREACHED and slower is State.MET)


@pytest.mark.parametrize(
    "wrong",
    [
        {"procedure": None},
        {"from": "cases.case_closed.v1"},
        {"to": "cases.track_decided.v1"},
        {"track": "alpha", "measure": "fee_fen"},
        {"step": "review"},
        {"track": "alpha", "to": "cases.step_completed.v1"},
        {"population": {"field": "applicant_name", "op": "=", "value": "x"}},
    ],
)
def test_a_metric_that_means_nothing_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        metric(**wrong)


def test_a_commitment_is_bound_or_says_why_not() -> None:
    with pytest.raises(ValidationError, match="unbound"):
        commitment(metric=None)
    with pytest.raises(ValidationError, match="unbound"):
        commitment(unbound=TEXT)
    assert commitment(metric=None, unbound=TEXT).metric is None
    assert isinstance(metric(), Metric)
