"""What an actor may lawfully do next with a case, and what each act will bring about."""

from collections.abc import Callable, Iterator

from tongban.domains.cases import rules, snapshot, wording
from tongban.domains.cases.authz import CASE, STEP
from tongban.domains.cases.history import Missing
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.queries import readable
from tongban.domains.cases.state import Case, Status, Step, Track
from tongban.domains.cases.views import Act, Hindrance
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal


def options(case: CaseId, actor: Actor) -> tuple[Act, ...]:
    """The lawful next acts of `actor`, each with its consequence. Empty when there is nothing for it to do.

    What is offered here is tried against the same rules as the command; a moment later somebody else may have been
    faster, and the command then says so. Refuses `cases.case.unknown`.
    """
    row = readable(case, actor)
    state = snapshot.load(row.state)
    return (*_before_acceptance(row, state, actor), *_steps(row, state, actor))


def hindrances(case: CaseId, actor: Actor) -> tuple[Hindrance, ...]:
    """Open steps that are the actor's duty, but that this account may not take (own work, own application)."""
    row = readable(case, actor)
    state = snapshot.load(row.state)
    found = []
    for track, step in _duties(row, state, actor):
        refused = _refused(_trial(state, track, step, who=rules.Who(actor.label, track.agency or "")))
        if refused:
            found.append(Hindrance(track.key, step.id, refused.code, wording.both(refused.code, **refused.values)))
    return tuple(found)


def _before_acceptance(row: CaseRow, state: Case, actor: Actor) -> Iterator[Act]:
    who = rules.Who(actor.label, state.agency)
    nothing = rules.Acceptance([], {track.key: "" for track in state.tracks})
    missing = (Missing("…", "…"),)
    trials: tuple[tuple[str, Callable[[], object], tuple[str, ...]], ...] = (
        ("accept", lambda: rules.accept(state, acceptance=nothing, who=who), ()),
        ("ask_supplement", lambda: rules.ask_supplement(state, missing=missing, who=who), ("missing",)),
        ("refuse", lambda: rules.refuse(state, reason="…", where="…", who=who), ("reason", "where")),
        ("supplement", lambda: rules.require_supplement_wanted(state), ("form", "materials")),
        ("withdraw", lambda: rules.withdraw(state, reason="", who=who), ("reason",)),
    )
    for name, trial, asks in trials:
        if authz.may(actor, name, row, resource=CASE) and not _refused(trial):
            yield _act(name, asks)


def _steps(row: CaseRow, state: Case, actor: Actor) -> Iterator[Act]:
    mine = _duties(row, state, actor)
    pinned = catalogue.get_version(row.version_id, on=law_day(row.accepted_at or row.submitted_at)) if mine else None
    for track, step in mine:
        who = rules.Who(actor.label, track.agency or "")
        item = pinned.track(track.key) if pinned else None
        if item is None or _refused(_trial(state, track, step, who=who, granted=False)):
            continue
        if not step.decides:
            yield _act("complete", ("opinion",), track=track, step=step, title=item.step(step.id).title)
            continue
        if not _refused(_trial(state, track, step, who=who)):
            code = _grant_code(state, track)
            yield _act("grant", ("reason",), track=track, step=step, title=item.title, code=code, result=item.result)
        yield _act("deny", ("reason",), track=track, step=step, title=item.title)


def _duties(row: CaseRow, state: Case, actor: Actor) -> list[tuple[Track, Step]]:
    """The open steps that fall to one of the actor's posts."""
    if state.status is not Status.ACCEPTED:
        return []
    rows = {(one.track, one.step): one for one in row.steps.all()}
    return [
        (track, step)
        for track, step in rules.open_steps(state)
        if authz.may(actor, "act", rows[track.key, step.id], resource=STEP)
    ]


def _trial(state: Case, track: Track, step: Step, *, who: rules.Who, granted: bool = True) -> Callable[[], object]:
    if step.decides:
        return lambda: rules.require_decidable(state, track=track.key, granted=granted, reason="…", who=who)
    return lambda: rules.complete_step(state, track=track.key, step=step.id, opinion="", who=who)


def _refused(trial: Callable[[], object]) -> Refusal | None:
    try:
        trial()
    except Refusal as refused:
        return refused
    return None


def _grant_code(state: Case, track: Track) -> str:
    """What a grant of this track brings about."""
    if track.registers:
        return "cases.consequence.grant_registers"
    return "cases.consequence.grant_licence" if track.licence else "cases.consequence.grant"


def _act(
    name: str,
    asks: tuple[str, ...],
    *,
    track: Track | None = None,
    step: Step | None = None,
    title: Text | None = None,
    code: str = "",
    result: catalogue.Result | None = None,
) -> Act:
    told = {"item": title or wording.NOTHING, "result": result.title if result else wording.NOTHING}
    return Act(
        name=name,
        label=wording.both(f"cases.act.{name}", **told),
        consequence=wording.both(code or f"cases.consequence.{name}", **told),
        asks=asks,
        track=track.key if track else None,
        step=step.id if step else None,
    )
