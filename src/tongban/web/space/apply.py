"""Filling in an application: start, one topic a page, papers, check, send. Every page keeps what was written."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.components.parts import Choice, Field, Link, Mistake
from tongban.web.public import guide
from tongban.web.space import application as applications
from tongban.web.space import asking
from tongban.web.space.application import CHECK, MATERIALS, Application
from tongban.web.wording import language, local, pick, t

GET_AND_POST = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def start(request: HttpRequest, key: str) -> HttpResponse:
    """For whom, what to expect, begin or go on."""
    procedure = guide.get_procedure(request, key)
    subjects = applications.suitable(request, procedure)
    draft = applications.find(request, key)
    if request.method == "POST" and subjects:
        chosen = next((one for one in subjects if str(one.id) == request.POST.get("subject")), None)
        if chosen is None:
            return _start_page(request, key, mistake=t("web.space.start.choose"))
        people.act_for(request, chosen.id)
        if begun := applications.find(request, key):
            return redirect(begun.url(begun.draft.page or begun.order[0]))
        region = preferences.region(request)
        known = applications.known_facts(request, chosen.id)
        cases.save_draft(
            procedure=key,
            region=region.code if region else "",
            answers=applications.prefilled(procedure, known),
            materials={},
            subject=chosen.id,
            actor=people.applicant(request),
            now=moment.now(),
        )
        begun = applications.find(request, key)
        return redirect(begun.url(begun.order[0]) if begun else reverse("space:home"))
    return _start_page(request, key, draft=draft)


def _start_page(request: HttpRequest, key: str, *, draft: Application | None = None, mistake: str = "") -> HttpResponse:
    procedure = guide.get_procedure(request, key)
    subjects = applications.suitable(request, procedure)
    chosen = request.POST.get("subject") or (str(subjects[0].id) if len(subjects) == 1 else "")
    shown = {
        "procedure": procedure,
        "links": _links(procedure.kind, key, pick(procedure.title)),
        "facts": guide.facts(procedure),
        "draft": draft,
        "resume_url": draft.url(draft.draft.page or draft.order[0]) if draft else "",
        "subjects": subjects,
        "field": Field(
            name="subject",
            label=t("web.space.start.for"),
            kind="radio",
            choices=[
                Choice(str(one.id), one.name, str(one.id) == chosen, applications.note_of(request, one))
                for one in subjects
            ],
            error=mistake,
        ),
        "mistakes": [Mistake(mistake, "f-subject")] if mistake else [],
        "papers": [one for one, is_spared in guide.materials(procedure) if not is_spared],
    }
    return render(request, "space/start.html", shown, status=422 if mistake else 200)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def page(request: HttpRequest, key: str, page_id: str) -> HttpResponse:
    """One topic. What is posted is kept even when it is wrong; only a right page leads on."""
    begun = applications.find(request, key)
    if begun is None:
        return redirect("space:apply", key)
    if request.method != "POST":
        return _draw(request, begun, page_id, wrong=[])
    asked = begun.page(page_id).fields
    answers = {**begun.answers, **asking.read(asked, request.POST)}
    answers = {name: value for name, value in answers.items() if value is not None}
    applications.save(request, begun, answers=answers, page=page_id)
    kept = applications.find(request, key)
    if kept is None:
        raise Http404(key)
    seen = {field.name for field in asked}
    if request.headers.get("HX-Request"):
        return _kept(request, kept, page_id, seen=seen)
    if "add" in request.POST or "remove" in request.POST:
        group = request.POST.get("add") or request.POST.get("remove", "").split(".")[0]
        return HttpResponseRedirect(f"{kept.url(page_id)}#f-{group}")
    if "later" in request.POST:
        messages.success(request, t("web.space.kept"))
        return redirect("space:home")
    wrong = kept.errors_of(kept.page(page_id))
    if wrong:
        return _draw(request, kept, page_id, wrong=[error for error in wrong if error.field in seen])
    back_to_check = request.GET.get("from") == CHECK and kept.is_visited(CHECK)
    return redirect(kept.url(CHECK if back_to_check else kept.after(page_id)))


def _kept(request: HttpRequest, kept: Application, page_id: str, *, seen: set[str]) -> HttpResponse:
    """The answer to an autosave: when it was kept, and the questions again when an answer brought up others."""
    fields = kept.page(page_id).fields
    shown: dict[str, Any] = {"at": local(moment.now())}
    if {field.name for field in fields} == seen:
        return render(request, "space/saved.html", shown)
    context = asking.Context(kept.answers, {}, kept.known, reverse("space:wrong_fact"))
    response = render(request, "space/questions.html", shown | {"fields": asking.draw(fields, context)})
    response["HX-Retarget"] = "#questions"
    return response


def _draw(request: HttpRequest, begun: Application, page_id: str, *, wrong: list[Any]) -> HttpResponse:
    asked = begun.page(page_id)
    mistakes = {error.path: pick(error.text) for error in wrong}
    wrong_url = reverse("space:wrong_fact")
    context = asking.Context(begun.answers, mistakes, begun.known, wrong_url)
    more = request.method == "POST" and not wrong
    shown = _frame(begun, page_id) | {
        "more": more,
        "page": asked,
        "fields": asking.draw(asked.fields, context),
        "mistakes": [Mistake(text, asking.field_id(path)) for path, text in mistakes.items()],
        "from_check": request.GET.get("from") == CHECK,
    }
    return render(request, "space/page.html", shown, status=422 if wrong or more else 200)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def materials(request: HttpRequest, key: str) -> HttpResponse:
    """The papers: what we hold is not asked; a refused file is said at its field and nothing else is lost."""
    begun = applications.find(request, key)
    if begun is None:
        return redirect("space:apply", key)
    if request.method != "POST":
        return _draw_papers(request, begun, {})
    kept = {paper.id: [str(file.id) for file in paper.files] for paper in begun.papers if paper.files}
    material, _, gone = request.POST.get("remove", "").partition(":")
    if gone:
        kept[material] = [file for file in kept.get(material, []) if file != gone]
    wrong = _take_files(request, begun, kept)
    applications.save(request, begun, materials={name: ids for name, ids in kept.items() if ids}, page=MATERIALS)
    begun = applications.find(request, key) or begun
    if "next" in request.POST:
        wrong |= {
            one.id: t("web.space.paper.missing", title=one.title)
            for one in begun.missing_papers()
            if one.id not in wrong
        }
        if not wrong:
            return redirect(begun.url(CHECK))
    return _draw_papers(request, begun, wrong) if wrong else redirect(begun.url(MATERIALS))


def _take_files(request: HttpRequest, begun: Application, kept: dict[str, list[str]]) -> dict[str, str]:
    """Keep every file that can be kept; what is refused is told by material."""
    wrong: dict[str, str] = {}
    for paper in begun.papers:
        for file in request.FILES.getlist(paper.id):
            try:
                found = evidence.put(
                    evidence.read_whole(file),
                    file.name or paper.id,
                    by=people.applicant(request).label,
                    purpose=f"{begun.procedure.key}.{paper.id}",
                    at=moment.now(),
                )
                kept.setdefault(paper.id, []).append(str(found))
            except Refusal as refusal:
                said = t(refusal.code, **refusal.values)
                wrong[paper.id] = t("web.space.paper.refused", name=file.name or "", why=said)
    return wrong


def _draw_papers(request: HttpRequest, begun: Application, wrong: dict[str, str]) -> HttpResponse:
    papers = [
        {
            "paper": paper,
            "field": Field(
                name=paper.id,
                label=paper.title,
                kind="file",
                help=paper.note or t("web.space.paper.help"),
                required=paper.required,
                error=wrong.get(paper.id, ""),
            ),
        }
        for paper in begun.papers
    ]
    shown = _frame(begun, MATERIALS) | {
        "papers": papers,
        "mistakes": [Mistake(text, f"f-{name}") for name, text in wrong.items()],
    }
    return render(request, "space/materials.html", shown, status=422 if wrong else 200)


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
    applications.save(request, begun, page=CHECK)
    return _draw_check(request, applications.find(request, key) or begun, [])


def _send(request: HttpRequest, key: str, begun: Application | None) -> HttpResponse:
    if begun is None:
        return _sent_already(request, key)
    if request.POST.get("declare") != "true":
        return _draw_check(request, begun, [Mistake(t("web.space.declare.missing"), "f-declare")])
    if begun.errors or begun.missing_papers():
        return _draw_check(request, begun, [])
    try:
        case = cases.submit(
            procedure=key,
            region=begun.region,
            subject=begun.subject.id,
            form=catalogue.clean_answers(begun.procedure, begun.answers),
            materials=tuple(cases.MaterialIn(name, tuple(ids)) for name, ids in begun.draft.materials.items()),
            actor=people.applicant(request),
            now=moment.now(),
            draft=begun.draft.id,
        )
    except Refusal as refusal:
        return _draw_check(request, begun, [Mistake(t(refusal.code, **refusal.values))])
    return redirect("space:sent", str(case))


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


def _draw_check(request: HttpRequest, begun: Application, mistakes: list[Mistake]) -> HttpResponse:
    incomplete = [
        Mistake(pick(error.text), f"{begun.url(one.id)}#{asking.field_id(error.path)}")
        for one in begun.pages
        for error in begun.errors_of(one)
    ] + [
        Mistake(t("web.space.paper.missing", title=one.title), f"{begun.url(MATERIALS)}#f-{one.id}")
        for one in begun.missing_papers()
    ]
    sections = [
        {
            "title": pick(one.title),
            "url": f"{begun.url(one.id)}?from={CHECK}",
            "rows": [
                (pick(field.label), asking.say_answer(field, begun.answers.get(field.name))) for field in one.fields
            ],
        }
        for one in begun.pages
    ]
    shown = _frame(begun, CHECK) | {
        "sections": sections,
        "papers": begun.papers,
        "materials_url": begun.url(MATERIALS),
        "incomplete": incomplete,
        "mistakes": mistakes,
        "declare": Field(
            name="declare",
            label=t("web.space.declare"),
            kind="checkboxes",
            choices=(Choice("true", t("web.space.declare.yes")),),
            error=next((one.text for one in mistakes if one.field), ""),
        ),
    }
    return render(request, "space/check.html", shown, status=422 if mistakes or (request.method == "POST") else 200)


@login_required
@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a draft away and begin again."""
    begun = applications.find(request, key)
    if begun:
        cases.discard_draft(draft=begun.draft.id, actor=people.applicant(request), now=moment.now())
        messages.success(request, t("web.space.discarded"))
    return redirect("space:apply", key)


def _frame(begun: Application, current: str) -> dict[str, Any]:
    """What every page of the form shows beside its topic."""
    order = begun.order
    before = begun.before(current)
    procedure = begun.procedure
    return {
        "application": begun,
        "procedure": procedure,
        "language": language(),
        "links": _links(procedure.kind, procedure.key, pick(procedure.title)),
        "tasks": applications.tasks(begun, current),
        "step_number": order.index(current) + 1 if current in order else 1,
        "step_count": len(order),
        "back_url": begun.url(before) if before else reverse("space:apply", args=[procedure.key]),
    }


def _links(kind: str, key: str, title: str) -> list[Link]:
    return [
        Link(t("web.nav.home"), reverse("public:home")),
        Link(title, reverse("public:guide", args=[kind, key])),
        Link(t("web.space.apply")),
    ]
