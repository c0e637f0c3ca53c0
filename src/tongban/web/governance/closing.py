"""What waits for a second person: asked closings, and closed measures on which the month's lot fell."""

from collections.abc import Iterable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.ledger import api as ledger
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.governance import measures, pages
from tongban.web.wording import day, t

MOST = 200


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(pages.IMPORT)
def queue(request: HttpRequest) -> HttpResponse:
    """Those that wait longest first. POST draws the lots of months that are over."""
    actor, today = people.actor(request), moment.today()
    regions = sorted({plan.region for plan in ledger.list_plans(actor=actor)} & actor.regions_with(pages.IMPORT))
    if request.method == "POST":
        return _draw(request, regions)
    wanted = ledger.LedgerFilter(state=ledger.MeasureState.CLOSING_ASKED)
    waiting = ledger.list_measures(wanted, actor=actor, today=today, limit=MOST).measures
    drawn = [one for region in regions for one in ledger.list_rechecks(region, actor=actor, today=today)]
    problems = [one for region in regions for one in ledger.list_problems(region, actor=actor)]
    return pages.page(
        request,
        "closing",
        place="closing",
        rows=[
            {**measures.row(one), "asked": day(one.asked_on), "files": one.evidence_count}
            for one in sorted(waiting, key=lambda one: one.asked_on or today)
        ],
        drawn=[{**measures.row(one.measure), "month": f"{one.month:%Y-%m}", "purpose": one.purpose} for one in drawn],
        problems=problems,
        months=_months(month for _, month in _undrawn(request, regions)),
    )


def _draw(request: HttpRequest, regions: list[str]) -> HttpResponse:
    drawn = [
        one
        for region, month in _undrawn(request, regions)
        for one in ledger.draw_recheck(region, month, actor=people.actor(request), now=moment.now())
    ]
    messages.success(request, t("governance.closing.drawn", count=len(drawn)))
    return redirect("governance:closing")


def _undrawn(request: HttpRequest, regions: list[str]) -> list[tuple[str, date]]:
    actor, today = people.actor(request), moment.today()
    return [(one, month) for one in regions for month in ledger.months_to_draw(one, actor=actor, today=today)]


def _months(months: Iterable[date]) -> str:
    return t("web.list").join(sorted({f"{month:%Y-%m}" for month in months}))
