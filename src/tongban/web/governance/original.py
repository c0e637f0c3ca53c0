"""The paper of a plan beside its ledger: from a measure to the place where it stands, and back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.reform import api as reform
from tongban.domains.reform.intake import api as intake
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Link, Pages
from tongban.web.governance import pages
from tongban.web.governance.ledger import LIGHTS
from tongban.web.wording import instant, t

PER_PAGE = 30


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def original(request: HttpRequest, plan_id: str) -> HttpResponse:
    """A stretch of the paper and the measures that were read from it, thirty at a time."""
    key, actor = reform.PlanId.parse(plan_id), people.actor(request)
    ledger = reform.get_ledger(key, actor=actor, today=moment.today())
    measures = ledger.measures
    number = _page_number(request, measures)
    shown = measures[(number - 1) * PER_PAGE : number * PER_PAGE]
    start, end = _stretch(shown, is_first=number == 1, is_last=number * PER_PAGE >= len(measures))
    paper = intake.get_original(key, actor=actor, start=start, end=end)
    name = ledger.plan.number or ledger.plan.title
    return pages.page(
        request,
        "original",
        place="plans",
        plan=ledger.plan,
        links=[
            Link(t("governance.plans.title"), reverse("governance:plans")),
            Link(name, reverse("governance:plan", args=[plan_id])),
            Link(t("governance.original.title")),
        ],
        paper=paper,
        kept=t("governance.original.kept", at=instant(paper.kept_at), digest=paper.digest[:16]) if paper else "",
        pieces=_pieces(paper, shown, wanted=request.GET.get("measure", "")) if paper else [],
        rows=[_row(one, position) for position, one in enumerate(shown, start=1)],
        pages=_pages(number, len(measures)),
    )


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def file(request: HttpRequest, plan_id: str) -> HttpResponse:
    """The file as it came, to be saved; never shown by the browser."""
    try:
        name, data = intake.read_original(reform.PlanId.parse(plan_id), actor=people.actor(request))
    except Refusal as refused:
        raise Http404(refused.code) from refused
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _page_number(request: HttpRequest, measures: tuple[reform.MeasureView, ...]) -> int:
    """The page that was asked for, or the one with the measure that was asked for."""
    wanted = request.GET.get("measure", "")
    for position, one in enumerate(measures):
        if wanted and str(one.id) == wanted:
            return position // PER_PAGE + 1
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _stretch(shown: tuple[reform.MeasureView, ...], *, is_first: bool, is_last: bool) -> tuple[int, int | None]:
    """From the first of these measures to the last; the first page has what stands before, the last what follows."""
    places = [one.place for one in shown if one.place]
    if not places:
        return 0, None
    start = 0 if is_first else min(int(place["start"]) for place in places)
    return start, None if is_last else max(int(place["end"]) for place in places)


def _pieces(paper: intake.OriginalView, shown: tuple[reform.MeasureView, ...], *, wanted: str) -> list[dict[str, Any]]:
    found, page = [], None
    for piece in paper.pieces:
        inside = [
            (position, one)
            for position, one in enumerate(shown, start=1)
            if one.place and piece.start <= int(one.place["start"]) < max(piece.end, piece.start + 1)
        ]
        turned = piece.page if piece.page != page else None
        page = piece.page
        found.append(
            {
                "piece": piece,
                "measures": [{"position": position, "anchor": one.anchor} for position, one in inside],
                "is_wanted": any(str(one.id) == wanted for _, one in inside),
                "page": turned,
            }
        )
    return found


def _row(one: reform.MeasureView, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "anchor": one.anchor,
        "item": f"{one.item_label} {one.item_title}".strip(),
        "chapter": one.chapter,
        "text": one.text,
        "units": t("web.list").join((*one.lead, *one.cooperating)),
        "url": reverse("governance:measure", args=[str(one.id)]),
        "look": LIGHTS[str(one.light)],
        "word": t(f"governance.measure.{one.light}"),
        "has_place": one.place is not None,
    }


def _pages(number: int, total: int) -> Pages:
    first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, total)
    return Pages(
        previous=f"?page={number - 1}" if number > 1 else "",
        next=f"?page={number + 1}" if last < total else "",
        label=t("governance.pages", first=first, last=last, total=total) if total > PER_PAGE and first <= last else "",
    )
