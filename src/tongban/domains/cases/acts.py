"""What an actor may lawfully do next with a case, and what each act will bring about."""

from datetime import datetime
from functools import partial

from tongban.domains.cases import acting, wording
from tongban.domains.cases.acting import Scene, Spec, Spot
from tongban.domains.cases.acting.officers import try_step
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.store import INTAKE
from tongban.domains.cases.views import Act, Hindrance
from tongban.kernel.actors import Actor

OWN_MATTER = "cases.officer.own_application"


def options(case: CaseId, actor: Actor, *, now: datetime) -> tuple[Act, ...]:
    """The lawful next acts of `actor`, each with its consequence and what it asks. Empty when there is none.

    What is offered here is tried against the same rules as the command; a moment later somebody else may have been
    faster, and the command then says so. Those about the whole case come first, then item by item. Refuses
    `cases.case.unknown`.
    """
    scene = Scene.of(case, actor, now=now)
    found = [
        (spec, spot)
        for spec in acting.TABLE.values()
        for spot in spec.spots(scene)
        if acting.refused(partial(spec.trial, scene, spot)) is None
    ]
    places = {track.key: place for place, track in enumerate(scene.state.tracks, start=1)}
    found.sort(key=lambda one: places[one[1].track.key] if one[1].track else 0)
    return tuple(told(scene, spec, spot) for spec, spot in found)


def hindrances(case: CaseId, actor: Actor, *, now: datetime) -> tuple[Hindrance, ...]:
    """Open steps that are the actor's duty, taking in included, but that this account may not take: own work, an own
    matter."""
    scene = Scene.of(case, actor, now=now)
    take_in = acting.TABLE["accept"]
    refusals = [("", INTAKE, acting.refused(partial(take_in.trial, scene, spot))) for spot in take_in.spots(scene)]
    refusals = [one for one in refusals if one[2] is not None and one[2].code == OWN_MATTER]
    refusals += [(spot.key, spot.step_id, acting.refused(partial(try_step, scene, spot))) for spot in scene.duties]
    return tuple(
        Hindrance(track, step, refused.code, wording.both(refused.code, **refused.values))
        for track, step, refused in refusals
        if refused is not None
    )


def told(scene: Scene, spec: Spec, spot: Spot) -> Act:
    """An act at a spot in words, lawful or not."""
    words = spec.words(scene, spot)
    values = {"item": words.item, **words.more}
    return Act(
        name=spec.name,
        label=wording.both(f"cases.act.{spec.name}", **values),
        consequence=wording.both(words.code or f"cases.consequence.{spec.name}", **values),
        asks=spec.asks(scene, spot),
        track=spot.track.key if spot.track else None,
        step=spot.step.id if spot.step else None,
        is_final=spec.is_final,
    )
