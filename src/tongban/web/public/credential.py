"""Anybody may ask a holder to show a portable licence: the holder chooses the fields, the answer is checked here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.licences import api as licences
from tongban.kernel.errors import Refusal
from tongban.web import moment
from tongban.web.components.parts import Fact, Field, Link, Mistake
from tongban.web.wallet import browser
from tongban.web.wording import pick, t

SLOT = "show"
LONGEST = 120


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def credential(request: HttpRequest) -> HttpResponse:
    """Say why, show the code, read what the holder chose to show."""
    mistakes: list[Mistake] = []
    purpose = request.POST.get("purpose", "")[:LONGEST]
    if request.method == "POST":
        try:
            browser.begin(
                request, SLOT, lambda secret: licences.ask_to_show(browser=secret, purpose=purpose, now=moment.now())
            )
        except Refusal as refused:
            mistakes = [Mistake(t(refused.code, **refused.values), "f-purpose")]
        else:
            return redirect("public:credential")
    return render(request, "public/credential.html", _shown(request, mistakes), status=422 if mistakes else 200)


def _shown(request: HttpRequest, mistakes: list[Mistake]) -> dict[str, object]:
    view = browser.find(request, SLOT)
    is_shown = view is not None and view.stage is licences.Stage.APPROVED
    return {
        "links": [
            Link(t("web.nav.home"), "/"),
            Link(t("web.verify.title"), reverse("public:verify")),
            Link(t("web.credential.title")),
        ],
        "panel": browser.panel(view) if view else None,
        "shown": is_shown,
        "shown_title": pick(view.title) if view else "",
        "facts": [Fact(pick(one.title), one.value) for one in view.shown] if view and is_shown else [],
        "mistakes": mistakes,
        "asked": Field(
            "purpose",
            t("web.credential.purpose"),
            help=t("web.credential.purpose.help"),
            error=mistakes[0].text if mistakes else "",
            maximum_length=LONGEST,
        ),
    }
