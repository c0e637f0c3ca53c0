"""What was exposed in public: everybody reads it; it names agencies, never people."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongban.domains.reform.supervision import api as supervision
from tongban.web import preferences
from tongban.web.governance import findings, pages
from tongban.web.wording import day, pick, t


@require_safe
def exposures(request: HttpRequest) -> HttpResponse:
    """Of the chosen region and those below it, the latest first."""
    region = preferences.region(request)
    found = supervision.list_exposures(region.code if region else "")
    return pages.page(
        request,
        "exposures",
        place="exposures",
        region_name=pick(region.name) if region else "",
        rows=[
            {
                "title": one.title,
                "agency": pick(one.agency_name),
                "wording": one.wording,
                "matter": findings.word("matter", one.matter),
                "day": day(one.published_at),
                "look": "finished" if one.closed_on else "open",
                "word": t(f"supervise.exposure.{one.tells}"),
            }
            for one in found
        ],
    )
