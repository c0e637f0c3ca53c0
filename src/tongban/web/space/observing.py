"""What an observer reports, and what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from tongban.domains.reform.supervision import api as supervision
from tongban.kernel.errors import Refusal
from tongban.web import asking, moment, people, supervised
from tongban.web.asking import Asked
from tongban.web.components.parts import Link
from tongban.web.wording import day, t

PURPOSE = "reform.fault"


@never_cache
@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Where the reader is an observer, and what he reported so far."""
    actor = people.applicant(request)
    posts = supervision.list_own_posts(actor, now=moment.now())
    found = supervision.list_own_faults(actor, today=moment.today())
    shown = {
        "links": _links(),
        "posts": [{"capacity": supervised.word("capacity", one.capacity), "point": one.point} for one in posts],
        "rows": [_row(one) for one in found],
    }
    return render(request, "space/observing.html", shown)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """A short form: which unit, what, files. Whoever is no observer has no such page."""
    actor = people.applicant(request)
    posts = supervision.list_own_posts(actor, now=moment.now())
    if not posts:
        raise Http404("observer")

    def do(asked: Asked) -> HttpResponse:
        chosen = next((one for one in posts if str(one.id) == asked.text("post")), posts[0])
        made = supervision.report_fault(
            chosen.id, asked.text("text"), unit=asked.text("unit"), evidence=asked.files, **asked.by
        )
        messages.success(request, t("supervise.done.report"))
        return redirect("space:observed", str(made))

    several: tuple[asking.Ask, ...] = (("post", "select", True),) if len(posts) > 1 else ()
    form = asking.Form(
        code="supervise.page.report",
        labels="supervise.report",
        asks=(*several, ("unit", "text", True), ("text", "textarea", True)),
        action=reverse("space:observe"),
        back=reverse("space:observing"),
        files=asking.MOST_FILES,
        choices={"post": [(str(one.id), f"{supervised.word('capacity', one.capacity)} {one.point}") for one in posts]},
        helps=frozenset({"unit", "text"}),
    )
    return asking.answer(request, form, do, actor=actor, purpose=PURPOSE)


@never_cache
@login_required
@require_safe
def one(request: HttpRequest, fault_id: str) -> HttpResponse:
    """A report with its whole course, without the names of officers."""
    actor, today = people.applicant(request), moment.today()
    try:
        view = supervision.get_fault(supervision.FaultId.parse(fault_id), actor=actor, today=today)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    shown = {
        "links": _links(view.unit),
        "view": view,
        "row": _row(view),
        "facts": supervised.fault_facts(view),
        "files": [file.name for file in view.evidence],
        "entries": supervised.entries(view.history),
    }
    return render(request, "space/observed.html", shown)


def _row(view: supervision.FaultView) -> dict[str, str]:
    look, word = supervised.fault_look(view)
    return {
        "url": reverse("space:observed", args=[str(view.id)]),
        "unit": view.unit,
        "text": view.text,
        "note": day(view.reported_at),
        "look": look,
        "word": word,
    }


def _links(last: str = "") -> list[Link]:
    mine = Link(t("supervise.observing.title"), reverse("space:observing") if last else "")
    return [Link(t("web.nav.space"), reverse("space:home")), mine, *([Link(last)] if last else [])]
