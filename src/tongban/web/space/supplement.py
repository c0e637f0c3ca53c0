"""Bringing what the window asked for, or filing what it looked at: answers mended, papers added, once, in one go."""

from collections.abc import Iterator, Sequence
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
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components.parts import Field, Link, Mistake
from tongban.web.space import asking, sparing, uploading
from tongban.web.space.home import own
from tongban.web.space.sparing import TAKE
from tongban.web.wording import pick, t

ACTS = {"supplement_wanted": "supplement", "precheck": "confirm"}
"""What sending this page comes to, by where the case stands."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def supplement(request: HttpRequest, case_id: str) -> HttpResponse:
    view = own(request, case_id)
    if view.status not in ACTS:
        return redirect("space:case", case_id)
    procedure = cases.procedure_of(view.id, people.applicant(request))
    answers = cases.get_answers(view.id, people.applicant(request))
    files = {
        name: list(ids) for name in request.POST.getlist("kept_for") if (ids := request.POST.getlist(f"kept.{name}"))
    }
    if request.method != "POST":
        return _draw(request, view, _state(procedure, answers, files))
    pages = catalogue.visible_pages(procedure, answers)
    fields = tuple(field for page in pages for field in page.fields)
    answers = {**answers, **asking.read(fields, request.POST)}
    refused = uploading.take(request, procedure.key, fields=fields, answers=answers)
    answers = {name: value for name, value in answers.items() if value is not None}
    wrong = _take_files(request, procedure, files)
    chosen = {one.id: said == TAKE for one in procedure.materials if (said := request.POST.get(f"licence.{one.id}"))}
    state = _state(procedure, answers, files) | {"wrong": wrong, "unread": refused, "chosen": chosen}
    if any(name in request.POST for name in ("add", "remove", "drop")) or refused:
        return _draw(request, view, state)
    if wrong or catalogue.validate_form(procedure, catalogue.clean_answers(procedure, answers)):
        return _draw(request, view, state | {"is_sent": True})
    try:
        cases.perform(
            case=view.id,
            act=ACTS[view.status],
            values={
                "form": catalogue.clean_answers(procedure, answers),
                "materials": tuple(
                    cases.MaterialIn(name, tuple(files.get(name, ())), chosen.get(name)) for name in {**files, **chosen}
                ),
            },
            actor=people.applicant(request),
            now=moment.now(),
        )
    except Refusal as refusal:
        return _draw(request, view, state | {"refused": t(refusal.code, **refusal.values), "is_sent": True})
    messages.success(request, t(f"cases.done.{ACTS[view.status]}", number=view.number))
    return redirect("space:case", case_id)


def _state(procedure: catalogue.Procedure, answers: dict[str, Any], files: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "procedure": procedure,
        "answers": answers,
        "files": files,
        "chosen": {},
        "wrong": {},
        "unread": {},
        "refused": "",
        "is_sent": False,
    }


def _take_files(request: HttpRequest, procedure: catalogue.Procedure, files: dict[str, list[str]]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for material in procedure.materials:
        kept, refused = uploading.put(request, f"file.{material.id}", purpose=f"{procedure.key}.{material.id}")
        if kept:
            files.setdefault(material.id, []).extend(kept)
        if refused:
            wrong[material.id] = refused
    return wrong


def _draw(request: HttpRequest, view: cases.CaseView, state: dict[str, Any]) -> HttpResponse:
    procedure: catalogue.Procedure = state["procedure"]
    clean = catalogue.clean_answers(procedure, state["answers"])
    errors: Sequence[catalogue.FieldError] = catalogue.validate_form(procedure, clean) if state["is_sent"] else []
    mistakes = {error.path: pick(error.text) for error in errors} | state["unread"]
    given_files = sparing.files_of(catalogue.files_in(procedure, state["answers"]))
    context = asking.Context(state["answers"], mistakes, {}, files={str(one.id): one for one in given_files})
    wrong: dict[str, str] = state["wrong"]
    summary = [Mistake(text, asking.field_id(path)) for path, text in mistakes.items()]
    summary += [Mistake(text, f"f-file-{name}") for name, text in wrong.items()]
    summary += [Mistake(state["refused"])] if state["refused"] else []
    shown = {
        "case": view,
        "act": ACTS[view.status],
        "links": [
            Link(t("web.space.cases"), reverse("space:cases")),
            Link(view.number, reverse("space:case", args=[str(view.id)])),
            Link(t(f"cases.act.{ACTS[view.status]}")),
        ],
        "mistakes": summary,
        "pages": [
            (pick(page.title), asking.draw(page.fields, context), _is_open(page, view, errors))
            for page in catalogue.visible_pages(procedure, state["answers"])
        ],
        "papers": list(_papers(request, view, state, form=clean)),
    }
    return render(request, "space/supplement.html", shown, status=422 if summary else 200)


def _papers(
    request: HttpRequest, view: cases.CaseView, state: dict[str, Any], *, form: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """The papers that may still be brought: not those for which a licence stands that can be used to this day."""
    procedure: catalogue.Procedure = state["procedure"]
    now = moment.now()
    filer = cases.Filer(view.subject.id, people.applicant(request), now, view.id)
    given = {one.id: one for one in view.materials}
    for one in catalogue.asked_materials(procedure, form):
        was = given.get(one.id)
        if was and was.is_exempt and not sparing.is_lost(was, now):
            continue
        paper = sparing.paper_of(
            one,
            procedure,
            choice=state["chosen"].get(one.id),
            files=state["files"].get(one.id, []),
            filer=filer,
            may_follow=False,
            form=form,
        )
        yield {
            "id": one.id,
            "paper": paper,
            "lost": bool(was and was.credential),
            "question": paper.question("") if paper.may_choose else None,
            "given": sparing.files_of(was.files if was else ()),
            "new": sparing.files_of(state["files"].get(one.id, [])),
            "field": Field(
                name=f"file.{one.id}",
                label=pick(one.title),
                kind="file",
                help=pick(one.note) or t("web.space.paper.help"),
                required=False,
                error=state["wrong"].get(one.id, ""),
            ),
        }


def _is_open(page: catalogue.Page, view: cases.CaseView, errors: Sequence[catalogue.FieldError]) -> bool:
    """A page is shown open when something on it is wrong, or when one of its fields was asked for."""
    if any(error.field == field.name for field in page.fields for error in errors):
        return True
    return bool({field.name for field in page.fields} & {one.item for one in view.missing})
