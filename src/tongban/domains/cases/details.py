"""Rows of a case as the plain values that readers get."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tongban.domains.cases import history, naming, snapshot, wording
from tongban.domains.cases.colours import Light
from tongban.domains.cases.filing import given_before
from tongban.domains.cases.history import CaseEvent, MaterialGiven
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, StepRow
from tongban.domains.cases.state import RUNNING, Case, Status, Step, Track
from tongban.domains.cases.views import (
    CaseSummary,
    Colour,
    Fact,
    FactPage,
    FileView,
    MaterialView,
    MissingView,
    StepView,
    TrackView,
)
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.declaration import Text

OPEN = frozenset({Status.PRECHECK, Status.SUBMITTED, Status.SUPPLEMENT_WANTED, *RUNNING})


def summary(row: CaseRow, *, subject: registry.SubjectView, light: Light) -> CaseSummary:
    return CaseSummary(
        id=CaseId(row.uuid),
        number=row.number,
        title=Text(zh=row.title_zh, en=row.title_en),
        procedure=row.procedure,
        is_package=row.package,
        region=row.region,
        status=row.status,
        outcome=row.outcome,
        subject=subject,
        submitted_at=row.submitted_at,
        accepted_at=row.accepted_at,
        decided_at=row.decided_at,
        ended_at=row.ended_at,
        due_on=row.due_on,
        colour=colour(row, light),
    )


def colour(row: CaseRow, light: Light) -> Colour:
    """Before acceptance no clock of the agencies runs: normal, or paused while the applicant has to bring something."""
    status = Status(row.status)
    if status in (Status.PRECHECK, Status.SUBMITTED):
        return Colour.NORMAL
    if status is Status.SUPPLEMENT_WANTED:
        return Colour.PAUSED
    return light.colour(row.due_on, running=status in RUNNING)


def fact_pages(pinned: catalogue.Procedure, row: CaseRow) -> tuple[FactPage, ...]:
    """The answers by page, in words, with the labels of the pinned form; what was not answered is left out."""
    pages = []
    for page in catalogue.answered_pages(pinned, row.form):
        facts = tuple(
            Fact(
                field.name,
                field.label,
                wording.answer(field, row.form[field.name]),
                field.is_attribute,
                _files(field, row.form[field.name]),
            )
            for field in page.fields
            if field.name in row.form
        )
        if facts:
            pages.append(FactPage(page.id, page.title, facts))
    return tuple(pages)


def _files(field: catalogue.Field, value: object) -> tuple[FileView, ...]:
    """The attachments of one answer, with the names they were given."""
    ids = catalogue.files_of(field, value)
    return tuple(FileView(one, wording.file_name(one)) for one in ids)


def materials(pinned: catalogue.Procedure, row: CaseRow) -> tuple[MaterialView, ...]:
    given = {one.id: one for one in given_before(row)}
    return tuple(_material(one, given.get(one.id, MaterialGiven(one.id, (), None))) for one in pinned.materials)


def _material(material: catalogue.Material, given: MaterialGiven) -> MaterialView:
    law = material.ground
    return MaterialView(
        id=material.id,
        title=material.title,
        required=material.required,
        files=given.evidence,
        credential=given.credential,
        ground=given.ground,
        basis=f"{law.document} {law.place}".strip() if law and given.ground == "law" else "",
        since=datetime.fromisoformat(given.since) if given.since else None,
        held=given.held,
        declined=given.declined,
        earlier=given.earlier,
        breach=given.breach,
    )


def missing(pinned: catalogue.Procedure, row: CaseRow) -> tuple[MissingView, ...]:
    """What was asked for and is still to be brought."""
    return tuple(MissingView(one["item"], naming.asked(one["item"], pinned), one["why"]) for one in row.missing)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the views of tracks and steps are made of."""

    pinned: catalogue.Procedure
    case: Case
    rows: dict[tuple[str, str], StepRow]
    agencies: dict[str, registry.AgencyView]
    past: Sequence[CaseEvent]
    opinions: bool


def tracks(
    pinned: catalogue.Procedure, row: CaseRow, past: Sequence[CaseEvent], *, opinions: bool
) -> tuple[TrackView, ...]:
    """The tracks with their steps. `opinions`: whether the reader may see what officers wrote for each other."""
    rows = {(one.track, one.step): one for one in row.steps.select_related("agency", "done_by")}
    case = snapshot.load(row.state)
    views = registry.list_agencies_by_id(registry.AgencyId.parse(one.agency) for one in case.tracks if one.agency)
    agencies = {str(agency): view for agency, view in views.items()}
    reading = _Reading(pinned, case, rows, agencies, past, opinions)
    return tuple(_track(reading, track) for track in case.tracks)


def _track(reading: _Reading, track: Track) -> TrackView:
    defined = reading.pinned.track(track.key)
    agency = reading.agencies.get(track.agency or "")
    decided = (
        event
        for event in reversed(reading.past)
        if isinstance(event, history.TrackDecided) and event.track == track.key
    )
    decision = next(decided, None) if track.decision else None
    return TrackView(
        key=track.key,
        title=defined.title,
        agency=agency,
        steps=tuple(_step(reading, track, step) for step in track.steps),
        decision=track.decision.value if track.decision else None,
        reason=decision.reason if decision and (reading.opinions or not decision.granted) else "",
        result=defined.result.title,
        licence=track.licence,
        recorded=track.recorded,
    )


def _step(reading: _Reading, track: Track, step: Step) -> StepView:
    row = reading.rows.get((track.key, step.id))
    state = reading.case.state_of(track, step)
    return StepView(
        id=step.id,
        title=reading.pinned.track(track.key).step(step.id).title,
        duty=step.duty,
        decides=step.decides,
        state=state.value,
        state_word=wording.both(f"cases.step_state.{state}"),
        waits_for=tuple(step_title(reading.pinned, name) for name in reading.case.waits_for(step)),
        due_on=row.due_on if row else None,
        opened_at=row.opened_at if row else None,
        done_at=row.done_at if row else None,
        done_by=row.done_by.get_full_name() if row and row.done_by and reading.opinions else None,
        opinion=_opinion(reading, track, step) if reading.opinions else "",
        assigned_to=_assigned(step) if reading.opinions else None,
    )


def _assigned(step: Step) -> str | None:
    """The name of the officer that a step is for alone."""
    return registry.get_account(registry.AccountId.parse(step.assigned_to)).name if step.assigned_to else None


def _opinion(reading: _Reading, track: Track, step: Step) -> str:
    found = (
        event.opinion
        for event in reversed(reading.past)
        if isinstance(event, history.StepCompleted) and (event.track, event.step) == (track.key, step.id)
    )
    return next(found, "")


def step_title(pinned: catalogue.Procedure, name: str) -> Text:
    """`track.step` in words: the item, and the step within it."""
    key, _, step_id = name.partition(".")
    track = pinned.track(key)
    step = track.step(step_id)
    return Text(zh=f"{track.title.zh}·{step.title.zh}", en=f"{track.title.en}: {step.title.en}")
