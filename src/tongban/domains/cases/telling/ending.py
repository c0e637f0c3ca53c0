"""Sentences of results, the end, and what may still happen after it."""

from datetime import date

from tongban.domains.cases import history, wording
from tongban.domains.cases.telling.words import Words, note, tell
from tongban.kernel.actors import SYSTEM
from tongban.kernel.declaration import Text


@tell.register
def _(event: history.ResultRecorded, words: Words) -> Text:
    result = words.pinned.track(event.track).result.title
    return wording.both("cases.event.result_recorded", item=words.track(event.track), result=result)


@tell.register
def _(event: history.CaseDecided, words: Words) -> Text:
    return wording.both(f"cases.event.case_decided_{event.outcome}")


@tell.register
def _(event: history.CaseClosed, words: Words) -> Text:
    return wording.both("cases.event.case_closed")


@tell.register
def _(event: history.CaseWithdrawn, words: Words) -> Text:
    by_silence = event.by == SYSTEM.label
    return wording.both("cases.event.case_lapsed" if by_silence else "cases.event.case_withdrawn")


@note.register
def _(event: history.CaseWithdrawn, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.ResultDelivered, words: Words) -> Text:
    code = f"cases.event.result_delivered_{event.method}"
    given = {"item": words.track(event.track), "reference": event.reference}
    return wording.both(code, agency=words.agency(event.agency), **given)


@tell.register
def _(event: history.TrackEnded, words: Words) -> Text:
    return wording.both("cases.event.track_ended", item=words.track(event.track))


@note.register
def _(event: history.TrackEnded, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.CaseEnded, words: Words) -> Text:
    return wording.both("cases.event.case_ended")


@tell.register
def _(event: history.CheckPlanted, words: Words) -> Text:
    given = {"item": words.track(event.track), "due": date.fromisoformat(event.due_on)}
    return wording.both("cases.event.check_planted", agency=words.agency(event.agency), **given)


@tell.register
def _(event: history.CheckRecorded, words: Words) -> Text:
    code = "cases.event.check_kept" if event.kept else "cases.event.check_breach"
    return wording.both(code, agency=words.agency(event.agency), item=words.track(event.track))


@note.register
def _(event: history.CheckRecorded, words: Words) -> str:
    return event.finding


@tell.register
def _(event: history.GrantRevoked, words: Words) -> Text:
    given = {"item": words.track(event.track), "basis": event.basis}
    return wording.both("cases.event.grant_revoked", agency=words.agency(event.agency), **given)


@note.register
def _(event: history.GrantRevoked, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.CaseReopened, words: Words) -> Text:
    given = {"item": words.track(event.track), "reference": event.reference}
    return wording.both(f"cases.event.case_reopened_{event.authority}", **given)


@note.register
def _(event: history.CaseReopened, words: Words) -> str:
    return event.reason
