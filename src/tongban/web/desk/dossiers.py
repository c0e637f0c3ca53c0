"""Somebody's dossier at the desk: found by name or code, opened with a purpose that its subject can read."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences.dossier import api as dossier
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components import dossiers
from tongban.web.components.parts import Field, Link, Mistake
from tongban.web.desk import pages
from tongban.web.space.dossiers import address_of, file_of
from tongban.web.wording import t

READERS = ("intake", "review", "approve", "supervise", "audit")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*READERS)
def find(request: HttpRequest) -> HttpResponse:
    """Search; then say for what, and open. What is typed is posted, so that no name stays in an address."""
    text = " ".join(request.POST.get("text", "").split())[:120]
    purpose, mistakes = request.POST.get("purpose", "").strip()[:400], list[Mistake]()
    actor, now = pages.officer(request), moment.now()
    if chosen := request.POST.get("subject"):
        try:
            limits.allow_look(request)
            subject = registry.SubjectId.parse(chosen)
            look = dossier.open_dossier(subject=subject, purpose=purpose, actor=actor, now=now)
            return redirect("desk:dossier", str(look), str(subject))
        except Refusal as refused:
            mistakes = [Mistake(t(refused.code, **refused.values), "f-purpose")]
    found = dossier.find_holders(text, actor=actor) if text else []
    return pages.page(
        request,
        "dossiers",
        place="dossiers",
        status=422 if mistakes else 200,
        text=Field("text", t("desk.dossiers.text"), value=text, help=t("desk.dossiers.text.help"), autocomplete="off"),
        searched=bool(text),
        found=found,
        purpose=Field(
            "purpose",
            t("desk.dossiers.purpose"),
            value=purpose,
            help=t("desk.dossiers.purpose.help"),
            error=mistakes[0].text if mistakes else "",
            maximum_length=200,
        ),
        typed=text,
        mistakes=mistakes,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*READERS)
def one(request: HttpRequest, look_id: str, subject_id: str) -> HttpResponse:
    """The dossier that was opened today; posted, an extract of it is drawn."""
    actor, now, on = pages.officer(request), moment.now(), dossiers.as_of(request)
    mistakes = list[Mistake]()
    if on > moment.today():
        mistakes, on = [Mistake(t("licences.dossier.future", day=on), "on")], moment.today()
    try:
        subject, look = registry.SubjectId.parse(subject_id), dossier.LookId.parse(look_id)
        if request.method == "POST":
            number = dossier.print_dossier(
                subject=subject, as_of=on, look=look, address_of=address_of, actor=actor, now=now
            )
            return redirect("desk:dossier_extract", number)
        told = dossier.get_dossier_then(subject, as_of=on, look=look, actor=actor, now=now)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    shown: dict[str, Any] = dossiers.shown(
        told,
        text=dossiers.wanted(request),
        licence_url=lambda held: "",
        case_url=lambda case: reverse("desk:case", args=[str(case.id)]),
    )
    return pages.page(
        request,
        "dossier",
        place="dossiers",
        status=422 if mistakes else 200,
        links=[Link(t("desk.dossiers.title"), reverse("desk:dossiers")), Link(told.subject.name)],
        print_url=request.get_full_path(),
        mistakes=mistakes,
        **shown,
    )


@require_safe
@never_cache
@needs_duty(*READERS)
def extract(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF of an extract that this officer has made."""
    return file_of(number, people.actor(request))
