"""What the page of one meeting shows: lines, decisions, attendance, the forms of its office."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tongban.domains.reform.rhythm import api as rhythm
from tongban.kernel.clock import LAW_ZONE
from tongban.kernel.errors import Conflict, Refusal
from tongban.web import moment, people
from tongban.web.components.parts import Choice, Field, Link, Mistake, Pages
from tongban.web.governance import duty_calendar, pages
from tongban.web.wording import day, instant, t

PER_PAGE = 40
ANCHORS = {"reason": "#list", "decide": "#decisions", "drop": "#decisions", "attend": "#attendance"}
CONCERNS = {
    "overdue": "overdue",
    "near": "soon",
    "silent": "paused",
    "problem": "asked",
    "reopened": "supplement_wanted",
    "closing": "to_judge",
    "on_course": "running",
}
DECISIONS = {"overdue": "overdue", "open": "open", "answered": "to_judge", "done_late": "stopped_late", "done": "met"}
ATTENDANCE = ("present", "excused", "absent")


def draw(
    request: HttpRequest,
    view: rhythm.MeetingView,
    *,
    said: Mapping[str, str] | None = None,
    refused: Refusal | None = None,
) -> HttpResponse:
    """The page, with what was said when it was refused."""
    told = said or {}
    act = told.get("act", "")
    sentence = t(refused.code, **refused.values) if refused else ""
    whole = "all" in request.GET
    number = _number(request)
    first = (number - 1) * PER_PAGE
    shown = view.lines if whole else view.lines[first : first + PER_PAGE]
    summary = view.summary
    closed = summary.closed_at is not None
    return pages.page(
        request,
        "meeting",
        place="meetings",
        status=status_of(refused),
        **({"is_shown": True, "rail": []} if "show" in request.GET else {}),
        links=[Link(t("governance.meetings.title"), reverse("governance:meetings")), Link(summary.title)],
        view=view,
        summary=summary,
        kind=t(f"governance.meeting.kind.{summary.kind}"),
        when=day(summary.held_on) or instant(summary.planned_at),
        cut=instant(view.cut_at),
        closed=closed,
        concerns=_concerns(view),
        rows=[_line(one) for one in shown],
        pages=Pages() if whole else _pages(number, len(view.lines)),
        all_url="?all=1" if len(view.lines) > PER_PAGE and not whole else "",
        before=[_before(one) for one in view.before],
        decisions=[decision(one) for one in view.decisions],
        attendance=[{"unit": one.unit, "word": t(f"governance.attendance.{one.state}")} for one in view.attendance],
        attend=_attend(view) if view.may_hold else [],
        arrange=_arrange(view, told if act == "arrange" else {}) if view.may_hold else (),
        decide=_decide(view, told if act == "decide" else {}) if view.may_hold else (),
        close=_close(told if act == "close" else {}) if view.may_hold else (),
        correct=_correct(told)
        if closed and "show" not in request.GET and rhythm.may_prepare(summary.region, people.actor(request))
        else (),
        corrections=[{"text": one.text, "at": instant(one.at)} for one in view.corrections],
        mistakes=(Mistake(sentence),) if refused else (),
    )


def decision(one: rhythm.DecisionView) -> dict[str, Any]:
    """A decision as lists show it, with its forms' ids."""
    return {
        "id": str(one.id),
        "number": one.number,
        "period": duty_calendar.period_name(one.meeting_period),
        "url": reverse("governance:meeting", args=[str(one.meeting)]),
        "text": one.text,
        "unit": one.unit,
        "anchor": one.anchor,
        "due": day(one.due_on),
        "done": day(one.done_on),
        "look": DECISIONS[one.state],
        "word": t(f"governance.decision.{one.state}"),
        "answers": [
            {"word": t(f"governance.answer.{part.kind}"), "text": part.text, "at": instant(part.at)}
            for part in one.answers
        ],
        "may_answer": one.may_answer,
        "may_judge": one.may_judge,
    }


def units_of(view: rhythm.MeetingView) -> list[str]:
    """Who belongs to the meeting: the units whose attendance was taken, and the leads of the list."""
    return list(
        dict.fromkeys([*(one.unit for one in view.attendance), *(unit for line in view.lines for unit in line.lead)])
    )


def status_of(refused: Refusal | None) -> int:
    if refused is None:
        return 200
    return 409 if isinstance(refused, Conflict) else 403 if refused.code == "kernel.authz.denied" else 422


def moment_of(text: str) -> datetime | None:
    """What a field for day and time sends, in Beijing time; None for nothing. Refuses `governance.meeting.day`."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=LAW_ZONE) if text else None
    except ValueError:
        raise Refusal("governance.meeting.day", day=text[:20]) from None


def _number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 5 else 1


def _pages(number: int, total: int) -> Pages:
    first, last = (number - 1) * PER_PAGE + 1, min(number * PER_PAGE, total)
    return Pages(
        previous=f"?page={number - 1}" if number > 1 else "",
        next=f"?page={number + 1}" if last < total else "",
        label=t("governance.pages", first=first, last=last, total=total) if total > PER_PAGE else "",
    )


def _concerns(view: rhythm.MeetingView) -> list[dict[str, Any]]:
    return [
        {"look": look, "word": t(f"governance.concern.{concern}"), "count": view.concerns[concern]}
        for concern, look in CONCERNS.items()
        if view.concerns.get(concern)
    ]


def _line(one: rhythm.LineView) -> dict[str, Any]:
    return {
        "position": one.position,
        "measure": str(one.measure),
        "anchor": one.anchor,
        "plan": one.plan_number,
        "item": one.item,
        "text": one.text,
        "lead": t("web.list").join(one.lead),
        "cooperating": t("web.list").join(one.cooperating),
        "due": day(one.due_on),
        "look": CONCERNS[one.concern],
        "word": t(f"governance.concern.{one.concern}"),
        "days": t(f"governance.concern.{one.concern}.days", count=one.days)
        if one.concern in ("overdue", "near", "silent")
        else "",
        "further": t("web.list").join(t(f"governance.concern.{name}") for name in one.concerns[1:]),
        "reason": one.reason,
        "reason_unit": one.reason_unit,
        "may_give_reason": one.may_give_reason,
    }


def _before(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "period": duty_calendar.period_name(one["period"]),
        "due": day(datetime.fromisoformat(one["due_on"]).date()),
        "done": day(datetime.fromisoformat(one["done_on"]).date()) if one["done_on"] else "",
        "look": DECISIONS[one["state"]],
        "word": t(f"governance.decision.{one['state']}"),
    }


def _attend(view: rhythm.MeetingView) -> list[dict[str, Any]]:
    taken = {one.unit: one.state for one in view.attendance}
    return [
        {
            "name": f"unit-{place}",
            "unit": unit,
            "choices": [
                Choice(state, t(f"governance.attendance.{state}"), taken.get(unit, "present") == state)
                for state in ATTENDANCE
            ],
        }
        for place, unit in enumerate(units_of(view))
    ]


def _arrange(view: rhythm.MeetingView, said: Mapping[str, str]) -> tuple[Field, ...]:
    planned = view.summary.planned_at
    at = f"{planned.astimezone(LAW_ZONE):%Y-%m-%dT%H:%M}" if planned else ""
    return (
        Field("planned_at", t("governance.meeting.planned"), "datetime", said.get("planned_at", at), required=False),
        Field("place", t("governance.meeting.place"), value=said.get("place", view.summary.place), required=False),
        Field(
            "agenda",
            t("governance.meeting.agenda"),
            "textarea",
            said.get("agenda", "\n".join(view.agenda)),
            help=t("governance.meeting.agenda.help"),
            required=False,
        ),
    )


def _decide(view: rhythm.MeetingView, said: Mapping[str, str]) -> tuple[Field, ...]:
    chosen, unit = said.get("measure", ""), said.get("unit", "")
    measures = [
        Choice(str(one.measure), f"{one.position}. {one.item} {one.anchor}", str(one.measure) == chosen)
        for one in view.lines[:PER_PAGE]
    ]
    units = [Choice(one, one, one == unit) for one in units_of(view)]
    return (
        Field("measure", t("governance.meeting.measure"), "select", chosen, required=False, choices=measures),
        Field("text", t("governance.meeting.task"), "textarea", said.get("text", ""), maximum_length=4000),
        Field("unit", t("governance.meeting.unit"), "select", unit, choices=units)
        if units
        else Field("unit", t("governance.meeting.unit"), value=unit),
        Field("due_on", t("governance.meeting.due"), "date", said.get("due_on", "")),
    )


def _close(said: Mapping[str, str]) -> tuple[Field, ...]:
    held = said.get("held_on", moment.today().isoformat())
    return (
        Field("held_on", t("governance.meeting.held"), "date", held),
        Field("minutes", t("governance.meeting.minutes"), "textarea", said.get("minutes", ""), maximum_length=40000),
    )


def _correct(said: Mapping[str, str]) -> tuple[Field, ...]:
    text = said.get("correction", "")
    return (Field("correction", t("governance.meeting.correction"), "textarea", text, maximum_length=4000),)
