"""One row of a draft beside its place in the paper: accept, set right, leave out, take back, go on.

Everything is a button of a form; keys are comfort.
"""

import re
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform.intake import api as intake
from tongban.kernel.errors import Conflict, Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Fact, Link, Mistake
from tongban.web.governance import drafts, pages
from tongban.web.wording import instant, t

NAMES = re.compile(r"[、，,;；\n]+")
SPARE = 1  # empty lines for further time limits
FIELD_OF = {
    "reform.intake.no_title": "f-title",
    "reform.intake.no_text": "f-text",
    "reform.intake.limit_without_words": "f-limits",
    "reform.intake.limit_unread": "f-limits",
    "reform.intake.no_reason": "f-reason",
    "reform.intake.reason_too_long": "f-reason",
    "governance.draft.bad_day": "f-limits",
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(pages.IMPORT)
def row(request: HttpRequest, draft_id: str, position: int) -> HttpResponse:
    """The row, or what a button said done and then the next row that waits."""
    key = intake.DraftId.parse(draft_id)
    if request.method != "POST":
        return _show(request, key, position)
    act = request.POST.get("act", "accept")
    try:
        _do(request, key, position=position, act=act)
    except Conflict as refused:
        return _show(request, key, position, mistakes=_told(refused), is_stale=True, status=409)
    except Refusal as refused:
        return _show(request, key, position, mistakes=_told(refused), status=422)
    if act == "take_back":
        messages.success(request, t("governance.draft.said.take_back"))
        return redirect(drafts.row_url(key, position))
    following = intake.next_waiting(key, actor=people.actor(request), after=position)
    if following is None:
        messages.success(request, t("governance.draft.all_settled"))
        return redirect("governance:draft", draft_id)
    return redirect(drafts.row_url(key, following) + f"?last={position}")


def _told(refused: Refusal) -> list[Mistake]:
    return [Mistake(t(refused.code, **refused.values), FIELD_OF.get(refused.code, ""))]


def _do(request: HttpRequest, key: intake.DraftId, *, position: int, act: str) -> None:
    told = request.POST.get("version", "")
    version = int(told) if told.isascii() and told.isdigit() and len(told) < 9 else 0
    who: dict[str, Any] = {"version": version, "actor": people.actor(request), "now": moment.now()}
    if act == "reject":
        intake.reject(key, position, reason=request.POST.get("reason", ""), **who)
    elif act == "take_back":
        intake.take_back(key, position, **who)
    else:
        intake.accept(key, position, edit=_edit(request, act), **who)


def _edit(request: HttpRequest, act: str) -> intake.MeasureEdit | intake.DocumentEdit:
    """What the fields say. `use:spelled:proposed` puts the proposed name where the misspelled one stands."""
    posted = request.POST
    if "number" in posted:
        issued_on = _day(posted.get("issued_on", ""))
        return intake.DocumentEdit(posted.get("title", ""), posted["number"], posted.get("issuer", ""), issued_on)
    _, spelled, proposed = [*act.split(":"), "", ""][:3]
    named = {spelled: proposed} if spelled and proposed else {}
    lead, cooperating = (
        tuple(named.get(one.strip(), one.strip()) for one in NAMES.split(posted.get(role, "")) if one.strip())
        for role in ("lead", "cooperating")
    )
    limits = tuple(
        intake.LimitEdit(words, _day(when))
        for words, when in zip_longest(posted.getlist("limit"), posted.getlist("limit_day"), fillvalue="")
    )
    return intake.MeasureEdit(posted.get("title", ""), posted.get("text", ""), lead, cooperating, limits)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refusal("governance.draft.bad_day", text=text[:40]) from None


def _show(
    request: HttpRequest,
    key: intake.DraftId,
    position: int,
    *,
    mistakes: Sequence[Mistake] = (),
    is_stale: bool = False,
    status: int = 200,
) -> HttpResponse:
    found = intake.get_review(key, position, actor=people.actor(request))
    one, here = found.row, reverse("governance:draft", args=[str(key)])
    is_typed = bool(mistakes) and not is_stale and "text" in request.POST | {"text": ""} and "title" in request.POST
    return pages.page(
        request,
        "draft_row",
        place="import",
        status=status,
        mistakes=mistakes,
        links=[
            Link(t("governance.import.title"), reverse("governance:import")),
            Link(drafts.named(found.draft), here),
            Link(one.measure.anchor if one.measure else t("governance.draft.paper")),
        ],
        found=found,
        pieces=[{"piece": piece} for piece in found.excerpt],
        row=one,
        is_open=found.draft.state == "open",
        look=drafts.LOOKS[one.state],
        word=t(f"governance.draft.state.{one.state}"),
        decided=instant(one.decided_at) if one.decided_at else "",
        doubts=[_doubt(doubt.code, doubt.values) for doubt in one.doubts],
        typed=_typed(request) if is_stale else [],
        reason=request.POST.get("reason", "") or one.reason,
        form=_posted(request) if is_typed else _fields(one),
        is_rejecting=request.POST.get("act") == "reject" and bool(mistakes),
        last=_last(request, key),
        back=here,
        progress=t("governance.draft.progress", settled=found.draft.settled, doubted=found.draft.doubted),
        next_url=drafts.row_url(key, found.following) if found.following is not None else "",
        previous_url=drafts.row_url(key, found.preceding) if found.preceding is not None else "",
        longest=intake.LONGEST_REASON,
    )


def _doubt(code: str, values: dict[str, Any]) -> dict[str, str]:
    """The sentence; for a misprint also what its button says."""
    name, proposal = str(values.get("name", "")), str(values.get("proposal", ""))
    act = f"use:{name}:{proposal}" if proposal and ":" not in name + proposal else ""
    return {"text": t(code, **values), "act": act, "proposal": proposal}


def _fields(row: intake.RowView) -> dict[str, Any]:
    measure, paper = row.measure, row.document
    if measure is None:
        issued_on = paper.issued_on.isoformat() if paper.issued_on else ""
        return {"title": paper.title, "number": paper.number, "issuer": paper.issuer, "issued_on": issued_on}
    joined = "、".join
    limits = [(one.text, one.date.isoformat() if one.date else "") for one in measure.deadlines]
    return {
        "title": row.title,
        "text": measure.text,
        "lead": joined(measure.lead),
        "cooperating": joined(measure.cooperating),
        "limits": [*limits, *[("", "")] * SPARE],
    }


def _posted(request: HttpRequest) -> dict[str, Any]:
    """The fields as they were sent, to be shown again."""
    posted = request.POST
    names = ("title", "text", "lead", "cooperating", "number", "issuer", "issued_on")
    limits = list(zip_longest(posted.getlist("limit"), posted.getlist("limit_day"), fillvalue=""))
    return {**{name: posted.get(name, "") for name in names}, "limits": limits}


def _typed(request: HttpRequest) -> list[Fact]:
    """What somebody wrote on a row that had changed meanwhile: shown, so that it can be taken over by hand."""
    form = _posted(request)
    named = {
        "title": "governance.draft.field.title",
        "text": "governance.column.measure",
        "lead": "governance.column.lead",
        "cooperating": "governance.column.cooperating",
        "number": "governance.plan.number",
        "issuer": "governance.plan.issuer",
        "issued_on": "governance.plan.issued_on",
    }
    facts = [Fact(t(code), str(form[name])) for name, code in named.items() if form[name]]
    limits = [f"{words} {when}".strip() for words, when in form["limits"] if words or when]
    return [*facts, *([Fact(t("governance.column.deadline"), t("web.list").join(limits))] if limits else [])]


def _last(request: HttpRequest, key: intake.DraftId) -> dict[str, Any] | None:
    """The row settled a moment ago, with a button to take that back."""
    told = request.GET.get("last", "")
    if not (told.isascii() and told.isdigit() and len(told) < 6):
        return None
    try:
        row = intake.get_review(key, int(told), actor=people.actor(request)).row
    except Refusal:
        return None
    if not row.may_take_back:
        return None
    anchor = row.measure.anchor if row.measure else t("governance.draft.paper")
    words = t(f"governance.draft.said.{row.state}", anchor=anchor) if row.state in ("accepted", "rejected") else ""
    return {"url": drafts.row_url(key, row.position), "version": row.version, "words": words} if words else None
