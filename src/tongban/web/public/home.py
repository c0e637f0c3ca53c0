"""The front page and the search."""

from collections.abc import Sequence

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongban.domains.catalogue import api as catalogue
from tongban.domains.metrics import api as metrics
from tongban.web import moment, preferences
from tongban.web.context import find_url
from tongban.web.public import summaries
from tongban.web.wording import t

AUDIENCES = ("natural_person", "enterprise")
LONGEST_QUERY = 60
MOST_SUGGESTIONS = 6
CASE_NUMBER = 20
FEW_MINUTES = 300


def _listed(request: HttpRequest, audience: str = "", query: str = "") -> Sequence[catalogue.ProcedureSummary]:
    region = preferences.region(request)
    return (
        catalogue.list_procedures(region.code, on=moment.today(), audience=audience or None, query=query)
        if region
        else []
    )


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    listed = _listed(request)
    shown = {
        "packages": [summaries.line(one) for one in listed if one.kind == "package"],
        "sides": [
            {
                "audience": audience,
                "title": t(f"web.home.for.{audience}"),
                "topics": summaries.by_topic([one for one in listed if audience in one.audience], audience),
            }
            for audience in AUDIENCES
        ],
        "suggested": [summaries.line(one) for one in listed][:4],
        "is_empty": not listed,
        "promises": _promises(request) if find_url("governance:home") else None,
    }
    return render(request, "public/home.html", shown)


def _promises(request: HttpRequest) -> dict[str, int] | None:
    """How many promises of the region are kept and broken, computed from its cases at most every few minutes."""
    region = preferences.region(request)
    if region is None:
        return None
    key = f"promises:{region.code}:{moment.today()}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        states = [str(one.state) for one in metrics.list_commitments(region.code, now=moment.now())]
        found = {state: states.count(state) for state in ("met", "breached")}
        cache.set(key, found, FEW_MINUTES)
    return found


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    audience = request.GET.get("audience", "")
    audience = audience if audience in AUDIENCES else ""
    found = _listed(request, audience, query)
    shown = {
        "query": query,
        "audience": audience,
        "audiences": [{"value": "", "label": t("web.search.everyone")}]
        + [{"value": one, "label": t(f"web.audience.{one}")} for one in AUDIENCES],
        "lines": [summaries.line(one) for one in found],
        "case_url": _case_address(query),
        "others": [] if found else [summaries.line(one) for one in _listed(request)][:4],
    }
    return render(request, "public/search.html", shown)


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Suggestions under the search box, as a fragment."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    found = _listed(request, query=query)[:MOST_SUGGESTIONS] if query else []
    return render(request, "public/suggestions.html", {"lines": [summaries.line(one) for one in found]})


def _case_address(query: str) -> str:
    """Where a case number leads; only its owner or the officers will see it there."""
    address = find_url("space:cases")
    return (
        f"{address}?number={query}"
        if address and query.isascii() and query.isdigit() and len(query) == CASE_NUMBER
        else ""
    )
