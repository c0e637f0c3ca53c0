"""Does what the tables say equal what the history tells? The replayed state is the measure."""

from collections.abc import Iterator
from datetime import date

from tongban.domains.cases import clocks, snapshot, store, timing
from tongban.domains.cases.following import CHECK, EXTRA
from tongban.domains.cases.history import CaseAccepted
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.state import RUNNING, WHOLE, Case, apply, begin, replay
from tongban.domains.registry import api as registry
from tongban.kernel import events
from tongban.kernel.clock import due
from tongban.kernel.errors import Refusal


def differences(case: CaseId) -> list[str]:
    """Every difference between a case's rows and its replayed history, as sentences for an auditor; empty when none."""
    row = CaseRow.objects.filter(uuid=case.value).first()
    past = events.read(str(case))
    if row is None or not past:
        raise Refusal("cases.case.unknown", case=str(case))
    return list(_differences(row, past))


def _differences(row: CaseRow, past: list[events.Recorded]) -> Iterator[str]:
    told = replay(recorded.event for recorded in past)
    expected = {
        "status": told.status.value,
        "outcome": told.outcome or "",
        "state": snapshot.dump(told),
        "head_number": past[-1].number,
        "head_hash": past[-1].hash,
    }
    for name, value in expected.items():
        if getattr(row, name) != value:
            yield f"case.{name}: {getattr(row, name)!r}, but the history tells {value!r}"
    papers, renews = store.due_by_itself(told)
    if told.status in RUNNING and (row.papers_due, row.renews_until) != (_day(papers), _day(renews)):
        yield f"case: papers due {row.papers_due}, renews until {row.renews_until}, but the history tells otherwise"
    yield from _step_differences(row, past)
    yield from _clock_differences(row, past)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _step_differences(row: CaseRow, past: list[events.Recorded]) -> Iterator[str]:
    told = replay(recorded.event for recorded in past)
    accepted = any(isinstance(recorded.event, CaseAccepted) for recorded in past)
    states = {name: state.value for name, state in store.step_states(told).items() if accepted or not name[0]}
    found = {(one.track, one.step): one.state for one in row.steps.all()}
    for name in states.keys() | found.keys():
        if name not in states and name[1] in EXTRA and found[name] in ("done", "ended"):
            continue  # what it was about has been set aside since
        if states.get(name) != found.get(name):
            yield f"step {'.'.join(name)}: {found.get(name)}, but the history tells {states.get(name)}"


def _clock_differences(row: CaseRow, past: list[events.Recorded]) -> Iterator[str]:
    state = begin(past[0].event)
    told: timing.Clocks = ()
    for recorded in past[1:]:
        told = timing.fold(told, recorded.event, at=recorded.at, before=state)
        state = apply(state, recorded.event)
    found = {clocks.timed(one).key: one for one in row.clocks.all()}
    if found.keys() != {one.key for one in told}:
        yield f"clocks: {sorted(found)}, but the history tells {sorted(one.key for one in told)}"
        return
    calendar = registry.calendar_of(row.region)
    for one in told:
        held = found[one.key]
        if clocks.timed(held) != one:
            yield f"clock {one.key}: {clocks.timed(held)}, but the history tells {one}"
        elif held.calendar == calendar.version and held.due_on != due(one.facts(), calendar).on:
            yield f"clock {one.key}: due {held.due_on}, but the history tells {due(one.facts(), calendar).on}"
    yield from _due_differences(row, state)


def _due_differences(row: CaseRow, case: Case) -> Iterator[str]:
    """The due days of lists: of the whole, and of the steps that are still to be done."""
    if case.status not in RUNNING:
        return
    rows = list(row.clocks.all())
    if row.due_on != (wanted := clocks.due_on(rows, WHOLE)):
        yield f"case.due_on: {row.due_on}, but its clocks say {wanted}"
    for step in row.steps.filter(state__in=("waiting", "open")).exclude(track="").exclude(step=CHECK):
        if step.due_on != (wanted := clocks.due_on(rows, WHOLE, step.track)):
            yield f"step {step.track}.{step.step}: due {step.due_on}, but its clocks say {wanted}"
