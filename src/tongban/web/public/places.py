"""Places where people are served in person: opening hours, how many wait, which numbers are called."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases.counter import api as counter
from tongban.web import moment, preferences
from tongban.web.components.parts import Link
from tongban.web.wording import pick, t


@never_cache
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Every place of the chosen region as of now. Anybody may look; a number or a time is taken in my space."""
    region = preferences.region(request)
    found = counter.list_places(region.code, now=moment.now()) if region else []
    shown = {
        "links": [Link(t("web.nav.home"), "/"), Link(t("web.places.title"))],
        "lines": [line(one) for one in found],
    }
    return render(request, "public/places.html", shown)


def line(one: counter.PlaceView) -> dict[str, Any]:
    """A place in words."""
    opens = t("web.list").join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in one.opens)
    return {
        "id": one.id,
        "title": pick(one.title),
        "address": pick(one.address),
        "phone": one.phone,
        "note": pick(one.note),
        "hours": t("web.list").join(one.hours),
        "weekend": t("web.list").join(one.weekend),
        "today": opens,
        "is_open": one.is_open,
        "is_known": one.is_open is not None,
        "takes_numbers": one.takes_numbers,
        "appointments": one.gives_appointments,
        "waiting": one.waiting,
        "windows": [{"title": pick(window.title), "number": window.number} for window in one.windows if window.number],
    }
