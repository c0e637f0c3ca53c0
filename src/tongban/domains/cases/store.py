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

from tongban.domains.cases import following, history, signing, snapshot
from tongban.domains.cases.history import CaseEvent
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, StepRow
from tongban.domains.cases.rules import Who, turns, wanted_papers
from tongban.domains.cases.state import (
    AFTER,
    ENDED,
    WHOLE,
    Case,
    Check,
    Extension,
    Status,
    Step,
    StepState,
    Track,
    apply,
)
from tongban.kernel import events
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, Refusal

INTAKE = "intake"
"""The step of taking in: it belongs to no track, opens at submission and is done by acceptance or refusal."""

_LOCK = """
select id, region, procedure, agency_id, subject_id, lead_id, agency_rows, state, head_number, head_hash
from cases_case where uuid = %s for no key update
"""
_STEPS = """
update cases_step s set state = v.state,
    opened_at = case v.state when 'open' then %s else s.opened_at end,
    done_at = case v.state when 'done' then %s::timestamptz end,
    done_by_id = case v.state when 'done' then %s::bigint end
from unnest(%s::text[], %s::text[], %s::text[]) as v (track, step, state)
where s.case_id = %s and s.track = v.track and s.step = v.step
"""
_CLOCKS = "update cases_clock set stopped_at = %s where case_id = %s and stopped_at is null and scope = any(%s)"
_CASE = """
update cases_case set status = %s, outcome = %s, state = %s::jsonb, head_number = %s, head_hash = %s,
    papers_due = %s::date, renews_until = %s::date,
    decided_at = case when %s then coalesce(decided_at, %s) end, ended_at = case when %s then coalesce(ended_at, %s) end
where id = %s
"""


@dataclass(slots=True)
class Held:
    """A case whose row (number `pk`) this transaction has locked."""

    id: CaseId
    pk: int
    region: str
    procedure: str
    agency: int
    subject: int
    lead: int | None
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
            pk=self.pk,
            uuid=self.id.value,
            region=self.region,
            procedure=self.procedure,
            agency_id=self.agency,
            subject_id=self.subject,
            lead_id=self.lead,
        )

    def officer(self, actor: Actor, agency: str, duty: str = "") -> Who:
        """The actor as an officer of an agency of this case, doing one of its duties."""
        return signing.officer(actor, subject=self.subject, agency=agency, rows=self.agency_rows, duty=duty)

    def window(self, actor: Actor) -> Who:
        """The actor as the clerk who takes in."""
        rows = {self.case.agency: self.agency}
        return signing.officer(actor, subject=self.subject, agency=self.case.agency, rows=rows, duty="intake")

    def applicant(self, actor: Actor, act: str, *, now: datetime) -> Who:
        """The actor as the applicant, or as who acts for the applicant under a delegation that is still in force.

        Refuses `registry.delegation.{over,used}`.
        """
        case = str(self.id)
        who = signing.applicant(actor, act, subject=self.subject, procedure=self.procedure, case=case)
        signing.require_still(who, case=case, actor=actor, now=now)
        return who

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
    pk, region, procedure, agency, subject, lead, agency_rows, state, number, digest = found
    return Held(
        case,
        pk=pk,
        region=region,
        procedure=procedure,
        agency=agency,
        subject=subject,
        lead=lead,
        case=snapshot.load(json.loads(state)),
        agency_rows=json.loads(agency_rows),
        head=events.Head(number, digest),
    )


def remember(held: Held, happened: Sequence[CaseEvent], *, actor: Actor, now: datetime) -> None:
    """Append the events, signed as the rules have signed them, and bring the rows to what they come to."""
    if not happened:
        return
    before, after = held.case, held.case
    is_rare = False
    for event in happened:
        is_rare = is_rare or following.is_rare(event, after)
        after = apply(after, event)
    if begin := turns(after):
        started = following.start(held.pk, begin, now=now)
        happened, is_rare = [*happened, *started], True
        for event in started:
            after = apply(after, event)
    head = events.append(held.stream, happened, actor=signing.signature_of(happened, actor), at=now, after=held.head)
    parts: list[tuple[str, list[Any]]] = []
    if changed := _changed_steps(before, after):
        tracks, steps, states = (list(column) for column in zip(*changed, strict=True))
        parts.append((_STEPS, [now, now, actor.account_id, tracks, steps, states, held.pk]))
    if not is_rare and (stopped := _stopped_scopes(after, happened)):
        parts.append((_CLOCKS, [now, held.pk, stopped]))
    _execute(parts, (_CASE, [*_case_values(after, head, now=now), held.pk]))
    held.case, held.head = after, head
    if is_rare:
        following.follow(held.pk, before, happened, now=now)


def _execute(parts: Sequence[tuple[str, list[Any]]], last: tuple[str, list[Any]]) -> None:
    """All changes in one statement: one way to the database and back, however much an act changes."""
    named = ", ".join(f"part{place} as ({text})" for place, (text, _) in enumerate(parts))
    values = [value for _, given in (*parts, last) for value in given]
    with connection.cursor() as cursor:
        cursor.execute(f"with {named} {last[0]}" if named else last[0], values)


def _case_values(case: Case, head: events.Head, *, now: datetime) -> list[Any]:
    decided, ended = case.status in AFTER, case.status in ENDED
    state = json.dumps(snapshot.dump(case), ensure_ascii=False, separators=(",", ":"))
    return [
        case.status.value,
        case.outcome or "",
        state,
        head.number,
        head.hash,
        *due_by_itself(case),
        decided,
        now,
        ended,
        now,
    ]


def due_by_itself(case: Case) -> tuple[str | None, str | None]:
    """The nearest days (ISO) after which the clock itself does something: a paper lapses, silence renews."""
    papers = min((one.due_on for one in wanted_papers(case)), default=None) if case.papers else None
    return papers, min((one.ends_on for one in case.tracks if one.ends_on and one.decision is None), default=None)


def step_states(case: Case) -> dict[tuple[str, str], StepState]:
    """Where every step stands, the step of taking in included (its track is the empty text), and those that came up."""
    states = {(track.key, step.id): case.state_of(track, step) for track in case.tracks for step in track.steps}
    for track in case.tracks:
        if track.check is not None:
            states[track.key, following.CHECK] = _check_state(track.check, is_over=bool(track.revoked))
    for asked in case.extensions:
        states[following.place_of(case, asked.scope), following.MORE_TIME] = _asked_state(
            asked, is_over=case.is_over(asked.scope)
        )
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
    """What stands otherwise than before; what came up and was dropped (a decision set aside) has ended."""
    was, now = step_states(before), step_states(after)
    changed = [(*name, state.value) for name, state in now.items() if was.get(name) is not state]
    dropped = [(*name, StepState.ENDED.value) for name in was.keys() - now.keys() if was[name] is StepState.OPEN]
    return changed + dropped


def _check_state(check: Check, *, is_over: bool) -> StepState:
    if check.kept is None:
        return StepState.ENDED if is_over else StepState.OPEN
    return StepState.DONE


def _asked_state(asked: Extension, *, is_over: bool) -> StepState:
    if asked.granted is None:
        return StepState.ENDED if is_over else StepState.OPEN
    return StepState.DONE


def _stopped_scopes(case: Case, happened: Sequence[CaseEvent]) -> list[str]:
    """A track's clocks stop with its decision; all clocks stop when the case is decided, ended or withdrawn."""
    if any(isinstance(event, (history.CaseDecided, history.CaseEnded, history.CaseWithdrawn)) for event in happened):
        return [WHOLE, *(track.key for track in case.tracks)]
    return [event.track for event in happened if isinstance(event, (history.TrackDecided, history.TrackEnded))]
