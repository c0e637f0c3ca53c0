"""Sentences from submission to acceptance."""

from datetime import date

from tongban.domains.cases import history, naming, wording
from tongban.domains.cases.telling.words import Words, note, tell
from tongban.kernel.declaration import Text


@tell.register
def _(event: history.CaseSubmitted, words: Words) -> Text:
    return wording.both("cases.event.case_submitted", number=event.number, title=words.pinned.title)


@tell.register
def _(event: history.SupplementAsked, words: Words) -> Text:
    return wording.both("cases.event.supplement_asked", count=len(event.missing))


@note.register
def _(event: history.SupplementAsked, words: Words) -> str:
    return "\n".join(f"{naming.asked(part.item, words.pinned).zh}：{part.why}" for part in event.missing)


@tell.register
def _(event: history.Supplemented, words: Words) -> Text:
    return wording.both("cases.event.supplemented")


@tell.register
def _(event: history.CaseAccepted, words: Words) -> Text:
    due = [clock.due_on for clock in event.clocks if clock.scope == "case" and clock.due_on]
    code = "cases.event.case_accepted" if due else "cases.event.case_accepted_open"
    if event.deemed:
        return wording.both("cases.event.case_accepted_deemed")
    day = date.fromisoformat(min(due)) if due else ""
    return wording.both(code, agency=words.agency(event.agency), due=day)


@tell.register
def _(event: history.CaseRefused, words: Words) -> Text:
    return wording.both("cases.event.case_refused", agency=words.agency(event.agency), where=event.where)


@note.register
def _(event: history.CaseRefused, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.PrecheckAnswered, words: Words) -> Text:
    code = "cases.event.precheck_ready" if event.ready else "cases.event.precheck_missing"
    return wording.both(code, agency=words.agency(event.agency), count=len(event.missing))


@note.register
def _(event: history.PrecheckAnswered, words: Words) -> str:
    return "\n".join(f"{naming.asked(part.item, words.pinned).zh}：{part.why}" for part in event.missing)


@tell.register
def _(event: history.CaseConfirmed, words: Words) -> Text:
    return wording.both("cases.event.case_confirmed")
