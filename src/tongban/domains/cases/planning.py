"""The plan of a case: its items and their steps, as the pinned version has them."""

from tongban.domains.cases.history import StepPlan, TrackPlan
from tongban.domains.catalogue import api as catalogue


def plan_of(procedure: catalogue.Procedure) -> tuple[TrackPlan, ...]:
    """The steps of the pinned version with everything each one waits for; a deciding step waits for its whole track."""
    return tuple(
        TrackPlan(
            key=track.key,
            role=track.agency_role,
            licence=track.result.licence,
            registers=track.result.registers is not None,
            steps=tuple(_plan_of(procedure, track, step) for step in track.steps),
            starts=track.conduct.starts,
            delivery=track.conduct.delivery,
        )
        for track in procedure.tracks
    )


def _plan_of(procedure: catalogue.Procedure, track: catalogue.Track, step: catalogue.Step) -> StepPlan:
    return StepPlan(
        step.id,
        step.duty,
        decides=step.decides,
        after=tuple(sorted(_after(procedure, track, step))),
        kind=step.kind,
        signatures=step.signatures,
        role=step.agency or "",
    )


def _after(procedure: catalogue.Procedure, track: catalogue.Track, step: catalogue.Step) -> set[str]:
    named = {f"{key}.{name}" for key, name in procedure.waits_for(track.key, step.id)}
    if not step.decides:
        return named
    before = [other.id for other in track.steps if other.id != step.id]
    inherited = {f"{key}.{name}" for other in before for key, name in procedure.waits_for(track.key, other)}
    return named | inherited | {f"{track.key}.{other}" for other in before}
