"""Whoever holds an extract of a dossier on paper checks it by its number: what it said, and what holds today."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences.dossier import api as dossier
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.components.parts import Fact, Field, Link, Mistake
from tongban.web.wording import day, instant, pick, t

PER_MINUTE = 20
LONGEST = 40


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Type the number that stands on the paper."""
    if request.method != "POST":
        return _ask(request, "", "")
    typed = request.POST.get("number", "").strip()[:LONGEST]
    if not typed:
        return _ask(request, "", t("web.verify_dossier.missing"))
    return redirect("public:dossier", typed.replace("/", " "))


@never_cache
@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """What the platform knows of an extract. A number that cannot be one is said to be a slip, not a forgery."""
    limits.allow(request, "verify_dossier", per_minute=PER_MINUTE)
    try:
        found = dossier.check_extract(number, now=moment.now())
    except Refusal as refusal:
        return _ask(request, number[:LONGEST], t(refusal.code, **refusal.values))
    shown: dict[str, Any] = {
        "links": _links(t("web.verify_dossier.result")),
        "found": found,
        "number": number[:LONGEST],
    }
    if found is not None:
        shown |= {
            "facts": [
                Fact(t("web.verify_dossier.name"), found.name, found.code),
                Fact(t("web.verify_dossier.number"), found.number),
                Fact(t("web.verify_dossier.as_of"), day(found.as_of)),
                Fact(t("web.verify_dossier.made"), instant(found.made_at)),
                Fact(t("web.verify_dossier.cases"), str(found.cases)),
            ],
            "lines": [
                {
                    "title": pick(one.title),
                    "number": one.number,
                    "then": one.state.value,
                    "now": one.now.value if one.now else "unknown",
                    "changed": one.now != one.state,
                }
                for one in found.lines
            ],
            "checked": instant(moment.now()),
        }
    return render(request, "public/dossier.html", shown, status=200 if found else 404)


def _ask(request: HttpRequest, typed: str, error: str) -> HttpResponse:
    field = Field(
        "number", t("web.verify_dossier.number"), value=typed, help=t("web.verify_dossier.number.help"), error=error
    )
    mistakes = [Mistake(error, field.id)] if error else []
    shown = {"links": _links(""), "field": field, "mistakes": mistakes}
    return render(request, "public/dossier_ask.html", shown, status=422 if mistakes else 200)


def _links(last: str) -> list[Link]:
    home, asking = Link(t("web.nav.home"), "/"), Link(t("web.verify_dossier.title"))
    if not last:
        return [home, asking]
    return [home, Link(asking.label, reverse("public:dossier_ask")), Link(last)]
