"""Random lives through the real commands: after every act, refused or not, the rows are what the history tells."""

from contextlib import suppress

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tongban.domains.cases import api as cases
from tongban.domains.cases.tests.town import FORM, NOW, ROLES, Town, submit
from tongban.kernel import audit, authz
from tongban.kernel.authz import SYSTEM
from tongban.kernel.errors import TongbanError

TRACKS = ("shop_item", "seal_item", "insurance_item")


class _Undo(Exception):
    """Ends an example; its transaction is undone."""


acts = st.one_of(
    st.tuples(st.just("accept")),
    st.tuples(st.just("ask")),
    st.tuples(st.just("supplement")),
    st.tuples(st.just("refuse")),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("review"), st.sampled_from(TRACKS), st.integers(0, 1)),
    st.tuples(st.just("decide"), st.sampled_from(TRACKS), st.integers(0, 1), st.booleans()),
    st.tuples(st.just("record"), st.sampled_from(TRACKS), st.sampled_from(["licence_1", "licence_2"])),
)
lives = st.one_of(
    st.lists(acts, max_size=20),
    st.lists(acts, max_size=25).map(
        lambda further: [("accept",), *(a for a in further if a[0] not in ("refuse", "ask"))]
    ),
)


def perform(town: Town, case: cases.CaseId, act: tuple[object, ...]) -> None:
    match act:
        case ("accept",):
            cases.accept(case=case, actor=town.window, now=NOW)
        case ("ask",):
            missing = (cases.Missing("articles", "没有签字"),)
            cases.ask_supplement(case=case, missing=missing, actor=town.window, now=NOW)
        case ("supplement",):
            cases.supplement(case=case, form=FORM, actor=town.founder, now=NOW)
        case ("refuse",):
            cases.refuse(case=case, reason="不属本级", where="南塘区", actor=town.window, now=NOW)
        case ("withdraw",):
            cases.withdraw(case=case, actor=town.founder, now=NOW)
        case ("review", str(track), int(which)):
            who = officer(town, track, which)
            cases.complete_step(case=case, track=track, step="review", opinion="", actor=who, now=NOW)
        case ("decide", str(track), int(which), bool(granted)):
            who = officer(town, track, which)
            cases.decide(case=case, track=track, granted=granted, reason="第二项", actor=who, now=NOW)
        case ("record", str(track), str(reference)):
            cases.record_result(case=case, track=track, reference=reference, actor=SYSTEM, now=NOW)


def officer(town: Town, track: str, which: int) -> authz.Actor:
    return town.officers[ROLES[track]][which]


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives)
def test_rows_are_what_the_history_tells(town: Town, life: list[tuple[object, ...]]) -> None:
    with pytest.raises(_Undo), transaction.atomic():
        one = submit(town)
        for act in life:
            with suppress(TongbanError):
                perform(town, one, act)
            assert cases.differences(one) == [], act
            for reader in (town.founder, town.window):
                offered = cases.options(one, reader, now=NOW)
                assert all(text.zh and text.en for option in offered for text in (option.label, option.consequence))
        assert audit.verify().ok
        raise _Undo
