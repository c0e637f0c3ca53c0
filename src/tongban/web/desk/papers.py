"""The papers of a case: what was handed in, shown in place where that is safe, else given as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import notices
from tongban.web.accounts.acting import needs_duty
from tongban.web.desk import pages
from tongban.web.wallet import papers as signed

POLICY = "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""A file that an applicant gave may be looked at and does nothing; the styles are those of the browser's viewer."""
SHOWN = {"application/pdf": "pdf", "image/png": "image", "image/jpeg": "image"}


@require_safe
@never_cache
@needs_duty(*pages.STAFF)
@xframe_options_sameorigin
def paper(request: HttpRequest, case_id: str, file_id: str) -> HttpResponse:
    """One file, only as part of a case whose papers the reader may see; `?save=1` always downloads.

    What is not a PDF or a picture is never opened by the browser.
    """
    view = pages.find_case(request, case_id)
    if file_id not in view.files:
        raise Http404(file_id)
    try:
        known, data = evidence.get(evidence.EvidenceId.parse(file_id))
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    saves = "save" in request.GET or known.media_type not in SHOWN
    response = HttpResponse(data, content_type=known.media_type)
    response["Content-Security-Policy"] = POLICY
    if disposition := content_disposition_header(saves, known.name):
        response["Content-Disposition"] = disposition
    return response


@require_safe
@never_cache
@needs_duty(*pages.STAFF)
def document(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """A notice of a case as PDF, for officers who may read its papers."""
    view = pages.find_case(request, case_id)
    return notices.answer(request, view.id, number, actor=pages.officer(request))


@require_safe
@never_cache
@needs_duty(*pages.STAFF)
def signature(request: HttpRequest, case_id: str, number: int) -> HttpResponse:
    """The paper of a holder's signature, for officers who may read what the applicant wrote."""
    view = pages.find_case(request, case_id)
    if not view.shows_facts:
        raise Http404(number)
    return signed.paper(str(view.id), number)
