"""Choosing the region whose services are shown."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from tongban.domains.registry import api as registry
from tongban.web import moment, preferences
from tongban.web.components.parts import Link
from tongban.web.wording import pick, t


@require_http_methods(["GET", "HEAD", "POST"])
def regions(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        code = request.POST.get("region", "")
        response = HttpResponseRedirect(preferences.back_to(request))
        if registry.find_region(code, moment.today()):
            preferences.remember(response, preferences.REGION, code)
        return response
    listed = registry.list_regions(on=moment.today())
    chosen = preferences.region(request)
    served = [region for region in listed if region.pack]
    shown = {
        "links": [Link(t("web.nav.home"), "/"), Link(t("web.regions.title"))],
        "groups": [
            {
                "region": region,
                "name": pick(region.name),
                "below": [one for one in listed if one.parent == region.code and not one.pack],
            }
            for region in served
        ],
        "chosen": chosen.code if chosen else "",
        "next": preferences.back_to(request),
    }
    return render(request, "public/regions.html", shown)
