"""My dossiers: of whomever I may look at, as of any day; who looked at them; extracts on paper."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences.dossier import api as dossier
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment, people
from tongban.web.components import dossiers
from tongban.web.components.parts import Link, Mistake
from tongban.web.wording import instant, pick, t

PER_MINUTE = 10


def address_of(number: str) -> str:
    """The full public address that the QR code of an extract opens."""
    return settings.PUBLIC_ADDRESS + reverse("public:dossier", args=[number])


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Whose dossiers the reader may open: own ones, and of those for whom the reader acts."""
    actor = people.applicant(request)
    pks = list(dict.fromkeys(one.subject for one in actor.grants if one.covers("read")))
    found = registry.list_subjects_by_pk(pks)
    rows = [
        {"subject": found[pk], "url": reverse("space:dossier", args=[str(found[pk].id)]), "whole": pk in actor.subjects}
        for pk in pks
        if pk in found
    ]
    shown = {"links": [Link(t("web.nav.space"), reverse("space:home")), Link(t("web.dossier.title"))], "rows": rows}
    return render(request, "space/dossiers.html", shown)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, subject_id: str) -> HttpResponse:
    """One dossier on a day; posted, an extract of it is drawn."""
    actor, now, on = people.applicant(request), moment.now(), dossiers.as_of(request)
    try:
        subject = registry.SubjectId.parse(subject_id)
        if request.method == "POST":
            limits.allow(request, "dossier", per_minute=PER_MINUTE)
            number = dossier.print_dossier(subject=subject, as_of=on, address_of=address_of, actor=actor, now=now)
            return redirect("space:dossier_extract", number)
        told = dossier.get_dossier_then(subject, as_of=on, actor=actor, now=now)
    except Refusal as refusal:
        if refusal.code == "licences.dossier.future":
            return _future(request, subject_id, refusal)
        raise Http404(refusal.code) from refusal
    people.about(request, told.subject)
    return render(request, "space/dossier.html", _shown(request, told))


def _future(request: HttpRequest, subject_id: str, refusal: Refusal) -> HttpResponse:
    """A day to come has no dossier: today's is shown, with the sentence."""
    actor, now = people.applicant(request), moment.now()
    told = dossier.get_dossier_then(registry.SubjectId.parse(subject_id), as_of=moment.today(), actor=actor, now=now)
    mistakes = [Mistake(t(refusal.code, **refusal.values), "on")]
    return render(request, "space/dossier.html", _shown(request, told) | {"mistakes": mistakes}, status=422)


def _shown(request: HttpRequest, told: dossier.DossierThen) -> dict[str, Any]:
    actor = people.applicant(request)
    whole = told.subject.pk in actor.subjects
    shown = dossiers.shown(
        told,
        text=dossiers.wanted(request),
        licence_url=lambda held: reverse("space:licence", args=[str(held.id)]) if whole else "",
        case_url=lambda case: reverse("space:case", args=[str(case.id)]),
    )
    return shown | {
        "links": [
            Link(t("web.nav.space"), reverse("space:home")),
            Link(t("web.dossier.title"), reverse("space:dossiers")),
            Link(told.subject.name),
        ],
        "whole": whole,
        "print_url": request.get_full_path(),
        "looks": _looks(told, request) if whole else [],
        "extracts": [
            {
                "number": each.number,
                "made": instant(each.made_at),
                "url": reverse("space:dossier_extract", args=[each.number]),
            }
            for each in dossier.list_extracts(told.subject.id, actor=actor)
        ],
        "mistakes": [],
    }


def _looks(told: dossier.DossierThen, request: HttpRequest) -> list[dict[str, str]]:
    found = dossier.list_looks(told.subject.id, actor=people.applicant(request))
    return [{"agency": pick(look.agency), "purpose": look.purpose, "at": instant(look.opened_at)} for look in found]


@never_cache
@login_required
@require_safe
def extract(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF of an extract that this account has made."""
    return file_of(number, people.actor(request))


def file_of(number: str, actor: Any) -> HttpResponse:
    try:
        name, data = dossier.get_extract(number, actor=actor)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    return response
