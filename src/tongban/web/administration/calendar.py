"""The working calendar: which years are known, what a year looks like, and entering the next year's notice."""

import calendar as months
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.registry import api as registry
from tongban.kernel import notices
from tongban.kernel.calendar import Notice, WorkCalendar, build
from tongban.kernel.declaration import Text
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import days, pages
from tongban.web.administration.forms import Choices, NoticeForm
from tongban.web.components.parts import Fact, Link
from tongban.web.wording import day, pick, t


@require_safe
@needs_duty(pages.ADMINISTER)
def calendar(request: HttpRequest) -> HttpResponse:
    """The years known, the latest first, and what is missing."""
    found = notices.calendar_for()
    this = moment.today().year
    years = [{"year": year, "notices": notices.notices_for(year)} for year in sorted(found.years, reverse=True)]
    gaps = [year for year in (this, this + 1) if year not in found.years]
    return pages.page(request, "calendar", place="calendar", years=years, gaps=gaps)


@require_safe
@needs_duty(pages.ADMINISTER)
def year(request: HttpRequest, year: int) -> HttpResponse:
    """A year's days."""
    found = notices.calendar_for()
    if year not in found.years:
        raise Http404
    trail = [Link(t("administration.calendar.title"), reverse("administration:calendar")), Link(str(year))]
    sources = notices.notices_for(year)
    return pages.page(
        request, "year", place="calendar", year=year, months=_months(found, year), trail=trail, sources=sources
    )


@require_http_methods(["GET", "POST"])
@needs_duty(pages.ADMINISTER)
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a year's notice: the form, then the resulting days to check, then the entry."""
    initial = {"year": request.GET.get("year") or moment.today().year + 1}
    country = notices.may_enter(people.actor(request), None)
    form = NoticeForm(request.POST or None, regions=_regions(request), country=country, initial=initial)
    if request.POST.get("step") == "edit" or not form.is_valid():
        return pages.form_page(request, form, place="calendar", key="notice", hidden={"step": "preview"})
    read: list[Notice] = []
    if not pages.accepted(form, lambda: read.append(_notice(form.cleaned_data)), form.PLACES):
        return pages.form_page(request, form, place="calendar", key="notice", hidden={"step": "preview"})
    notice = read[0]
    if request.POST.get("step") != "confirm":
        return _preview(request, form, notice)

    def act() -> None:
        notices.enter_notice(notice, actor=people.actor(request), now=moment.now())

    if not pages.accepted(form, act, form.PLACES):
        return pages.form_page(request, form, place="calendar", key="notice", hidden={"step": "preview"})
    pages.told(request, "notice_entered", year=notice.year)
    return HttpResponseRedirect(reverse("administration:year", args=[notice.year]))


def _preview(request: HttpRequest, form: NoticeForm, notice: Notice) -> HttpResponse:
    """The year as it would be, for comparing it with the notice line by line."""
    known = [*notices.notices_for(notice.year)]
    standing = [one for one in known if one.region != notice.region] if notice.region else []
    found = build([*standing, notice], notice.region)
    facts = [
        Fact(t("administration.field.year"), str(notice.year)),
        Fact(t("administration.field.source"), notice.source),
        Fact(t("administration.field.published_on"), day(notice.published_on)),
        Fact(t("administration.year.working_days"), str(_working_days(found, notice.year))),
        Fact(t("administration.year.holidays"), _names(notice.names)),
        Fact(
            t("administration.year.make_up"), "、".join(day(on) for on in sorted(notice.on)) or t("administration.none")
        ),
    ]
    replaced = [one for one in known if one.region == notice.region]
    fields = [(name, form.data.get(name, "")) for name in form.fields]
    return pages.page(
        request,
        "preview",
        place="calendar",
        notice=notice,
        months=_months(found, notice.year),
        facts=facts,
        replaced=replaced,
        fields=fields,
    )


def _notice(given: Mapping[str, Any]) -> Notice:
    year = given["year"]
    off, on = (days.read_days(given[field], year, field=field) for field in ("off", "on"))
    named = {when: name for when, name in [*off.items(), *on.items()] if name is not None}
    return Notice(
        year=year,
        off=frozenset(off),
        on=frozenset(on),
        source=given["source"].strip(),
        published_on=given["published_on"],
        region=given["region"] or None,
        names=named,
    )


def _regions(request: HttpRequest) -> Choices:
    mine = pages.regions_of(request)
    found = [region for region in registry.list_regions(on=moment.today()) if region.code in mine]
    return [(region.code, f"{pick(region.name)}（{region.code}）") for region in found]


def _names(names: Mapping[date, Text]) -> str:
    told = dict.fromkeys(pick(names[when]) for when in sorted(names))
    return "、".join(told) or t("administration.none")


def _working_days(found: WorkCalendar, year: int) -> int:
    first = date(year, 1, 1)
    length = (date(year + 1, 1, 1) - first).days
    return sum(found.is_working(first + timedelta(n)) for n in range(length))


def _months(found: WorkCalendar, year: int) -> list[dict[str, Any]]:
    """Twelve months of weeks, Monday first; each day says whether it is worked and whether that is out of the usual."""
    return [
        {
            "number": month,
            "name": t(f"administration.month.{month}"),
            "weeks": [
                [_cell(found, when) if when.month == month else None for when in week]
                for week in months.Calendar().monthdatescalendar(year, month)
            ],
        }
        for month in range(1, 13)
    ]


def _cell(found: WorkCalendar, when: date) -> dict[str, Any]:
    works, usual = found.is_working(when), when.weekday() < 5
    kind = ("work" if usual else "extra") if works else ("free" if usual or found.is_holiday(when) else "weekend")
    reason = found.reason(when)
    return {"day": when.day, "kind": kind, "why": pick(reason) if reason else ""}
