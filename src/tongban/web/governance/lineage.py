"""Lineage: for each task of an upper plan, what every lower plan made of it, worst first."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tongban.domains.reform import api as reform
from tongban.domains.reform.lineage import api as lineage
from tongban.domains.registry import api as registry
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Link, Pages
from tongban.web.governance import pages
from tongban.web.wording import day, pick, t

PER_PAGE, WHOLE = 30, 500
LONGEST = 80
LOOKS = {
    "conflict": "overdue",
    "looser": "soon",
    "missing": "denied",
    "no_number": "undetermined",
    "late": "stopped_late",
    "unit_differs": "wanted",
    "replaced": "replaced",
    "stricter": "met",
    "new": "unread",
    "equal": "brought",
}
"""The sign of each relation; the word beside it says the same."""
STATES = {"proposed": "waiting", "confirmed": "finished", "rejected": "withdrawn"}


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def plans(request: HttpRequest) -> HttpResponse:
    """The upper plans that have lineage, newest first, with how much of it waits for a person."""
    found = lineage.list_lineage(actor=people.actor(request))
    rows = [
        {
            "plan": one.plan,
            "name": named(one.plan),
            "url": reverse("governance:plan_lineage", args=[str(one.plan.id)]),
            "region": region_name(one.plan.region),
            "lowers": [f"{region_name(lower.region)} {named(lower)}" for lower in one.lowers],
            "links": one.links,
            "waiting": one.waiting,
            "worst": [_sign(relation, count) for relation, count in list(one.worst.items())[:3]],
        }
        for one in found
    ]
    known = {str(one.plan.id) for one in found}
    others = [
        {
            "title": one.title,
            "number": one.number,
            "region": region_name(one.region),
            "url": reverse("governance:plan_lineage", args=[str(one.id)]),
        }
        for one in reform.list_plans(actor=people.actor(request))
        if str(one.id) not in known
    ]
    return pages.page(request, "lineage_plans", place="lineage", rows=rows, others=others)


@require_safe
@never_cache
@needs_duty(*pages.LEDGER)
def plan(request: HttpRequest, plan_id: str) -> HttpResponse:
    """The tasks under a filter, thirty at a time; `?all=1` has them all, for printing."""
    key, asked, actor = lineage.PlanId.parse(plan_id), read(request), people.actor(request)
    whole, number = "all" in request.GET, _page_number(request)
    start, limit = (0, WHOLE) if whole else ((number - 1) * PER_PAGE, PER_PAGE)
    found = lineage.get_lineage(key, actor=actor, wanted=asked, start=start, limit=limit)
    may_decide = pages.IMPORT in actor.duties
    lowers = lineage.list_lower_plans(key, actor=actor) if may_decide else []
    words = query(asked)
    files = {form: reverse(f"governance:plan_lineage_{form}", args=[plan_id]) + f"?{words}" for form in ("csv", "xlsx")}
    return pages.page(
        request,
        "lineage",
        place="lineage",
        plan=found.plan,
        number=named(found.plan),
        region=region_name(found.plan.region),
        links=[Link(t("governance.lineage.title"), reverse("governance:lineage")), Link(named(found.plan))],
        asked=asked,
        is_narrowed=bool(asked.lower or asked.words or asked.state or asked.relation),
        total=found.total,
        waiting=found.waiting,
        has_links=bool(found.lowers),
        tallies=_tallies(found, asked),
        lowers=[Choice(str(one.id), _titled(one), one.id == asked.lower) for one in found.lowers],
        states=[Choice(one, t(f"governance.lineage.state.{one}"), one == asked.state) for one in STATES],
        open=[Choice(str(one.id), _titled(one)) for one in lowers],
        rows=[task(one) for one in found.tasks],
        pages=Pages() if whole else _pages(number, found.total, words),
        all_url="" if whole or found.total <= PER_PAGE else f"?{words}&all=1",
        review_url=reverse("governance:plan_lineage_review", args=[plan_id]) + f"?{words}" if may_decide else "",
        files=files,
    )


@require_POST
@needs_duty(pages.IMPORT)
def propose(request: HttpRequest, plan_id: str) -> HttpResponse:
    """Lay a lower plan beside this one: every task without a link gets its proposals."""
    try:
        lower = lineage.PlanId.parse(request.POST.get("lower", ""))
        made = lineage.propose(lineage.PlanId.parse(plan_id), lower, actor=people.actor(request), now=moment.now())
    except Refusal as refused:
        messages.error(request, t(refused.code, **refused.values))
    else:
        messages.success(request, t("governance.lineage.proposed", count=made))
    return redirect("governance:plan_lineage", plan_id)


def read(request: HttpRequest) -> lineage.LineageFilter:
    """The filter in the address; what is no value of it counts as not asked."""
    told = {name: request.GET.get(name, "").strip()[:LONGEST] for name in ("lower", "relation", "state", "words")}
    try:
        lower = lineage.PlanId.parse(told["lower"])
    except Refusal:
        lower = None
    return lineage.LineageFilter(
        lower=lower,
        relation=told["relation"] if told["relation"] in LOOKS else "",
        state=told["state"] if told["state"] in STATES else "",
        words=told["words"],
    )


def query(asked: lineage.LineageFilter, **changes: str) -> str:
    """The filter as the end of an address."""
    told = {
        "lower": str(asked.lower) if asked.lower else "",
        "relation": asked.relation,
        "state": asked.state,
        "words": asked.words,
        **changes,
    }
    return urlencode({name: value for name, value in told.items() if value})


def task(one: lineage.TaskView) -> dict[str, Any]:
    """A task with its answers; without a task: a measure that none asks for."""
    return {"task": side(one.task) if one.task else None, "answers": [answer(link) for link in one.answers]}


def answer(link: lineage.LinkView) -> dict[str, Any]:
    relation = str(link.relation)
    return {
        "id": str(link.id),
        "region": region_name(link.lower.region),
        "plan": named(link.lower),
        "measure": side(link.measure) if link.measure else None,
        "relation": relation,
        "look": LOOKS[relation],
        "word": t(f"reform.relation.{relation}"),
        "findings": [finding(one) for one in link.findings],
        "is_sure": link.is_sure,
        "state": str(link.state),
        "state_look": STATES[str(link.state)],
        "state_word": t(f"governance.lineage.state.{link.state}"),
        "is_open": link.state == lineage.LinkState.PROPOSED,
        "is_rejected": link.state == lineage.LinkState.REJECTED,
        "note": link.note,
        "decided_on": day(link.decided_at.date()) if link.decided_at else "",
        "may_decide": link.may_decide,
        "review": reverse("governance:plan_lineage_review", args=[str(link.upper.id)]) + f"?link={link.id}",
    }


def finding(one: lineage.Finding) -> dict[str, str]:
    """What was compared, with the words on either side. Days that had passed are told as days of this reader."""
    return {
        "reason": t(f"governance.lineage.reason.{one.reason}"),
        "upper": one.upper,
        "lower": one.lower,
        "word": t(f"reform.relation.{one.relation}"),
    }


def side(one: lineage.SideView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "anchor": one.anchor,
        "item": one.item,
        "text": one.text,
        "units": t("web.list").join(one.units),
        "numbers": one.numbers,
        "region": region_name(one.plan.region),
        "plan": named(one.plan),
    }


def named(one: lineage.PlanRef) -> str:
    return one.number or one.title


def region_name(code: str) -> str:
    found = registry.find_region(code, moment.today())
    return pick(found.name) if found else code


def _titled(one: lineage.PlanRef) -> str:
    return f"{region_name(one.region)} {named(one)}"


def _sign(relation: lineage.Relation, count: int) -> dict[str, Any]:
    return {"look": LOOKS[str(relation)], "word": f"{t(f'reform.relation.{relation}')} {count}"}


def _tallies(found: lineage.LineageView, asked: lineage.LineageFilter) -> list[dict[str, Any]]:
    shown: Iterable[lineage.Relation] = found.relations
    return [
        {
            "status": "",
            "count": sum(found.relations.values()),
            "url": "?" + query(asked, relation=""),
            "is_current": not asked.relation,
        },
        *(
            {
                "status": LOOKS[str(one)],
                "word": t(f"reform.relation.{one}"),
                "count": found.relations[one],
                "url": "?" + query(asked, relation=str(one)),
                "is_current": asked.relation == one,
            }
            for one in shown
        ),
    ]


def _page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _pages(number: int, total: int, words: str) -> Pages:
    first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, total)
    return Pages(
        previous=f"?{words}&page={number - 1}" if number > 1 else "",
        next=f"?{words}&page={number + 1}" if last < total else "",
        label=t("governance.pages", first=first, last=last, total=total) if first <= last else "",
    )
