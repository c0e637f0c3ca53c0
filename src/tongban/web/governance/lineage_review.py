"""Settling links one after another: accept, correct, reject, go on. Each is a button; keys are comfort."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.lineage import api as lineage
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Link, Mistake
from tongban.web.governance import pages
from tongban.web.governance.lineage import LOOKS, answer, named, query, read, side
from tongban.web.wording import t

NONE = "none"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(pages.IMPORT)
def review(request: HttpRequest, plan_id: str) -> HttpResponse:
    """The link to settle: the worst that waits, or the one asked for."""
    if request.method != "POST":
        return _show(request, plan_id)
    try:
        said = _act(request)
    except Refusal as refused:
        return _show(request, plan_id, mistakes=[Mistake(t(refused.code, **refused.values))])
    messages.success(request, said)
    words = query(read(request), link=request.POST.get("next", ""))
    return redirect(reverse("governance:plan_lineage_review", args=[plan_id]) + f"?{words}")


def _act(request: HttpRequest) -> str:
    """What the button says, done; the sentence that tells it."""
    link = lineage.LineageLinkId.parse(request.POST.get("link", ""))
    actor, now, act = people.actor(request), moment.now(), request.POST.get("act", "")
    reason = request.POST.get("reason", "")
    if act == "confirm":
        lineage.confirm(link, actor=actor, now=now)
    elif act == "reject":
        lineage.reject(link, reason=reason, actor=actor, now=now)
    elif act == "reopen":
        lineage.reopen(link, reason=reason, actor=actor, now=now)
    else:
        act = _place(request, link, reason=reason)
    return t(f"governance.lineage.said.{act}")


def _place(request: HttpRequest, link: lineage.LineageLinkId, *, reason: str) -> str:
    """Another measure or relation into this link, or a further measure beside it."""
    told, relation = request.POST.get("measure", NONE), request.POST.get("relation", "")
    measure = None if told == NONE else lineage.MeasureId.parse(told)
    who: dict[str, Any] = {"actor": people.actor(request), "now": moment.now()}
    if request.POST.get("act") == "add" and measure is not None:
        lineage.add(link, measure=measure, relation=relation, reason=reason, **who)
        return "add"
    lineage.correct(link, measure=measure, relation=relation, reason=reason, **who)
    return "correct"


def _show(request: HttpRequest, plan_id: str, *, mistakes: list[Mistake] | None = None) -> HttpResponse:
    key, asked, actor = lineage.PlanId.parse(plan_id), read(request), people.actor(request)
    told = request.POST.get("link") or request.GET.get("link", "")
    link = lineage.LineageLinkId.parse(told) if told else None
    found = lineage.get_review(key, actor=actor, wanted=asked, link=link)
    title = named(found.link.upper) if found else named(lineage.get_lineage(key, actor=actor, limit=0).plan)
    back = reverse("governance:plan_lineage", args=[plan_id]) + f"?{query(asked)}"
    here = reverse("governance:plan_lineage_review", args=[plan_id])
    return pages.page(
        request,
        "lineage_review",
        place="lineage",
        status=422 if mistakes else 200,
        mistakes=mistakes or [],
        links=[
            Link(t("governance.lineage.title"), reverse("governance:lineage")),
            Link(title, back),
            Link(t("governance.lineage.review")),
        ],
        back=back,
        reason=request.POST.get("reason", ""),
        **(_review(found, here=here, asked=asked, posted=request.POST.get("measure", "")) if found else {}),
    )


def _review(found: lineage.ReviewView, *, here: str, asked: lineage.LineageFilter, posted: str) -> dict[str, Any]:
    link = found.link
    chosen = posted or (str(link.measure.id) if link.measure else NONE)
    return {
        "found": found,
        "task": side(link.task) if link.task else None,
        "link": answer(link),
        "beside": [answer(one) for one in found.beside],
        "choices": _choices(found, chosen) if link.task else [],
        "relations": [
            Choice(one, t(f"reform.relation.{one}"), one == link.relation)
            for one in LOOKS
            if one not in lineage.WITHOUT_TASK
        ],
        "longest": lineage.LONGEST_REASON,
        "next_id": str(found.next) if found.next else "",
        "next_url": f"{here}?{query(asked, link=str(found.next))}" if found.next else "",
        "previous_url": f"{here}?{query(asked, link=str(found.previous))}" if found.previous else "",
    }


def _choices(found: lineage.ReviewView, chosen: str) -> list[dict[str, Any]]:
    """The measures that were thought of, and that there is none."""
    rows = [
        {
            "value": str(one.side.id),
            "side": side(one.side),
            "shared": t("web.list").join(one.shared),
            "word": t(f"reform.relation.{one.relation}"),
            "look": LOOKS[str(one.relation)],
            "chosen": str(one.side.id) == chosen,
        }
        for one in found.candidates
    ]
    measure = found.link.measure
    if measure is not None and str(measure.id) not in {row["value"] for row in rows}:
        rows.insert(0, {"value": str(measure.id), "side": side(measure), "chosen": str(measure.id) == chosen})
    return [*rows, {"value": NONE, "side": None, "chosen": chosen == NONE}]
