"""The front page of my space: what waits for me, drafts, running cases, licences."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tongban.domains.cases import api as cases
from tongban.domains.catalogue import api as catalogue
from tongban.domains.licences import api as licences
from tongban.domains.reform.supervision import api as supervision
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import moment, people
from tongban.web.components.parts import Link
from tongban.web.space.lists import case_line
from tongban.web.wording import pick, t

RUNNING = ("submitted", "supplement_wanted", "accepted", "decided")
MOST = 5


@dataclass(frozen=True, slots=True)
class DraftLine:
    """An application that was begun."""

    title: str
    region: str
    url: str
    saved_at: datetime
    expires: object


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor, now = people.in_view(request), moment.now()
    running = cases.list_cases(actor, cases.CaseFilters(status=RUNNING), now=now, limit=MOST).rows
    lines = [case_line(row) for row in running]
    shown = {
        "links": [Link(t("web.nav.home"), reverse("public:home")), Link(t("web.nav.space"))],
        "subjects": people.subjects(request),
        "wanted": [line for line in lines if line.status == "supplement_wanted"],
        "running": [line for line in lines if line.status != "supplement_wanted"],
        "drafts": [line for draft in cases.list_drafts(actor, now=now) if (line := _draft(draft))],
        "licences": licences.list_licences(actor=actor, now=now, limit=MOST),
        "observes": bool(supervision.list_own_posts(actor, now=now)),
    }
    return render(request, "space/home.html", shown)


def _draft(draft: cases.DraftView) -> DraftLine | None:
    """A draft of something that is no longer offered is not shown: there is nothing to go on with."""
    try:
        procedure = catalogue.get_procedure(draft.procedure, region=draft.region, on=moment.today())
    except TongbanError:
        return None
    region = registry.find_region(draft.region)
    return DraftLine(
        title=pick(procedure.title),
        region=pick(region.name) if region else draft.region,
        url=reverse("space:apply", args=[draft.procedure]),
        saved_at=draft.saved_at,
        expires=draft.expires_on,
    )


@login_required
@require_safe
def wrong_fact(request: HttpRequest) -> HttpResponse:
    """What to do when a value that we hold is not right."""
    links = [Link(t("web.nav.space"), reverse("space:home")), Link(t("web.space.wrong.title"))]
    return render(request, "space/wrong_fact.html", {"links": links, "subjects": people.subjects(request)})


def own(request: HttpRequest, case_id: str) -> cases.CaseView:
    """A case of the reader's own. Anybody else's does not exist here."""
    try:
        found = cases.get_case(cases.CaseId.parse(case_id), people.applicant(request), now=moment.now())
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    people.about(request, found.subject)
    return found
