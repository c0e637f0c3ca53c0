"""The history of a supervision case in sentences."""

from tongban.domains.cases import wording
from tongban.domains.cases.models import SupervisionRow
from tongban.domains.cases.watch.happenings import (
    SupervisionAnswered,
    SupervisionClosed,
    SupervisionEvent,
    SupervisionId,
    SupervisionOpened,
    SupervisionReturned,
)
from tongban.domains.cases.watch.views import SupervisionMoment
from tongban.kernel import events
from tongban.kernel.declaration import Text


def moments(row: SupervisionRow) -> tuple[SupervisionMoment, ...]:
    """What happened, oldest first. Officers are not named to each other's agencies: sides are."""
    agency = Text(zh=row.agency.name_zh, en=row.agency.name_en)
    return tuple(
        SupervisionMoment(
            type=recorded.type,
            at=recorded.at,
            sentence=_sentence(recorded.event, agency),
            detail=_detail(recorded.event),
            who=_side(recorded.event, agency),
        )
        for recorded in events.read(str(SupervisionId(row.uuid)))
    )


def _sentence(event: SupervisionEvent, agency: Text) -> Text:
    match event:
        case SupervisionOpened():
            return wording.both("cases.event.supervision_opened", number=event.number, agency=agency)
        case SupervisionAnswered():
            return wording.both("cases.event.supervision_answered", agency=agency)
        case SupervisionReturned():
            return wording.both("cases.event.supervision_returned")
        case SupervisionClosed():
            return wording.both("cases.event.supervision_closed")


def _detail(event: SupervisionEvent) -> str:
    match event:
        case SupervisionAnswered():
            return f"{event.explanation}\n{event.measures}"
        case SupervisionReturned():
            return event.reason
        case SupervisionClosed():
            return event.finding
        case _:
            return ""


def _side(event: SupervisionEvent, agency: Text) -> Text:
    match event:
        case SupervisionOpened():
            return wording.both("cases.who.platform")
        case SupervisionAnswered():
            return agency
        case _:
            return wording.both("cases.who.supervisor")
