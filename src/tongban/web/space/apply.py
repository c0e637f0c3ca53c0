"""Filling in an application: start, one topic a page, papers. Every page keeps what was written."""

import re
from collections.abc import Mapping, Sequence
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
from tongban.web import moment, people, preferences
from tongban.web.components.parts import Choice, Field, Mistake
from tongban.web.public import guide
from tongban.web.space import application as applications
from tongban.web.space import asking, sparing, uploading
from tongban.web.space.application import CHECK, MATERIALS, Application
from tongban.web.space.frame import frame, links
from tongban.web.space.sparing import OWN, TAKE
from tongban.web.wording import local, pick, t

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
            return redirect(begun.next_url)
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
        return redirect(begun.next_url if begun else reverse("space:home"))
    return _start_page(request, key, draft=draft)


def _start_page(request: HttpRequest, key: str, *, draft: Application | None = None, mistake: str = "") -> HttpResponse:
    procedure = guide.get_procedure(request, key)
    subjects = applications.suitable(request, procedure)
    chosen = request.POST.get("subject") or (str(subjects[0].id) if len(subjects) == 1 else "")
    shown = {
        "procedure": procedure,
        "links": links(procedure),
        "facts": guide.facts(procedure),
        "draft": draft,
        "resume_url": draft.next_url if draft else "",
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
    """One topic. What is posted is kept even when it is wrong; only a right page leads on.

    What was written on another page since this one was opened stays as it is, and is said.
    """
    begun = applications.find(request, key)
    if begun is None:
        return redirect("space:apply", key)
    if not begun.is_narrowed:
        return redirect(begun.next_url)
    if request.method != "POST":
        return _draw(request, begun, page_id, wrong={})
    asked = begun.page(page_id).fields
    answers = asking.read(asked, request.POST)
    refused = uploading.take(request, key, fields=asked, answers=answers)
    filled = applications.fill(request, begun, page_id, answers=answers, based_on=_revision(request))
    kept = applications.find(request, key)
    if kept is None:
        raise Http404(key)
    seen = {field.name for field in asked}
    newer = _newer(asked, answers, filled.newer)
    if request.headers.get("HX-Request"):
        return _kept(request, kept, page_id, seen=seen, newer=newer)
    if newer:
        return _draw(request, kept, page_id, wrong={}, newer=newer)
    if any(name in request.POST for name in ("add", "remove", "drop", "upload")) and not refused:
        group = (
            request.POST.get("add") or re.split(r"[.:]", request.POST.get("remove") or request.POST.get("drop", ""))[0]
        )
        return HttpResponseRedirect(f"{kept.url(page_id)}#f-{group}" if group else kept.url(page_id))
    if "later" in request.POST and not refused:
        messages.success(request, t("web.space.kept"))
        return redirect("space:home")
    errors = kept.errors_of(kept.page(page_id))
    if errors or refused:
        wrong = {error.path: pick(error.text) for error in errors if error.field in seen}
        return _draw(request, kept, page_id, wrong=wrong | refused)
    back_to_check = request.GET.get("from") == CHECK and kept.is_visited(CHECK)
    return redirect(kept.url(CHECK if back_to_check else kept.after(page_id)))


def _revision(request: HttpRequest) -> int | None:
    """The revision that the posted page was drawn with; none at all overwrites nothing that was ever written."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def _newer(
    asked: Sequence[catalogue.Field], given: Mapping[str, Any], newer: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Answers that another page has changed since: the question, what stands now, what this page said."""
    return [
        {
            "label": pick(one.label),
            "field": asking.field_id(f"/{one.name}"),
            "kept": t("web.list").join(asking.say_answer(one, newer[one.name])) or t("web.space.blank"),
            "given": t("web.list").join(asking.say_answer(one, given.get(one.name))) or t("web.space.blank"),
        }
        for one in asked
        if one.name in newer
    ]


def _kept(
    request: HttpRequest, kept: Application, page_id: str, *, seen: set[str], newer: list[dict[str, Any]]
) -> HttpResponse:
    """The answer to an autosave: when it was kept, and the questions again when an answer brought up others."""
    fields = kept.page(page_id).fields
    shown: dict[str, Any] = {"at": local(moment.now()), "revision": kept.draft.revision, "newer": newer}
    if {field.name for field in fields} == seen and not newer:
        return render(request, "space/autosaved.html", shown)
    response = render(request, "space/questions.html", shown | {"fields": asking.draw(fields, _context(kept, {}))})
    response["HX-Retarget"] = "#questions"
    return response


def _context(begun: Application, mistakes: Mapping[str, str]) -> asking.Context:
    files = sparing.files_of(catalogue.files_in(begun.procedure, begun.answers))
    return asking.Context(
        begun.answers, mistakes, begun.known, reverse("space:wrong_fact"), {str(one.id): one for one in files}
    )


def _draw(
    request: HttpRequest,
    begun: Application,
    page_id: str,
    *,
    wrong: Mapping[str, str],
    newer: Sequence[dict[str, Any]] = (),
) -> HttpResponse:
    asked = begun.page(page_id)
    more = request.method == "POST" and not wrong and not newer
    fields = asking.draw(asked.fields, _context(begun, wrong))
    shown = frame(begun, page_id) | {
        "more": more,
        "newer": newer,
        "page": asked,
        "fields": fields,
        "revision": begun.draft.revision,
        "mistakes": [Mistake(text, asking.field_id(path)) for path, text in wrong.items()],
        "from_check": request.GET.get("from") == CHECK,
    }
    return render(request, "space/page.html", shown, status=409 if newer else 422 if wrong or more else 200)


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def materials(request: HttpRequest, key: str) -> HttpResponse:
    """The papers: what we hold is not asked; a refused file is said at its field and nothing else is lost."""
    begun = applications.find(request, key)
    if begun is None:
        return redirect("space:apply", key)
    if not begun.is_narrowed:
        return redirect(begun.next_url)
    if request.method != "POST":
        return _draw_papers(request, begun, {})
    kept = {name: list(files) for name, files in begun.draft.materials.items()}
    material, _, gone = request.POST.get("remove", "").partition(":")
    if gone:
        kept[material] = [file for file in kept.get(material, []) if file != gone]
    said = {one.id: request.POST.get(f"licence.{one.id}") for one in begun.papers if one.may_choose}
    chosen = {name: value == TAKE for name, value in said.items() if value in (TAKE, OWN)}
    wrong: dict[str, str] = {}
    for paper in begun.papers:
        arrived, refused = uploading.put(request, paper.id, purpose=f"{key}.{paper.id}")
        kept[paper.id] = [*kept.get(paper.id, []), *arrived]
        wrong |= {paper.id: refused} if refused else {}
    files = {name: ids for name, ids in kept.items() if ids and not chosen.get(name)}
    applications.fill(request, begun, MATERIALS, materials=files, licences={**begun.draft.licences, **chosen})
    begun = applications.find(request, key) or begun
    if "next" in request.POST:
        wrong |= {
            one.id: t("web.space.paper.choose" if one.is_open else "web.space.paper.missing", title=one.title)
            for one in begun.missing_papers()
            if one.id not in wrong
        }
        if not wrong:
            return redirect(begun.url(CHECK if request.GET.get("from") == CHECK else begun.after(MATERIALS)))
    return _draw_papers(request, begun, wrong) if wrong else redirect(begun.url(MATERIALS))


def _draw_papers(request: HttpRequest, begun: Application, wrong: dict[str, str]) -> HttpResponse:
    papers = [
        {
            "paper": paper,
            "question": paper.question(wrong.get(paper.id, "") if paper.choice is None else ""),
            "field": Field(
                name=paper.id,
                label=paper.title,
                kind="file",
                help=paper.note or t("web.space.paper.help"),
                required=paper.required and not paper.may_follow,
                error=wrong.get(paper.id, ""),
            ),
        }
        for paper in begun.papers
    ]
    shown = frame(begun, MATERIALS) | {
        "papers": papers,
        "mistakes": [_mistake(begun, name, text) for name, text in wrong.items()],
    }
    return render(request, "space/materials.html", shown, status=422 if wrong else 200)


def _mistake(begun: Application, name: str, text: str) -> Mistake:
    asks = any(one.id == name and one.is_open for one in begun.papers)
    return Mistake(text, f"f-licence-{name}" if asks else f"f-{name}")


@login_required
@require_POST
def discard(request: HttpRequest, key: str) -> HttpResponse:
    """Throw a draft away and begin again."""
    begun = applications.find(request, key)
    if begun:
        cases.discard_draft(draft=begun.draft.id, actor=people.applicant(request), now=moment.now())
        messages.success(request, t("web.space.discarded"))
    return redirect("space:apply", key)
