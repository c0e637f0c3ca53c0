"""Existing licences by spreadsheet (存量归集): template, upload with each mistake named, applied by a second person."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.licences.intake import api as intake
from tongban.domains.registry import api as registry
from tongban.kernel import evidence
from tongban.kernel.errors import Refusal
from tongban.web import moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.administration import pages
from tongban.web.components.parts import Choice, Fact, Field, Link, Mistake
from tongban.web.wording import instant, pick, t

DUTIES = (pages.ADMINISTER, pages.APPROVE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 200
"""Mistakes on the page; how many there are in all is told."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*DUTIES)
def licences(request: HttpRequest) -> HttpResponse:
    """The files so far, the templates, and the form that takes a file."""
    if request.method != "POST":
        return _draw(request, {})
    given = {name: request.POST.get(name, "").strip()[:400] for name in ("kind", "grade", "source", "may_register")}
    file, wrong = request.FILES.get("file"), dict[str, str]()
    type_id, _, issuer = given["kind"].partition("@")
    if not issuer:
        wrong["kind"] = t("administration.licences.kind.missing")
    if file is None:
        wrong["file"] = t("administration.licences.file.missing")
    if wrong or file is None:
        return _draw(request, given, wrong=wrong)
    try:
        found = intake.upload(
            data=evidence.read_whole(file),
            name=file.name or "",
            type_id=type_id,
            region=_region(request),
            issuer=registry.AgencyId.parse(issuer),
            grade=given["grade"],
            source=given["source"],
            may_register=given["may_register"] == "true",
            actor=people.actor(request),
            now=moment.now(),
        )
    except Refusal as refused:
        return _draw(request, given, wrong={_place(refused): t(refused.code, **refused.values)})
    if found.batch is None:
        return _draw(request, given, upload=found)
    return redirect("administration:licence_batch", str(found.batch))


def _place(refused: Refusal) -> str:
    for beginning, name in (("licences.intake.grade", "grade"), ("licences.intake.source", "source")):
        if refused.code.startswith(beginning):
            return name
    return "kind" if refused.code.startswith(("licences.type", "licences.issuer", "kernel.authz")) else "file"


def _region(request: HttpRequest) -> str:
    """The region chosen on the site where the reader may import, else the first one of theirs."""
    actor = people.actor(request)
    mine = sorted(actor.regions_with(*DUTIES))
    chosen = preferences.region(request)
    return chosen.code if chosen and chosen.code in mine else next(iter(mine), "")


def _draw(
    request: HttpRequest,
    given: dict[str, str],
    *,
    wrong: dict[str, str] | None = None,
    upload: intake.Upload | None = None,
) -> HttpResponse:
    actor, now, errors = people.actor(request), moment.now(), wrong or {}
    region = _region(request)
    offered = intake.list_importable(region, actor=actor, now=now) if region else []
    listed = upload.mistakes if upload else ()
    mistakes = [Mistake(text, f"f-{name}") for name, text in errors.items()]
    if listed:
        mistakes.append(
            Mistake(
                t("administration.licences.mistakes", count=len(listed), rows=upload.rows if upload else 0), "mistakes"
            )
        )
    return pages.page(
        request,
        "licences",
        place="licences",
        status=422 if mistakes else 200,
        mistakes=mistakes,
        cells=[_told(one) for one in listed[:SHOWN]],
        left=max(0, len(listed) - SHOWN),
        fields=_fields(offered, given, errors),
        templates=[
            (pick(one.title), reverse("administration:licence_template", args=[region, one.type_id])) for one in offered
        ],
        batches=[_line(one) for one in intake.list_batches(actor=actor, now=now)],
    )


def _fields(offered: Sequence[intake.Importable], given: dict[str, str], errors: dict[str, str]) -> list[Field]:
    kinds = [
        Choice(
            f"{one.type_id}@{agency}",
            f"{pick(one.title)} · {pick(name)}",
            given.get("kind") == f"{one.type_id}@{agency}",
        )
        for one in offered
        for agency, name in one.issuers
    ]
    grades = [
        Choice(one, t(f"administration.licences.grade.{one.lower()}"), given.get("grade", "A") == one)
        for one in intake.GRADES
    ]
    register = Choice("true", t("administration.licences.may_register.yes"), given.get("may_register") == "true")
    return [
        Field("kind", t("administration.licences.kind"), "select", choices=kinds, error=errors.get("kind", "")),
        Field("grade", t("administration.licences.grade"), "radio", choices=grades, error=errors.get("grade", "")),
        Field(
            "source",
            t("administration.licences.source"),
            value=given.get("source", ""),
            help=t("administration.licences.source.help"),
            error=errors.get("source", ""),
            maximum_length=200,
        ),
        Field(
            "may_register", t("administration.licences.may_register"), "checkboxes", choices=(register,), required=False
        ),
        Field(
            "file",
            t("administration.licences.file"),
            "file",
            help=t("administration.licences.file.help"),
            error=errors.get("file", ""),
        ),
    ]


def _told(one: intake.Mistake) -> dict[str, Any]:
    return {
        "sheet": one.sheet,
        "row": one.row or "",
        "cell": one.cell,
        "column": one.title,
        "text": t(one.code, **{name: _word(value) for name, value in one.values.items()}),
    }


def _word(value: object) -> object:
    return pick(value) if hasattr(value, "zh") and hasattr(value, "en") else value


def _line(one: intake.BatchView) -> dict[str, Any]:
    return {
        "url": reverse("administration:licence_batch", args=[str(one.id)]),
        "file": one.file_name,
        "title": pick(one.title),
        "issuer": pick(one.issuer),
        "count": one.count,
        "state": one.state,
        "word": t(f"administration.licences.state.{one.state}"),
        "at": instant(one.uploaded_at),
    }


@require_safe
@needs_duty(*DUTIES)
def template(request: HttpRequest, region: str, type_id: str) -> HttpResponse:
    """The empty spreadsheet of a type, with the columns that entering unknown holders needs."""
    try:
        name, data = intake.get_template(type_id, region, may_register=True, actor=people.actor(request))
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*DUTIES)
def batch(request: HttpRequest, batch_id: str) -> HttpResponse:
    """One file: what it would bring, and what this reader may do with it."""
    actor = people.actor(request)
    try:
        found = intake.get_batch(intake.BatchId.parse(batch_id), actor=actor)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    mistakes = list[Mistake]()
    stale: Sequence[intake.Mistake] = ()
    if request.method == "POST":
        try:
            return _act(request, found)
        except Refusal as refused:
            told = {name: value for name, value in refused.values.items() if name != "mistakes"}
            mistakes = [Mistake(t(refused.code, **told), "f-reason" if "reason" in refused.code else "")]
            stale = refused.values.get("mistakes", ())  # type: ignore[assignment]  # as `apply` says
    return pages.page(
        request,
        "licence_batch",
        place="licences",
        status=422 if mistakes else 200,
        trail=[Link(t("administration.licences.title"), reverse("administration:licences")), Link(found.file_name)],
        batch=found,
        word=t(f"administration.licences.state.{found.state}"),
        facts=_facts(found),
        states=[(t(f"administration.licences.was.{name}"), count) for name, count in found.states],
        reason=Field("reason", t("administration.licences.undo.reason"), value=request.POST.get("reason", "")[:500]),
        mistakes=mistakes,
        cells=[_told(one) for one in stale[:SHOWN]],
    )


def _act(request: HttpRequest, found: intake.BatchView) -> HttpResponse:
    who: dict[str, Any] = {"batch": found.id, "actor": people.actor(request), "now": moment.now()}
    acts: dict[str, Callable[[], object]] = {
        "apply": lambda: intake.apply(**who),
        "discard": lambda: intake.discard(**who),
        "undo": lambda: intake.undo(reason=request.POST.get("reason", ""), **who),
    }
    name = request.POST.get("act", "")
    if name not in acts:
        raise Http404(name)
    acts[name]()
    pages.told(request, f"licences_{name}", count=found.count, name=found.file_name)
    return redirect("administration:licence_batch", str(found.id))


def _facts(one: intake.BatchView) -> list[Fact]:
    rows = [
        Fact(t("administration.licences.kind"), pick(one.title), pick(one.issuer)),
        Fact(t("administration.licences.count"), str(one.count)),
        Fact(t("administration.licences.unknown"), str(one.unknown)),
        Fact(t("administration.licences.grade"), t(f"administration.licences.grade.{one.grade.lower()}")),
        Fact(t("administration.licences.source"), one.source),
        Fact(t("administration.licences.uploaded"), one.uploaded_by, instant(one.uploaded_at)),
    ]
    if one.applied_at:
        rows.append(Fact(t("administration.licences.applied"), one.applied_by, instant(one.applied_at)))
    if one.undone_at:
        rows.append(Fact(t("administration.licences.undone"), instant(one.undone_at), one.undone_because))
    return rows
