"""Things to do that are no step: end a special procedure, watch for a paper, hand a result over, look at an audit.

(Requests for more time and later checks of promises stand in the inbox as steps of their own: `following`.)
A table of its own (`Task`), because lists are read from tables. What stands in it is worked out anew from the state of
the case whenever something happens that could change it, so that it cannot drift: `refresh` twice changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from tongban.domains.cases import snapshot, wording
from tongban.domains.cases.authz import TASK
from tongban.domains.cases.colours import Light, lights
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, Task
from tongban.domains.cases.pinning import pinned
from tongban.domains.cases.standing import Standing, standing
from tongban.domains.cases.state import RUNNING, Case, Decision, PaperState, Track
from tongban.domains.cases.views import Colour
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text

LONGEST = 200
CHANGED_BY = (
    "cases.case_accepted.v1",
    "cases.special_started.v1",
    "cases.special_ended.v1",
    "cases.case_suspended.v1",
    "cases.case_resumed.v1",
    "cases.tolerated_brought.v1",
    "cases.tolerance_lapsed.v1",
    "cases.track_transferred.v1",
    "cases.track_decided.v1",
    "cases.track_ended.v1",
    "cases.result_recorded.v1",
    "cases.result_delivered.v1",
    "cases.grant_revoked.v1",
    "cases.case_reopened.v1",
    "cases.audit_drawn.v1",
    "cases.audit_recorded.v1",
    "cases.case_withdrawn.v1",
)
"""The events after which there may be other things to do."""


@dataclass(frozen=True, slots=True)
class TaskView:
    """One thing to do: what (`kind` and its sentence), in which case and item, by when if there is a day."""

    case: CaseId
    number: str
    title: Text
    track: str
    track_title: Text | None
    kind: str
    sentence: Text
    subject: registry.SubjectView
    region: str
    due_on: date | None
    days_left: int | None
    colour: Colour


@dataclass(frozen=True, slots=True)
class Tasks:
    """What falls to the reader, due soonest first, those without a day last; `total` of all of them."""

    rows: tuple[TaskView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One thing to do, as the state says. An empty `duty` is for whoever handles anything at the agency."""

    kind: str
    track: str
    detail: str
    agency: int
    duty: str = ""
    due_on: date | None = None


def list_tasks(actor: Actor, *, now: datetime, limit: int = 20) -> Tasks:
    """The things to do that fall to the actor's posts."""
    rows = authz.visible(actor, "do", Task.objects.all(), resource=TASK)
    shown = list(rows.select_related("case").order_by("due_on", "pk")[: max(1, min(limit, LONGEST))])
    light = lights(now)
    subjects = registry.list_subjects_by_pk({row.case.subject_id for row in shown})
    views = tuple(_view(row, subject=subjects[row.case.subject_id], light=light(row.region)) for row in shown)
    return Tasks(views, rows.count() if len(shown) >= limit else len(shown))


def _view(row: Task, *, subject: registry.SubjectView, light: Light) -> TaskView:
    title = Text(zh=row.track_zh, en=row.track_en) if row.track else None
    return TaskView(
        case=CaseId(row.case.uuid),
        number=row.case.number,
        title=Text(zh=row.case.title_zh, en=row.case.title_en),
        track=row.track,
        track_title=title,
        kind=row.kind,
        sentence=wording.both(f"cases.task.{row.kind}", detail=Text(zh=row.detail_zh, en=row.detail_en)),
        subject=subject,
        region=row.region,
        due_on=row.due_on,
        days_left=light.days_left(row.due_on),
        colour=Colour.NORMAL if row.due_on is None else light.colour(row.due_on),
    )


def refresh(case: CaseId) -> None:
    """Make the table say what the case's state says; in the caller's transaction. An unknown case has no tasks."""
    row = CaseRow.objects.filter(uuid=case.value).first()
    if row is None:
        return
    wanted = {(one.kind, one.track, one.detail): one for one in _wanted(row)}
    kept = {(one.kind, one.track, one.detail): one for one in Task.objects.filter(case=row)}
    Task.objects.filter(pk__in=[one.pk for key, one in kept.items() if not _same(one, wanted.get(key))]).delete()
    new = [one for key, one in wanted.items() if key not in kept or not _same(kept[key], one)]
    if new:
        procedure = pinned(row)
        Task.objects.bulk_create(_row(row, procedure, one) for one in new)


def _same(row: Task, wanted: _Wanted | None) -> bool:
    told = None if wanted is None else (wanted.agency, wanted.duty, wanted.due_on)
    return (row.agency_id, row.duty, row.due_on) == told


def _row(row: CaseRow, procedure: catalogue.Procedure, wanted: _Wanted) -> Task:
    track = procedure.track(wanted.track).title if wanted.track else Text(zh=row.title_zh, en=row.title_en)
    detail = _detail(procedure, wanted)
    return Task(
        case=row,
        kind=wanted.kind,
        track=wanted.track,
        detail=wanted.detail,
        region=row.region,
        agency_id=wanted.agency,
        duty=wanted.duty,
        due_on=wanted.due_on,
        track_zh=track.zh,
        track_en=track.en,
        detail_zh=detail.zh,
        detail_en=detail.en,
    )


def _detail(procedure: catalogue.Procedure, wanted: _Wanted) -> Text:
    """What the detail is called: a kind of special procedure, a paper."""
    special, material = procedure.special_procedures.get(wanted.detail), procedure.material(wanted.detail)
    found = special if wanted.kind == "special" else material
    return found.title if found else wording.NOTHING


def _wanted(row: CaseRow) -> Iterator[_Wanted]:
    case = snapshot.load(row.state)
    if case.status in RUNNING and any(track.specials for track in case.tracks):
        yield from _specials(case, row)
    for track in case.tracks:
        if track.agency:
            yield from _papers(case, track, row=row)
            yield from _results(case, track, row=row)


def _specials(case: Case, row: CaseRow) -> Iterator[_Wanted]:
    """A special procedure is to be ended, by its last day if it has one."""
    told: Standing = standing(events.read(case.id), pinned=pinned(row), opinions=False)
    for one in told.specials:
        track = case.track(one.track)
        if one.is_running and track and track.decision is None and track.agency:
            yield _Wanted("special", one.track, one.kind, row.agency_rows[track.agency], due_on=one.until)


def _papers(case: Case, track: Track, *, row: CaseRow) -> Iterator[_Wanted]:
    """A paper that was allowed to follow is to be watched, and looked at when it has come."""
    if case.status in RUNNING and track.decision is None and track.agency:
        for one in case.papers_of(track.key, PaperState.WANTED):
            due_on = date.fromisoformat(one.due_on)
            yield _Wanted("paper", track.key, one.material, row.agency_rows[track.agency], due_on=due_on)


def _results(case: Case, track: Track, *, row: CaseRow) -> Iterator[_Wanted]:
    """After a grant: hand it over at the window that accepted, look at what rules decided."""
    if track.decision is not Decision.GRANTED or track.revoked:
        return
    is_there = track.licence is None or track.recorded is not None
    if track.needs_handing_over and track.delivered is None and is_there:
        yield _Wanted("handover", track.key, "", row.agency_id, duty="intake")
    if track.audit == "drawn" and track.agency:
        yield _Wanted("audit", track.key, "", row.agency_rows[track.agency])
