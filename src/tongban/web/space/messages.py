"""The messages of my space: the list, one message, everything read."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.web import messages
from tongban.web.components.parts import Link
from tongban.web.wording import t

PLACE = "space"


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The reader's messages, newest first; a POST marks all of them read."""
    if request.method == "POST":
        return messages.mark_all(request, PLACE)
    return render(request, "space/messages.html", messages.listed(request, PLACE) | {"links": _links()})


@never_cache
@login_required
@require_safe
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    shown = messages.opened(request, message_id)
    links = [*_links(reverse("space:messages")), Link(str(shown["title"]))]
    return render(request, "space/message.html", shown | {"links": links})


def _links(url: str = "") -> list[Link]:
    return [Link(t("web.nav.space"), reverse("space:home")), Link(t("web.messages.title"), url)]
