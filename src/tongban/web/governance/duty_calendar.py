"""The calendar of duties: what is due in a month, whom, and how it stands. Whoever owes it records it here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.reform.rhythm import api as rhythm
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Field
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

LOOKS = {
    "due_late": "overdue",
    "near": "soon",
    "missed": "breached",
    "ahead": "waiting",
    "met_late": "stopped_late",
    "met": "met",
}
"""The states of a duty in the order of attention, with the look of each."""
RECORD_TEXT = 4000


@require_safe
@never_cache
@needs_duty(*pages.RHYTHM)
def calendar(request: HttpRequest) -> HttpResponse:
    """One month of one region, by day and rule; a unit sees its own."""
    region, code = region_of(request)
    first = month_of(request)
    last = following(first) - timedelta(days=1)
    actor = people.actor(request)
    found = rhythm.list_duties_of(code, actor=actor, first=first, last=last, today=moment.today()) if code else []
    state = request.GET.get("state", "") if request.GET.get("state", "") in LOOKS else ""
    unit = request.GET.get("unit", "")[:120]
    shown = [one for one in found if state in ("", one.state) and unit in ("", one.unit)]
    asked = {"month": f"{first:%Y-%m}", "state": state, "unit": unit}
    return pages.page(
        request,
        "duty_calendar",
        place="calendar",
        region=region,
        month=month_name(first),
        before=_way(asked, month=f"{first - timedelta(days=1):%Y-%m}"),
        after=_way(asked, month=f"{following(first):%Y-%m}"),
        asked=asked,
        tallies=_tallies([one for one in found if unit in ("", one.unit)], asked),
        units=[Choice(one, one, one == unit) for one in dict.fromkeys(one.unit for one in found)],
        groups=list(_groups(shown)),
        total=len(found),
        rules=rhythm.list_rules(code) if code else (),
        provisional=any(one.is_provisional for one in shown),
    )


@require_http_methods(["POST"])
@needs_duty(*pages.RHYTHM)
def record(request: HttpRequest) -> HttpResponse:
    """Record that a duty was done; back to its month, with the refusal's sentence when there is one."""
    _, code = region_of(request)
    said = {name: request.POST.get(name, "").strip() for name in ("rule", "unit", "period", "text")}
    actor = people.actor(request)
    try:
        files = keep_files(request, actor, purpose=t("governance.calendar.purpose"))
        rhythm.record_duty(
            code,
            rule=said["rule"],
            unit=said["unit"],
            period=said["period"],
            text=said["text"],
            evidence=files,
            actor=actor,
            now=moment.now(),
        )
    except Refusal as refused:
        messages.error(request, t(refused.code, **refused.values))
    else:
        messages.success(request, t("governance.calendar.recorded", unit=said["unit"]))
    month = request.POST.get("month", "")
    return redirect(reverse("governance:calendar") + (f"?month={month}" if is_month(month) else ""))


# shared with the pages of meetings and reports ------------------------------------------------------------------------


def region_of(request: HttpRequest) -> tuple[str, str]:
    """Name and code of the region that the reader looks at: the chosen one if the reader works there, else an own."""
    actor = people.actor(request)
    chosen = preferences.region(request)
    working = actor.regions_with(*pages.RHYTHM)
    if chosen is not None and chosen.code in working:
        return pick(chosen.name), chosen.code
    own = next((post.region for post in actor.posts if post.duties & set(pages.RHYTHM)), "")
    found = registry.find_region(own, moment.today()) if own else None
    return (pick(found.name), own) if found else ("", "")


def own_agencies(actor: Actor, region: str) -> list[registry.AgencyView]:
    """The agencies of the region for which the reader reports."""
    views = registry.list_agencies_by_pk(actor.agencies_with(*pages.REPORTING)).values()
    return sorted((one for one in views if one.region == region), key=lambda one: one.pk)


def is_month(text: str) -> bool:
    try:
        return len(text) == 7 and 1949 <= date.fromisoformat(f"{text}-01").year < 2200
    except ValueError:
        return False


def month_of(request: HttpRequest) -> date:
    """The first day of the month in the address, of the present one without."""
    text = request.GET.get("month", "")
    return date.fromisoformat(f"{text}-01") if is_month(text) else moment.today().replace(day=1)


def following(first: date) -> date:
    return (first + timedelta(days=31)).replace(day=1)


def month_name(first: date) -> str:
    return t("governance.month", year=first.year, month=first.month)


def period_name(period: str) -> str:
    """`2026-03` and `2026` as people read them."""
    if is_month(period):
        return month_name(date.fromisoformat(f"{period}-01"))
    return t("governance.year_named", year=period) if period.isdecimal() else ""


def keep_files(request: HttpRequest, actor: Actor, *, purpose: str) -> list[str]:
    """The files that came with a form, kept as evidence. Refuses what `evidence.put` refuses."""
    files: Sequence[UploadedFile[bytes]] = [one for one in request.FILES.getlist("file") if one]
    return [
        str(
            evidence.put(evidence.read_whole(one), one.name or "file", by=actor.label, purpose=purpose, at=moment.now())
        )
        for one in files
    ]


def _groups(found: Iterable[rhythm.DutyView]) -> Iterable[dict[str, Any]]:
    for (due_on, _), parts in groupby(found, key=lambda one: (one.due_on, one.rule.id)):
        rows = list(parts)
        first = rows[0]
        yield {
            "day": day(due_on),
            "title": pick(first.rule.title),
            "source": f"{first.rule.source.document} {first.rule.source.place}".strip(),
            "governance": first.rule.governance,
            "consequence": pick(first.rule.consequence),
            "period": period_name(first.period) or first.plan_number or day(first.occurred_on),
            "wanted": _wanted(first),
            "provisional": first.is_provisional,
            "states": [
                {"look": look, "word": t(f"governance.duty.{state}"), "units": [_unit(one) for one in of_state]}
                for state, look in LOOKS.items()
                if (of_state := [one for one in rows if one.state == state])
            ],
            "record": _record(rows),
        }


def _unit(one: rhythm.DutyView) -> dict[str, str]:
    note = (
        t("governance.calendar.count", count=one.count)
        if one.count and (one.at_least > 1 or one.at_most or one.count > 1)
        else ""
    )
    return {"name": one.unit, "note": note, "met": day(one.met_on)}


def _wanted(one: rhythm.DutyView) -> str:
    if one.at_most and one.at_most > one.at_least:
        return t("governance.calendar.wanted_span", least=one.at_least, most=one.at_most)
    return t("governance.calendar.wanted", least=one.at_least) if one.at_least > 1 else ""


def _record(rows: Sequence[rhythm.DutyView]) -> dict[str, Any] | None:
    """The form by which the reader records it for one of the units that have not done it yet."""
    open_ones = [one for one in rows if one.may_record and one.state not in ("met", "met_late")]
    if not open_ones:
        return None
    first = open_ones[0]
    suffix = f"{first.rule.id}-{first.period}"
    units = [Choice(one.unit, one.unit, one is first) for one in open_ones]
    return {
        "rule": first.rule.id,
        "period": first.period,
        "fields": (
            Field("unit", t("governance.calendar.unit"), "select", first.unit, choices=units, html_id=f"u-{suffix}"),
            Field("text", t("governance.calendar.text"), "textarea", maximum_length=RECORD_TEXT, html_id=f"t-{suffix}"),
            Field("file", t("governance.calendar.file"), "file", required=False, html_id=f"e-{suffix}"),
        ),
    }


def _way(asked: dict[str, str], **changes: str) -> str:
    return "?" + urlencode({name: value for name, value in {**asked, **changes}.items() if value})


def _tallies(found: Sequence[rhythm.DutyView], asked: dict[str, str]) -> list[dict[str, Any]]:
    counts = Counter(str(one.state) for one in found)
    whole = {"status": "", "count": len(found), "url": _way(asked, state=""), "is_current": not asked["state"]}
    return [
        whole,
        *(
            {
                "status": look,
                "word": t(f"governance.duty.{state}"),
                "count": counts[state],
                "url": _way(asked, state=state),
                "is_current": asked["state"] == state,
            }
            for state, look in LOOKS.items()
            if counts[state] or asked["state"] == state
        ),
    ]
