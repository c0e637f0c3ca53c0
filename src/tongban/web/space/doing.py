"""What an applicant may do with a case besides filing it: one page for each act, from what the act asks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases import api as cases
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.components import asked
from tongban.web.components.parts import Confirm, Fact, Mistake
from tongban.web.space.home import own
from tongban.web.wording import pick, t

OWN_PAGE = {"withdraw": "space:withdraw", "supplement": "space:supplement", "confirm": "space:supplement"}
"""Acts that have a page of their own."""


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, case_id: str, name: str) -> HttpResponse:
    """One act of the applicant: its consequence, what it asks, and then it is done. Nothing sent is lost."""
    view = own(request, case_id)
    if name in OWN_PAGE:
        return redirect(OWN_PAGE[name], case_id)
    actor, now = people.applicant(request), moment.now()
    offered = next((one for one in cases.options(view.id, actor, now=now) if one.name == name), None)
    if offered is None:
        return redirect("space:case", case_id)
    if request.method != "POST":
        return _draw(request, view, offered)
    values, mistakes = asked.read(request, offered.asks, name, actor=actor)
    if mistakes:
        return _draw(request, view, offered, values=values, mistakes=mistakes)
    try:
        cases.perform(
            case=view.id, act=name, values=values, track=offered.track, step=offered.step, actor=actor, now=now
        )
    except Refusal as refused:
        mistakes = asked.mistakes_of(refused)
        whole = () if mistakes else (Mistake(t(refused.code, **refused.values)),)
        return _draw(request, view, offered, values=values, mistakes=mistakes, whole=whole)
    messages.success(request, t(f"cases.done.{name}", number=view.number, item=pick(view.title)))
    return redirect("space:case", case_id)


def _draw(
    request: HttpRequest,
    view: cases.CaseView,
    offered: cases.Act,
    *,
    values: Mapping[str, Any] | None = None,
    mistakes: Mapping[str, str] | None = None,
    whole: Sequence[Mistake] = (),
) -> HttpResponse:
    said, wrong = values or {}, mistakes or {}
    confirm = Confirm(
        title=pick(offered.label),
        consequence=pick(offered.consequence),
        action=reverse("space:act", args=[str(view.id), offered.name]),
        button=pick(offered.label),
        back=reverse("space:case", args=[str(view.id)]),
        fields=asked.fields(offered.asks, offered.name, values=said, mistakes=wrong),
        facts=(Fact(t("web.case.number"), view.number), Fact(t("web.case.title"), pick(view.title))),
        kept=asked.kept(offered.asks, offered.name, said),
        mistakes=(*whole, *asked.summary(wrong, offered.name)),
    )
    status = 422 if wrong or whole else 200
    return render(request, "components/confirm.html", {"confirm": confirm}, status=status)
