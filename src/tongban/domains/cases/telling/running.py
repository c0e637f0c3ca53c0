"""Sentences from acceptance to decision."""

from tongban.domains.cases import history, wording
from tongban.domains.cases.telling.words import Words, note, tell
from tongban.kernel.declaration import Text


@tell.register
def _(event: history.StepCompleted, words: Words) -> Text:
    step = words.step(event.track, event.step)
    return wording.both("cases.event.step_completed", agency=words.agency(event.agency), step=step)


@note.register
def _(event: history.StepCompleted, words: Words) -> str:
    return event.opinion if words.opinions else ""


@tell.register
def _(event: history.TrackDecided, words: Words) -> Text:
    code = "cases.event.track_granted" if event.granted else "cases.event.track_denied"
    if event.how != "officer":
        return wording.both(f"cases.event.track_granted_{event.how}", item=words.track(event.track))
    return wording.both(code, agency=words.agency(event.agency), item=words.track(event.track))


@note.register
def _(event: history.TrackDecided, words: Words) -> str:
    """The reason of a denial belongs to the applicant (行政许可法 art. 38); a note on a grant is for colleagues."""
    return event.reason if words.opinions or not event.granted else ""


@tell.register
def _(event: history.TrackStarted, words: Words) -> Text:
    return wording.both("cases.event.track_started", item=words.track(event.track))


@tell.register
def _(event: history.StepSigned, words: Words) -> Text:
    code = "cases.event.step_signed" if event.agree else "cases.event.step_signed_against"
    if not words.opinions:
        code = "cases.event.step_signed"
    return wording.both(code, agency=words.agency(event.agency), step=words.step(event.track, event.step))


@note.register
def _(event: history.StepSigned, words: Words) -> str:
    return event.opinion if words.opinions else ""


@tell.register
def _(event: history.StepReturned, words: Words) -> Text:
    return wording.both(
        "cases.event.step_returned", agency=words.agency(event.agency), step=words.step(event.track, event.step)
    )


@note.register
def _(event: history.StepReturned, words: Words) -> str:
    return event.reason if words.opinions else ""


@tell.register
def _(event: history.StepAssigned, words: Words) -> Text:
    code = "cases.event.step_assigned" if event.to else "cases.event.step_freed"
    return wording.both(code, agency=words.agency(event.agency), step=words.step(event.track, event.step))


@tell.register
def _(event: history.TrackTransferred, words: Words) -> Text:
    given = {"from_agency": words.agency(event.from_agency), "to_agency": words.agency(event.to_agency)}
    return wording.both("cases.event.track_transferred", item=words.track(event.track), **given)


@note.register
def _(event: history.TrackTransferred, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.AuditDrawn, words: Words) -> Text:
    return wording.both("cases.event.audit_drawn", item=words.track(event.track), share=event.share)


@tell.register
def _(event: history.AuditRecorded, words: Words) -> Text:
    code = "cases.event.audit_sound" if event.sound else "cases.event.audit_unsound"
    return wording.both(code, agency=words.agency(event.agency), item=words.track(event.track))


@note.register
def _(event: history.AuditRecorded, words: Words) -> str:
    return event.finding if words.opinions else ""


@tell.register
def _(event: history.TrackUrged, words: Words) -> Text:
    return wording.both("cases.event.track_urged", agency=words.agency(event.agency), item=words.track(event.track))


@note.register
def _(event: history.TrackUrged, words: Words) -> str:
    return event.text if words.opinions else ""
