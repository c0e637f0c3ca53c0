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
from tongban.kernel.errors import Conflict, TongbanError
from tongban.web import moment
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Link, Mistake
from tongban.web.desk import pages, showing
from tongban.web.wording import pick, t

FREE = 3
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that may be asked for. `name` is its key in the form; `official` is what the applicant is told.

    A free row has no `title`: the officer names the thing.
    """

    name: str
    title: str
    official: str
    shown: str
    ticked: bool
    why: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    rows: tuple[Row, ...]
    is_free: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty("intake")
def supplement(request: HttpRequest, case_id: str) -> HttpResponse:
    """The list; sent, it is told to the applicant at once. Nothing ticked is lost when it is refused."""
    view = pages.find_case(request, case_id)
    back = reverse("desk:case", args=[case_id]) + (f"?{request.GET.urlencode()}" if request.GET else "")
    offered = cases.options(view.id, pages.officer(request), now=moment.now())
    act = next((one for one in offered if one.name == "ask_supplement"), None)
    sections = _sections(view, request.POST)
    if request.method != "POST":
        return _draw(request, view, sections, back=back, act=act) if act else redirect(back)
    rows = [row for section in sections for row in section.rows]
    mistakes = [_mistake(row) for row in rows if row.error]
    if mistakes:
        return _draw(request, view, sections, back=back, act=act, mistakes=mistakes, status=422)
    missing = tuple(cases.Missing(row.official, row.why) for row in rows if row.ticked)
    try:
        cases.ask_supplement(case=view.id, missing=missing, actor=pages.officer(request), now=moment.now())
    except TongbanError as refused:
        mistakes = [Mistake(t(refused.code, **refused.values))]
        status = 409 if isinstance(refused, Conflict) else 422
        return _draw(request, view, sections, back=back, act=act, mistakes=mistakes, status=status)
    messages.success(request, t("desk.told.ask_supplement", count=len(missing), number=view.number))
    return redirect(back)


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
    what = row.title or row.official or t("desk.supplement.other")
    return Mistake(f"{what}{t('web.colon')}{row.error}", f"why-{row.name}")


def _sections(view: cases.CaseView, posted: QueryDict) -> list[Section]:
    """The papers that the applicant brings, the answers page by page, a few rows for what is on neither list."""
    brought = [paper for paper in showing.papers_of(view) if not paper.exempt]
    papers = Section(t("desk.papers"), tuple(_paper(paper, posted) for paper in brought))
    answers = [
        Section(pick(page.title), tuple(_fact(page, fact, posted) for fact in page.facts)) for page in view.pages
    ]
    free = Section(t("desk.supplement.other"), tuple(_free(f"o.{n}", posted) for n in range(FREE)), is_free=True)
    return [section for section in (papers, *answers, free) if section.rows]


def _paper(paper: showing.Paper, posted: QueryDict) -> Row:
    there = t("web.list").join(file.name for file in paper.files) or t("desk.paper.none")
    return _row(f"m.{paper.id}", paper.title, paper.official, shown=there, posted=posted)


def _fact(page: cases.FactPage, fact: cases.Fact, posted: QueryDict) -> Row:
    shown = pick(fact.value)
    return _row(f"f.{page.id}.{fact.name}", pick(fact.label), fact.label.zh, shown=shown, posted=posted)


def _row(name: str, title: str, official: str, *, shown: str, posted: QueryDict) -> Row:
    """A reason without a tick is a tick: nobody writes why for something that is not wanted."""
    why = _why(name, posted)
    ticked = name in posted.getlist("item") or bool(why)
    return Row(
        name, title, official, shown, ticked, why, t("desk.supplement.why_missing") if ticked and not why else ""
    )


def _free(name: str, posted: QueryDict) -> Row:
    named, why = posted.get(f"named.{name}", "").strip()[:LONGEST], _why(name, posted)
    error = ""
    if bool(named) != bool(why):
        error = t("desk.supplement.why_missing" if named else "desk.supplement.name_missing")
    return Row(name, "", named, "", bool(named), why, error)


def _why(name: str, posted: QueryDict) -> str:
    return posted.get(f"why.{name}", "").strip()[:LONGEST]
