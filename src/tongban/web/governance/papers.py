"""Papers that should not have been asked: the standing list behind the promises A03 and A05, opened to the cases."""

from typing import cast, get_args

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.web import people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Link, Pages
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

PER_PAGE = 20
MOST_PAGES = 10_000


@require_safe
@never_cache
@needs_duty(*pages.WATCHING)
def papers(request: HttpRequest) -> HttpResponse:
    """Every paper that was asked although it was held, or asked again; the newest case first."""
    region = preferences.region(request)
    if region is None:
        return pages.page(request, "nowhere", place="papers")
    asked = request.GET.get("kind", "")
    kind = cast(cases.BreachKind, asked) if asked in get_args(cases.BreachKind) else None
    number = _page_number(request)
    found, total = cases.list_breaches(
        people.actor(request), region=region.code, kind=kind, offset=(number - 1) * PER_PAGE, limit=PER_PAGE
    )
    own = reverse("governance:papers")
    return pages.page(
        request,
        "papers",
        place="papers",
        links=[Link(t("governance.home.title"), reverse("governance:home")), Link(t("governance.papers.title"))],
        region_name=pick(region.name),
        kinds=[
            (t(f"governance.papers.kind.{one or 'all'}"), f"{own}?kind={one}" if one else own, one == (kind or ""))
            for one in ("", *get_args(cases.BreachKind))
        ],
        rows=[_row(one) for one in found],
        total=total,
        pages=_pages(number, total, asked=kind or ""),
    )


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return min(max(int(text), 1), MOST_PAGES) if text.isascii() and text.isdigit() and len(text) <= 9 else 1


def _row(one: cases.BreachView) -> dict[str, str]:
    return {
        "number": one.number,
        "url": reverse("desk:case", args=[str(one.case)]),
        "title": pick(one.title),
        "agency": pick(one.agency),
        "channel": t(f"governance.channel.{one.channel}"),
        "day": day(one.submitted_at),
        "material": pick(one.material),
        "kind": one.kind,
        "word": t(f"governance.papers.kind.{one.kind}"),
        "instead": one.credential or one.earlier,
    }


def _pages(number: int, total: int, *, asked: str) -> Pages:
    first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, total)
    query = f"&kind={asked}" if asked else ""
    return Pages(
        previous=f"?page={number - 1}{query}" if number > 1 else "",
        next=f"?page={number + 1}{query}" if last < total else "",
        label=t("governance.pages", first=first, last=last, total=total) if first <= last else "",
    )
