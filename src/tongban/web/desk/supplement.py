"""Asking once for everything missing: tick what is wrong on one list of papers and answers, and say why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Conflict, TongbanError
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Link, Mistake
from tongban.web.desk import pages, showing
from tongban.web.wording import pick, t

LONGEST = 500
ASKING = ("ask_supplement", "answer_precheck")
"""The acts that name what is missing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that may be asked for. `name` is its key on this page, `item` its id in the guide."""

    name: str
    title: str
    item: str
    shown: str
    ticked: bool
    why: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty("intake")
def supplement(request: HttpRequest, case_id: str) -> HttpResponse:
    """The list; sent, it is told to the applicant at once. Nothing ticked is lost when it is refused."""
    view = pages.find_case(request, case_id)
    back = reverse("desk:case", args=[case_id]) + (f"?{request.GET.urlencode()}" if request.GET else "")
    offered = cases.options(view.id, pages.officer(request), now=moment.now())
    act = next((one for one in offered if one.name in ASKING), None)
    sections = _sections(view, request.POST)
    if request.method != "POST":
        return _draw(request, view, sections, back=back, act=act) if act else redirect(back)
    rows = [row for section in sections for row in section.rows]
    mistakes = [_mistake(row) for row in rows if row.error]
    if mistakes:
        return _draw(request, view, sections, back=back, act=act, mistakes=mistakes, status=422)
    missing = tuple(cases.Missing(row.item, row.why) for row in rows if row.ticked)
    if not missing:
        mistakes = [Mistake(t("cases.supplement.nothing_named"))]
        return _draw(request, view, sections, back=back, act=act, mistakes=mistakes, status=422)
    try:
        _tell(view, missing, actor=pages.officer(request))
    except TongbanError as refused:
        mistakes = [Mistake(t(refused.code, **refused.values))]
        status = 409 if isinstance(refused, Conflict) else 422
        return _draw(request, view, sections, back=back, act=act, mistakes=mistakes, status=status)
    messages.success(request, t("desk.told.ask_supplement", count=len(missing), number=view.number))
    return redirect(back)


def _tell(view: cases.CaseView, missing: tuple[cases.Missing, ...], *, actor: Actor) -> None:
    """Before an application is filed it is the answer to its precheck, afterwards what the law lets be asked once."""
    act, values = ("answer_precheck", {"ready": False}) if view.status == "precheck" else ("ask_supplement", {})
    cases.perform(case=view.id, act=act, values={"missing": missing, **values}, actor=actor, now=moment.now())


def _draw(
    request: HttpRequest,
    view: cases.CaseView,
    sections: Sequence[Section],
    *,
    back: str,
    act: cases.Act | None,
    mistakes: Sequence[Mistake] = (),
    status: int = 200,
) -> HttpResponse:
    links = [
        Link(t("desk.inbox.title"), reverse("desk:inbox")),
        Link(view.number, back),
        Link(t("desk.supplement.title")),
    ]
    return pages.page(
        request,
        "supplement",
        status=status,
        case=view,
        sections=sections,
        links=links,
        back=back,
        consequence=pick(act.consequence) if act else "",
        mistakes=mistakes,
    )


def _mistake(row: Row) -> Mistake:
    return Mistake(f"{row.title}{t('web.colon')}{row.error}", f"why-{row.name}")


def _sections(view: cases.CaseView, posted: QueryDict) -> list[Section]:
    """The papers that the applicant brings, then the answers page by page: nothing outside the guide may be asked."""
    brought = [paper for paper in showing.papers_of(view) if not paper.exempt]
    papers = Section(t("desk.papers"), tuple(_paper(paper, posted) for paper in brought))
    answers = [
        Section(pick(page.title), tuple(_fact(page, fact, posted) for fact in page.facts)) for page in view.pages
    ]
    return [section for section in (papers, *answers) if section.rows]


def _paper(paper: showing.Paper, posted: QueryDict) -> Row:
    there = t("web.list").join(file.name for file in paper.files) or t("desk.paper.none")
    return _row(f"m.{paper.id}", paper.title, paper.id, shown=there, posted=posted)


def _fact(page: cases.FactPage, fact: cases.Fact, posted: QueryDict) -> Row:
    shown = pick(fact.value)
    return _row(f"f.{page.id}.{fact.name}", pick(fact.label), fact.name, shown=shown, posted=posted)


def _row(name: str, title: str, item: str, *, shown: str, posted: QueryDict) -> Row:
    """A reason without a tick is a tick: nobody writes why for something that is not wanted."""
    why = _why(name, posted)
    ticked = name in posted.getlist("item") or bool(why)
    return Row(name, title, item, shown, ticked, why, t("desk.supplement.why_missing") if ticked and not why else "")


def _why(name: str, posted: QueryDict) -> str:
    return posted.get(f"why.{name}", "").strip()[:LONGEST]
