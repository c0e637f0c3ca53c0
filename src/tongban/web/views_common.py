"""Pages that belong to no place: errors, the offline page, the gallery of components."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from tongban.web.api import problems

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(API):
        return problems.respond(400, "web.api.bad_request")
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if request.path.startswith(API):
        return problems.respond(403, "kernel.authz.denied")
    return render(request, "errors/403.html", status=403)


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose protection ran out: usually a page left open overnight."""
    return render(request, "errors/forgery.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault. Drawn without the database, because that may be what is broken."""
    if request.path.startswith(API):
        return problems.respond(500, "web.api.broken")
    return HttpResponse(render_to_string("errors/500.html"), status=500)


@require_safe
@cache_control(public=True, max_age=86400)
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker when the network is gone."""
    return HttpResponse(render_to_string("errors/offline.html"))


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from the root so that it may answer for the whole site."""
    return render(request, "worker.js", content_type="text/javascript; charset=utf-8")
