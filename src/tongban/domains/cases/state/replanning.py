"""A case under another plan of its items: what was done stays done, what is not done follows the new plan."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from tongban.domains.cases.history import StepPlan, TrackPlan
from tongban.domains.cases.state.model import Case, Step, Track


def replanned(case: Case, plans: Iterable[TrackPlan], *, agencies: Mapping[str, str]) -> Case:
    """The case with the new plan for every item that is not decided. `agencies` by `track.step` as at acceptance."""
    wanted = {plan.key: plan for plan in plans}
    tracks = tuple(
        _replanned(track, wanted[track.key], agencies) if track.key in wanted and track.decision is None else track
        for track in case.tracks
    )
    return replace(case, tracks=tracks)


def _replanned(track: Track, plan: TrackPlan, agencies: Mapping[str, str]) -> Track:
    steps = tuple(_step(track.step(one.id), one, agencies.get(f"{track.key}.{one.id}")) for one in plan.steps)
    return replace(
        track, role=plan.role, licence=plan.licence, registers=plan.registers, delivery=plan.delivery, steps=steps
    )


def planned(plan: StepPlan) -> Step:
    """A step as it is planned: begun by nobody."""
    return Step(
        plan.id,
        plan.duty,
        decides=plan.decides,
        after=plan.after,
        kind=plan.kind,
        signatures=plan.signatures,
        role=plan.role,
    )


def _step(known: Step | None, plan: StepPlan, agency: str | None) -> Step:
    if known is not None and known.done_by is not None:
        return known
    fresh = replace(planned(plan), agency=agency)
    return replace(fresh, signed=known.signed, assigned_to=known.assigned_to) if known else fresh
