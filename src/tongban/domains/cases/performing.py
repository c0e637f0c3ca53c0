"""One door for every act: pages, API and stories say its name and answer what it asks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tongban.domains.cases import acting, rules
from tongban.domains.cases.acting import Call, Scene, Spec, Spot
from tongban.domains.cases.acting.asks import checked
from tongban.domains.cases.acts import told
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.state import Case
from tongban.domains.cases.views import Act, Ask
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal

NO_VALUES: Mapping[str, Any] = {}


def perform(
    *,
    case: CaseId,
    act: str,
    values: Mapping[str, Any] = NO_VALUES,
    track: str | None = None,
    step: str | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Do one act (`options` names those that are lawful) with the answers to what it asks.

    `track` may be left out where the case has one item. Refuses, with nothing written: `cases.case.unknown`,
    `cases.act.unknown`, `cases.step.unknown`, `cases.act.invalid` with `errors` (every `AskError` at once), and
    whatever the act's command refuses.
    """
    scene = Scene.of(case, actor, now=now)
    spec = _spec(act)
    spot = _spot(scene.state, track, step)
    spec.run(Call(scene, spot, checked(spec.asks(scene, spot), values)))


def describe(
    *, case: CaseId, act: str, track: str | None = None, step: str | None = None, actor: Actor, now: datetime
) -> Act:
    """One act as `options` would tell it, whether or not it is lawful now: to read or to check what was sent.

    Refuses `cases.case.unknown`, `cases.act.unknown`, `cases.step.unknown`.
    """
    scene = Scene.of(case, actor, now=now)
    return told(scene, _spec(act), _spot(scene.state, track, step))


def check_values(asks: Sequence[Ask], values: Mapping[str, Any]) -> None:
    """Refuses `cases.act.invalid`, as `perform` would, with every mistake at once; does nothing else."""
    checked(tuple(asks), values)


def _spec(act: str) -> Spec:
    found = acting.TABLE.get(act)
    if found is None:
        raise Refusal("cases.act.unknown", act=act[:60])
    return found


def _spot(case: Case, track: str | None, step: str | None) -> Spot:
    if not track:
        found = case.tracks[0] if len(case.tracks) == 1 else None
        if found is None or not step:
            return Spot(found)
        return Spot(found, rules.known_step(case, track=found.key, step=step))
    return Spot(rules.known_track(case, track), rules.known_step(case, track=track, step=step) if step else None)
