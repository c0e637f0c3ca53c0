"""What rarer events change in the rows beyond the state: clocks and due days, later checks, assignments, transfers.

The hot path (`store.remember`) calls in here only when such an event has happened.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from tongban.domains.cases import clocks, history, pinning, timing, wording
from tongban.domains.cases.history import CaseEvent, TrackStarted
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, Clock, StepRow
from tongban.domains.cases.state import WHOLE, Case, Track, apply
from tongban.domains.registry import api as registry
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text

CHECK, MORE_TIME = "later-check", "more-time"
"""Steps that no plan knows: the check of a promise, and an extension that waits for its head. No slug has a hyphen."""
EXTRA = frozenset({CHECK, MORE_TIME})
LATE_PLACE = 900
_ROWS = (
    history.StepAssigned,
    history.StepReturned,
    history.TrackTransferred,
    history.CheckPlanted,
    history.ExtensionAsked,
    history.ToleratedBrought,
    history.CredentialTaken,
)


def place_of(case: Case, scope: str) -> str:
    """The track that an extra step stands under: none for the whole of a package."""
    if scope != WHOLE:
        return scope
    return "" if case.package else case.tracks[0].key


def is_rare(event: CaseEvent, before: Case) -> bool:
    """Whether an event changes rows that the hot path does not."""
    return isinstance(event, _ROWS) or timing.changes(event, before)


def start(pk: int, tracks: Sequence[Track], *, now: datetime) -> list[TrackStarted]:
    """The clocks of the tracks whose turn has come begin now, with the durations of this day."""
    row = CaseRow.objects.get(pk=pk)
    pinned = pinning.pinned(row, on=law_day(now))
    return [
        TrackStarted(
            str(CaseId(row.uuid)),
            track.key,
            clocks.later(pinned, [track.key] if row.package else [], form=row.form, region=row.region, now=now),
        )
        for track in tracks
    ]


def follow(pk: int, before: Case, happened: Sequence[CaseEvent], *, now: datetime) -> None:
    """Bring the rows to what the events say. The case's row is locked and its state already written."""
    row = CaseRow.objects.get(pk=pk)
    held = list(row.clocks.all())
    state, times = before, tuple(clocks.timed(one) for one in held)
    for event in happened:
        times = timing.fold(times, event, at=now, before=state)
        state = apply(state, event)
        _write(row, state, event, now=now)
    due_days(row, state, clocks.write(row, held, times))


def due_days(row: CaseRow, case: Case, rows: Sequence[Clock]) -> None:
    """The due day of the whole, and of every step that is not yet done."""
    CaseRow.objects.filter(pk=row.pk).update(due_on=clocks.due_on(rows, WHOLE))
    for track in case.tracks:
        undone = row.steps.filter(track=track.key, state__in=("waiting", "open")).exclude(step=CHECK)
        undone.update(due_on=clocks.due_on(rows, WHOLE, track.key))


def _write(row: CaseRow, case: Case, event: CaseEvent, *, now: datetime) -> None:
    match event:
        case history.StepAssigned(track=track, step=step, to=to):
            account = registry.get_account(registry.AccountId.parse(to)).pk if to else None
            row.steps.filter(track=track, step=step).update(assigned_to=account)
        case history.StepReturned(reopened=names):
            for name in names:
                _again(row, case, name)
        case history.CaseReopened(track=track):
            row.steps.filter(track=track, decides=True).update(assigned_to=None)
        case history.TrackTransferred(track=track, to_agency=agency):
            _transfer(row, case, track, to=agency)
        case history.CheckPlanted(track=track, due_on=due_on, agency=agency):
            _admit(row, agency)
            _extra(row, track, CHECK, agency=agency, duty="review", due_on=date.fromisoformat(due_on), now=now)
        case history.ExtensionAsked(scope=scope, duty=duty, agency=agency):
            _extra(row, place_of(case, scope), MORE_TIME, agency=agency, duty=duty, due_on=row.due_on, now=now)
        case history.ToleratedBrought(material=material, evidence=evidence, held=held):
            _give(row, history.MaterialGiven(material, evidence, None, held=held, breach="held" if held else ""))
        case history.CredentialTaken(material=given):
            _give(row, given)


def _give(row: CaseRow, given: history.MaterialGiven) -> None:
    """A material that came after filing, in place of how it was; it is not asked for any more."""
    row.materials = [*(one for one in row.materials if one["id"] != given.id), asdict(given)]
    row.missing = [one for one in row.missing if one["item"] != given.id]
    CaseRow.objects.filter(pk=row.pk).update(materials=row.materials, missing=row.missing)


def _transfer(row: CaseRow, case: Case, track: str, *, to: str) -> None:
    """Everything of the track that is not done goes to the new agency, except steps that are another's own."""
    pk = _admit(row, to)
    found = case.track(track)
    own = [step.id for step in found.steps if step.agency is None and step.done_by is None] if found else []
    row.steps.filter(track=track, step__in=[*own, MORE_TIME]).exclude(state="done").update(agency=pk, assigned_to=None)


def _again(row: CaseRow, case: Case, name: str) -> None:
    """A step that is to be done again lies with the agency that has the item now, and with whom it was given to."""
    track, _, step = name.partition(".")
    found_track = case.track(track)
    found = found_track.step(step) if found_track else None
    if found_track is None or found is None:
        return
    to = registry.get_account(registry.AccountId.parse(found.assigned_to)).pk if found.assigned_to else None
    agency = _admit(row, case.agency_of(found_track, found))
    row.steps.filter(track=track, step=step).update(agency=agency, assigned_to=to)


def _admit(row: CaseRow, agency: str) -> int:
    """The row of an agency that has a part in the case from now on."""
    if agency not in row.agency_rows:
        pk = registry.get_agency_by_id(registry.AgencyId.parse(agency)).pk
        row.agency_rows = row.agency_rows | {agency: pk}
        CaseRow.objects.filter(pk=row.pk).update(agency_rows=row.agency_rows)
    return int(row.agency_rows[agency])


def _extra(row: CaseRow, track: str, step: str, *, agency: str, duty: str, due_on: date | None, now: datetime) -> None:
    """An open step beyond the plan, in the inbox of whoever has the duty; asked for again, it opens again."""
    sibling = row.steps.filter(track=track).exclude(step__in=EXTRA).first()
    title: Text = wording.both(f"cases.step.{step.replace('-', '_')}")
    whole = Text(zh=row.title_zh, en=row.title_en)
    StepRow.objects.update_or_create(
        case=row,
        track=track,
        step=step,
        defaults={
            "region": row.region,
            "agency_id": _admit(row, agency),
            "duty": duty,
            "decides": False,
            "place": LATE_PLACE,
            "track_zh": sibling.track_zh if sibling and track else whole.zh,
            "track_en": sibling.track_en if sibling and track else whole.en,
            "title_zh": title.zh,
            "title_en": title.en,
            "state": "open",
            "due_on": due_on,
            "opened_at": now,
            "done_at": None,
            "done_by": None,
        },
    )
