"""Sentences of what changes how long something may take."""

from tongban.domains.cases import history, wording
from tongban.domains.cases.telling.words import Words, note, tell
from tongban.kernel.declaration import Text


@tell.register
def _(event: history.SpecialStarted, words: Words) -> Text:
    code = "cases.event.special_started_paused" if event.stops else "cases.event.special_started"
    given = {"item": words.track(event.track), "kind": words.special(event.kind), "basis": event.basis}
    return wording.both(code, agency=words.agency(event.agency), **given)


@note.register
def _(event: history.SpecialStarted, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.SpecialEnded, words: Words) -> Text:
    given = {"item": words.track(event.track), "kind": words.special(event.kind)}
    return wording.both("cases.event.special_ended", agency=words.agency(event.agency), **given)


@note.register
def _(event: history.SpecialEnded, words: Words) -> str:
    return event.result


@tell.register
def _(event: history.ExtensionAsked, words: Words) -> Text:
    return wording.both("cases.event.extension_asked", agency=words.agency(event.agency), item=words.scope(event.scope))


@note.register
def _(event: history.ExtensionAsked, words: Words) -> str:
    return event.reason if words.opinions else ""


@tell.register
def _(event: history.ExtensionGranted, words: Words) -> Text:
    more = wording.both(f"cases.unit.{event.unit}", amount=event.amount)
    given = {"item": words.scope(event.scope), "more": more, "basis": event.basis}
    return wording.both("cases.event.extension_granted", agency=words.agency(event.agency), **given)


@note.register
def _(event: history.ExtensionGranted, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.ExtensionDenied, words: Words) -> Text:
    return wording.both(
        "cases.event.extension_denied", agency=words.agency(event.agency), item=words.scope(event.scope)
    )


@note.register
def _(event: history.ExtensionDenied, words: Words) -> str:
    return event.reason if words.opinions else ""


@tell.register
def _(event: history.CaseSuspended, words: Words) -> Text:
    return wording.both("cases.event.case_suspended", agency=words.agency(event.agency), basis=event.basis)


@note.register
def _(event: history.CaseSuspended, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.CaseResumed, words: Words) -> Text:
    return wording.both("cases.event.case_resumed", agency=words.agency(event.agency))


@note.register
def _(event: history.CaseResumed, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.ToleratedBrought, words: Words) -> Text:
    return wording.both("cases.event.tolerated_brought", material=words.material(event.material))


@tell.register
def _(event: history.CredentialTaken, words: Words) -> Text:
    code = "cases.event.credential_shown" if event.agency else "cases.event.credential_taken"
    paper = words.material(event.material.id)
    return wording.both(code, material=paper, agency=words.agency(event.agency), purpose=event.purpose)


@tell.register
def _(event: history.ToleranceLapsed, words: Words) -> Text:
    papers = wording.joined([words.material(one) for one in event.materials])
    code = f"cases.event.tolerance_lapsed_{event.consequence}"
    return wording.both(code, item=words.track(event.track), materials=papers)
