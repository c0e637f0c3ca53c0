"""What each event changes."""

from collections.abc import Iterable
from dataclasses import replace
from functools import singledispatch
from typing import Any

from tongban.domains.cases import history
from tongban.domains.cases.history import CaseEvent, CaseSubmitted
from tongban.domains.cases.state.model import (
    RUNNING,
    WHOLE,
    Case,
    Check,
    Decision,
    Extension,
    Paper,
    PaperState,
    Signature,
    Special,
    Status,
    Step,
    Track,
)
from tongban.domains.cases.state.replanning import planned, replanned


def replay(past: Iterable[CaseEvent]) -> Case:
    """The case that this history tells. The first event must be its submission."""
    events = iter(past)
    first = next(events)
    if not isinstance(first, CaseSubmitted):
        raise TypeError(f"a history starts with a submission, not with {type(first).__name__}")
    case = begin(first)
    for event in events:
        case = apply(case, event)
    return case


def begin(event: CaseSubmitted) -> Case:
    ends = {one.track: one.ends_on for one in event.renews if one.deemed}
    tracks = tuple(
        Track(
            key=plan.key,
            role=plan.role,
            licence=plan.licence,
            registers=plan.registers,
            steps=tuple(planned(step) for step in plan.steps),
            starts=plan.starts,
            promised=plan.key in event.promised,
            delivery=plan.delivery,
            ends_on=ends.get(plan.key),
        )
        for plan in event.tracks
    )
    status = Status.PRECHECK if event.precheck else Status.SUBMITTED
    return Case(event.case, status, event.agency, event.by, tracks, package=event.package)


def apply(case: Case, event: CaseEvent) -> Case:
    """The case after an event. A new event without a branch is a bug (TypeError)."""
    return _change(event, case)


@singledispatch
def _change(event: object, case: Case) -> Case:
    raise TypeError(f"{type(event).__name__} changes nothing that is known")


def _track(case: Case, key: str, **changes: Any) -> Case:
    return replace(case, tracks=tuple(replace(one, **changes) if one.key == key else one for one in case.tracks))


def _step(track: Track, step_id: str, **changes: Any) -> tuple[Step, ...]:
    return tuple(replace(step, **changes) if step.id == step_id else step for step in track.steps)


def _of(case: Case, key: str) -> Track:
    found = case.track(key)
    if found is None:
        raise LookupError(key)
    return found


def _with(accounts: tuple[str, ...], account: str) -> tuple[str, ...]:
    return accounts if account in accounts else (*accounts, account)


def _followed(case: Case, by: str) -> tuple[str, ...]:
    return case.followed if by == case.submitted_by else _with(case.followed, by)


# filing --------------------------------------------------------------------------------------------------------------


@_change.register
def _(event: history.PrecheckAnswered, case: Case) -> Case:
    return replace(case, ready=event.ready)


@_change.register
def _(event: history.CaseConfirmed, case: Case) -> Case:
    return replace(case, status=Status.SUBMITTED, followed=_followed(case, event.by))


@_change.register
def _(event: history.SupplementAsked, case: Case) -> Case:
    return replace(case, status=Status.SUPPLEMENT_WANTED, supplement_asked=True)


@_change.register
def _(event: history.Supplemented, case: Case) -> Case:
    """Before filing, the window looks again; after it, its days begin anew."""
    followed = _followed(case, event.by)
    if case.status is Status.PRECHECK:
        return replace(case, ready=None, followed=followed)
    return replace(case, status=Status.SUBMITTED, followed=followed)


@_change.register
def _(event: history.CaseAccepted, case: Case) -> Case:
    agencies = event.agencies
    tracks = tuple(
        replace(
            track,
            agency=agencies[track.key],
            started=track.starts == "with_case",
            steps=tuple(replace(step, agency=agencies.get(f"{track.key}.{step.id}")) for step in track.steps),
        )
        for track in case.tracks
    )
    papers = tuple(
        Paper(one.material, one.track, one.due_on, one.consequence, one.may_grant) for one in event.tolerated
    )
    return replace(case, status=Status.ACCEPTED, tracks=tracks, papers=papers, lead=event.lead)


@_change.register
def _(event: history.CaseRefused, case: Case) -> Case:
    return replace(case, status=Status.REFUSED)


# running -------------------------------------------------------------------------------------------------------------


@_change.register
def _(event: history.TrackStarted, case: Case) -> Case:
    return _track(case, event.track, started=True)


@_change.register
def _(event: history.StepCompleted, case: Case) -> Case:
    track = _of(case, event.track)
    steps = _step(track, event.step, done_by=event.by)
    return _track(case, event.track, steps=steps, prepared=_with(track.prepared, event.by))


@_change.register
def _(event: history.StepSigned, case: Case) -> Case:
    track = _of(case, event.track)
    step = track.step(event.step)
    if step is None:
        raise LookupError(event.step)
    signed = (*step.signed, Signature(event.by, event.agree))
    prepared = track.prepared if step.decides else _with(track.prepared, event.by)
    return _track(case, event.track, steps=_step(track, event.step, signed=signed), prepared=prepared)


@_change.register
def _(event: history.StepReturned, case: Case) -> Case:
    names = frozenset(event.reopened)

    def again(track: Track) -> Track:
        steps = tuple(
            replace(step, done_by=None, signed=()) if f"{track.key}.{step.id}" in names else step
            for step in track.steps
        )
        return replace(track, steps=steps)

    return replace(case, tracks=tuple(again(track) for track in case.tracks))


@_change.register
def _(event: history.StepAssigned, case: Case) -> Case:
    track = _of(case, event.track)
    return _track(case, event.track, steps=_step(track, event.step, assigned_to=event.to or None))


@_change.register
def _(event: history.TrackTransferred, case: Case) -> Case:
    track = _of(case, event.track)
    steps = tuple(step if step.agency else replace(step, assigned_to=None) for step in track.steps)
    return _track(case, event.track, agency=event.to_agency, steps=steps)


@_change.register
def _(event: history.TrackUrged, case: Case) -> Case:
    return case


@_change.register
def _(event: history.TrackDecided, case: Case) -> Case:
    track = _of(case, event.track)
    after = _track(
        case,
        event.track,
        steps=_step(track, event.step, done_by=event.by),
        decision=Decision.GRANTED if event.granted else Decision.DENIED,
        deciders=_with(track.deciders, event.by),
        specials=(),
        how=event.how,
    )
    return replace(after, holder=event.registered or case.holder)


@_change.register
def _(event: history.AuditDrawn, case: Case) -> Case:
    return _track(case, event.track, audit="drawn")


@_change.register
def _(event: history.AuditRecorded, case: Case) -> Case:
    return _track(case, event.track, audit="sound" if event.sound else "unsound", audited_by=event.by)


# lasting -------------------------------------------------------------------------------------------------------------


@_change.register
def _(event: history.SpecialStarted, case: Case) -> Case:
    specials = (*_of(case, event.track).specials, Special(event.kind, event.stops))
    return _track(case, event.track, specials=specials)


@_change.register
def _(event: history.SpecialEnded, case: Case) -> Case:
    specials = tuple(one for one in _of(case, event.track).specials if one.kind != event.kind)
    return _track(case, event.track, specials=specials)


@_change.register
def _(event: history.ExtensionAsked, case: Case) -> Case:
    others = tuple(one for one in case.extensions if one.scope != event.scope)
    return replace(case, extensions=(*others, Extension(event.scope, event.duty, event.by)))


@_change.register
def _(event: history.ExtensionGranted, case: Case) -> Case:
    return _extension(case, event.scope, granted=True)


@_change.register
def _(event: history.ExtensionDenied, case: Case) -> Case:
    return _extension(case, event.scope, granted=False)


def _extension(case: Case, scope: str, *, granted: bool) -> Case:
    changed = tuple(replace(one, granted=granted) if one.scope == scope else one for one in case.extensions)
    return replace(case, extensions=changed)


@_change.register
def _(event: history.CaseSuspended, case: Case) -> Case:
    return replace(case, status=Status.SUSPENDED)


@_change.register
def _(event: history.CaseResumed, case: Case) -> Case:
    return replace(case, status=Status.ACCEPTED)


@_change.register
def _(event: history.ToleratedBrought, case: Case) -> Case:
    return replace(case, papers=_brought(case, event.material), followed=_followed(case, event.by))


@_change.register
def _(event: history.CredentialTaken, case: Case) -> Case:
    papers = _brought(case, event.material.id)
    return replace(case, papers=papers, followed=case.followed if event.agency else _followed(case, event.by))


def _brought(case: Case, material: str) -> tuple[Paper, ...]:
    wanted = PaperState.WANTED
    return tuple(
        replace(one, state=PaperState.BROUGHT) if one.material == material and one.state is wanted else one
        for one in case.papers
    )


@_change.register
def _(event: history.ToleranceLapsed, case: Case) -> Case:
    papers = tuple(
        replace(one, state=PaperState.LAPSED) if one.track == event.track and one.material in event.materials else one
        for one in case.papers
    )
    return replace(case, papers=papers)


# ending --------------------------------------------------------------------------------------------------------------


@_change.register
def _(event: history.ResultRecorded, case: Case) -> Case:
    return _track(case, event.track, recorded=event.reference)


@_change.register
def _(event: history.ResultDelivered, case: Case) -> Case:
    return _track(case, event.track, delivered=event.method)


@_change.register
def _(event: history.TrackEnded, case: Case) -> Case:
    deciders = _with(_of(case, event.track).deciders, event.by)
    return _track(case, event.track, decision=Decision.ENDED, specials=(), deciders=deciders)


@_change.register
def _(event: history.CaseDecided, case: Case) -> Case:
    return replace(case, status=Status.DECIDED, outcome=event.outcome)


@_change.register
def _(event: history.CaseClosed, case: Case) -> Case:
    return replace(case, status=Status.CLOSED)


@_change.register
def _(event: history.CaseEnded, case: Case) -> Case:
    return replace(case, status=Status.ENDED)


@_change.register
def _(event: history.CaseWithdrawn, case: Case) -> Case:
    return replace(case, status=Status.WITHDRAWN, followed=_followed(case, event.by))


@_change.register
def _(event: history.CheckPlanted, case: Case) -> Case:
    return _track(case, event.track, check=Check(event.due_on, event.agency))


@_change.register
def _(event: history.CheckRecorded, case: Case) -> Case:
    planted = _of(case, event.track).check
    if planted is None:
        raise LookupError(event.track)
    return _track(case, event.track, check=replace(planted, kept=event.kept, by=event.by))


@_change.register
def _(event: history.GrantRevoked, case: Case) -> Case:
    return _track(case, event.track, revoked=event.because)


@_change.register
def _(event: history.CaseReopened, case: Case) -> Case:
    """The decision falls, and with it what hung upon it; a licence stays until the new decision, unless revoked.

    Where silence had renewed it, silence does not renew it again; nor what had been decided in time and is set aside
    when the licence has ended. While others of its items run, the clocks of the whole run on, and so does the more time
    that they were given (once, 行政许可法 art. 42).
    """
    track = _of(case, event.track)
    after = _track(
        case,
        event.track,
        steps=_step(track, track.deciding_step.id, done_by=None, signed=(), assigned_to=None),
        decision=None,
        started=True,
        recorded=None if track.revoked else track.recorded,
        delivered=None,
        revoked=None,
        check=None,
        audit=None,
        audited_by=None,
        ends_on=track.ends_on if _may_still_fall_silent(track, event) else None,
        how="officer",
    )
    scopes = {event.track} if case.status in RUNNING else {WHOLE, event.track}
    extensions = tuple(one for one in case.extensions if one.scope not in scopes)
    return replace(after, status=Status.ACCEPTED, outcome=None, extensions=extensions)


def _may_still_fall_silent(track: Track, event: history.CaseReopened) -> bool:
    """Whether the licence has not ended on the day on which the decision is set aside, the day of its new clocks."""
    begins = min((one.started_at[:10] for one in event.clocks), default=None)
    return track.how != "deemed" and track.ends_on is not None and begins is not None and begins <= track.ends_on


# another version ------------------------------------------------------------------------------------------------------


@_change.register
def _(event: history.CaseMigrated, case: Case) -> Case:
    return replanned(case, event.tracks, agencies=event.agencies)


@_change.register(history.VersionOffered)
@_change.register(history.VersionDeclined)
def _(event: history.VersionOffered | history.VersionDeclined, case: Case) -> Case:
    return case
