"""Folding events into facts: what each event changes, and that repetition changes nothing."""

from hypothesis import given
from hypothesis import strategies as st

from tongban.domains.metrics.facts import Happened
from tongban.domains.metrics.tests.made import acceptance, at, folded, happened, submission

LIFE = [
    submission(at("03-02 09:00")),
    happened("supplement_asked", 2, at("03-02 15:00")),
    happened("supplemented", 3, at("03-05 10:00"), attributes={"size": 100}),
    acceptance(at("03-05 11:00"), 4),
    happened("step_completed", 5, at("03-06 09:00"), track="alpha", step="review"),
    happened("track_decided", 6, at("03-06 10:00"), track="alpha", step="approve", granted=True),
    happened("track_decided", 7, at("03-09 10:00"), track="beta", step="approve", granted=False),
    happened("case_decided", 8, at("03-09 10:00"), granted=False),
    happened("result_recorded", 9, at("03-10 10:00"), track="alpha"),
    happened("case_closed", 10, at("03-10 10:00")),
]


def test_a_case_and_each_track_has_its_own_fact() -> None:
    facts = folded(LIFE)
    whole, alpha, beta = facts[""], facts["alpha"], facts["beta"]
    assert (whole.granted, alpha.granted, beta.granted) == (False, True, False)
    assert (whole.fee_fen, whole.visits, alpha.fee_fen) == (0, 1, None)
    assert whole.attributes == {"size": 100}
    assert (alpha.track_decided_at, beta.track_decided_at) == (at("03-06 10:00"), at("03-09 10:00"))
    assert (alpha.recorded_at, beta.recorded_at, whole.recorded_at) == (at("03-10 10:00"), None, None)
    assert whole.clocks == {"promised": {"amount": 2, "unit": "working_day"}} and alpha.clocks == {}


def test_working_days_leave_out_the_time_that_was_the_applicants() -> None:
    whole = folded(LIFE)[""]
    assert whole.working_days["accepted>closed"] == 3
    assert whole.working_days["submitted>accepted"] == 1  # 2 March is the start, 3 and 4 March were the applicant's
    assert folded(LIFE)["alpha"].working_days["accepted>track_decided"] == 1


def test_stages_are_those_in_which_something_was_done() -> None:
    assert [folded(LIFE[:n])[""].stages for n in (4, 5, 6, 7)] == [0, 1, 1, 2]


def test_an_open_supplement_ends_with_the_case() -> None:
    ended = [*LIFE[:2], happened("case_withdrawn", 3, at("03-04 09:00"))]
    whole = folded(ended)[""]
    assert (whole.ended_as, whole.pauses[0].end) == ("withdrawn", at("03-04 09:00"))


def test_pauses_by_law_are_left_out_once_however_many_there_are() -> None:
    running = [
        *LIFE[:4],
        happened("special_started", 5, at("03-06 09:00"), track="alpha", kind="hearing", stops=["statutory"]),
        happened("special_started", 6, at("03-06 10:00"), track="alpha", kind="visit", stops=[]),
        happened("case_suspended", 7, at("03-09 09:00")),
        happened("special_ended", 8, at("03-10 09:00"), track="alpha", kind="hearing"),
        happened("case_resumed", 9, at("03-12 09:00")),
        happened("track_decided", 10, at("03-13 10:00"), track="alpha", step="approve", granted=True),
        happened("track_decided", 11, at("03-13 10:00"), track="beta", step="approve", granted=True),
    ]
    facts = folded(running)
    # alpha: 6 to 11 March left out, so 12 and 13 March count; beta: 9 to 11 March, so 6, 12 and 13 March count
    assert facts["alpha"].working_days["accepted>track_decided"] == 2
    assert facts["beta"].working_days["accepted>track_decided"] == 3


def test_an_ended_item_and_a_decision_set_aside() -> None:
    ended = folded([*LIFE[:4], happened("track_ended", 5, at("03-06 09:00"), track="alpha")])
    assert (ended["alpha"].ended_as, ended[""].ended_as, ended["beta"].ended_as) == ("ended", "", "")
    anew = folded([*LIFE, happened("case_reopened", 11, at("03-20 09:00"), track="alpha")])
    assert (anew["alpha"].granted, anew["alpha"].track_decided_at, anew[""].closed_at) == (None, None, None)
    assert anew["beta"].granted is False and anew["beta"].track_decided_at == at("03-09 10:00")


def test_what_was_looked_at_beforehand_counts_from_its_filing() -> None:
    filed = [submission(at("03-02 09:00")), happened("case_confirmed", 2, at("03-04 09:00"), attributes={"size": 5})]
    assert folded(filed)["alpha"].submitted_at == at("03-04 09:00")


def test_events_of_an_unseen_case_change_nothing() -> None:
    assert folded(LIFE[1:]) == {}


@given(st.lists(st.integers(0, len(LIFE) - 1), max_size=12))
def test_deliveries_may_repeat(again: list[int]) -> None:
    repeated: list[Happened] = []
    for number, event in enumerate(LIFE):
        repeated += [event, *(LIFE[old] for old in again if old <= number)]
    assert folded(repeated) == folded(LIFE)
