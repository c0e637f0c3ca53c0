"""What waits for a second person: asked closings, and closed measures on which the month's lot fell."""

from datetime import date, timedelta

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
    """Those that wait longest first. POST draws the lot of the last month for each of the reader's regions."""
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
        month=f"{_last_month(today):%Y-%m}",
        may_draw=bool(regions),
    )


def _draw(request: HttpRequest, regions: list[str]) -> HttpResponse:
    month = _last_month(moment.today())
    drawn = [
        one
        for region in regions
        for one in ledger.draw_recheck(region, month, actor=people.actor(request), now=moment.now())
    ]
    told = "drawn" if drawn else "drawn_none"
    messages.success(request, t(f"governance.closing.{told}", month=f"{month:%Y-%m}", count=len(drawn)))
    return redirect("governance:closing")


def _last_month(today: date) -> date:
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)
