"""What falls to an officer: open steps of their posts, due soonest first."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from tongban.domains.cases import cursors, snapshot, wording
from tongban.domains.cases.authz import STEP
from tongban.domains.cases.colours import Light, lights
from tongban.domains.cases.ids import CaseId
from tongban.domains.cases.models import StepRow
from tongban.domains.cases.pinning import pinned
from tongban.domains.cases.queries import LONGEST_PAGE, UNLISTED, matching
from tongban.domains.cases.store import INTAKE
from tongban.domains.cases.views import Colour, Inbox, InboxRow
from tongban.domains.registry import api as registry
from tongban.kernel import authz
from tongban.kernel.actors import Actor
from tongban.kernel.declaration import Text


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """What the inbox is narrowed to. `item` is a track's key; `text` a case number or a part of a name or title."""

    colour: Colour | None = None
    duty: str | None = None
    item: str | None = None
    procedure: str | None = None
    region: str | None = None
    text: str = ""


NO_FILTERS = InboxFilters()
Group = tuple[str, date | None, str, int]
"""Region, due day, duty, and how many open steps have them."""
MOST_COUNTED = 10_000
"""Where counting stops: nobody works down more, and a page must not wait for it."""


def inbox(
    actor: Actor, filters: InboxFilters = NO_FILTERS, cursor: str | None = None, *, now: datetime, limit: int = 50
) -> Inbox:
    """The open steps that fall to the actor's posts, due soonest first, those without a due day last.

    The counts are of all steps that fit the filters except the one on colour, as far as the first `MOST_COUNTED`.
    Refuses `cases.cursor.malformed`.
    """
    rows = authz.visible(actor, "act", _filtered(filters).filter(_for(actor)), resource=STEP)
    light = lights(now)
    groups = _groups(rows)
    by_colour, by_duty = Counter[str](), Counter[str]()
    for region, due_on, duty, count in groups:
        by_colour[_colour(light(region), due_on)] += count
        by_duty[duty] += count
    if filters.colour is not None:
        rows = rows.filter(_days_of(filters.colour, groups, light=light))
    size = max(1, min(limit, LONGEST_PAGE))
    found = list(_after(rows, cursor).select_related("case").defer(*(f"case__{name}" for name in UNLISTED))[: size + 1])
    shown = found[:size]
    subjects = registry.list_subjects_by_pk({row.case.subject_id for row in shown})
    return Inbox(
        rows=tuple(_row(row, subject=subjects[row.case.subject_id], light=light(row.region)) for row in shown),
        total=by_colour[filters.colour] if filters.colour else by_colour.total(),
        by_colour={colour.value: by_colour[colour] for colour in (Colour.LATE, Colour.NEAR, Colour.NORMAL)},
        by_duty=dict(by_duty),
        is_counted_whole=by_colour.total() <= MOST_COUNTED,
        next_cursor=cursors.write((shown[-1].due_on, shown[-1].pk)) if len(found) > size else None,
    )


def _groups(rows: QuerySet[StepRow]) -> list[Group]:
    """How many steps there are by what decides their colour: of the first in due order, one more than is counted."""
    first = rows.order_by("due_on", "pk").values_list("region", "due_on", "duty")[: MOST_COUNTED + 1]
    try:
        inner, values = first.query.sql_with_params()
    except EmptyResultSet:  # no post, nothing to do
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"select region, due_on, duty, count(*) from ({inner}) first group by 1, 2, 3", values)  # noqa: S608
        return list(cursor.fetchall())


def _colour(light: Light, due_on: date | None) -> Colour:
    """An open step without a due day waits for nobody else: it is to be done, not paused."""
    return Colour.NORMAL if due_on is None else light.colour(due_on)


def _for(actor: Actor) -> Q:
    """Steps for anybody of the duty, and those that were given to the actor or to whom it stands in for."""
    mine = Q(assigned_to=None) | Q(assigned_to=actor.account_id)
    if actor.same_as:
        mine |= Q(assigned_to__uuid__in=[registry.AccountId.parse(label).value for label in actor.same_as])
    return mine


def _filtered(filters: InboxFilters) -> QuerySet[StepRow]:
    rows = StepRow.objects.filter(state="open")
    equal = {
        "duty": filters.duty,
        "track": filters.item,
        "case__procedure": filters.procedure,
        "region": filters.region,
    }
    rows = rows.filter(**{name: value for name, value in equal.items() if value is not None})
    return rows.filter(matching(filters.text, "case__")) if filters.text.strip() else rows


def _days_of(colour: Colour, groups: Iterable[Group], *, light: Callable[[str], Light]) -> Q:
    """The rows of one colour, by the due days that occur: no day is computed that no row has."""
    wanted = Q(pk__in=[])
    for region, due_on, _, _ in groups:
        if _colour(light(region), due_on) is colour:
            wanted |= Q(region=region, due_on=due_on)
    return wanted


def _after(rows: QuerySet[StepRow], cursor: str | None) -> QuerySet[StepRow]:
    """The rows in order, from behind the cursor on; a missing due day sorts last."""
    if cursor:
        day, pk = cursors.read_day(cursor)
        last = Q(due_on=None)
        rows = rows.filter(last & Q(pk__gt=pk) if day is None else last | Q(due_on__gt=day) | Q(due_on=day, pk__gt=pk))
    return rows.order_by("due_on", "pk")


def _row(row: StepRow, *, subject: registry.SubjectView, light: Light) -> InboxRow:
    paused = _paused_because(row)
    colour = Colour.PAUSED if paused else _colour(light, row.due_on)
    intake = row.step == INTAKE
    return InboxRow(
        case=CaseId(row.case.uuid),
        number=row.case.number,
        title=Text(zh=row.case.title_zh, en=row.case.title_en),
        track=row.track,
        track_title=None if intake or not row.track else Text(zh=row.track_zh, en=row.track_en),
        step=row.step,
        step_title=wording.both("cases.step.intake") if intake else Text(zh=row.title_zh, en=row.title_en),
        duty=row.duty,
        decides=row.decides,
        region=row.region,
        subject=subject,
        submitted_at=row.case.submitted_at,
        opened_at=row.opened_at,
        due_on=row.due_on,
        days_left=light.days_left(row.due_on),
        colour=colour,
        colour_word=wording.both(f"cases.colour.{colour}"),
        paused_because=paused,
    )


def _paused_because(row: StepRow) -> Text | None:
    """The special procedures for which the step's clock stands still; only a step without a due day is looked into."""
    if row.due_on is not None or not row.track:
        return None
    track = snapshot.load(row.case.state).track(row.track)
    stopping = [one.kind for one in track.specials if one.stops] if track else []
    if not stopping:
        return None
    known = pinned(row.case).special_procedures
    return wording.joined([known[kind].title for kind in stopping if kind in known])
