"""Any life of a case with changes of its version in between keeps every invariant of a case without them."""

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import invariant, rule

from tongban.domains.cases import rules
from tongban.domains.cases.history import CaseMigrated, StepCompleted, StepPlan, TrackDecided, TrackPlan
from tongban.domains.cases.state import Case, Track
from tongban.domains.cases.tests.life import plans
from tongban.domains.cases.tests.test_life import CaseLife


def migrated(case: Case, tracks: list[TrackPlan]) -> CaseMigrated:
    return CaseMigrated(
        case.id,
        from_version=1,
        version=2,
        digest="d",
        tracks=tuple(tracks),
        agencies={},
        clocks=(),
        asked=False,
        materials=(),
        form_digest="f",
        by="system",
    )


def _varied(track: Track, name: str) -> TrackPlan:
    """The plan of a track as it stands, without the step of this name, or with it when there is none."""
    steps = [
        StepPlan(
            one.id,
            one.duty,
            one.decides,
            one.after,
            kind=one.kind,
            signatures=one.signatures,
            role=one.role,
        )
        for one in track.steps
    ]
    last = steps[-1]
    if name and track.step(name) is None:
        steps[-1:] = [StepPlan(name, "review", False, ()), replace(last, after=(*last.after, f"{track.key}.{name}"))]
    elif name != last.id:
        gone = f"{track.key}.{name}"
        kept = [one for one in steps if one.id != name]
        steps = [replace(one, after=tuple(before for before in one.after if before != gone)) for one in kept]
    return TrackPlan(
        track.key,
        track.role,
        track.licence,
        track.registers,
        tuple(steps),
        starts=track.starts,
        delivery=track.delivery,
    )


class MigratingLife(CaseLife):
    """The case and the versions of its procedure are drawn together; a version is taken where the rules allow it."""

    @rule(tracks=plans())
    def migrate(self, tracks: list[TrackPlan]) -> None:
        """Another flow of the same items; a plan of fewer items is what the rules must refuse."""
        own = {track.key: track for track in self.case.tracks}
        fitting = [
            replace(plan, role=own[plan.key].role, licence=own[plan.key].licence) for plan in tracks if plan.key in own
        ]
        self._migrate(fitting)

    @rule(pick=st.integers(0, 3), name=st.sampled_from(["step0", "step1", "step2", "extra"]))
    def migrate_one_step(self, pick: int, name: str) -> None:
        """The flow as it is, with one step more or one less in one item: allowed unless that step is begun."""
        self._migrate([_varied(track, name if place == pick else "") for place, track in enumerate(self.case.tracks)])

    def _migrate(self, plans: list[TrackPlan]) -> None:
        if not rules.migration_hindrances(self.case, plans):
            assert self.life.attempt(lambda: [migrated(self.case, plans)])

    @invariant()
    def what_was_done_stays_done(self) -> None:
        for event in self.life.history:
            if isinstance(event, (StepCompleted, TrackDecided)):
                track = self.case.track(event.track)
                step = track.step(event.step) if track else None
                assert step is not None
                assert step.done_by == event.by


MigratingLife.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestMigratingLife = MigratingLife.TestCase
