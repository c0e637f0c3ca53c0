"""Does what the tables say equal what the history tells? The replayed state is the measure."""

from collections.abc import Iterator

from tongban.domains.cases import snapshot, store
from tongban.domains.cases.history import CaseAccepted
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow
from tongban.domains.cases.state import Status, replay
from tongban.kernel import events
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
    yield from _step_differences(row, past)
    yield from _clock_differences(row, past)


def _step_differences(row: CaseRow, past: list[events.Recorded]) -> Iterator[str]:
    told = replay(recorded.event for recorded in past)
    accepted = any(isinstance(recorded.event, CaseAccepted) for recorded in past)
    states = {name: state.value for name, state in store.step_states(told).items() if accepted or not name[0]}
    found = {(one.track, one.step): one.state for one in row.steps.all()}
    for name in states.keys() | found.keys():
        if states.get(name) != found.get(name):
            yield f"step {'.'.join(name)}: {found.get(name)}, but the history tells {states.get(name)}"


def _clock_differences(row: CaseRow, past: list[events.Recorded]) -> Iterator[str]:
    told = {
        (clock.scope, clock.kind): (clock.amount, clock.unit, clock.due_on)
        for recorded in past
        if isinstance(recorded.event, CaseAccepted)
        for clock in recorded.event.clocks
    }
    found = {
        (one.scope, one.kind): (one.amount, one.unit, one.due_on.isoformat() if one.due_on else None)
        for one in row.clocks.all()
    }
    if told != found:
        yield f"clocks: {found}, but the history tells {told}"
    over = row.status in {Status.DECIDED, Status.CLOSED, Status.WITHDRAWN, Status.REFUSED, Status.ENDED}
    if over and row.clocks.filter(stopped_at=None).exists():
        yield "clocks: one still runs although the case is over"
