"""The notices of a case (受理通知书 and others) on its pages: a list to choose from, and each as PDF."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header

from tongban.domains.cases import api as cases
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web.wording import instant, pick


def listed(case: cases.CaseId, actor: Actor, *, route: str) -> list[dict[str, Any]]:
    """The notices that a reader may have, with where to get each; none for who may not read the case's papers."""
    try:
        found = cases.list_documents(case, actor)
    except Refusal:
        return []
    return [
        {"title": pick(one.title), "at": instant(one.at), "url": reverse(route, args=[str(case), one.number])}
        for one in found
    ]


def answer(request: HttpRequest, case: cases.CaseId, number: int, *, actor: Actor) -> HttpResponse:
    """One notice, opened in the browser or with `?save=1` saved. Its QR code tells its holder how far the case is."""
    address = settings.PUBLIC_ADDRESS + reverse("public:progress", args=[str(case)])
    try:
        data = cases.get_document(case, number, actor, address=address)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    response = HttpResponse(data, content_type="application/pdf")
    if disposition := content_disposition_header("save" in request.GET, f"{number:03}.pdf"):
        response["Content-Disposition"] = disposition
    return response
