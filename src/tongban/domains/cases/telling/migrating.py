"""Sentences of a case that meets a new version of its procedure."""

from tongban.domains.cases import history, wording
from tongban.domains.cases.telling.words import Words, tell
from tongban.kernel.declaration import Text


@tell.register
def _(event: history.CaseMigrated, words: Words) -> Text:
    code = "cases.event.case_migrated_asked" if event.asked else "cases.event.case_migrated"
    return wording.both(code, count=len(event.clocks))


@tell.register
def _(event: history.VersionOffered, words: Words) -> Text:
    return wording.both("cases.event.version_offered")


@tell.register
def _(event: history.VersionDeclined, words: Words) -> Text:
    return wording.both("cases.event.version_declined")
