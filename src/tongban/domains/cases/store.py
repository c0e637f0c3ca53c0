"""The hot path: lock one case, remember what happened to it. Hand-written SQL, and here alone.

Reason: these statements run for every act of every officer. Through the ORM the same work costs twice the time
(`docs/explanation/cases.md` has the figures), and one statement changes the case with its steps. Everything else in
this domain uses the ORM.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from tongban.domains.cases import history, snapshot
from tongban.domains.cases.history import CaseEvent
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, StepRow
from tongban.domains.cases.state import AFTER, Case, Status, Step, StepState, Track, apply
from tongban.kernel import events
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal

INTAKE = "intake"
"""The step of taking in: it belongs to no track, opens at submission and is done by acceptance or refusal."""

_LOCK = """
select id, region, agency_id, subject_id, agency_rows, state, head_number, head_hash
from cases_case where uuid = %s for no key update
"""
_STEPS = """
update cases_step s set state = v.state,
    opened_at = case v.state when 'open' then %s else s.opened_at end,
    done_at = case v.state when 'done' then %s else s.done_at end,
    done_by_id = case v.state when 'done' then %s else s.done_by_id end
from unnest(%s::text[], %s::text[], %s::text[]) as v (track, step, state)
where s.case_id = %s and s.track = v.track and s.step = v.step
"""
_CLOCKS = "update cases_clock set stopped_at = %s where case_id = %s and stopped_at is null and scope = any(%s)"
_CASE = """
update cases_case set status = %s, outcome = %s, state = %s::jsonb, head_number = %s, head_hash = %s,
    decided_at = case when %s then coalesce(decided_at, %s) end, ended_at = case when %s then coalesce(ended_at, %s) end
where id = %s
"""

CASE_SCOPE = "case"
ENDED = frozenset({Status.REFUSED, Status.CLOSED, Status.WITHDRAWN, Status.ENDED})


@dataclass(slots=True)
class Held:
    """A case whose row (number `pk`) this transaction has locked."""

    id: CaseId
    pk: int
    region: str
    agency: int
    subject: int
    case: Case
    agency_rows: Mapping[str, int]
    head: events.Head

    @property
    def stream(self) -> str:
        return str(self.id)

    @property
    def row(self) -> CaseRow:
        """The row as far as the policy asks about it."""
        return CaseRow(
            pk=self.pk, uuid=self.id.value, region=self.region, agency_id=self.agency, subject_id=self.subject
        )

    def step_row(self, track: Track, step: Step) -> StepRow:
        """The row of a step as far as the policy asks about it: whose duty it is, where.

        Conflict `cases.step.not_running` before acceptance: no agency has it yet.
        """
        return self.duty_row(self.case.agency_of(track, step), step.duty)

    def duty_row(self, agency: str, duty: str) -> StepRow:
        """The row of anything that is the duty of some post of an agency of this case.

        Conflict `cases.step.not_running` when the agency has no part in it yet.
        """
        found = self.agency_rows.get(agency)
        if found is None:
            raise Conflict("cases.step.not_running", status=self.case.status)
        return StepRow(case_id=self.pk, region=self.region, agency_id=found, duty=duty)


def lock(case: CaseId) -> Held:
    """Lock the row of one case until the end of the transaction. Refuses `cases.case.unknown`."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [case.value])
        found = cursor.fetchone()
    if found is None:
        raise Refusal("cases.case.unknown", case=str(case))
    pk, region, agency, subject, agency_rows, state, number, digest = found
    return Held(
        case,
        pk=pk,
        region=region,
        agency=agency,
        subject=subject,
        case=snapshot.load(json.loads(state)),
        agency_rows=json.loads(agency_rows),
        head=events.Head(number, digest),
    )


def remember(held: Held, happened: Sequence[CaseEvent], *, actor: Actor, now: datetime) -> None:
    """Append the events and bring the case, its steps and its clocks to what they come to."""
    if not happened:
        return
    before, after = held.case, held.case
    for event in happened:
        after = apply(after, event)
    head = events.append(held.stream, happened, actor=actor.label, at=now, after=held.head)
    parts: list[tuple[str, list[Any]]] = []
    if changed := _changed_steps(before, after):
        tracks, steps, states = (list(column) for column in zip(*changed, strict=True))
        parts.append((_STEPS, [now, now, actor.account_id, tracks, steps, states, held.pk]))
    if stopped := _stopped_scopes(after, happened):
        parts.append((_CLOCKS, [now, held.pk, stopped]))
    _execute(parts, (_CASE, [*_case_values(after, head, now=now), held.pk]))
    held.case, held.head = after, head


def _execute(parts: Sequence[tuple[str, list[Any]]], last: tuple[str, list[Any]]) -> None:
    """All changes in one statement: one way to the database and back, however much an act changes."""
    named = ", ".join(f"part{place} as ({text})" for place, (text, _) in enumerate(parts))
    values = [value for _, given in (*parts, last) for value in given]
    with connection.cursor() as cursor:
        cursor.execute(f"with {named} {last[0]}" if named else last[0], values)


def _case_values(case: Case, head: events.Head, *, now: datetime) -> list[Any]:
    decided, ended = case.status in AFTER, case.status in ENDED
    state = json.dumps(snapshot.dump(case), ensure_ascii=False, separators=(",", ":"))
    return [case.status.value, case.outcome or "", state, head.number, head.hash, decided, now, ended, now]


def step_states(case: Case) -> dict[tuple[str, str], StepState]:
    """Where every step stands, the step of taking in included (its track is the empty text)."""
    states = {(track.key, step.id): case.state_of(track, step) for track in case.tracks for step in track.steps}
    states["", INTAKE] = _INTAKE_STATE.get(case.status, StepState.DONE)
    if case.status is Status.PRECHECK and case.ready is None:
        states["", INTAKE] = StepState.OPEN
    if case.status is Status.WITHDRAWN and not any(track.agency for track in case.tracks):
        states["", INTAKE] = StepState.ENDED
    return states


_INTAKE_STATE = {
    Status.PRECHECK: StepState.WAITING,
    Status.SUBMITTED: StepState.OPEN,
    Status.SUPPLEMENT_WANTED: StepState.WAITING,
}


def _changed_steps(before: Case, after: Case) -> list[tuple[str, str, str]]:
    was = step_states(before)
    return [(*name, state.value) for name, state in step_states(after).items() if was[name] is not state]


def _stopped_scopes(case: Case, happened: Sequence[CaseEvent]) -> list[str]:
    """A track's clocks stop with its decision; all clocks stop when the case is decided or withdrawn."""
    if any(isinstance(event, (history.CaseDecided, history.CaseWithdrawn)) for event in happened):
        return [CASE_SCOPE, *(track.key for track in case.tracks)]
    return [event.track for event in happened if isinstance(event, history.TrackDecided)]
