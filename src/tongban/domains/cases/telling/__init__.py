"""A case's history in sentences: each event has its own formatter. No rule ever reads these texts."""

from tongban.domains.cases import history, signatories, wording
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.pinning import pinned
from tongban.domains.cases.queries import readable
from tongban.domains.cases.telling import ending, filing, lasting, migrating, running
from tongban.domains.cases.telling.words import Words, note, tell
from tongban.domains.cases.views import TimelineEntry
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text

FORMATTERS = (filing, running, lasting, ending, migrating)
"""The rooms whose import gives every event its sentence."""


def timeline(case: CaseId, actor: Actor) -> list[TimelineEntry]:
    """What happened, oldest first, in both languages, as `actor` may know it. Refuses `cases.case.unknown`."""
    row = readable(case, actor)
    past = events.read(str(case))
    words = Words(
        pinned(row),
        _agencies([recorded.event for recorded in past]),
        _subject(registry.get_subject(registry.SubjectId(row.subject.uuid))),
        authz.may(actor, "read_opinions", row, resource=CASE),
        registry.list_signatories(recorded.actor for recorded in past),
        authz.may(actor, "read_facts", row, resource=CASE),
    )
    return [_entry(recorded, words) for recorded in past]


def _entry(recorded: events.Recorded, words: Words) -> TimelineEntry:
    event = recorded.event
    return TimelineEntry(
        number=recorded.number,
        type=recorded.type,
        at=recorded.at,
        sentence=tell(event, words),
        detail=note(event, words),
        who=_who(event, recorded.actor, words),
        track=getattr(event, "track", None),
        hash=recorded.hash,
    )


def _agencies(past: list[object]) -> dict[str, Text]:
    given = (getattr(event, name, "") for event in past for name in ("agency", "from_agency", "to_agency"))
    named = {agency for agency in given if agency}
    views = registry.list_agencies_by_id(registry.AgencyId.parse(name) for name in named)
    return {str(agency): view.name for agency, view in views.items()}


def _subject(subject: registry.SubjectView) -> Text:
    return Text(zh=subject.name, en=subject.name)


_BY_APPLICANT = (
    history.CaseSubmitted,
    history.CaseConfirmed,
    history.Supplemented,
    history.ToleratedBrought,
    history.CaseWithdrawn,
    history.VersionDeclined,
)


def _who(event: object, by: str, words: Words) -> Text:
    """The applicant or who acted for the applicant, an agency, or the platform itself."""
    if isinstance(event, _BY_APPLICANT) or (isinstance(event, history.CredentialTaken) and not event.agency):
        return signatories.for_applicant(by, words.signatories, applicant=words.subject, plain=words.facts)
    if agency := getattr(event, "agency", ""):
        return signatories.for_agency(by, words.signatories, agency=words.agency(agency), opinions=words.opinions)
    return wording.both("cases.who.platform")
