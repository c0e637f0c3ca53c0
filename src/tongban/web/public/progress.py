"""How far a case is, for whoever scans the code on one of its notices; also for those who have no log-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.kernel.errors import Refusal
from tongban.web import limits, moment
from tongban.web.components.parts import Fact, Link
from tongban.web.wording import day, instant, pick, t

PER_MINUTE = 30


@never_cache
@require_safe
def progress(request: HttpRequest, case_id: str) -> HttpResponse:
    """What whoever scanned the code learns. An unknown code is an answer, not an error."""
    limits.allow(request, "progress", per_minute=PER_MINUTE)
    found = _find(case_id)
    shown = {
        "links": [Link(t("web.nav.home"), "/"), Link(t("web.progress.title"))],
        "case": found,
        "facts": _facts(found) if found else [],
        "waiting": t(f"web.space.next.{found.status}") if found else "",
        "mine": reverse("space:case", args=[case_id]) if found else "",
    }
    return render(request, "public/progress.html", shown, status=200 if found else 404)


def _find(case_id: str) -> cases.Progress | None:
    try:
        return cases.find_progress(cases.CaseId.parse(case_id), now=moment.now())
    except Refusal:
        return None


def _facts(one: cases.Progress) -> list[Fact]:
    told = [
        Fact(t("web.case.number"), one.number),
        Fact(t("web.case.agency"), pick(one.agency)),
        Fact(t("web.case.submitted"), instant(one.submitted_at)),
    ]
    days = {"web.case.accepted": one.accepted_at, "web.case.ended": one.ended_at}
    told += [Fact(t(name), instant(at)) for name, at in days.items() if at]
    return told + ([Fact(t("web.case.due"), day(one.due_on))] if one.due_on else [])
