"""The messages of an officer: the list, one message, everything read."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.web import messages
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Link
from tongban.web.desk import pages
from tongban.web.wording import t

PLACE = "desk"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.STAFF)
def listed(request: HttpRequest) -> HttpResponse:
    """The officer's messages, newest first; a POST marks all of them read."""
    if request.method == "POST":
        return messages.mark_all(request, PLACE)
    return pages.page(request, "messages", place="messages", **messages.listed(request, PLACE))


@require_safe
@never_cache
@needs_duty(*pages.STAFF)
def message(request: HttpRequest, message_id: str) -> HttpResponse:
    shown = messages.opened(request, message_id)
    links = [Link(t("desk.messages.title"), reverse("desk:messages")), Link(str(shown["title"]))]
    return pages.page(request, "message", place="messages", links=links, **shown)
