"""The counter (一窗综办): today's queue, the next number, appointments, filing for somebody, handing over."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongban.domains.cases import api as cases
from tongban.domains.cases.counter import api as counter
from tongban.domains.catalogue import api as catalogue
from tongban.kernel.errors import TongbanError
from tongban.web import limits, moment, people, preferences
from tongban.web.accounts.acting import needs_duty
from tongban.web.components.parts import Choice, Field, Link, Mistake
from tongban.web.desk import pages
from tongban.web.wording import day, local, pick, t

PLACE, WINDOW = "counter_place", "counter_window"
PERSON = ("name", "citizen_id", "phone")
LONGEST = 120


# the queue ----------------------------------------------------------------------------------------------------------


@require_safe
@never_cache
@needs_duty("intake")
def counter_page(request: HttpRequest) -> HttpResponse:
    """Where one serves today: the called number, who waits, who was missed, who is expected."""
    actor, now = pages.officer(request), moment.now()
    places = counter.list_own_places(actor, now=now)
    place = _chosen(request, places)
    if place is None:
        return pages.page(request, "counter_none", place="counter")
    window = next((one for one in place.windows if one.id == request.session.get(WINDOW)), place.windows[0])
    queue = counter.get_queue(place.id, actor, now=now)
    mine = next((ticket for ticket in queue.called if ticket.window == window.id), None)
    return pages.page(
        request,
        "counter",
        place="counter",
        here=place,
        halls=[Choice(one.id, pick(one.title), one.id == place.id) for one in places],
        windows=[Choice(one.id, pick(one.title), one.id == window.id) for one in place.windows],
        window=window,
        mine=_ticket(mine) if mine else None,
        waiting=[_ticket(one) for one in queue.waiting],
        others=[_ticket(one) for one in queue.called if one is not mine],
        missed=[_ticket(one) for one in queue.missed],
        served=queue.served,
        expected=[_expected(one) for one in counter.list_appointments(place.id, actor, now=now)],
        priorities=[Choice(one, t(f"desk.counter.priority.{one}")) for one in counter.PRIORITIES],
        opens=_opens(place),
    )


def _chosen(request: HttpRequest, places: list[counter.PlaceView]) -> counter.PlaceView | None:
    """The place and window that the reader sits at, kept for the log-in."""
    for name, wanted in ((PLACE, request.GET.get("place")), (WINDOW, request.GET.get("window"))):
        if wanted:
            request.session[name] = wanted[:64]
    kept = request.session.get(PLACE)
    return next((one for one in places if one.id == kept), places[0] if places else None)


def _ticket(one: counter.TicketView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "number": one.number,
        "taken": f"{local(one.taken_at):%H:%M}",
        "priority": t(f"desk.counter.priority.{one.priority}") if one.priority else "",
        "expected": one.rank == 1,
        "window": one.window,
    }


def _expected(one: counter.AppointmentView) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "start": f"{one.start:%H:%M}",
        "subject": one.subject.name,
        "state": one.state,
        "word": t(f"web.appointment.state.{one.state}"),
    }


def _opens(place: counter.PlaceView) -> str:
    return t("web.list").join(f"{begin:%H:%M}–{end:%H:%M}" for begin, end in place.opens)


@require_POST
@never_cache
@needs_duty("intake")
def counter_act(request: HttpRequest) -> HttpResponse:
    """One press at the counter; then the queue again."""
    act = _ACTS.get(request.POST.get("act", ""))
    if act is None:
        return redirect("desk:counter")
    try:
        told = act(request)
    except TongbanError as refused:
        messages.error(request, t(refused.code, **refused.values))
    else:
        if told:
            messages.success(request, told)
    return redirect("desk:counter")


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": pages.officer(request), "now": moment.now()}


def _at(request: HttpRequest) -> dict[str, str]:
    return {"place": request.POST.get("place", "")[:64], "window": request.POST.get("window", "")[:64]}


def _next(request: HttpRequest) -> str:
    """What came of the number before, if it is said; then the next."""
    if (ticket := request.POST.get("ticket")) and (outcome := request.POST.get("outcome")):
        found = counter.TicketId.parse(ticket)
        counter.finish_ticket(ticket=found, served=outcome == "served", **_who(request))
    at = _at(request)
    called = counter.call_next(place=at["place"], window=at["window"], **_who(request))
    if called is None:
        return t("desk.counter.nobody")
    return t("desk.counter.called", number=counter.get_ticket(called).number)


def _finish(request: HttpRequest) -> str:
    found = counter.TicketId.parse(request.POST.get("ticket", ""))
    counter.finish_ticket(ticket=found, served=request.POST.get("outcome") == "served", **_who(request))
    return ""


def _again(request: HttpRequest) -> str:
    found = counter.TicketId.parse(request.POST.get("ticket", ""))
    counter.call_again(ticket=found, window=_at(request)["window"], **_who(request))
    return t("desk.counter.called", number=counter.get_ticket(found).number)


def _give(request: HttpRequest) -> str:
    found = counter.take_ticket(
        place=_at(request)["place"], priority=request.POST.get("priority", ""), at_place=True, **_who(request)
    )
    return t("desk.counter.given", number=counter.get_ticket(found).number)


def _arrive(request: HttpRequest) -> str:
    found = counter.arrive(
        appointment=counter.AppointmentId.parse(request.POST.get("appointment", "")), **_who(request)
    )
    return t("desk.counter.given", number=counter.get_ticket(found).number)


_ACTS: dict[str, Callable[[HttpRequest], str]] = {
    "next": _next,
    "finish": _finish,
    "again": _again,
    "give": _give,
    "arrive": _arrive,
}


# filing for somebody ------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty("intake")
def counter_file(request: HttpRequest) -> HttpResponse:
    """Who stands at the window, and what for: then the pages that everybody fills in, signed by the clerk for them."""
    offered = _offered(request)
    given = {name: request.POST.get(name, "").strip()[:LONGEST] for name in (*PERSON, "procedure", "seen")}
    mistakes = _wrong(given, offered) if request.method == "POST" else {}
    if request.method != "POST" or mistakes:
        return _draw_file(request, offered, given, mistakes=mistakes)
    actor, now = pages.officer(request), moment.now()
    try:
        limits.allow_look(request)
        person = counter.identify(
            name=given["name"], citizen_id=given["citizen_id"], phone=given["phone"], actor=actor, now=now
        )
        counter.begin_helping(subject=person.id, procedure=given["procedure"], actor=people.actor(request), now=now)
    except TongbanError as refused:
        return _draw_file(request, offered, given, mistakes={"": t(refused.code, **refused.values)})
    request.META.pop(people.KEPT, None)
    people.act_for(request, person.id)
    return HttpResponseRedirect(reverse("space:apply", args=[given["procedure"]]))


def _offered(request: HttpRequest) -> list[catalogue.ProcedureSummary]:
    """What a person can apply for where the clerk serves."""
    region = preferences.region(request)
    return catalogue.list_procedures(region.code, on=moment.today(), audience="natural_person") if region else []


def _wrong(given: dict[str, str], offered: list[catalogue.ProcedureSummary]) -> dict[str, str]:
    wrong = {name: t(f"desk.counter.file.{name}.missing") for name in ("name", "citizen_id") if not given[name]}
    if given["procedure"] not in {one.key for one in offered}:
        wrong["procedure"] = t("desk.counter.file.procedure.missing")
    if given["seen"] != "true":
        wrong["seen"] = t("desk.counter.file.seen.missing")
    return wrong


def _draw_file(
    request: HttpRequest,
    offered: list[catalogue.ProcedureSummary],
    given: dict[str, str],
    *,
    mistakes: dict[str, str],
) -> HttpResponse:
    choices = [Choice(one.key, pick(one.title), one.key == given["procedure"]) for one in offered]
    fields = [
        Field(
            name=name,
            label=t(f"desk.counter.file.{name}"),
            kind="tel" if name == "phone" else "text",
            value=given[name],
            help=t(f"desk.counter.file.{name}.help"),
            required=name != "phone",
            error=mistakes.get(name, ""),
            autocomplete="off",
            maximum_length=LONGEST,
        )
        for name in PERSON
    ]
    fields.append(
        Field(
            "procedure",
            t("desk.counter.file.procedure"),
            "select",
            choices=choices,
            error=mistakes.get("procedure", ""),
        )
    )
    seen = Choice("true", t("desk.counter.file.seen.yes"), given["seen"] == "true")
    fields.append(
        Field("seen", t("desk.counter.file.seen"), "checkboxes", choices=(seen,), error=mistakes.get("seen", ""))
    )
    shown = [Mistake(text, f"f-{name}" if name else "") for name, text in mistakes.items()]
    return pages.page(
        request,
        "counter_file",
        place="counter",
        status=422 if mistakes else 200,
        links=[Link(t("desk.counter.title"), reverse("desk:counter")), Link(t("desk.counter.file.title"))],
        fields=fields,
        mistakes=shown,
    )


@require_POST
@never_cache
@needs_duty("intake")
def counter_done(request: HttpRequest) -> HttpResponse:
    """Back to the counter: no longer acting for whoever stood there."""
    people.act_for(request, None)
    return redirect("desk:counter")


# handing over -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@needs_duty("intake")
def counter_results(request: HttpRequest) -> HttpResponse:
    """Results that wait to be collected, from every agency; who collected each, after a look at the card."""
    text, mistake, wrong = request.GET.get("text", "").strip()[:60], "", ""
    if request.method == "POST":
        wrong = f"{request.POST.get('case', '')}/{request.POST.get('track', '')}"
        try:
            cases.deliver(
                case=cases.CaseId.parse(request.POST.get("case", "")),
                track=request.POST.get("track", "")[:64],
                method="counter",
                to="agent" if request.POST.get("to") == "agent" else "applicant",
                collector=request.POST.get("collector", "").strip()[:100],
                **_who(request),
            )
        except TongbanError as refused:
            mistake = t(refused.code, **refused.values)
        else:
            messages.success(request, t("desk.counter.results.done"))
            return redirect("desk:counter_results")
    lines = [_result(one, mistake, wrong=wrong) for one in counter.list_results(pages.officer(request), text=text)]
    return pages.page(
        request,
        "counter_results",
        place="counter",
        status=422 if mistake else 200,
        links=[Link(t("desk.counter.title"), reverse("desk:counter")), Link(t("desk.counter.results.title"))],
        lines=lines,
        text=text,
        mistakes=[Mistake(mistake, f"collector-{wrong}")] if mistake else [],
    )


def _result(one: counter.ResultView, mistake: str, *, wrong: str) -> dict[str, str]:
    name = f"{one.case}/{one.track}"
    return {
        "name": name,
        "case": str(one.case),
        "track": one.track,
        "number": one.number,
        "url": reverse("desk:case", args=[str(one.case)]),
        "title": pick(one.title),
        "item": pick(one.item),
        "result": pick(one.result),
        "reference": one.reference,
        "subject": one.subject.name,
        "decided": day(local(one.decided_at).date()) if one.decided_at else "",
        "error": mistake if name == wrong else "",
    }
