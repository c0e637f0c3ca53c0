"""The clocks of a region for heads and supervisors: what is near, what is late, what was on time, and the cases."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.domains.registry import api as registry
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components import charts
from tongban.web.components.parts import Choice, Link
from tongban.web.desk import pages, watching
from tongban.web.sheets import sheet
from tongban.web.wording import day, pick, t

PER_PAGE = 50
MOST_BARS = 12


@require_safe
@never_cache
@needs_duty(*watching.READERS)
def watch(request: HttpRequest) -> HttpResponse:
    """Figures by agency, item or step, the late ones first, each leading to its cases."""
    actor = pages.officer(request)
    asked = watching.read(request.GET, actor)
    found, refused = _figures(actor, asked)
    names = {one.code: pick(one.name) for one in registry.list_regions(on=moment.today())}
    return pages.page(
        request,
        "watch",
        place="watch",
        asked=asked,
        refused=refused,
        regions=watching.region_choices(actor, asked.region, names),
        region_name=names.get(asked.region, asked.region),
        divisions=[
            {"label": t(f"desk.watch.by.{by}"), "url": "?" + asked.divided(by), "current": by == asked.by}
            for by in watching.DIVISIONS
        ],
        rows=[_row(one, asked) for one in found.rows] if found else [],
        total=_row(found.total, asked) if found else None,
        chart=_chart(found) if found else "",
        finding=_finding(found) if found else "",
        csv_url=f"{reverse('desk:watch_csv')}?{asked.query}",
    )


@require_safe
@never_cache
@needs_duty(*watching.READERS)
def table(request: HttpRequest) -> HttpResponse:
    """The same figures as a file for a spreadsheet."""
    actor = pages.officer(request)
    asked = watching.read(request.GET, actor)
    found = cases.clock_statistics(actor, asked.asked, now=moment.now())
    columns = ("agency", "item", "step", "running", "near_due", "overdue", "finished", "on_time", "share")
    heading = [t(f"desk.watch.column.{name}") for name in (*columns, "median", "p90")]
    rows = [
        (
            pick(one.agency.name) if one.agency else t("desk.watch.total"),
            pick(one.item),
            pick(one.step_title),
            one.running,
            one.near_due,
            one.overdue,
            one.finished,
            one.on_time,
            watching.percent(one.share),
            one.median,
            one.p90,
        )
        for one in (*found.rows, found.total)
    ]
    return sheet(t("desk.watch.file", since=asked.since.isoformat(), until=asked.until.isoformat()), heading, rows)


@require_safe
@never_cache
@needs_duty(*watching.READERS)
def warned(request: HttpRequest) -> HttpResponse:
    """The cases behind the figures: warnings that hold, due soonest first."""
    actor = pages.officer(request)
    asked = watching.read(request.GET, actor)
    level = request.GET.get("level", "") if request.GET.get("level", "") in watching.LEVELS else ""
    item, cursor = request.GET.get("item", "")[:64], request.GET.get("cursor")
    filters = cases.WatchFilters(region=asked.region, agency=asked.asked.agency, item=item or None, level=level or None)
    found = cases.list_warnings(actor, filters, cursor, limit=PER_PAGE)
    kept = {"region": asked.region, "agency": asked.agency, "item": item, "level": level}
    kept = {name: value for name, value in kept.items() if value}
    name_of = pages.region_names()
    return pages.page(
        request,
        "watch_cases",
        place="watch",
        links=[Link(t("desk.watch.title"), f"{reverse('desk:watch')}?{asked.query}"), Link(t("desk.watch.cases"))],
        kept=kept,
        levels=[Choice(one, t(f"desk.watch.level.{one}"), one == level) for one in watching.LEVELS],
        about=_about(asked, item, found),
        lines=[_line(one, name_of(one.region)) for one in found.rows],
        first_url="?" + urlencode(kept) if cursor else "",
        next_url="?" + urlencode({**kept, "cursor": found.next_cursor}) if found.next_cursor else "",
    )


def _figures(actor: Actor, asked: watching.Wanted) -> tuple[cases.ClockStatistics | None, str]:
    """The figures, or why there are none: a period that is too long is a mistake of the reader, not of the page."""
    try:
        return cases.clock_statistics(actor, asked.asked, now=moment.now()), ""
    except Refusal as refusal:
        return None, t(refusal.code, **refusal.values)


def _row(one: cases.ClockFigures, asked: watching.Wanted) -> dict[str, Any]:
    agency = str(one.agency.id) if one.agency else asked.agency
    more = {"region": asked.region, "agency": agency, "item": one.track}
    to = reverse("desk:watch_cases") + "?" + urlencode({name: value for name, value in more.items() if value})
    return {
        "agency": pick(one.agency.name) if one.agency else "",
        "item": pick(one.item),
        "step": pick(one.step_title),
        "running": one.running,
        "near_due": one.near_due,
        "near_url": f"{to}&level=near_due" if one.near_due else "",
        "overdue": one.overdue,
        "late_url": f"{to}&level=overdue" if one.overdue else "",
        "finished": one.finished,
        "share": watching.percent(one.share),
        "median": watching.days(one.median),
        "p90": watching.days(one.p90),
    }


def _chart(found: cases.ClockStatistics) -> str:
    """Bars of what is late now, when anything is; the table below has the same numbers."""
    late = [one for one in found.rows if one.overdue][:MOST_BARS]
    bars = [charts.Bar(_name(one), one.overdue, t("desk.watch.late", count=one.overdue), broken=True) for one in late]
    return charts.bars(bars, title=_finding(found)) if bars else ""


def _finding(found: cases.ClockStatistics) -> str:
    """What the figures say, in one sentence."""
    late = [one for one in found.rows if one.overdue]
    if not late:
        return t("desk.watch.none_late", count=found.total.near_due)
    return t("desk.watch.finding", count=found.total.overdue, worst=_name(late[0]), most=late[0].overdue)


def _name(one: cases.ClockFigures) -> str:
    named = (one.step_title, one.item, one.agency.short if one.agency else None)
    return next((pick(text) for text in named if text), "")


def _about(asked: watching.Wanted, item: str, found: cases.WarningPage) -> str:
    """What the list is narrowed to, in words."""
    agency = pick(registry.get_agency_by_id(asked.asked.agency).name) if asked.asked.agency else ""
    title = next((pick(one.item) for one in found.rows if one.item), "") if item else ""
    return t("web.list").join(part for part in (agency, title) if part)


def _line(one: cases.WarningView, region: str) -> dict[str, Any]:
    return {
        "url": reverse("desk:case", args=[str(one.case)]),
        "number": one.number,
        "title": pick(one.title),
        "item": pick(one.item) if one.item else "",
        "step": pick(one.step) if one.step else "",
        "kind": t(f"desk.watch.kind.{one.kind}"),
        "status": "overdue" if one.level == "overdue" else "soon",
        "due": day(one.due_on),
        "agency": pick(one.agency.name),
        "region": region,
    }
