"""A case's history in sentences: each event has its own formatter. No rule ever reads these texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from tongban.domains.cases import details, history, wording
from tongban.domains.cases.authz import CASE
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.queries import readable
from tongban.domains.cases.views import TimelineEntry
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import authz, events
from tongban.kernel.actors import Actor
from tongban.kernel.clock import law_day
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What formatters need to call things by their names. `opinions`: whether the reader may see officers' notes."""

    pinned: catalogue.Procedure
    agencies: Mapping[str, Text]
    subject: Text
    opinions: bool

    def agency(self, agency: str) -> Text:
        return self.agencies.get(agency, wording.NOTHING)

    def track(self, key: str) -> Text:
        return self.pinned.track(key).title


def timeline(case: CaseId, actor: Actor) -> list[TimelineEntry]:
    """What happened, oldest first, in both languages, as `actor` may know it. Refuses `cases.case.unknown`."""
    row = readable(case, actor)
    pinned = catalogue.get_version(row.version_id, on=law_day(row.accepted_at or row.submitted_at))
    past = events.read(str(case))
    words = Words(
        pinned,
        _agencies([recorded.event for recorded in past]),
        _subject(registry.get_subject(registry.SubjectId(row.subject.uuid))),
        authz.may(actor, "read_opinions", row, resource=CASE),
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
        who=_who(event, words),
        track=getattr(event, "track", None),
        hash=recorded.hash,
    )


def _agencies(past: list[object]) -> dict[str, Text]:
    named = {event.agency for event in past if getattr(event, "agency", "")}  # type: ignore[attr-defined]
    views = registry.list_agencies_by_id(registry.AgencyId.parse(name) for name in named)
    return {str(agency): view.name for agency, view in views.items()}


def _subject(subject: registry.SubjectView) -> Text:
    return Text(zh=subject.name, en=subject.name)


def _who(event: object, words: Words) -> Text:
    """The applicant, an agency, or the platform itself."""
    if isinstance(event, (history.CaseSubmitted, history.Supplemented, history.CaseWithdrawn)):
        return words.subject
    agency = getattr(event, "agency", "")
    return words.agency(agency) if agency else wording.both("cases.who.platform")


@singledispatch
def tell(event: object, words: Words) -> Text:
    """One event as a sentence. A new event without a formatter is a bug."""
    raise TypeError(f"{type(event).__name__} has no sentence")


@singledispatch
def note(event: object, words: Words) -> str:
    """What a person wrote at this event, if the reader may see it."""
    return ""


@tell.register
def _(event: history.CaseSubmitted, words: Words) -> Text:
    return wording.both("cases.event.case_submitted", number=event.number, title=words.pinned.title)


@tell.register
def _(event: history.SupplementAsked, words: Words) -> Text:
    return wording.both("cases.event.supplement_asked", count=len(event.missing))


@note.register
def _(event: history.SupplementAsked, words: Words) -> str:
    return "\n".join(f"{part.item}：{part.why}" for part in event.missing)


@tell.register
def _(event: history.Supplemented, words: Words) -> Text:
    return wording.both("cases.event.supplemented")


@tell.register
def _(event: history.CaseAccepted, words: Words) -> Text:
    due = [clock.due_on for clock in event.clocks if clock.scope == "case" and clock.due_on]
    code = "cases.event.case_accepted" if due else "cases.event.case_accepted_open"
    day = date.fromisoformat(min(due)) if due else ""
    return wording.both(code, agency=words.agency(event.agency), due=day)


@tell.register
def _(event: history.CaseRefused, words: Words) -> Text:
    return wording.both("cases.event.case_refused", agency=words.agency(event.agency), where=event.where)


@note.register
def _(event: history.CaseRefused, words: Words) -> str:
    return event.reason


@tell.register
def _(event: history.StepCompleted, words: Words) -> Text:
    step = details.step_title(words.pinned, f"{event.track}.{event.step}")
    return wording.both("cases.event.step_completed", agency=words.agency(event.agency), step=step)


@note.register
def _(event: history.StepCompleted, words: Words) -> str:
    return event.opinion if words.opinions else ""


@tell.register
def _(event: history.TrackDecided, words: Words) -> Text:
    code = "cases.event.track_granted" if event.granted else "cases.event.track_denied"
    return wording.both(code, agency=words.agency(event.agency), item=words.track(event.track))


@note.register
def _(event: history.TrackDecided, words: Words) -> str:
    """The reason of a denial belongs to the applicant (行政许可法 art. 38); a note on a grant is for colleagues."""
    return event.reason if words.opinions or not event.granted else ""


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
    return wording.both("cases.event.case_withdrawn")


@note.register
def _(event: history.CaseWithdrawn, words: Words) -> str:
    return event.reason
