"""Whether a running case may be handled by another version of its procedure, and what that changes. Pure.

A later rule does not reach back, except to protect people better (立法法 art. 104). So a case moves by itself only
where nothing is asked again, no due day is later and nothing that was done is undone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from tongban.domains.cases.history import CaseEvent, CaseMigrated, TrackPlan, VersionDeclined, VersionOffered
from tongban.domains.cases.state import Case, Status, Track
from tongban.kernel.errors import Conflict

LIVE = frozenset({Status.PRECHECK, Status.SUBMITTED, Status.SUPPLEMENT_WANTED, Status.ACCEPTED, Status.SUSPENDED})
"""Statuses in which a change of the version can still matter."""
Way = Literal["silent", "ask", "stay"]


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a case stays with its version: a reason (`cases.migration.stays.<reason>`), and the item it is about."""

    reason: str
    track: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps (`track.step`) that vanish and appear for one case."""

    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def hindrances(case: Case, plans: Sequence[TrackPlan]) -> list[Hindrance]:
    """Everything for which the case must keep its version; empty when it may have the new one."""
    return list(dict.fromkeys(_hindrances(case, plans)))


def _hindrances(case: Case, plans: Sequence[TrackPlan]) -> Iterator[Hindrance]:
    planned = {plan.key: plan for plan in plans}
    if case.status not in LIVE:
        yield Hindrance("over")
    if case.status is Status.SUSPENDED:
        yield Hindrance("suspended")
    if set(planned) - {track.key for track in case.tracks}:
        yield Hindrance("item_new")
    for track in case.tracks:
        plan = planned.get(track.key)
        if plan is None:
            yield Hindrance("item_gone", track.key)
        else:
            yield from _of_track(track, plan)


def _of_track(track: Track, plan: TrackPlan) -> Iterator[Hindrance]:
    kept = {step.id: step for step in plan.steps}
    if track.role != plan.role:
        yield Hindrance("agency_changed", track.key)
    if (track.licence, track.registers) != (plan.licence, plan.registers):
        yield Hindrance("result_changed", track.key)
    if track.specials:
        yield Hindrance("special_running", track.key)
    if track.decision is not None and set(kept) != {step.id for step in track.steps}:
        yield Hindrance("step_begun", track.key)  # others could wait for ever for what is never to be done
    for step in track.steps:
        begun = step.done_by is not None or step.signed or track.decision is not None
        same = kept.get(step.id)
        if begun and (same is None or (same.decides, same.role) != (step.decides, step.role)):
            yield Hindrance("step_begun", track.key)


def steps(case: Case, plans: Sequence[TrackPlan]) -> Steps:
    """What changes in the flow of the items that are not decided."""
    planned = {plan.key: [step.id for step in plan.steps] for plan in plans}
    open_tracks = [track for track in case.tracks if track.decision is None and track.key in planned]
    gone = [f"{t.key}.{s.id}" for t in open_tracks for s in t.steps if s.id not in planned[t.key]]
    new = [f"{t.key}.{name}" for t in open_tracks for name in planned[t.key] if t.step(name) is None]
    return Steps(tuple(gone), tuple(new))


def migrate(case: Case, moved: CaseMigrated) -> list[CaseEvent]:
    """The case goes on under another version. A case that must keep its own is a conflict (`cases.offer.too_late`)."""
    if _hinders(case, moved.tracks):
        raise Conflict("cases.offer.too_late")
    return [moved]


def offer_version(case: Case, offered: VersionOffered) -> list[CaseEvent]:
    _require_live(case)
    return [offered]


def decline_version(case: Case, declined: VersionDeclined) -> list[CaseEvent]:
    _require_live(case)
    return [declined]


def _require_live(case: Case) -> None:
    if case.status not in LIVE:
        raise Conflict("cases.offer.too_late")


def _hinders(case: Case, plans: Sequence[TrackPlan]) -> bool:
    return next(_hindrances(case, plans), None) is not None
