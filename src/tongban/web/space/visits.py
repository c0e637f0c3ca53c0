"""Going there in person: my number in a queue, my appointments, booking and moving them."""

from collections.abc import Callable
from datetime import date, time
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.domains.cases.counter import api as counter
from tongban.kernel.actors import Actor
from tongban.kernel.errors import Refusal, TongbanError
from tongban.web import moment, people, preferences
from tongban.web.components.parts import Choice, Field, Link, Mistake
from tongban.web.public import places
from tongban.web.wording import day, pick, short_day, t

GET_AND_POST = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def visits(request: HttpRequest) -> HttpResponse:
    """My numbers and appointments, and where a number can be taken now."""
    actor, now = people.applicant(request), moment.now()
    if request.method == "POST":
        act = _ACTS.get(request.POST.get("act", ""))
        try:
            told = act(request, actor) if act else ""
        except TongbanError as refused:
            messages.error(request, t(refused.code, **refused.values))
        else:
            if told:
                messages.success(request, told)
        return redirect("space:visits")
    region = preferences.region(request)
    found = counter.list_places(region.code, now=now) if region else []
    titles = {one.id: pick(one.title) for one in found}
    shown = {
        "links": [Link(t("web.nav.space"), reverse("space:home")), Link(t("web.visits.title"))],
        "tickets": [_ticket(one, titles) for one in counter.list_own_tickets(actor, now=now)],
        "appointments": [_appointment(one) for one in counter.list_own_appointments(actor, now=now)],
        "halls": [places.line(one) for one in found],
        "priorities": [Choice(one, t(f"desk.counter.priority.{one}")) for one in counter.PRIORITIES],
    }
    return render(request, "space/visits.html", shown)


def _ticket(one: counter.TicketView, titles: dict[str, str]) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "number": one.number,
        "place": titles.get(one.place, one.place),
        "state": one.state,
        "ahead": one.ahead,
        "window": one.window,
    }


def _appointment(one: counter.AppointmentView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "place": pick(one.place_title),
        "place_id": one.place,
        "when": f"{day(one.day)} {one.start:%H:%M}",
        "subject": one.subject.name,
        "is_today": one.day == moment.today(),
    }


def _take(request: HttpRequest, actor: Actor) -> str:
    found = counter.take_ticket(
        place=request.POST.get("place", "")[:64],
        priority=request.POST.get("priority", ""),
        actor=actor,
        now=moment.now(),
    )
    return t("web.visits.taken", number=counter.get_ticket(found).number)


def _leave(request: HttpRequest, actor: Actor) -> str:
    ticket = counter.TicketId.parse(request.POST.get("ticket", ""))
    counter.leave_queue(ticket=ticket, actor=actor, now=moment.now())
    return t("web.visits.left")


def _cancel(request: HttpRequest, actor: Actor) -> str:
    counter.cancel(appointment=_asked(request), actor=actor, now=moment.now())
    return t("web.visits.cancelled")


def _arrive(request: HttpRequest, actor: Actor) -> str:
    found = counter.arrive(appointment=_asked(request), actor=actor, now=moment.now())
    return t("web.visits.taken", number=counter.get_ticket(found).number)


def _asked(request: HttpRequest) -> counter.AppointmentId:
    return counter.AppointmentId.parse(request.POST.get("appointment", ""))


_ACTS: dict[str, Callable[[HttpRequest, Actor], str]] = {
    "take": _take,
    "leave": _leave,
    "cancel": _cancel,
    "arrive": _arrive,
}


@never_cache
@login_required
@require_http_methods(GET_AND_POST)
def book(request: HttpRequest, place: str) -> HttpResponse:
    """Choose a time at a place; with `?move=` another time for an appointment that one has."""
    actor, now = people.applicant(request), moment.now()
    try:
        found = counter.get_place(place, now=now)
    except Refusal as refusal:
        raise Http404(refusal.code) from refusal
    subjects = people.subjects(request)
    moving, chosen, mistake = request.GET.get("move", ""), request.POST.get("slot", ""), ""
    if request.method == "POST":
        try:
            _book(request, place, chosen, moving=moving, actor=actor)
        except TongbanError as refused:
            mistake = t(refused.code, **refused.values)
        except ValueError:
            mistake = t("web.visits.choose")
        else:
            messages.success(request, t("web.visits.moved" if moving else "web.visits.booked"))
            return redirect("space:visits")
    slots = counter.list_slots(place, now=now)
    shown = {
        "links": [
            Link(t("web.nav.space"), reverse("space:home")),
            Link(t("web.visits.title"), reverse("space:visits")),
            Link(pick(found.title)),
        ],
        "title": pick(found.title),
        "address": pick(found.address),
        "days": [
            {"title": short_day(on), "weekday": t(f"web.weekday.{on.isoweekday()}"), "slots": _slots(group, chosen)}
            for on, group in groupby(slots, key=lambda one: one.day)
        ],
        "for_whom": _for_whom(request, subjects) if not moving and len(subjects) > 1 else None,
        "moving": moving,
        "mistakes": [Mistake(mistake)] if mistake else [],
    }
    return render(request, "space/book.html", shown, status=422 if mistake else 200)


def _book(request: HttpRequest, place: str, slot: str, *, moving: str, actor: Actor) -> None:
    on, _, at = slot.partition("T")
    told: dict[str, Any] = {"day": date.fromisoformat(on), "start": time.fromisoformat(at), "actor": actor}
    if moving:
        counter.move(appointment=counter.AppointmentId.parse(moving), now=moment.now(), **told)
        return
    subjects = people.subjects(request)
    wanted = request.POST.get("subject", "")
    subject = next((one for one in subjects if str(one.id) == wanted), subjects[0] if len(subjects) == 1 else None)
    if subject is None:
        raise ValueError(wanted)
    counter.book(place=place, subject=subject.id, now=moment.now(), **told)


def _slots(group: Any, chosen: str) -> list[dict[str, Any]]:
    told = []
    for one in group:
        value = f"{one.day.isoformat()}T{one.start:%H:%M}"
        told.append({"value": value, "label": f"{one.start:%H:%M}", "free": one.free, "chosen": value == chosen})
    return told


def _for_whom(request: HttpRequest, subjects: Any) -> Field:
    chosen = request.POST.get("subject", "")
    choices = [Choice(str(one.id), one.name, str(one.id) == chosen) for one in subjects]
    return Field("subject", t("web.visits.for"), "radio", choices=choices)
