"""Points never fall when a unit does better; weights come to a whole; ranks tell how firm they are."""

from datetime import date
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from tongban.domains.reform.assessment.definitions import AssessmentRule, Points
from tongban.domains.reform.assessment.rules.firmness import draw_weights, firmness
from tongban.domains.reform.assessment.rules.scoring import (
    Figure,
    Scored,
    Thing,
    corrected,
    points_for,
    ranks,
    score,
    shown,
)

SHARES = st.fractions(0, 100)


def _bands(starts: list[int], points: list[int]) -> Points:
    bands = [{"from": start, "points": one} for start, one in zip([0, *sorted(starts)], points, strict=False)]
    return Points.model_validate({"kind": "bands", "bands": bands})


RISING = st.one_of(
    st.tuples(st.integers(0, 49), st.integers(50, 100)).map(
        lambda ends: Points.model_validate({"kind": "linear", "from": ends[0], "to": ends[1]})
    ),
    st.tuples(
        st.lists(st.integers(1, 100), min_size=3, max_size=3, unique=True),
        st.lists(st.integers(0, 100), min_size=4, max_size=4).map(sorted),
    ).map(lambda drawn: _bands(*drawn)),
)


def _rule(*weights: int, **more: object) -> AssessmentRule:
    return AssessmentRule.model_validate(
        {
            "id": "test",
            "title": {"zh": "考核", "en": "Assessment"},
            "source": {"document": "青府办〔2025〕1号", "place": "一"},
            "regions": ["990100"],
            "since": date(2025, 1, 1),
            "indicators": [
                {
                    "id": f"i{place}",
                    "title": {"zh": "指标", "en": "Indicator"},
                    "figure": "closed_in_time",
                    "weight": weight,
                    "points": {"kind": "linear", "from": 0, "to": 100},
                }
                for place, weight in enumerate(weights)
            ],
            "deductions": [
                {"id": "dd", "title": {"zh": "扣", "en": "Less"}, "figure": "reopened", "each": 2, "most": 5}
            ],
            **more,
        }
    )


def _figure(holding: int, whole: int) -> Figure:
    return Figure(tuple(Thing(str(n), str(n), n < holding) for n in range(whole)))


NOTHING = Figure(())


@given(RISING, SHARES, SHARES)
def test_more_is_never_worth_less(points: Points, one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    assert 0 <= points_for(low, points) <= points_for(high, points) <= 100


@given(SHARES, SHARES)
def test_where_less_is_better_less_is_never_worth_less(one: Fraction, other: Fraction) -> None:
    points = Points.model_validate({"kind": "linear", "from": 40, "to": 0})
    low, high = sorted((one, other))
    assert points_for(low, points) >= points_for(high, points)


@given(st.tuples(st.integers(0, 20), st.integers(0, 20)), st.integers(1, 99), st.integers(0, 5))
def test_doing_one_more_thing_never_lowers_the_score(done: tuple[int, int], weight: int, opened: int) -> None:
    held, other = done
    rule = _rule(weight, 100 - weight)
    rest = {"i1": _figure(other, 20), "dd": _figure(opened, opened)}
    less, more = (score(rule, {"i0": _figure(count, 21), **rest}).score for count in (held, held + 1))
    assert less is not None
    assert more is not None
    assert 0 <= less <= more <= 100


def test_the_score_is_the_weighed_mean_less_the_deductions() -> None:
    found = score(_rule(60, 40), {"i0": _figure(3, 4), "i1": _figure(1, 3), "dd": _figure(1, 1)})
    assert shown(found.score) == "56.33"  # 0.6 × 75 + 0.4 × 33.33 − 2
    assert score(_rule(60, 40), {"i0": _figure(0, 4), "i1": NOTHING, "dd": _figure(9, 9)}).score == 0
    assert score(_rule(60, 40), {"i0": _figure(4, 4), "i1": _figure(3, 3), "dd": _figure(9, 9)}).score == 95


def test_what_has_nothing_to_count_leaves_its_weight_to_the_others() -> None:
    found = score(_rule(60, 40), {"i0": NOTHING, "i1": _figure(1, 2), "dd": NOTHING})
    assert found.points["i0"] is None
    assert found.score == 50
    assert score(_rule(60, 40), {"i0": NOTHING, "i1": NOTHING, "dd": NOTHING}).score is None


@pytest.mark.parametrize("weights", [(60, 50), (99,), (40, 40)])
def test_weights_that_are_no_whole_are_refused(weights: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError, match="not to 100"):
        _rule(*weights)


@pytest.mark.parametrize(
    "points",
    [
        {"kind": "linear", "from": 10, "to": 10},
        {"kind": "linear", "from": 10},
        {"kind": "bands", "bands": [{"from": 5, "points": 1}]},
        {"kind": "bands", "bands": [{"from": 0, "points": 1}, {"from": 9, "points": 5}, {"from": 20, "points": 2}]},
    ],
)
def test_a_scale_that_cannot_be_read_is_refused(points: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Points.model_validate(points)


def test_equal_scores_share_a_place() -> None:
    assert ranks([90, 70, 90, 60]) == [1, 3, 1, 4]


def test_an_upheld_appeal_changes_the_thing_it_names() -> None:
    figure = _figure(1, 3)
    assert corrected(figure, [("2", "left_out")]).share == 50
    assert corrected(figure, [("2", "holds")]).share == Fraction(200, 3)
    assert corrected(figure, []) == figure


def _scored(*points: int) -> Scored:
    return Scored({f"i{place}": Fraction(one) for place, one in enumerate(points)}, {}, None)


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=2, max_size=5), st.text(max_size=9))
def test_the_interval_holds_the_place_and_can_be_drawn_again(points: list[tuple[int, int]], seed: str) -> None:
    rule, units = _rule(50, 50, draws=100), [_scored(*one) for one in points]
    found = firmness(rule, units, seed=seed)
    assert found == firmness(rule, units, seed=seed)
    for one in found:
        assert 1 <= one.best <= one.rank <= one.worst <= len(units)
        assert (one.moved == 0) == (one.best == one.worst)


def test_who_is_better_in_everything_stays_before() -> None:
    first, last = firmness(_rule(70, 30), [_scored(80, 90), _scored(79, 60)], seed="7")
    assert (first.rank, first.moved, last.rank, last.moved, last.draws) == (1, 0, 2, 0, 1000)


def test_a_rank_that_hangs_on_the_weights_shows_it() -> None:
    one, other = firmness(_rule(50, 50), [_scored(80, 61), _scored(60, 80)], seed="7")
    assert (one.rank, one.best, one.worst) == (1, 1, 2)
    assert 250 < one.moved < 500
    assert one.moved == other.moved


@given(st.text(max_size=9))
@settings(max_examples=10)
def test_each_weight_stays_within_its_tolerance(seed: str) -> None:
    rule = _rule(70, 30, draws=100)
    for weights in draw_weights(rule, seed):
        assert 56 <= weights["i0"] <= 84
        assert 24 <= weights["i1"] <= 36
