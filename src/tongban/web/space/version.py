"""A new version that an applicant may choose for a running case: what it changes, what it needs, yes or no."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components.parts import Fact, Field, Link, Mistake
from tongban.web.space import asking
from tongban.web.space.home import own
from tongban.web.wording import day, pick, t


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def version(request: HttpRequest, case_id: str) -> HttpResponse:
    """The offer, and its answer. Without an offer the page leads back to the case."""
    view = own(request, case_id)
    actor, now = people.applicant(request), moment.now()
    offer = cases.find_offer(view.id, actor, now=now)
    if offer is None:
        return redirect("space:case", case_id)
    if request.method != "POST":
        return _draw(request, view, offer, mistakes=[])
    try:
        if request.POST.get("answer") != "accept":
            cases.decline_version(case=view.id, actor=actor, now=now)
            messages.success(request, t("web.version.declined"))
            return redirect("space:case", case_id)
        _accept(request, view, offer)
    except Refusal as refused:
        return _draw(request, view, offer, mistakes=_mistakes(refused))
    messages.success(request, t("web.version.accepted"))
    return redirect("space:case", case_id)


def _accept(request: HttpRequest, view: cases.CaseView, offer: cases.OfferView) -> None:
    actor, now = people.applicant(request), moment.now()
    brought = []
    for name in offer.change.materials:
        files = [
            str(
                evidence.put(
                    evidence.read_whole(file),
                    file.name or name,
                    by=actor.label,
                    purpose=f"{offer.procedure.key}.{name}",
                    at=now,
                )
            )
            for file in request.FILES.getlist(f"file.{name}")
        ]
        brought += [cases.MaterialIn(name, tuple(files))] if files else []
    cases.accept_version(
        case=view.id, form=_answers(request, view, offer), materials=tuple(brought), actor=actor, now=now
    )


def _answers(request: HttpRequest, view: cases.CaseView, offer: cases.OfferView) -> dict[str, Any] | None:
    """The whole form with what is newly asked; None when nothing is."""
    fields = _fields(offer)
    if not fields:
        return None
    known = catalogue.clean_answers(offer.procedure, cases.get_answers(view.id, people.applicant(request)))
    given = {**known, **asking.read(fields, request.POST)}
    return {name: value for name, value in given.items() if value is not None}


def _fields(offer: cases.OfferView) -> list[catalogue.Field]:
    """The questions of the new version that its answer needs."""
    wanted = set(offer.change.answers)
    return [field for page in offer.procedure.pages for field in page.fields if field.name in wanted]


def _mistakes(refused: Refusal) -> list[Mistake]:
    """Every mistake at its place; a refusal without places as one sentence."""
    errors = refused.values.get("errors")
    if not isinstance(errors, list):
        return [Mistake(t(refused.code, **refused.values))]
    return [
        Mistake(
            pick(one.text),
            f"f-file-{one.field.removeprefix('materials.')}"
            if one.field.startswith("materials.")
            else asking.field_id(one.path),
        )
        for one in errors
    ]


def _draw(
    request: HttpRequest, view: cases.CaseView, offer: cases.OfferView, *, mistakes: list[Mistake]
) -> HttpResponse:
    wrong = {one.field: one.text for one in mistakes}
    papers = [
        Field(
            name=f"file.{name}",
            label=pick(found.title) if (found := offer.procedure.material(name)) else name,
            kind="file",
            help=pick(found.note) if found else "",
            error=wrong.get(f"f-file-{name}", ""),
        )
        for name in offer.change.materials
    ]
    fields = _fields(offer)
    answers = asking.read(fields, request.POST) if request.method == "POST" else {}
    pointers = {f"/{field.name}": wrong[f"f-{field.name}"] for field in fields if f"f-{field.name}" in wrong}
    shown = {
        "case": view,
        "mistakes": mistakes,
        "links": [
            Link(t("web.space.cases"), reverse("space:cases")),
            Link(view.number, reverse("space:case", args=[str(view.id)])),
            Link(t("web.version.title")),
        ],
        "facts": [
            Fact(t("web.version.due_before"), day(offer.change.due_before) or t("web.version.no_day")),
            Fact(t("web.version.due_after"), day(offer.change.due_after) or t("web.version.no_day")),
        ],
        "summary": pick(offer.procedure.summary),
        "papers": papers,
        "fields": asking.draw(fields, asking.Context(answers, pointers, {})),
    }
    return render(request, "space/version.html", shown, status=422 if mistakes else 200)
