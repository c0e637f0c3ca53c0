"""A draft as a whole: what it is, how far the review is, every row; and the end of it, into the ledger or away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.intake import api as intake
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Fact, Link, Mistake, Pages
from tongban.web.governance import pages
from tongban.web.wording import day, instant, pick, t

PER_PAGE = 50
SHORT = 60
LOOKS = {"waiting": "waiting", "accepted": "finished", "rejected": "withdrawn", "clear": "running"}
"""The sign of each state of a row, in the order of attention."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(pages.IMPORT)
def draft(request: HttpRequest, draft_id: str) -> HttpResponse:
    """Progress, rows by state, and the two ends; a POST writes the draft or throws it away."""
    key, actor, now = intake.DraftId.parse(draft_id), people.actor(request), moment.now()
    if request.method != "POST":
        return _show(request, key)
    try:
        if request.POST.get("act") == "discard":
            intake.discard(key, actor=actor, now=now)
            messages.success(request, t("governance.draft.discarded"))
            return redirect("governance:import")
        count = intake.get_draft(key, actor=actor)
        plan = intake.write(key, actor=actor, now=now)
    except Refusal as refused:
        known = refused.values.get("plan")
        link = Link(t("governance.import.to_plan"), reverse("governance:plan", args=[known])) if known else None
        return _show(request, key, mistakes=[Mistake(t(refused.code, **refused.values))], known=link)
    messages.success(request, t("governance.import.done", number=named(count), count=count.measures - count.rejected))
    return redirect("governance:plan", str(plan))


def named(view: intake.DraftView) -> str:
    """A paper without a number is known by its title."""
    return view.document.number or view.document.title or view.name


def _show(
    request: HttpRequest, key: intake.DraftId, *, mistakes: list[Mistake] | None = None, known: Link | None = None
) -> HttpResponse:
    view = intake.get_draft(key, actor=people.actor(request))
    rows = intake.list_rows(key, actor=people.actor(request))
    counts = {state: sum(row.state == state for row in rows) for state in LOOKS}
    state = request.GET.get("state", "")
    asked = state if state in LOOKS else ""
    shown = [row for row in rows if not asked or row.state == asked]
    number = _page_number(request)
    return pages.page(
        request,
        "draft",
        place="import",
        status=422 if mistakes else 200,
        mistakes=mistakes or [],
        known=known,
        links=[Link(t("governance.import.title"), reverse("governance:import")), Link(named(view))],
        view=view,
        about=_about(view),
        progress=t("governance.draft.progress", settled=view.settled, doubted=view.doubted),
        next_url=_next(request, key),
        tallies=_tallies(counts, asked),
        rows=[_row(row, key) for row in shown[(number - 1) * PER_PAGE : number * PER_PAGE]],
        pages=_pages(number, len(shown), asked),
        plan_url=reverse("governance:plan", args=[str(view.plan)]) if view.plan else "",
    )


def _next(request: HttpRequest, key: intake.DraftId) -> str:
    position = intake.next_waiting(key, actor=people.actor(request))
    return "" if position is None else row_url(key, position)


def row_url(key: intake.DraftId, position: int) -> str:
    return reverse("governance:draft_row", args=[str(key), position])


def _about(view: intake.DraftView) -> list[Fact]:
    paper, region = view.document, registry.find_region(view.region, moment.today())
    unknown = t("governance.plan.undated")
    kept = t("governance.draft.file_note", at=instant(view.opened_at))
    return [
        Fact(t("governance.plan.number"), paper.number or unknown),
        Fact(t("governance.plan.issuer"), paper.issuer or unknown),
        Fact(t("governance.plan.issued_on"), day(paper.issued_on) if paper.issued_on else unknown),
        Fact(t("governance.import.region"), pick(region.name) if region else view.region),
        Fact(t("governance.draft.file"), view.name, kept),
    ]


def _tallies(counts: dict[str, int], asked: str) -> list[dict[str, Any]]:
    whole = {"status": "", "count": sum(counts.values()), "url": "?", "is_current": not asked}
    return [
        whole,
        *(
            {
                "status": LOOKS[state],
                "word": t(f"governance.draft.state.{state}"),
                "count": count,
                "url": f"?state={state}",
                "is_current": asked == state,
            }
            for state, count in counts.items()
            if count or asked == state
        ),
    ]


def _row(row: intake.RowView, key: intake.DraftId) -> dict[str, Any]:
    measure = row.measure
    joined = t("web.list").join
    return {
        "url": row_url(key, row.position),
        "anchor": measure.anchor if measure else t("governance.draft.paper"),
        "title": row.title or t("governance.plan.undated"),
        "text": measure.text if measure else "",
        "lead": joined(measure.lead) if measure else row.document.issuer,
        "limits": joined(one.text for one in measure.deadlines) if measure else "",
        "look": LOOKS[row.state],
        "word": t(f"governance.draft.state.{row.state}"),
        "doubts": [t(doubt.code, **doubt.values) for doubt in row.doubts] if row.state == "waiting" else [],
        "reason": row.reason,
        "is_changed": row.is_changed,
    }


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _pages(number: int, total: int, asked: str) -> Pages:
    first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, total)
    return Pages(
        previous=f"?state={asked}&page={number - 1}" if number > 1 else "",
        next=f"?state={asked}&page={number + 1}" if last < total else "",
        label=t("governance.pages", first=first, last=last, total=total) if total > PER_PAGE and first <= last else "",
    )
