"""Lists of warnings and supervision cases, as the reader's posts open them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Count, Q, QuerySet

from tongban.domains.cases import cursors, wording
from tongban.domains.cases.authz import SUPERVISION, WARNING
from tongban.domains.cases.colours import Light, lights
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import CaseRow, StepRow, SupervisionRow, WarningRow
from tongban.domains.cases.watch import telling
from tongban.domains.cases.watch.happenings import SupervisionId, WarningId
from tongban.domains.cases.watch.views import (
    SupervisionMoment,
    SupervisionPage,
    SupervisionView,
    WarningPage,
    WarningView,
)
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text
from tongban.kernel.errors import Refusal

LONGEST_PAGE = 200
STATES = ("open", "answered", "closed")
Row = TypeVar("Row", WarningRow, SupervisionRow)


@dataclass(frozen=True, slots=True)
class WatchFilters:
    """What a list is narrowed to. `level`: near_due, overdue; `state` of a supervision case."""

    region: str | None = None
    agency: registry.AgencyId | None = None
    item: str | None = None
    level: str | None = None
    state: str | None = None
    case: CaseId | None = None
    holding: bool = True


EVERYTHING = WatchFilters()


def list_warnings(
    actor: Actor, filters: WatchFilters = EVERYTHING, cursor: str | None = None, *, limit: int = 50
) -> WarningPage:
    """Warnings that the actor may see, due soonest first; those that no longer hold too when `holding` is False.

    Refuses `cases.cursor.malformed`.
    """
    rows = authz.visible(actor, "read", _narrowed(WarningRow.objects.all(), filters), resource=WARNING)
    if filters.level:
        rows = rows.filter(level=filters.level)
    if filters.item:
        rows = rows.filter(track=filters.item)
    if filters.holding:
        rows = rows.filter(ended_at=None)
    if cursor:
        day, pk = cursors.read_day(cursor)
        if day is None:
            raise Refusal("cases.cursor.malformed")
        rows = rows.filter(Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk))
    size = max(1, min(limit, LONGEST_PAGE))
    found = list(rows.select_related("case").order_by("due_on", "pk")[: size + 1])
    shown = found[:size]
    agencies = registry.list_agencies_by_pk({row.agency_id for row in shown})
    titles = _titles((row.case_id, row.track, row.step) for row in shown)
    return WarningPage(
        tuple(_warning(row, agency=agencies[row.agency_id], titles=titles) for row in shown),
        cursors.write((shown[-1].due_on, shown[-1].pk)) if len(found) > size else None,
    )


def list_supervisions(
    actor: Actor, filters: WatchFilters = EVERYTHING, cursor: str | None = None, *, now: datetime, limit: int = 50
) -> SupervisionPage:
    """Supervision cases that the actor may see, the newest first. Refuses `cases.cursor.malformed`."""
    narrowed = _narrowed(SupervisionRow.objects.all(), filters)
    everything = authz.visible(actor, "read", narrowed, resource=SUPERVISION)
    counts = Counter(dict(everything.order_by().values_list("state").annotate(Count("pk"))))
    rows = everything.filter(state=filters.state) if filters.state else everything
    if cursor:
        moment, pk = cursors.read_instant(cursor)
        rows = rows.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, pk__lt=pk))
    size = max(1, min(limit, LONGEST_PAGE))
    found = list(_related(rows).order_by("-opened_at", "-pk")[: size + 1])
    shown = found[:size]
    return SupervisionPage(
        tuple(_supervisions(shown, actor, now=now)),
        {state: counts[state] for state in STATES},
        cursors.write((shown[-1].opened_at, shown[-1].pk)) if len(found) > size else None,
    )


def get_supervision(
    supervision: SupervisionId, actor: Actor, *, now: datetime
) -> tuple[SupervisionView, tuple[SupervisionMoment, ...]]:
    """One supervision case with its history. Refuses `cases.supervision.unknown`."""
    row = _related(SupervisionRow.objects.filter(uuid=supervision.value)).first()
    if row is None or not authz.may(actor, "read", row, resource=SUPERVISION):
        raise Refusal("cases.supervision.unknown", id=str(supervision))
    [view] = _supervisions([row], actor, now=now)
    return view, telling.moments(row)


def _narrowed(rows: QuerySet[Row], filters: WatchFilters) -> QuerySet[Row]:
    if filters.region:
        rows = rows.filter(region__in=registry.subtree(filters.region))
    if filters.agency is not None:
        rows = rows.filter(agency__uuid=filters.agency.value)
    if filters.case is not None:
        rows = rows.filter(case__uuid=filters.case.value)
    return rows


def _related(rows: QuerySet[SupervisionRow]) -> QuerySet[SupervisionRow]:
    return rows.select_related("case", "agency", "warning")


def _supervisions(rows: Iterable[SupervisionRow], actor: Actor, *, now: datetime) -> Iterable[SupervisionView]:
    rows = list(rows)
    light = lights(now)
    agencies = registry.list_agencies_by_pk({row.agency_id for row in rows})
    titles = _titles((row.case_id, row.warning.track, row.warning.step) for row in rows)
    for row in rows:
        yield _supervision(row, actor, agency=agencies[row.agency_id], light=light(row.region), titles=titles)


Titles = Mapping[tuple[int, str, str], tuple[Text, Text]]


def _titles(places: Iterable[tuple[int, str, str]]) -> Titles:
    """The titles of items and steps by case, item and step, by one question."""
    wanted = set(places)
    rows = StepRow.objects.filter(case__in={case for case, _, _ in wanted}, track__in={track for _, track, _ in wanted})
    return {
        (row.case_id, row.track, row.step): (
            Text(zh=row.track_zh, en=row.track_en),
            Text(zh=row.title_zh, en=row.title_en),
        )
        for row in rows
        if row.track
    }


def _place(row: WarningRow, titles: Titles) -> tuple[Text | None, Text | None]:
    """The item and the step at which a warned case stood."""
    if not row.track:
        return None, wording.both("cases.step.intake") if row.step else None
    return titles.get((row.case_id, row.track, row.step), (None, None))


def _title(case: CaseRow) -> Text:
    return Text(zh=case.title_zh, en=case.title_en)


def _warning(row: WarningRow, *, agency: registry.AgencyView, titles: Titles) -> WarningView:
    item, step = _place(row, titles)
    return WarningView(
        id=WarningId(row.uuid),
        case=CaseId(row.case.uuid),
        number=row.case.number,
        title=_title(row.case),
        item=item,
        step=step,
        kind=row.kind,
        level=row.level,
        due_on=row.due_on,
        agency=agency,
        region=row.region,
        raised_at=row.raised_at,
        holds=row.ended_at is None,
    )


def _supervision(
    row: SupervisionRow, actor: Actor, *, agency: registry.AgencyView, light: Light, titles: Titles
) -> SupervisionView:
    item, _ = _place(row.warning, titles)
    is_open, is_answered = row.state == "open", row.state == "answered"
    return SupervisionView(
        id=SupervisionId(row.uuid),
        number=row.number,
        case=CaseId(row.case.uuid),
        case_number=row.case.number,
        title=_title(row.case),
        item=item,
        kind=row.warning.kind,
        agency=agency,
        region=row.region,
        state=row.state,
        state_word=wording.both(f"cases.supervision.state.{row.state}"),
        late_since=row.warning.due_on,
        due_on=row.due_on,
        days_left=light.days_left(row.due_on) if is_open else None,
        opened_at=row.opened_at,
        answered_at=row.answered_at,
        closed_at=row.closed_at,
        explanation=row.explanation,
        measures=row.measures,
        finding=row.finding,
        may_answer=is_open and authz.may(actor, "answer", row, resource=SUPERVISION),
        may_judge=is_answered and authz.may(actor, "judge", row, resource=SUPERVISION),
    )
