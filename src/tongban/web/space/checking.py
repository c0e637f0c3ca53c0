"""The last page before an application is sent: every answer with a way to change it, and the declaration."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.components.parts import Choice, Field, Mistake
from tongban.web.space import application as applications
from tongban.web.space import asking, choosing, guiding, sparing
from tongban.web.space import wallet as signing
from tongban.web.space.application import CHECK, DELIVERY, MATERIALS, PROMISES, Application
from tongban.web.space.frame import frame
from tongban.web.wording import pick, t

GET_AND_POST = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def check(request: HttpRequest, key: str) -> HttpResponse:
    """All answers with a way to change each, the declaration, and the one button that sends."""
    begun = applications.find(request, key)
    if request.method == "POST":
        return _send(request, key, begun)
    if begun is None:
        return redirect("space:apply", key)
    if not begun.is_narrowed:
        return redirect(begun.next_url)
    applications.fill(request, begun, CHECK)
    return _draw_check(request, applications.find(request, key) or begun, [])


def _send(request: HttpRequest, key: str, begun: Application | None) -> HttpResponse:
    if begun is None:
        return _sent_already(request, key)
    if not begun.is_narrowed:
        return redirect(begun.next_url)
    if signing.is_lost(request, begun):
        return _draw_check(request, begun, [Mistake(t("web.sign.lost"))])
    if request.POST.get("declare") != "true":
        return _draw_check(request, begun, [Mistake(t("web.space.declare.missing"), "f-declare")])
    if any(_incomplete(begun)):
        return _draw_check(request, begun, [])
    try:
        case = signing.send(request, begun, partial(_file, request, begun))
    except Refusal as refusal:
        return _draw_check(request, begun, [Mistake(t(refusal.code, **refusal.values))])
    return redirect("space:sent", str(case))


def _file(request: HttpRequest, begun: Application) -> cases.CaseId:
    return cases.submit(
        procedure=begun.procedure.key,
        region=begun.region,
        subject=begun.subject.id,
        form=catalogue.clean_answers(begun.procedure, begun.answers),
        materials=_papers_of(begun),
        situations=begun.guided.kept,
        promised=begun.promised,
        delivery=_delivery_of(begun),
        precheck="precheck" in request.POST,
        actor=people.applicant(request),
        now=moment.now(),
        draft=begun.draft.id,
    )


def _sent_already(request: HttpRequest, key: str) -> HttpResponse:
    """A second click after the first has sent: the same draft leads to the same case."""
    region = preferences.region(request)
    try:
        case = cases.submit(
            procedure=key,
            region=region.code if region else "",
            subject=registry.SubjectId.parse(request.POST.get("subject", "")),
            form={},
            actor=people.applicant(request),
            now=moment.now(),
            draft=cases.DraftId.parse(request.POST.get("draft", "")),
        )
    except Refusal:
        return redirect("space:apply", key)
    return redirect("space:sent", str(case))


def _papers_of(begun: Application) -> tuple[cases.MaterialIn, ...]:
    """The files of the papers that are asked now; one that was handed in for another situation stays behind."""
    return tuple(
        cases.MaterialIn(paper.id, tuple(str(file.id) for file in paper.files), paper.choice)
        for paper in begun.papers
        if paper.files or (paper.may_choose and paper.choice is not None)
    )


def _delivery_of(begun: Application) -> cases.DeliveryIn | None:
    given = begun.draft.delivery
    return cases.DeliveryIn(**given) if given and given.get("method") in begun.methods else None


def _draw_check(request: HttpRequest, begun: Application, mistakes: list[Mistake]) -> HttpResponse:
    shown = frame(begun, CHECK) | {
        "situations": [
            (pick(one.question), guiding.say(one, begun.guided.kept[one.id]), _situation_url(begun, one.id))
            for one in begun.guided.answered
        ],
        "sections": [_section(begun, one) for one in begun.pages],
        "promises": [choosing.promise(begun, track) for track in begun.promisable],
        "promises_url": f"{begun.url(PROMISES)}?from={CHECK}",
        "papers": begun.papers,
        "materials_url": f"{begun.url(MATERIALS)}?from={CHECK}",
        "delivery": _delivery(begun) if DELIVERY in begun.order else [],
        "delivery_url": f"{begun.url(DELIVERY)}?from={CHECK}",
        "may_precheck": all(track.conduct.precheck for track in begun.procedure.tracks),
        "incomplete": list(_incomplete(begun)),
        "sign_url": reverse("space:sign", args=[begun.procedure.key]) if signing.may_sign(begun) else "",
        "signature": signing.signature_state(request, begun),
        "mistakes": mistakes,
        "declare": Field(
            name="declare",
            label=t("web.space.declare"),
            kind="checkboxes",
            choices=(Choice("true", t("web.space.declare.yes")),),
            error=next((one.text for one in mistakes if one.field), ""),
        ),
    }
    return render(request, "space/check.html", shown, status=422 if mistakes or request.method == "POST" else 200)


def _situation_url(begun: Application, situation: str) -> str:
    return applications.situation_url(begun.whole.key, situation)


def _incomplete(begun: Application) -> Iterator[Mistake]:
    """What still needs attention, each with the address of its question."""
    for one in begun.pages:
        for error in begun.errors_of(one):
            yield Mistake(pick(error.text), f"{begun.url(one.id)}?from={CHECK}#{asking.field_id(error.path)}")
    if PROMISES in begun.order and not begun.is_visited(PROMISES):
        yield Mistake(t("web.space.promise.choose"), begun.url(PROMISES))
    for paper in begun.missing_papers():
        code = "web.space.paper.choose" if paper.is_open else "web.space.paper.missing"
        yield Mistake(t(code, title=paper.title), f"{begun.url(MATERIALS)}?from={CHECK}#f-{paper.id}")
    if DELIVERY in begun.order and _delivery_of(begun) is None:
        yield Mistake(t("web.space.delivery.choose"), f"{begun.url(DELIVERY)}?from={CHECK}")


def _section(begun: Application, page: catalogue.Page) -> dict[str, Any]:
    """A topic with its answers: each with where it came from, and for which items it is needed."""
    files = {str(one.id): one for one in sparing.files_of(catalogue.files_in(begun.procedure, begun.answers))}
    titles = {track.key: pick(track.title) for track in begun.procedure.tracks}
    rows = []
    for one in page.fields:
        value = begun.answers.get(one.name)
        known = begun.known.get(one.prefill or "")
        needing = [titles[key] for key in one.items if key in titles]
        rows.append(
            {
                "label": pick(one.label),
                "lines": asking.say_answer(one, value, files),
                "source": known.source if known and known.value == value else "",
                "items": needing if 0 < len(needing) < len(titles) else [],
            }
        )
    shared = rows[0]["items"] if rows and all(row["items"] == rows[0]["items"] for row in rows) else []
    if shared:
        rows = [row | {"items": []} for row in rows]
    return {"title": pick(page.title), "url": f"{begun.url(page.id)}?from={CHECK}", "rows": rows, "items": shared}


def _delivery(begun: Application) -> list[tuple[str, str]]:
    given = begun.draft.delivery
    if not given or given.get("method") not in begun.methods:
        return [(t("web.space.delivery.how"), "")]
    told = [(t("web.space.delivery.how"), t(f"web.delivery.{given['method']}"))]
    return told + [(t(code), given[name]) for name, code in choosing.LINES if given.get(name)]
