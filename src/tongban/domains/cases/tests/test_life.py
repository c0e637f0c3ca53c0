"""Any sequence of commands, by anybody, in any order, leaves a case in a lawful state that its history rebuilds."""

import json
import random
from dataclasses import replace
from typing import get_args

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tongban.domains.cases import history, rules, snapshot, timing
from tongban.domains.cases.history import CaseEvent, Renewed, StepPlan, TrackPlan
from tongban.domains.cases.state import AFTER, RUNNING, WHOLE, Case, Decision, Status, StepState, apply, begin, replay
from tongban.domains.cases.tests.life import APPLICANT, Life, plans, submitted
from tongban.domains.cases.tests.life_acts import ACTS, candidates, is_lawful, random_plan
from tongban.domains.cases.tests.town import library
from tongban.kernel import calendar as calendars
from tongban.kernel import clock
from tongban.kernel.clock import law_day
from tongban.kernel.errors import CalendarGap

CALENDAR = calendars.build(
    document.model.notice(pack.manifest.region) for pack in library() for document in pack.list("calendar")
)


class CaseLife(RuleBasedStateMachine):
    """Tries acts, lawful or not; what a refusal leaves behind must be nothing."""

    life: Life

    @initialize(plan=plans(), renews=st.booleans(), chance=st.integers(0, 9))
    def submit(self, plan: list[TrackPlan], renews: bool, chance: int) -> None:
        keys = [track.key for track in plan]
        ends = [Renewed(keys[0], "licence_0", "2026-04-10", True)] if renews else []
        self.life = Life(submitted(plan, keys[:1] if chance % 3 == 0 else [], ends))
        if chance == 9:
            self.life = Life(replace(self.life.first, precheck=True))
        elif chance < 8:
            self.lawfully("accept", chance)

    @property
    def case(self) -> Case:
        return self.life.case

    @rule(hours=st.sampled_from([1, 7, 24, 72, 240]))
    def wait(self, hours: int) -> None:
        if law_day(self.life.now).isoformat() < "2026-06-01":
            self.life.wait(hours)

    @rule(name=st.sampled_from(ACTS), pick=st.integers(0, 10_000))
    def try_anything(self, name: str, pick: int) -> None:
        found = candidates(self.life, name)
        if found:
            self.life.attempt(found[pick % len(found)])

    @rule(name=st.sampled_from(ACTS), pick=st.integers(0, 10_000))
    def lawfully(self, name: str, pick: int) -> None:
        """One of the acts of this name that the rules allow now, so that long lives are reached often."""
        found = [one for one in candidates(self.life, name) if is_lawful(one)]
        if found:
            assert self.life.attempt(found[pick % len(found)])

    @rule(pick=st.integers(0, 10_000))
    def advance(self, pick: int) -> None:
        found = [one for one in candidates(self.life, "complete", "sign", "grant") if is_lawful(one)]
        if found:
            self.life.attempt(found[pick % len(found)])

    @rule()
    def tick(self) -> None:
        """What the clock itself does: done again at once, it does nothing."""
        for _ in range(2):
            happened = [self.life.attempt(one) for one in candidates(self.life, "by_itself")]
        assert not any(happened)

    # what always holds -----------------------------------------------------------------------------------------------

    @invariant()
    def history_rebuilds_the_state(self) -> None:
        assert replay(self.life.history) == self.case
        assert snapshot.load(json.loads(json.dumps(snapshot.dump(self.case)))) == self.case

    @invariant()
    def a_running_case_always_has_something_to_do(self) -> None:
        assert (self.case.status is Status.ACCEPTED) == bool(rules.open_steps(self.case))

    @invariant()
    def decided_exactly_when_every_track_is(self) -> None:
        decisions = [track.decision for track in self.case.tracks]
        assert (self.case.status in {*AFTER, Status.ENDED}) == (None not in decisions)
        if self.case.outcome is not None:
            assert (self.case.outcome == "granted") == all(one is Decision.GRANTED for one in decisions)
            assert (self.case.outcome == "denied") == (Decision.GRANTED not in decisions)
        if None not in decisions:
            assert (self.case.status is Status.ENDED) == all(one is Decision.ENDED for one in decisions)

    @invariant()
    def closed_exactly_when_nothing_is_left_to_hand_over(self) -> None:
        if self.case.status in AFTER:
            assert (self.case.status is Status.CLOSED) == all(track.is_settled for track in self.case.tracks)

    @invariant()
    def an_ended_case_has_no_open_or_waiting_step(self) -> None:
        states = {self.case.state_of(track, step) for track in self.case.tracks for step in track.steps}
        if self.case.status in {Status.REFUSED, Status.CLOSED, Status.WITHDRAWN, Status.ENDED}:
            assert states <= {StepState.DONE, StepState.ENDED}

    @invariant()
    def every_undecided_item_has_one_statutory_clock_and_a_decided_one_has_none(self) -> None:
        live = [one for one in self.life.clocks if one.is_running and one.kind == "statutory"]
        if self.case.status not in RUNNING:
            assert live == []
            return
        assert [one.scope for one in live].count(WHOLE) == 1
        for track in self.case.tracks if self.case.package else ():
            runs = track.started and track.decision is None
            assert [one.scope for one in live].count(track.key) == int(runs), track

    @invariant()
    def a_clock_stands_still_exactly_while_something_lawful_stops_it(self) -> None:
        for one in self.life.clocks:
            scoped = [t for t in self.case.tracks if one.scope in (WHOLE, t.key)]
            stopped = any(one.kind in special.stops for track in scoped for special in track.specials)
            if one.is_running:
                assert one.is_paused == (stopped or self.case.status is Status.SUSPENDED), one
            assert all(stop.basis for stop in one.stops)

    @invariant()
    def paused_time_never_shortens_a_due_day(self) -> None:
        for one in self.life.clocks:
            if not one.stops and not one.more:
                continue
            try:
                due = clock.due(one.facts(), CALENDAR).on
                without = clock.due(replace(one, stops=()).facts(), CALENDAR).on
                first = clock.due(replace(one, stops=(), more=()).facts(), CALENDAR).on
            except CalendarGap:
                continue
            assert without is not None and first is not None and without >= first
            assert due is None or due >= without

    def teardown(self) -> None:
        check_history(self.life.history)


def check_history(past: list[CaseEvent]) -> None:
    """Who did what, in which order: nobody decides what they prepared or had decided before, nothing too early."""
    case = begin(past[0])  # type: ignore[arg-type]
    prepared: dict[str, set[str]] = {}
    deciders: dict[str, set[str]] = {}
    extended: set[str] = set()
    for event in past[1:]:
        track = case.track(getattr(event, "track", ""))
        match event:
            case history.StepCompleted() | history.StepSigned():
                assert event.by != APPLICANT and track is not None
                step = track.step(event.step)
                assert step is not None and case.state_of(track, step) is StepState.OPEN
                if not step.decides:
                    prepared.setdefault(track.key, set()).add(event.by)
            case history.TrackDecided():
                assert track is not None and event.by != APPLICANT
                if event.how == "officer":
                    assert event.by not in prepared.get(track.key, set()) | deciders.get(track.key, set())
                deciders.setdefault(track.key, set()).add(event.by)
                if event.granted:
                    assert rules.denied_before(case, track) == []
                    assert [one for one in case.papers if one.track == track.key and one.state != "brought"] == []
                if event.how == "officer":
                    assert not track.specials
                    assert case.state_of(track, track.deciding_step) is StepState.OPEN
            case history.GrantRevoked():
                assert event.by not in deciders[event.track]
            case history.ExtensionGranted():
                assert event.scope not in extended and event.by != event.asked_by
                extended.add(event.scope)
            case history.CaseReopened():
                extended -= {event.track, WHOLE}
            case _:
                pass
        case = apply(case, event)
    assert sum(isinstance(event, history.SupplementAsked) for event in past) <= 1


CaseLife.TestCase.settings = settings(max_examples=80, stateful_step_count=50, deadline=None)
TestCaseLife = CaseLife.TestCase


COMMON = (
    ("complete", "sign", "grant"),
    ("deliver", "record_result"),
    ("ask_extension", "grant_extension"),
    ("grant_instantly", "draw_audit", "record_audit"),
)
EVENTS = set(get_args(history.CaseEvent))


def test_random_lives_reach_every_event() -> None:
    """What is never tried proves nothing: within some lives of many random acts, every kind of event has happened."""
    reached: set[type] = set()
    for seed in range(400):
        life = random_life(random.Random(seed))  # noqa: S311
        assert replay(life.history) == life.case
        check_history(life.history)
        reached |= {type(event) for event in life.history}
        if seed >= 40 and reached == EVENTS:
            break
    assert EVENTS - reached == set()


def random_life(dice: random.Random) -> Life:
    """A hundred lawful acts by dice; what ends a life comes seldom."""
    life = Life(random_plan(dice))
    for _ in range(120):
        if dice.random() < 0.2 and law_day(life.now).isoformat() < "2026-06-01":
            life.wait(dice.choice([1, 24, 72]))
        names = dice.choice([*COMMON, (dice.choice(ACTS),), (dice.choice(ACTS),)])
        if dice.random() < 0.7 and not {"withdraw", "refuse", "end_track", "deny"}.isdisjoint(names):
            continue
        lawful = [one for one in candidates(life, *names) if is_lawful(one)]
        if lawful:
            life.attempt(dice.choice(lawful))
    return life


def test_waiting_for_an_earlier_step_of_a_track_is_not_building_upon_its_decision() -> None:
    review = StepPlan("step0", "review", False, ())
    first = TrackPlan("track0", "r", None, False, (review, StepPlan("step1", "review", True, ("track0.step0",))))
    waiting = TrackPlan("track1", "r", None, False, (StepPlan("step0", "review", True, ("track0.step0",)),))
    building = TrackPlan("track2", "r", None, False, (StepPlan("step0", "review", True, ("track0.step1",)),))
    life = Life(submitted([first, waiting, building]))
    acceptance = rules.Acceptance(clocks=[], agencies={track.key: "agency" for track in life.case.tracks})
    ann, bo = rules.Who("ann", "agency"), rules.Who("bo", "agency")
    assert life.attempt(lambda: rules.accept(life.case, acceptance=acceptance, who=ann))
    assert life.attempt(lambda: rules.complete_step(life.case, track="track0", step="step0", opinion="", who=ann))
    assert life.attempt(lambda: rules.decide(life.case, track="track0", granted=False, reason="no", who=bo))
    assert {track.key: rules.denied_before(life.case, track) for track in life.case.tracks} == {
        "track0": [],
        "track1": [],
        "track2": ["track0"],
    }


def test_no_timing_change_is_forgotten() -> None:
    """Every event that changes clocks is one that the rows are written anew for, or only stops clocks."""
    stops = {history.CaseDecided, history.CaseEnded, history.CaseWithdrawn, history.TrackDecided, history.CaseAccepted}
    folded = {kind for kind in timing._change.registry if kind is not object}
    assert folded - stops == set(timing._CHANGING)
