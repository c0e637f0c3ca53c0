"""Any sequence of commands, by anybody, in any order, leaves a case in a lawful state that its history rebuilds."""

from collections.abc import Callable, Sequence

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tongban.domains.cases import rules
from tongban.domains.cases.history import (
    CaseEvent,
    CaseSubmitted,
    Missing,
    StepCompleted,
    StepPlan,
    TrackDecided,
    TrackPlan,
)
from tongban.domains.cases.state import Case, Decision, Status, StepState, apply, begin, replay
from tongban.kernel.errors import Refusal

APPLICANT, OFFICERS = "founder", ("ann", "bo", "cai")
ENDED = {Status.REFUSED, Status.CLOSED, Status.WITHDRAWN}


@st.composite
def plans(draw: st.DrawFn) -> list[TrackPlan]:
    """One to four tracks of one to three steps; a step may wait for any step that came before it in the plan."""
    tracks: list[TrackPlan] = []
    earlier: list[str] = []
    for number in range(draw(st.integers(1, 4))):
        key = f"track{number}"
        own = [f"step{place}" for place in range(draw(st.integers(1, 3)))]
        steps: list[StepPlan] = []
        for step in own:
            foreign = draw(st.lists(st.sampled_from(earlier), unique=True, max_size=2)) if earlier else []
            decides = step == own[-1]
            mine = [f"{key}.{other.id}" for other in steps] if decides else []
            steps.append(StepPlan(step, "review", decides, (*mine, *foreign)))
        earlier += [f"{key}.{step}" for step in own]
        tracks.append(TrackPlan(key, "r", draw(st.sampled_from([None, "permit"])), False, tuple(steps)))
    return tracks


def submitted(tracks: Sequence[TrackPlan]) -> CaseSubmitted:
    return CaseSubmitted(
        case="case_1",
        number="990100202603020000001"[:20],
        procedure="company_setup",
        version=1,
        digest="d",
        region="990100",
        subject="subject_1",
        package=len(tracks) > 1,
        agency="window",
        tracks=tuple(tracks),
        materials=(),
        attributes={},
        form_digest="f",
        by=APPLICANT,
    )


class CaseLife(RuleBasedStateMachine):
    """Every rule tries a command, lawful or not; what a refusal leaves behind must be nothing."""

    case: Case
    history: list[CaseEvent]

    @initialize(tracks=plans())
    def submit(self, tracks: list[TrackPlan]) -> None:
        first = submitted(tracks)
        self.history = [first]
        self.case = begin(first)

    def _try(self, decision: Callable[[], list[CaseEvent]]) -> None:
        try:
            happened = decision()
        except Refusal:
            return
        for event in happened:
            self.case = apply(self.case, event)
        self.history += happened

    @rule(who=st.sampled_from((*OFFICERS, APPLICANT)), item=st.sampled_from(["", "lease"]))
    def ask_supplement(self, who: str, item: str) -> None:
        missing = (Missing(item, "unsigned"),)
        self._try(lambda: rules.ask_supplement(self.case, missing=missing, who=rules.Who(who, "window")))

    @rule()
    def supplement(self) -> None:
        filing = rules.Filing((), {}, "f2")
        self._try(lambda: rules.supplement(self.case, filing=filing, who=rules.Who(APPLICANT)))

    @rule(who=st.sampled_from((*OFFICERS, APPLICANT)))
    def accept(self, who: str) -> None:
        agencies = {track.key: f"agency of {track.key}" for track in self.case.tracks}
        given = rules.Acceptance(clocks=[], agencies=agencies)
        self._try(lambda: rules.accept(self.case, acceptance=given, who=rules.Who(who, "window")))

    @rule(reason=st.sampled_from(["", "not a matter of ours"]))
    def refuse(self, reason: str) -> None:
        self._try(lambda: rules.refuse(self.case, reason=reason, where="window 3", who=rules.Who("ann", "window")))

    @rule(who=st.sampled_from((*OFFICERS, APPLICANT)), track=st.integers(0, 4), step=st.integers(0, 3))
    def complete(self, who: str, track: int, step: int) -> None:
        self._try(
            lambda: rules.complete_step(
                self.case, track=f"track{track}", step=f"step{step}", opinion="seen", who=rules.Who(who, "agency")
            )
        )

    @rule(
        who=st.sampled_from((*OFFICERS, APPLICANT)),
        track=st.integers(0, 4),
        granted=st.booleans(),
        reason=st.sampled_from(["", "condition 2 is not met"]),
    )
    def decide(self, *, who: str, track: int, granted: bool, reason: str) -> None:
        self._try(
            lambda: rules.decide(
                self.case, track=f"track{track}", granted=granted, reason=reason, who=rules.Who(who, "agency")
            )
        )

    @rule(pick=st.integers(0, 50), who=st.sampled_from(OFFICERS), granted=st.booleans())
    def advance(self, pick: int, who: str, granted: bool) -> None:
        """Takes one of the open steps, so that long lives are reached often."""
        if not (opened := rules.open_steps(self.case)):
            return
        track, step = opened[pick % len(opened)]
        if step.decides:
            self._try(
                lambda: rules.decide(
                    self.case, track=track.key, granted=granted, reason="because", who=rules.Who(who, "agency")
                )
            )
        else:
            self.complete(who=who, track=int(track.key[5:]), step=int(step.id[4:]))

    @rule(track=st.integers(0, 4), reference=st.sampled_from(["licence_1", "licence_2"]))
    def record_result(self, track: int, reference: str) -> None:
        self._try(lambda: rules.record_result(self.case, track=f"track{track}", reference=reference))

    @rule()
    def withdraw(self) -> None:
        self._try(lambda: rules.withdraw(self.case, reason="", who=rules.Who(APPLICANT)))

    @invariant()
    def history_rebuilds_the_state(self) -> None:
        assert replay(self.history) == self.case

    @invariant()
    def a_running_case_always_has_something_to_do(self) -> None:
        assert (self.case.status is Status.ACCEPTED) == bool(rules.open_steps(self.case))

    @invariant()
    def decided_exactly_when_every_track_is(self) -> None:
        decisions = [track.decision for track in self.case.tracks]
        assert (self.case.status in (Status.DECIDED, Status.CLOSED)) == (None not in decisions)
        if self.case.outcome is not None:
            assert (self.case.outcome == "granted") == all(d is Decision.GRANTED for d in decisions)
            assert (self.case.outcome == "denied") == all(d is Decision.DENIED for d in decisions)

    @invariant()
    def closed_exactly_when_nothing_is_left_to_hand_over(self) -> None:
        if self.case.status in (Status.DECIDED, Status.CLOSED):
            assert (self.case.status is Status.CLOSED) == all(track.is_settled for track in self.case.tracks)

    @invariant()
    def nobody_decides_what_they_prepared_or_filed(self) -> None:
        for event in self.history:
            if isinstance(event, TrackDecided):
                track = self.case.track(event.track)
                assert track is not None
                assert event.by not in [step.done_by for step in track.steps if step.id != event.step]
                assert event.by != APPLICANT
            if isinstance(event, StepCompleted):
                assert event.by != APPLICANT

    @invariant()
    def no_step_before_what_it_waits_for_and_none_twice(self) -> None:
        done: list[str] = []
        for event in self.history:
            if isinstance(event, (StepCompleted, TrackDecided)):
                track = self.case.track(event.track)
                step = track.step(event.step) if track else None
                assert step is not None
                assert set(step.after) <= set(done)
                done.append(f"{event.track}.{event.step}")
        assert len(done) == len(set(done))

    @invariant()
    def nothing_is_granted_upon_a_denial(self) -> None:
        for track in self.case.tracks:
            if track.decision is Decision.GRANTED:
                assert rules.denied_before(self.case, track) == []

    @invariant()
    def everything_missing_was_told_once(self) -> None:
        assert sum(type(event).__name__ == "SupplementAsked" for event in self.history) <= 1

    @invariant()
    def an_ended_case_has_no_open_or_waiting_step(self) -> None:
        states = {self.case.state_of(track, step) for track in self.case.tracks for step in track.steps}
        if self.case.status in ENDED:
            assert states <= {StepState.DONE, StepState.ENDED}


CaseLife.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestCaseLife = CaseLife.TestCase


def test_waiting_for_an_earlier_step_of_a_track_is_not_building_upon_its_decision() -> None:
    review = StepPlan("step0", "review", False, ())
    first = TrackPlan("track0", "r", None, False, (review, StepPlan("step1", "review", True, ("track0.step0",))))
    waiting = TrackPlan("track1", "r", None, False, (StepPlan("step0", "review", True, ("track0.step0",)),))
    building = TrackPlan("track2", "r", None, False, (StepPlan("step0", "review", True, ("track0.step1",)),))
    case = begin(submitted([first, waiting, building]))
    agencies = {track.key: "agency" for track in case.tracks}
    acceptance = rules.Acceptance(clocks=[], agencies=agencies)
    ann, bo = rules.Who("ann", "agency"), rules.Who("bo", "agency")
    happened = rules.accept(case, acceptance=acceptance, who=ann)
    case = replay([submitted([first, waiting, building]), *happened])
    for event in rules.complete_step(case, track="track0", step="step0", opinion="", who=ann):
        case = apply(case, event)
    for event in rules.decide(case, track="track0", granted=False, reason="no", who=bo):
        case = apply(case, event)
    assert {track.key: rules.denied_before(case, track) for track in case.tracks} == {
        "track0": [],
        "track1": [],
        "track2": ["track0"],
    }
