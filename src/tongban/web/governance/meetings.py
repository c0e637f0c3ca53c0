"""Meetings: the list of them, and one with its measures worst first, its decisions, attendance and minutes."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.reform import api as reform
from tongban.domains.reform.rhythm import api as rhythm
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal
from tongban.web import moment, people
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Mistake
from tongban.web.governance import duty_calendar, meeting_parts, pages
from tongban.web.wording import day, instant, t


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.RHYTHM)
def meetings(request: HttpRequest) -> HttpResponse:
    """The region's meetings, the latest first; its office prepares the month's dispatch or calls the leading group."""
    region, code = duty_calendar.region_of(request)
    actor = people.actor(request)
    wrong: Refusal | None = None
    if request.method == "POST":
        try:
            made = _begin(request, code, actor)
        except Refusal as refused:
            wrong = refused
        else:
            return redirect("governance:meeting", str(made))
    found = rhythm.list_meetings(code, actor=actor, today=moment.today()) if code else []
    this = f"{moment.today():%Y-%m}"
    is_begun = any(one.kind == "dispatch" and one.period == this for one in found)
    may_prepare = bool(code) and rhythm.may_prepare(code, actor)
    return pages.page(
        request,
        "meetings",
        place="meetings",
        status=meeting_parts.status_of(wrong),
        region=region,
        rows=[_row(one) for one in found],
        period=this if may_prepare and not is_begun else "",
        month=duty_calendar.period_name(this),
        may_call=may_prepare,
        mistakes=(Mistake(t(wrong.code, **wrong.values)),) if wrong else (),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.RHYTHM)
def meeting(request: HttpRequest, meeting_id: str) -> HttpResponse:
    """One meeting, to be read out in the room, and what its office does with it. What was written is kept."""
    actor = people.actor(request)
    view = _find(meeting_id, actor)
    if request.method != "POST":
        return meeting_parts.draw(request, view)
    act = request.POST.get("act", "")
    if act not in COMMANDS:
        raise BadRequest(act)
    said = {name: str(value).replace("\r\n", "\n").strip() for name, value in request.POST.items()}
    try:
        COMMANDS[act](view, said, actor)
    except Refusal as refused:
        return meeting_parts.draw(request, _find(meeting_id, actor), said=said, refused=refused)
    messages.success(request, t(f"governance.meeting.done.{act}"))
    return redirect(reverse("governance:meeting", args=[meeting_id]) + meeting_parts.ANCHORS.get(act, ""))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty(*pages.RHYTHM)
def decisions(request: HttpRequest) -> HttpResponse:
    """What meetings decided and is not done: the unit answers, the office judges."""
    region, code = duty_calendar.region_of(request)
    actor = people.actor(request)
    wrong: Refusal | None = None
    if request.method == "POST":
        try:
            _follow(request, actor)
        except Refusal as refused:
            wrong = refused
        else:
            messages.success(request, t("governance.decisions.done"))
            return redirect("governance:decisions")
    found = rhythm.list_decisions(actor=actor, today=moment.today(), region=code) if code else []
    return pages.page(
        request,
        "decisions",
        place="decisions",
        status=meeting_parts.status_of(wrong),
        region=region,
        open=[meeting_parts.decision(one) for one in found if not one.state.startswith("done")],
        done=[meeting_parts.decision(one) for one in reversed(found) if one.state.startswith("done")][:50],
        mistakes=(Mistake(t(wrong.code, **wrong.values)),) if wrong else (),
    )


def _begin(request: HttpRequest, region: str, actor: Actor) -> rhythm.MeetingId:
    if request.POST.get("act") == "call":
        title = request.POST.get("title", "")
        return rhythm.call_meeting(region, kind="leading_group", title=title, actor=actor, now=moment.now())
    return rhythm.prepare_dispatch(region, request.POST.get("period", ""), actor=actor, now=moment.now())


def _find(meeting_id: str, actor: Actor) -> rhythm.MeetingView:
    try:
        return rhythm.get_meeting(rhythm.MeetingId.parse(meeting_id), actor=actor, today=moment.today())
    except Refusal as refused:
        raise Http404(refused.code) from refused


def _follow(request: HttpRequest, actor: Actor) -> None:
    decision = rhythm.DecisionId.parse(request.POST.get("decision", ""))
    text = request.POST.get("text", "")
    if request.POST.get("act") == "answer":
        files = duty_calendar.keep_files(request, actor, purpose=t("governance.decisions.purpose"))
        rhythm.answer_decision(decision, text=text, evidence=files, actor=actor, now=moment.now())
    else:
        accepted = request.POST.get("act") == "accept"
        rhythm.judge_decision(decision, accepted=accepted, reason=text, actor=actor, now=moment.now())


# acts of one meeting --------------------------------------------------------------------------------------------------

Said = Mapping[str, str]


def _refresh(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    rhythm.prepare_dispatch(view.summary.region, view.summary.period, actor=actor, now=moment.now())


def _arrange(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    rhythm.arrange_meeting(
        view.summary.id,
        planned_at=meeting_parts.moment_of(said.get("planned_at", "")),
        place=said.get("place", ""),
        agenda=said.get("agenda", "").splitlines(),
        actor=actor,
        now=moment.now(),
    )


def _reason(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    measure = reform.MeasureId.parse(said.get("measure", ""))
    rhythm.give_reason(view.summary.id, measure, reason=said.get("reason", ""), actor=actor, now=moment.now())


def _decide(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    rhythm.decide(
        view.summary.id,
        text=said.get("text", ""),
        unit=said.get("unit", ""),
        due_on=_day(said.get("due_on", "")),
        measure=reform.MeasureId.parse(said["measure"]) if said.get("measure") else None,
        actor=actor,
        now=moment.now(),
    )


def _drop(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    rhythm.drop_decision(rhythm.DecisionId.parse(said.get("decision", "")), actor=actor, now=moment.now())


def _attend(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    units = meeting_parts.units_of(view)
    told = {unit: said.get(f"unit-{place}", "absent") for place, unit in enumerate(units)}
    rhythm.take_attendance(view.summary.id, told, actor=actor, now=moment.now())


def _close(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    held_on, minutes = _day(said.get("held_on", "")), said.get("minutes", "")
    rhythm.close_meeting(view.summary.id, held_on=held_on, minutes=minutes, actor=actor, now=moment.now())


def _correct(view: rhythm.MeetingView, said: Said, actor: Actor) -> None:
    rhythm.correct_meeting(view.summary.id, text=said.get("correction", ""), actor=actor, now=moment.now())


COMMANDS: dict[str, Callable[[rhythm.MeetingView, Said, Actor], None]] = {
    "refresh": _refresh,
    "arrange": _arrange,
    "reason": _reason,
    "decide": _decide,
    "drop": _drop,
    "attend": _attend,
    "close": _close,
    "correct": _correct,
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("governance.meeting.day", day=text[:20]) from None


def _row(one: rhythm.MeetingSummary) -> dict[str, Any]:
    return {
        "url": reverse("governance:meeting", args=[str(one.id)]),
        "title": one.title,
        "kind": t(f"governance.meeting.kind.{one.kind}"),
        "when": day(one.held_on) or instant(one.planned_at),
        "look": "closed" if one.closed_at else "doing",
        "word": t(f"governance.meeting.{'closed' if one.closed_at else 'prepared'}"),
        "lines": one.lines,
        "decisions": one.decisions,
        "open": one.decisions_open,
    }
