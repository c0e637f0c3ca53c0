"""The inbox: every open step that falls to the reader's posts, due soonest first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.actors import Actor
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice
from tongban.web.desk import pages, wanted
from tongban.web.wording import day, local, pick, short_day, t, units

PER_PAGE = 50
FEW_TASKS = 5
BY_DAY = ("late", "near", "normal")
STATUS = {"late": "overdue", "near": "soon", "normal": "running", "paused": "paused"}


@dataclass(frozen=True, slots=True)
class Line:
    """One open step, or one paused case, in words. `status` is a status code; `pick` names it among those chosen;
    `why` says why its clock stands still."""

    url: str
    number: str
    title: str
    item: str
    step: str
    duty: str
    subject: str
    region: str
    status: str
    due: str
    left: str
    submitted: str
    pick: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are in a state, with a plus where counting stopped; and where to see only those."""

    status: str
    count: str
    url: str
    is_current: bool


@require_safe
@never_cache
@needs_duty(*pages.STAFF)
def inbox(request: HttpRequest) -> HttpResponse:
    actor = pages.officer(request)
    if not actor.duties & set(pages.HANDLING):
        return pages.page(request, "no_duty", place="inbox")
    asked = wanted.read(request.GET)
    cursor = request.GET.get("cursor")
    found = cases.inbox(actor, asked.filters(), None if asked.is_paused else cursor, now=moment.now(), limit=PER_PAGE)
    paused = cases.count_cases(actor, asked.paused())
    told = counts(found) | {"paused": str(paused)}
    name_of = pages.region_names()
    if asked.is_paused:
        waiting = cases.list_cases(actor, asked.paused(), cursor, now=moment.now(), limit=PER_PAGE)
        lines, next_cursor = [_paused(row, asked, name_of) for row in waiting.rows], waiting.next_cursor
    else:
        lines, next_cursor = [_line(row, asked, name_of) for row in found.rows], found.next_cursor
    return pages.page(
        request,
        "inbox",
        place="inbox",
        lines=lines,
        total=told[asked.colour],
        asked=asked,
        all_url="?" + wanted.Wanted(colour=asked.colour).query,
        tallies=[_tally(asked, colour, told) for colour in ("", *wanted.COLOURS)],
        duties=_duties(actor, asked),
        items=_items(actor, asked),
        regions=_regions(actor, asked, name_of),
        tasks=_tasks(request, actor, asked=asked, name_of=name_of),
        bulk=_bulk(actor) if not asked.is_paused else [],
        first_url="?" + asked.query if cursor else "",
        next_url="?" + f"{asked.query}&{urlencode({'cursor': next_cursor})}".lstrip("&") if next_cursor else "",
    )


def address(case: object, asked: wanted.Wanted, track: str = "") -> str:
    """Where a case is opened from the inbox, so that one comes back to the same list."""
    more = {name: value for name, value in (("inbox", asked.query), ("track", track)) if value}
    return reverse("desk:case", args=[str(case)]) + (f"?{urlencode(more)}" if more else "")


def _line(row: cases.InboxRow, asked: wanted.Wanted, name_of: Callable[[str], str]) -> Line:
    return Line(
        url=address(row.case, asked, row.track),
        number=row.number,
        title=pick(row.title),
        item=pick(row.track_title),
        step=pick(row.step_title),
        duty=t(f"desk.duty.{row.duty}"),
        subject=row.subject.name,
        region=name_of(row.region),
        status=STATUS[row.colour],
        due=near_day(row.due_on),
        left=days_left(row.days_left, is_late=row.colour is cases.Colour.LATE),
        submitted=near_day(row.submitted_at),
        pick=f"{row.case}/{row.track}/{row.step}" if row.track else f"{row.case}//",
        why=t("desk.inbox.paused_because", why=pick(row.paused_because)) if row.paused_because else "",
    )


def _paused(row: cases.CaseSummary, asked: wanted.Wanted, name_of: Callable[[str], str]) -> Line:
    return Line(
        url=address(row.id, asked),
        number=row.number,
        title=pick(row.title),
        item="",
        step=t("desk.inbox.waits_for_applicant"),
        duty="",
        subject=row.subject.name,
        region=name_of(row.region),
        status="paused",
        due="",
        left="",
        submitted=near_day(row.submitted_at),
    )


def near_day(value: date | datetime | None) -> str:
    """A day as short as a dense table wants it: without the year when it is this one."""
    if value is None:
        return ""
    on = local(value).date() if isinstance(value, datetime) else value
    weekday = t(f"web.weekday.{on.isoweekday()}")
    return f"{short_day(on)} {weekday}" if on.year == moment.today().year else day(on)


def days_left(left: int | None, *, is_late: bool = False) -> str:
    """How many working days are left until a due day, or gone since; none may be gone although the day is over."""
    if left is None:
        return ""
    if left == 0:
        return t("desk.left.just_over" if is_late else "desk.left.today")
    words = units(abs(left), "working_day")
    return t("desk.left.ahead", left=words) if left > 0 else t("desk.left.over", over=words)


def counts(found: cases.Inbox) -> dict[str, str]:
    """How many there are of each colour and, under the empty name, in all.

    The soonest due are counted first: where counting stopped, the colour it had come to and those after it have more.
    """
    reached = [colour for colour in BY_DAY if found.by_colour[colour]][-1:] if not found.is_counted_whole else []
    more = BY_DAY[BY_DAY.index(reached[0]) :] if reached else ()
    told = {colour: f"{count}{'+' if colour in more else ''}" for colour, count in found.by_colour.items()}
    return told | {"": f"{sum(found.by_colour.values())}{'+' if more else ''}"}


def _tally(asked: wanted.Wanted, colour: str, counts: Mapping[str, str]) -> Tally:
    status = STATUS[colour] if colour else ""
    return Tally(status, counts[colour], asked.with_colour(colour), asked.colour == colour)


def _duties(actor: Actor, asked: wanted.Wanted) -> list[Choice]:
    mine = [duty for duty in pages.HANDLING if duty in actor.duties]
    return [Choice(duty, t(f"desk.duty.{duty}"), duty == asked.duty) for duty in mine] if len(mine) > 1 else []


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do that is no step, in words."""

    url: str
    number: str
    title: str
    item: str
    sentence: str
    subject: str
    region: str
    status: str
    due: str
    left: str


@dataclass(frozen=True, slots=True)
class Todos:
    """What is to be done besides steps; `all_url` leads to the rest when there is more than is shown."""

    rows: tuple[Todo, ...]
    total: int
    all_url: str


def _tasks(request: HttpRequest, actor: Actor, *, asked: wanted.Wanted, name_of: Callable[[str], str]) -> Todos:
    shows_all = request.GET.get("tasks") == "all"
    found = cases.list_tasks(actor, now=moment.now(), limit=cases.MOST_TASKS if shows_all else FEW_TASKS)
    rows = tuple(
        Todo(
            url=address(one.case, asked, one.track),
            number=one.number,
            title=pick(one.title),
            item=pick(one.track_title),
            sentence=pick(one.sentence),
            subject=one.subject.name,
            region=name_of(one.region),
            status=STATUS[one.colour],
            due=near_day(one.due_on),
            left=days_left(one.days_left, is_late=one.colour is cases.Colour.LATE),
        )
        for one in found.rows
    )
    return Todos(rows, found.total, "?tasks=all" if found.total > len(rows) and not shows_all else "")


def _bulk(actor: Actor) -> list[Choice]:
    """What can be done with several chosen rows at once, by the duties of the reader."""
    by_duty = {"accept": {"intake"}, "complete": {"review", "approve"}, "assign": {"lead"}}
    return [Choice(act, t(f"desk.bulk.{act}.button")) for act, duties in by_duty.items() if duties & actor.duties]


def _items(actor: Actor, asked: wanted.Wanted) -> list[Choice]:
    """The items offered where the reader has a post."""
    posts = {post.region for post in actor.posts if post.duties & set(pages.HANDLING)}
    titles = {
        one.key: pick(one.title)
        for region in sorted(posts)
        for one in catalogue.list_procedures(region, on=moment.today(), kind="service")
    }
    return [Choice(key, title, key == asked.item) for key, title in titles.items()]


def _regions(actor: Actor, asked: wanted.Wanted, name_of: Callable[[str], str]) -> list[Choice]:
    mine = sorted(actor.regions_with(*pages.HANDLING))
    return [Choice(code, name_of(code), code == asked.region) for code in mine] if len(mine) > 1 else []
