"""One promise opened: its source, its number, its months, and for supervisors the cases behind it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.domains.metrics import api as metrics
from tongban.domains.reform.intake import api as intake
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components import explained
from tongban.web.components.parts import Entry, Fact, Link, Pages
from tongban.web.governance import figures, pages
from tongban.web.wording import day, instant, pick, t

PER_PAGE = 20
MOST_PAGES = 10_000


@require_safe
@never_cache
def commitment(request: HttpRequest, key: str, region: str) -> HttpResponse:
    """Figures for everyone; the cases for those whose duty is to watch this region."""
    actor = people.actor(request)
    number = _page_number(request)
    found = _open(request, key, region=region, offset=(number - 1) * PER_PAGE)
    view = found.view
    return pages.page(
        request,
        "commitment",
        place="home",
        view=view,
        links=[Link(t("governance.home.title"), reverse("governance:home")), Link(pick(view.title))],
        finding=figures.finding(view),
        facts=_facts(view),
        about=_about(view),
        quoted=_quoted(view, may_open=bool(actor.duties & set(pages.LEDGER))),
        data_url=reverse("api:get_commitment", args=[region, key]),
        line=figures.line(view, width=720, height=160, in_words=True),
        months=[
            {
                "month": figures.month(point.month),
                "value": figures.amount(point.value, view),
                "cases": point.cases,
                "state": str(point.state),
            }
            for point in reversed(view.series)
        ],
        watches=region in actor.regions_with(*pages.WATCHING) and view.metric is not None,
        rows=[_row(one, view) for one in found.cases],
        total=found.total,
        hidden=found.hidden,
        pages=_pages(number, found.total),
    )


def _quoted(view: metrics.CommitmentView, *, may_open: bool) -> list[dict[str, str]]:
    """The sentences of the plan, with the way to their place in the paper for who keeps the ledger."""
    return [
        {
            "text": one.text,
            "where": t("governance.promise.quoted_from", number=one.number, anchor=one.anchor),
            "url": reverse("governance:plan_original", args=[str(one.plan)]) + f"?measure={one.measure}#here"
            if may_open
            else "",
        }
        for one in intake.quote(view.region, document=view.source.document, place=view.source.place)
    ]


def _open(request: HttpRequest, key: str, *, region: str, offset: int = 0) -> metrics.CommitmentDetail:
    """The promise in the region; where there is no such region or promise there is no page."""
    actor, now = people.actor(request), moment.now()
    try:
        return metrics.get_commitment(key, region, actor=actor, now=now, offset=offset, limit=PER_PAGE)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MOST_PAGES)) else 1
    return min(max(number, 1), MOST_PAGES)


def _pages(number: int, total: int) -> Pages:
    first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, total)
    return Pages(
        previous=f"?page={number - 1}#cases" if number > 1 else "",
        next=f"?page={number + 1}#cases" if last < total else "",
        label=t("governance.pages", first=first, last=last, total=total) if first <= last else "",
    )


def _facts(view: metrics.CommitmentView) -> list[Fact]:
    since = t("governance.since", day=day(view.target.since)) if view.target and view.target.since else ""
    late = t("governance.late_open", count=view.late_open) if view.late_open else ""
    return [
        Fact(t("governance.column.target"), figures.target(view), since),
        Fact(t("governance.column.value"), figures.amount(view.value, view) or "—", pick(view.metric_title)),
        Fact(t("governance.column.cases"), str(view.cases), t("governance.waiting", count=view.waiting)),
        Fact(t("governance.column.breaking"), str(view.breaking), late),
    ]


def _about(view: metrics.CommitmentView) -> list[Fact]:
    """Where the promise stands in the plan, who answers for it, how it is measured, how old the data is."""
    period = t("governance.period_since", day=day(view.period_start)) if view.period_start else ""
    rows = (
        ("statement", pick(view.statement), ""),
        ("document", view.source.document, view.source.place),
        ("responsible", t("web.list").join(pick(one) for one in view.responsible), ""),
        ("deadline", day(view.deadline), ""),
        ("measured", pick(view.metric_title), period),
        (
            "defined",
            figures.amount(view.defined, view),
            t("governance.defined.note") if view.defined is not None else "",
        ),
        ("withdrawn", str(view.withdrawn) if view.withdrawn else "", t("governance.withdrawn.note")),
        ("data_at", instant(view.data_at), ""),
        ("note", pick(view.note), ""),
    )
    return [Fact(t(f"governance.column.{name}"), value, note) for name, value, note in rows if value]


def _row(one: metrics.CommitmentCase, view: metrics.CommitmentView) -> dict[str, Any]:
    found = registry.find_region(one.region, moment.today())
    unit_text = pick(view.target.unit_text) if view.target and view.case_unit == view.target.unit else ""
    return {
        "number": one.number,
        "url": reverse("governance:case", args=[view.id, view.region, one.case])
        + (f"?track={one.track}" if one.track else ""),
        "value": figures.measured(one.value, view.case_unit, unit_text),
        "status": ("breached" if one.finished else "overdue") if one.breaking else "met",
        "word": t("governance.case.open_late" if not one.finished else "governance.case.broken")
        if one.breaking
        else t("governance.case.kept" if one.finished else "governance.case.open"),
        "region": pick(found.name) if found else one.region,
        "started": instant(one.started_at),
        "ended": instant(one.ended_at),
    }


@require_safe
@never_cache
@needs_duty(*pages.WATCHING)
def case(request: HttpRequest, key: str, region: str, *, case_id: str) -> HttpResponse:
    """Why a case counts as it does: its clocks, stretch by stretch, and what happened. No word of the applicant's."""
    actor, now = people.actor(request), moment.now()
    promise = _open(request, key, region=region).view
    try:
        view = cases.get_case(cases.CaseId.parse(case_id), actor, now=now)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    track = request.GET.get("track", "")
    told = sorted(cases.clocks(view.id, now), key=lambda one: (one.scope != (track or "case"), one.kind != "promised"))
    clocks = [explained.clock(one, explained.title_of(one, view.tracks)) for one in told]
    return pages.page(
        request,
        "case",
        place="home",
        case=view,
        promise=promise,
        target=figures.target(promise),
        links=[
            Link(t("governance.home.title"), reverse("governance:home")),
            Link(pick(promise.title), reverse("governance:commitment", args=[key, region])),
            Link(view.number),
        ],
        clocks=clocks[:1],
        other_clocks=clocks[1:],
        entries=[Entry(pick(one.sentence), one.at, pick(one.who)) for one in cases.timeline(view.id, actor)],
    )
