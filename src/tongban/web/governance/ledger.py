"""The ledger of a plan: every measure with its units, its deadline in words and as a day, and how it stands."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform import api as reform
from tongban.domains.registry import api as registry
from tongban.web import moment, people, sheets
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Link, Pages
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

PER_PAGE = 50
NARROWED = ("chapter", "unit", "light", "words")
LONGEST = 80
LIGHTS = {
    "overdue": "overdue",
    "near_due": "soon",
    "in_time": "running",
    "no_deadline": "waiting",
    "closed": "finished",
}
"""How a measure stands, in the order of attention, with the look of each."""


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans whose ledgers the reader may see, newest first."""
    actor = people.actor(request)
    rows = [
        {"plan": plan, "url": reverse("governance:plan", args=[str(plan.id)]), "region": _region(plan.region)}
        for plan in reform.list_plans(actor=actor)
    ]
    return pages.page(request, "plans", place="plans", rows=rows, may_import=pages.IMPORT in actor.duties)


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def plan(request: HttpRequest, plan_id: str) -> HttpResponse:
    """The measures under a filter, fifty at a time; `?all=1` has them all, for printing."""
    asked = _read(request)
    found = _ledger(request, plan_id, asked)
    whole = "all" in request.GET
    number = _page_number(request)
    shown = found.measures if whole else found.measures[(number - 1) * PER_PAGE : number * PER_PAGE]
    query = _query(asked)
    return pages.page(
        request,
        "plan",
        place="plans",
        plan=found.plan,
        region=_region(found.plan.region),
        links=[Link(t("governance.plans.title"), reverse("governance:plans")), Link(found.plan.number)],
        asked=asked,
        is_narrowed=bool(asked.chapter or asked.unit or asked.words),
        count=len(found.measures),
        tallies=_tallies(found, asked),
        chapters=[Choice(one, one, one == asked.chapter) for one in found.chapters],
        units=[Choice(one, one, one == asked.unit) for one in found.units],
        rows=[_row(one) for one in shown],
        pages=Pages() if whole else _pages(number, len(found.measures), query),
        all_url="" if whole or len(found.measures) <= PER_PAGE else f"?{query}&all=1",
        sheet_url=reverse("governance:sheet_upload", args=[plan_id]),
        csv_url=reverse("governance:plan_csv", args=[plan_id]) + f"?{query}",
        original_url=reverse("governance:plan_original", args=[plan_id]),
    )


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def table(request: HttpRequest, plan_id: str) -> HttpResponse:
    """The same measures as a file for a spreadsheet."""
    found = _ledger(request, plan_id, _read(request))
    names = ("anchor", "chapter", "item", "measure", "lead", "cooperating", "deadline", "due", "state")
    joined = t("web.list").join
    rows = [
        (
            one.anchor,
            one.chapter,
            f"{one.item_number}. {one.item_title}",
            one.text,
            joined(one.lead),
            joined(one.cooperating),
            joined(limit.text for limit in one.deadlines),
            one.due_on.isoformat() if one.due_on else "",
            t(f"governance.measure.{one.light}"),
        )
        for one in found.measures
    ]
    heading = [t(f"governance.column.{name}") for name in names]
    return sheets.sheet(t("governance.file.measures", number=found.plan.number), heading, rows)


def _ledger(request: HttpRequest, plan_id: str, asked: reform.LedgerFilter) -> reform.LedgerView:
    return reform.get_ledger(
        reform.PlanId.parse(plan_id), actor=people.actor(request), today=moment.today(), wanted=asked
    )


def _read(request: HttpRequest) -> reform.LedgerFilter:
    chapter, unit, light, words = (
        request.GET.get(name, "").strip()[:LONGEST] for name in ("chapter", "unit", "light", "words")
    )
    return reform.LedgerFilter(chapter=chapter, unit=unit, light=light if light in LIGHTS else "", words=words)


def _query(asked: reform.LedgerFilter, **changes: str) -> str:
    return urlencode(
        {
            name: value
            for name, value in {**{name: getattr(asked, name) for name in NARROWED}, **changes}.items()
            if value
        }
    )


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _pages(number: int, total: int, query: str) -> Pages:
    first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, total)
    return Pages(
        previous=f"?{query}&page={number - 1}" if number > 1 else "",
        next=f"?{query}&page={number + 1}" if last < total else "",
        label=t("governance.pages", first=first, last=last, total=total) if first <= last else "",
    )


def _tallies(found: reform.LedgerView, asked: reform.LedgerFilter) -> list[dict[str, Any]]:
    """Of the whole plan, by state."""
    counts = {str(light): count for light, count in found.lights.items()}
    return [
        {
            "status": "",
            "count": sum(counts.values()),
            "url": "?" + _query(asked, light=""),
            "is_current": not asked.light,
        },
        *(
            {
                "status": look,
                "word": t(f"governance.measure.{light}"),
                "count": counts.get(light, 0),
                "url": "?" + _query(asked, light=light),
                "is_current": asked.light == light,
            }
            for light, look in LIGHTS.items()
            if counts.get(light) or asked.light == light
        ),
    ]


def _row(one: reform.MeasureView) -> dict[str, Any]:
    return {
        "anchor": one.anchor,
        "url": reverse("governance:measure", args=[str(one.id)]),
        "original": reverse("governance:plan_original", args=[str(one.plan)]) + f"?measure={one.id}#here",
        "item": f"{one.item_number}. {one.item_title}",
        "chapter": one.chapter,
        "text": one.text,
        "lead": t("web.list").join(one.lead),
        "cooperating": t("web.list").join(one.cooperating),
        "limits": [{"text": limit.text, "day": day(limit.due_on)} for limit in one.deadlines],
        "look": LIGHTS[str(one.light)],
        "word": t(f"governance.measure.{one.light}"),
    }


def _region(code: str) -> str:
    found = registry.find_region(code, moment.today())
    return pick(found.name) if found else code
