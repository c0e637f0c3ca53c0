"""Other versions that a case might meet: its plan with a step more or less in one item, or without an item."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from tongban.domains.cases import rules
from tongban.domains.cases.history import (
    CaseEvent,
    CaseMigrated,
    ClockPinned,
    StepPlan,
    TrackPlan,
    VersionDeclined,
    VersionOffered,
)
from tongban.domains.cases.state import WHOLE, Case, Track
from tongban.domains.cases.tests.life import Life


def attempts(life: Life) -> "Iterator[tuple[str, partial[list[CaseEvent]]]]":
    """Moves to every plan near the one at hand; the offer of a version, and a no to it."""
    case = life.case
    shorter = tuple(
        ClockPinned(WHOLE, one.kind, one.parameter, 3, one.unit, one.source, one.started_at.isoformat(), None)
        for one in life.clocks
        if one.scope == WHOLE and one.is_running and one.kind == "promised"
    )
    for place in range(len(case.tracks)):
        for name in ("step0", "step1", "extra"):
            plans = tuple(plan_of(track, name if n == place else "") for n, track in enumerate(case.tracks))
            plans = without_loose_ends(plans)
            yield "migrate", partial(rules.migrate, case, migrated(case, plans, shorter))
    without = tuple(plan_of(track, "") for track in case.tracks[1:])
    yield "migrate", partial(rules.migrate, case, migrated(case, without_loose_ends(without), ()))
    yield "offer_version", partial(rules.offer_version, case, VersionOffered(case.id, 2, "d", (), ()))
    yield "decline_version", partial(rules.decline_version, case, VersionDeclined(case.id, 2, "founder"))


def without_loose_ends(plans: tuple[TrackPlan, ...]) -> tuple[TrackPlan, ...]:
    """No step waits for one that the plan does not have: a pack that says so is not published."""
    known = {plan.key for plan in plans} | {f"{plan.key}.{step.id}" for plan in plans for step in plan.steps}
    return tuple(
        replace(
            plan,
            steps=tuple(replace(one, after=tuple(name for name in one.after if name in known)) for one in plan.steps),
        )
        for plan in plans
    )


def migrated(case: Case, plans: tuple[TrackPlan, ...], clocks: tuple[ClockPinned, ...]) -> CaseMigrated:
    return CaseMigrated(
        case.id,
        from_version=1,
        version=2,
        digest="d",
        tracks=plans,
        agencies={},
        clocks=clocks,
        asked=False,
        materials=(),
        form_digest="f",
        by="system",
    )


def plan_of(track: Track, name: str) -> TrackPlan:
    """The plan of a track as it stands, without the step of this name, or with it when there is none."""
    steps = [
        StepPlan(one.id, one.duty, one.decides, one.after, one.kind, one.signatures, one.role) for one in track.steps
    ]
    last = next(one for one in steps if one.decides)
    gone = f"{track.key}.{name}"
    if name and track.step(name) is None:
        after = (*last.after, gone)
        steps = [replace(one, after=after) if one.decides else one for one in steps]
        steps.insert(0, StepPlan(name, "review", False, ()))
    elif name and name != last.id:
        steps = [one for one in steps if one.id != name]
    return TrackPlan(track.key, track.role, track.licence, track.registers, tuple(steps), track.starts, track.delivery)
