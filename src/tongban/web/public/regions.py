"""Choosing the region whose services are shown."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, preferences
from tongban.web.components.parts import Link
from tongban.web.wording import pick, t


@require_http_methods(["GET", "HEAD", "POST"])
def regions(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        code = request.POST.get("region", "")
        response = HttpResponseRedirect(preferences.back_to(request))
        if is_served(code):
            preferences.remember(response, preferences.REGION, code)
        return response
    listed = registry.list_regions(on=moment.today())
    chosen = preferences.region(request)
    served = {region.code for region in listed if region.pack}
    tops = [region for region in listed if region.code in served and region.parent not in served]
    shown = {
        "links": [Link(t("web.nav.home"), "/"), Link(t("web.regions.title"))],
        "groups": [
            {"region": top, "name": pick(top.name), "below": [one for one in listed if one.parent == top.code]}
            for top in tops
        ],
        "chosen": chosen.code if chosen else "",
        "next": preferences.back_to(request),
    }
    return render(request, "public/regions.html", shown)


def is_served(code: str) -> bool:
    """Whether some pack rules in this region, its own or one above it."""
    if not preferences.is_code(code):
        return False
    try:
        registry.pack_of(code)
    except Refusal:
        return False
    return True
