"""Annotated copies (加注件) that the issuing agency makes of its licences: for a court, another office, the holder."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components import copies as form_of
from tongban.web.components.parts import Mistake
from tongban.web.desk import pages
from tongban.web.desk.licences import find_one, links
from tongban.web.space.licences import copy_address
from tongban.web.wording import t

MAKERS = ("intake", "review", "approve")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_duty(*MAKERS)
def copies(request: HttpRequest, licence_id: str) -> HttpResponse:
    """The copies that the reader's agency has made of a licence, and the form for a new one."""
    found, actor = _issued(request, licence_id), pages.officer(request)
    mistakes: list[Mistake] = []
    if request.method == "POST":
        try:
            form_of.make(request.POST, found, actor=actor)
        except Refusal as refused:
            mistakes = form_of.mistakes_of(refused)
        else:
            messages.success(request, t("web.copies.made"))
            return redirect("desk:licence_copies", licence_id)
    listed = licences.list_copies(licence=found.id, actor=actor, now=moment.now())
    return pages.page(
        request,
        "licence_copies",
        place="licences",
        status=422 if mistakes else 200,
        licence=found,
        links=links(found, t("web.copies.title")),
        fields=form_of.fields(request.POST, mistakes),
        lines=[form_of.line(one, "desk") for one in listed],
        mistakes=mistakes,
    )


@never_cache
@require_POST
@needs_duty(*MAKERS)
def withdraw(request: HttpRequest, licence_id: str, copy_id: str) -> HttpResponse:
    """A copy of the agency no longer counts, at once."""
    copy = _copy(request, licence_id, copy_id)
    licences.withdraw_copy(copy=copy.id, actor=pages.officer(request), now=moment.now())
    messages.success(request, t("web.copies.withdrawn"))
    return redirect("desk:licence_copies", licence_id)


@never_cache
@require_safe
@needs_duty(*MAKERS)
def copy_file(request: HttpRequest, *, licence_id: str, copy_id: str, form: str) -> HttpResponse:
    """The copy as a file."""
    if form not in form_of.MEDIA:
        raise Http404(form)
    copy = _copy(request, licence_id, copy_id)
    return form_of.file_of(copy, form, address_of=copy_address, actor=pages.officer(request))


def _issued(request: HttpRequest, licence_id: str) -> licences.LicenceView:
    """A licence whose copies are the reader's to make: of an agency where the reader handles cases."""
    found = find_one(request, licence_id)
    if not licences.may_copy(found.id, actor=pages.officer(request)):
        raise Http404(licence_id)
    return found


def _copy(request: HttpRequest, licence_id: str, copy_id: str) -> licences.CopyView:
    found = _issued(request, licence_id)
    try:
        copy = licences.get_copy(licences.CopyId.parse(copy_id), actor=pages.officer(request), now=moment.now())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    if copy.licence != found.id:
        raise Http404(copy_id)
    return copy
